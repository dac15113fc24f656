// Locks what a model reads before a statement reads it. CREATE TABLE AS and REFRESH take their snapshot first and lock what exists
// under a view only then: had they to wait there for a relation to be replaced, its successor's rows would be none to them.

import type { Catalog } from '../../catalog/relation.ts';
import type { CompiledModel } from '../../compile/compiled-model.ts';
import { aroundText } from '../../sql/around-text.ts';
import { referencedRelations } from '../../sql/referenced-relations.ts';
import { raw, relationKey, sql } from '../../sql/sql.ts';
import type { Action } from '../step.ts';

/** Nothing where the query names only what is known to be no view: that is locked when the name is looked up. */
export function lockRead(compiled: CompiledModel, catalog: Catalog): readonly Action[] {
  return readsViews(compiled, catalog) ? [selectNothing(compiled)] : [];
}

/**
 * The query as a SELECT of no rows, which PostgreSQL plans and does not run: a SELECT locks all it reads, through views too, and
 * takes its snapshot afterwards. What it locked stays, in ACCESS SHARE mode, until the transaction ends.
 */
export function selectNothing(compiled: CompiledModel): Action {
  const { statement, offset } = aroundText(sql`select from (`, compiled.sql, raw(') as locked limit 0'));
  return { kind: 'run', statement, model: { compiled, offset } };
}

function readsViews({ statement }: CompiledModel, catalog: Catalog): boolean {
  if (statement === null) return false;
  return referencedRelations(statement).some(({ schema, name }) => {
    if (schema === 'pg_temp' || schema === 'pg_catalog') return false;
    const read = schema === null ? undefined : catalog.relations.get(relationKey({ schema, name }));
    return read === undefined || read.kind === 'view';
  });
}

// What hangs on a relation that is to be replaced: Smelt's own views, which can be pointed to the new one, and everything
// else, for which the old one has to stay.

import type { Catalog, CatalogRelation, Dependent } from '../catalog/relation.ts';
import type { CompiledModel } from '../compile/compiled-model.ts';
import { doBlock } from '../sql/do-block.ts';
import { parseStatement } from '../sql/parser.ts';
import { referencedRelations } from '../sql/referenced-relations.ts';
import { literal, qualified, raw, relationKey, type Sql, sql } from '../sql/sql.ts';

export interface Dependents {
  /** Own views over it, directly, that are plain views with a known definition. */
  readonly ownViews: readonly CatalogRelation[];
  /** Everything else, as PostgreSQL describes it. */
  readonly others: readonly Dependent[];
}

export function dependentsOf(relation: CatalogRelation, catalog: Catalog): Dependents {
  const ownViews: CatalogRelation[] = [];
  const others: Dependent[] = [];
  for (const dependent of relation.dependents) {
    const found = catalog.relations.get(relationKey(dependent.name));
    const isOwn = dependent.kind === 'view' && found?.kind === 'view' && found.ownership && found.definition !== null;
    if (isOwn) {
      if (!ownViews.some((view) => view.oid === found.oid)) ownViews.push(found);
    } else others.push(dependent);
  }
  return { ownViews, others };
}

/**
 * Whether a view reads the relations that have the names in its text now: one that was replaced since does not know of its
 * reader. By the text, not by the graph, where a parent may be named that is only waited for.
 */
export function readsPresentRelations(compiled: CompiledModel, actual: CatalogRelation, catalog: Catalog): boolean {
  const parsed = parseStatement(compiled.sql);
  if (!parsed.ok) return false;
  const key = relationKey(actual.name);
  return referencedRelations(parsed.value).every(({ schema, name }) => {
    const read = schema === null ? undefined : catalog.relations.get(relationKey({ schema, name }));
    return !read || read.dependents.some((dependent) => relationKey(dependent.name) === key);
  });
}

/** SQLSTATE where a view does not fit what is to be put below it, of a class that PostgreSQL does not use. */
export const viewUnfit = 'SM002';

/**
 * The view again over what has its parent's name now. The definition as PostgreSQL tells it names relations, so it follows
 * the name. (Smelt gives its views no options that CREATE OR REPLACE would drop.)
 */
export function repointView(view: CatalogRelation): Sql {
  const statement = sql`create or replace view ${qualified(view.name)} as\n${raw((view.definition ?? '').replace(/;\s*$/, ''))}`;
  return doBlock(sql`begin
  execute ${literal(statement.text)};
exception when syntax_error_or_access_rule_violation then
  raise exception 'the view % cannot read the new columns: %', ${literal(relationKey(view.name))}, sqlerrm using errcode = ${literal(viewUnfit)};
end`);
}

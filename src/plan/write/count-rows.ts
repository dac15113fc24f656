// Counts the rows that no statement counts: those of a relation that was made whole, and those that go with the one that it
// replaces.

import type { CatalogRelation } from '../../catalog/relation.ts';
import { qualified, type RelationName, raw, sql } from '../../sql/sql.ts';
import type { Action } from '../step.ts';

/** All rows of a new relation. */
export function countCreated(relation: RelationName): Action {
  return { kind: 'count', query: sql`select pg_catalog.count(*), 0::bigint, 0::bigint from ${qualified(relation)}` };
}

/**
 * Before `waiting` takes the place of `actual`. As in dbt, what a new table counts is how many rows it has; one that has none counts
 * how many are gone. Only then are those counted: of a table, that is, for the rows of a view would have to be computed.
 * `counted`: the statements that wrote the new rows have reported them.
 */
export function countReplaced(
  actual: CatalogRelation,
  waiting: RelationName,
  { counted }: { readonly counted: boolean },
): Action {
  const created = counted ? raw('0::bigint') : sql`(select pg_catalog.count(*) from ${qualified(waiting)})`;
  const stored = actual.kind === 'table' || actual.kind === 'partitioned';
  const gone = stored || (actual.kind === 'materialized_view' && actual.populated);
  const lost = gone
    ? sql`case when exists (select from ${qualified(waiting)}) then 0 else (select pg_catalog.count(*) from ${qualified(actual.name)}) end`
    : raw('0::bigint');
  return { kind: 'count', query: sql`select ${created}, 0::bigint, ${lost}`, replaces: true };
}

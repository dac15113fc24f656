// Writes a staged batch into an existing relation by key: rows that really changed are updated, new ones inserted, and for a
// full refresh what the batch no longer has is deleted. A row that is the same already is not touched.

import type { CatalogRelation } from '../../catalog/relation.ts';
import type { BuiltNode } from '../../graph/node.ts';
import { identifiers, join, qualified, type RelationName, type Sql, sql } from '../../sql/sql.ts';
import { spanOfConfig } from '../input.ts';
import type { Action } from '../step.ts';
import { guardReferences } from './guard-references.ts';
import { writing } from './others-code.ts';
import { batch, type ComparedColumn, existing, keyMatches, predicatesOf, reallyChanged } from './row-comparison.ts';
import { assignments, type TouchedColumn } from './touch-columns.ts';

export interface MergeParts {
  readonly target: RelationName;
  readonly stage: RelationName;
  readonly key: readonly ComparedColumn[];
  /** Columns that the batch gives, all of which a new row gets. */
  readonly given: readonly string[];
  /** Those of them that an existing row takes over, and that count as a change. */
  readonly updated: readonly ComparedColumn[];
  readonly touched: readonly TouchedColumn[];
  /** Whether writing to the target runs what people wrote (others-code.ts). */
  readonly runsOthersCode: boolean;
  /** Further conditions on the existing rows that may be met, in dbt's words. */
  readonly predicates: readonly string[];
}

export function mergeRows(parts: MergeParts): readonly Action[] {
  return [...updateChanged(parts), insertNew(parts)];
}

/** Deletes what the batch does not hold, unless another table refers to it. */
export function deleteAbsent(
  actual: CatalogRelation,
  parts: Pick<MergeParts, 'target' | 'stage' | 'key' | 'runsOthersCode'>,
): readonly Action[] {
  const absent = notMet(parts, parts.stage, batch);
  return [
    ...guardReferences(actual, absent),
    {
      kind: 'run',
      statement: writing(
        sql`delete from ${qualified(parts.target)} as ${existing}\nwhere ${absent}`,
        parts.runsOthersCode,
      ),
      counts: 'deleted',
    },
  ];
}

/** Two rows of one batch with the same key would both claim the existing row. */
export function refuseDuplicates(node: BuiltNode, stage: RelationName, key: readonly string[]): Action {
  return {
    kind: 'refuse',
    query: sql`select ${identifiers(key)}, pg_catalog.count(*) as "rows" from ${qualified(stage)}
group by ${identifiers(key)} having pg_catalog.count(*) > 1 order by pg_catalog.count(*) desc limit 5`,
    code: 'MERGE_DUPLICATE_KEY',
    message: `"${node.name}" gives more than one row for the same ${key.join(', ')}`,
    help: 'Make the model give one row for each unique_key, for example with `distinct on`, or use `incremental_strategy: delete+insert`',
    span: spanOfConfig(node, 'unique_key'),
  };
}

function updateChanged(parts: MergeParts): readonly Action[] {
  if (parts.updated.length === 0) return [];
  const update = (met: Sql): Action => ({
    kind: 'run',
    statement: writing(
      sql`update ${qualified(parts.target)} as ${existing}
set ${join(assignments(parts.updated.map(nameOf), parts.touched, batch), ',\n  ')}
from ${qualified(parts.stage)} as ${batch}
where ${met}${predicatesOf(parts)}
  and ${reallyChanged(parts.updated, underUsersPath(parts))}`,
      parts.runsOthersCode,
    ),
    counts: 'updated',
  });
  return keyMatches(parts.key, underUsersPath(parts)).map(update);
}

function insertNew(parts: MergeParts): Action {
  const columns = identifiers(parts.given);
  return {
    kind: 'run',
    statement: writing(
      sql`insert into ${qualified(parts.target)} (${columns})
select ${columns} from ${qualified(parts.stage)} as ${batch}
where ${notMet(parts, parts.target, existing)}`,
      parts.runsOthersCode,
    ),
    counts: 'inserted',
  };
}

/** No row of `other` has the key: an anti-join, and a second one for keys with a NULL. */
function notMet(
  parts: Pick<MergeParts, 'key' | 'runsOthersCode'> & { readonly predicates?: readonly string[] },
  other: RelationName,
  alias: Sql,
): Sql {
  const none = (met: Sql): Sql =>
    sql`not exists (select 1 from ${qualified(other)} as ${alias} where ${met}${predicatesOf(parts)})`;
  return join(keyMatches(parts.key, underUsersPath(parts)).map(none), '\n  and ');
}

function underUsersPath(parts: { readonly runsOthersCode: boolean; readonly predicates?: readonly string[] }): boolean {
  return parts.runsOthersCode || (parts.predicates ?? []).length > 0;
}

function nameOf(column: { readonly name: string }): string {
  return column.name;
}

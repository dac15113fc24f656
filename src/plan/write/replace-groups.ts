// delete+insert: the rows of a key are a group, and a batch that holds rows of a group replaces it whole. A group whose rows
// are the same already, counted as often as they occur, is left as it is.

import type { CatalogRelation } from '../../catalog/relation.ts';
import { identifier, identifiers, join, qualified, type RelationName, raw, type Sql, sql } from '../../sql/sql.ts';
import { analyze } from '../common-actions.ts';
import { stageName } from '../shape/names.ts';
import type { Action } from '../step.ts';
import { guardReferences } from './guard-references.ts';
import { runsOthersCode, writing } from './others-code.ts';
import { batch, type ComparedColumn, existing, groupable, keyMatches, predicatesOf } from './row-comparison.ts';

export interface ReplaceParts {
  readonly actual: CatalogRelation;
  readonly stage: RelationName;
  readonly key: readonly ComparedColumn[];
  /** Columns that the batch gives; the others of a replaced row take their defaults anew. */
  readonly given: readonly ComparedColumn[];
  readonly predicates: readonly string[];
}

export function replaceGroups(parts: ReplaceParts): readonly Action[] {
  const target = parts.actual.name;
  const runs = runsOthersCode(parts.actual);
  const written = runs || parts.predicates.length > 0;
  const changed = stageName(target, 'groups');
  const columns = identifiers(parts.given.map((column) => column.name));
  const remove = (met: Sql): Action => ({
    kind: 'run',
    statement: writing(
      sql`delete from ${qualified(target)} as ${existing}
using ${qualified(changed)} as ${batch}
where ${met}${predicatesOf(parts)}`,
      runs,
    ),
    counts: 'deleted',
  });
  const insert = (met: Sql): Action => ({
    kind: 'run',
    statement: writing(
      sql`insert into ${qualified(target)} (${columns})
select ${columns} from ${qualified(parts.stage)} as ${batch}
where exists (select 1 from ${qualified(changed)} as ${group} where ${met})`,
      runs,
    ),
    counts: 'inserted',
  });
  const doomed = join(
    keyMatches(parts.key, written).map(
      (met) => sql`exists (select 1 from ${qualified(changed)} as ${batch} where ${met}${predicatesOf(parts)})`,
    ),
    ' or ',
  );
  return [
    { kind: 'run', statement: collectChanged(parts, changed) },
    analyze(changed),
    ...guardReferences(parts.actual, doomed),
    ...keyMatches(parts.key, written).map(remove),
    ...keyMatches(parts.key, runs, batch, group).map(insert),
  ];
}

const group = raw('smelt_group');

/** The keys of groups whose rows differ: those in which some row occurs not as often in the batch as in the relation. */
function collectChanged(parts: ReplaceParts, changed: RelationName): Sql {
  const keys = new Set(parts.key.map((column) => column.name));
  const values = (side: Sql): Sql =>
    join(
      parts.given.map((column) => {
        // A key has an equality; as it is it meets the keys of other rows again.
        const value = keys.has(column.name) ? sql`${side}.${identifier(column.name)}` : groupable(column, side);
        return sql`${value} as ${identifier(column.name)}`;
      }),
      ', ',
    );
  const all = identifiers(parts.given.map((column) => column.name));
  const existingRows = keyMatches(parts.key, parts.predicates.length > 0).map(
    (met) => sql`
    union all
    select ${values(existing)}, -1 from ${qualified(parts.actual.name)} as ${existing}
    where exists (select 1 from ${qualified(parts.stage)} as ${batch} where ${met})${predicatesOf(parts)}`,
  );
  return sql`create temporary table ${qualified(changed)} on commit drop as
select distinct ${identifiers([...keys])} from (
  select ${all} from (
    select ${values(batch)}, 1 as smelt_side from ${qualified(parts.stage)} as ${batch}${join(existingRows, '')}
  ) as smelt_rows
  group by ${all} having pg_catalog.sum(smelt_side) <> 0
) as smelt_differences`;
}

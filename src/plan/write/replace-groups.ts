// delete+insert: the rows of a key are a group, and a batch that holds rows of a group replaces it whole. A group whose rows
// are the same already, counted as often as they occur, is left as it is.

import type { CatalogRelation } from '../../catalog/relation.ts';
import { identifier, identifiers, join, qualified, type RelationName, raw, type Sql, sql } from '../../sql/sql.ts';
import { analyze } from '../common-actions.ts';
import { stageName } from '../shape/names.ts';
import type { Action } from '../step.ts';
import { guardReferences } from './guard-references.ts';
import { runsOthersCode, writing } from './others-code.ts';
import {
  batch,
  type ComparedColumn,
  existing,
  groupable,
  type KeyPart,
  keyMatches,
  keyMatchesAnywhere,
  keyValue,
  predicatesOf,
} from './row-comparison.ts';

export interface ReplaceParts {
  readonly actual: CatalogRelation;
  readonly stage: RelationName;
  /** Columns, or expressions all of them. */
  readonly key: readonly KeyPart[];
  /** Columns that the batch gives; the others of a replaced row take their defaults anew. */
  readonly given: readonly ComparedColumn[];
  readonly predicates: readonly string[];
}

export function replaceGroups(parts: ReplaceParts): readonly Action[] {
  const target = parts.actual.name;
  const runs = runsOthersCode(parts.actual);
  const written = runs || parts.predicates.length > 0 || isWritten(parts.key);
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
    keyMatchesAnywhere(parts.key, written).map(
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

function isWritten(key: readonly KeyPart[]): boolean {
  return key.some(({ expression }) => expression !== undefined);
}

/** The keys of groups whose rows differ: those in which some row occurs not as often in the batch as in the relation. */
function collectChanged(parts: ReplaceParts, changed: RelationName): Sql {
  const { key, given } = parts;
  const keys = new Set(key.map((part) => part.name));
  // A key has an equality; as it is it meets the keys of other rows again.
  const others = given.filter((column) => !keys.has(column.name));
  const names = isWritten(key) ? [...keys, ...given.map(({ name }) => name)] : given.map(({ name }) => name);
  const values = (side: Sql): Sql => {
    const byName = new Map([
      ...key.map((part) => [part.name, keyValue(part, side)] as const),
      ...others.map((column) => [column.name, groupable(column, side)] as const),
    ]);
    return join(
      names.map((name) => sql`${byName.get(name)} as ${identifier(name)}`),
      ', ',
    );
  };
  const all = identifiers(names);
  const existingRows = keyMatches(key, parts.predicates.length > 0 || isWritten(key)).map(
    (met) => sql`
    union all
    select ${values(existing)}, -1 from ${qualified(parts.actual.name)} as ${existing}
    where exists (select 1 from ${keysOfBatch(parts)} as ${batch} where ${met})${predicatesOf(parts)}`,
  );
  return sql`create temporary table ${qualified(changed)} on commit drop as
select distinct ${identifiers([...keys])} from (
  select ${all} from (
    select ${values(batch)}, 1 as smelt_side from ${qualified(parts.stage)} as ${batch}${join(existingRows, '')}
  ) as smelt_rows
  group by ${all} having pg_catalog.sum(smelt_side) <> 0
) as smelt_differences`;
}

/** A relation in which no name of an expression means another column. */
function keysOfBatch({ key, stage }: ReplaceParts): Sql {
  if (!isWritten(key)) return qualified(stage);
  const values = key.map((part) => sql`${keyValue(part, batch)} as ${identifier(part.name)}`);
  return sql`(select ${join(values, ', ')} from ${qualified(stage)} as ${batch})`;
}

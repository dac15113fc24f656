// A rebuild in place: the table stays, its rows become those of the query. By key only rows that differ are touched; without
// one all are deleted and inserted. Readers see the old rows until the commit, and never wait.

import { passed } from '../../base/checked.ts';
import type { CatalogRelation } from '../../catalog/relation.ts';
import type { Checked } from '../../diagnostics/diagnostic.ts';
import { doBlock } from '../../sql/do-block.ts';
import {
  identifiers,
  inUserWords,
  literal,
  qualified,
  type RelationName,
  raw,
  relationKey,
  type Sql,
  sql,
} from '../../sql/sql.ts';
import type { ModelSubject, PlanContext } from '../input.ts';
import { checkPartitioning, reconcileContract } from '../shape/contract-drift.ts';
import type { DeclaredTable } from '../shape/declared-table.ts';
import { declaredIndexes } from '../shape/indexes.ts';
import { stageName } from '../shape/names.ts';
import { givenColumns, outputNames, refuseOtherShape } from '../shape/output-shape.ts';
import { keyColumnNames } from '../shape/unique-key.ts';
import type { Action } from '../step.ts';
import { expandForStage } from './append-rows.ts';
import { reconcileIndexes } from './change-indexes.ts';
import { guardReferences } from './guard-references.ts';
import { deleteAbsent, mergeRows, refuseDuplicates } from './merge-rows.ts';
import { runsOthersCode } from './others-code.ts';
import { type ComparedColumn, comparedColumns, withEqualities } from './row-comparison.ts';
import { stageModel } from './stage.ts';
import { touchedColumns } from './touch-columns.ts';

type Context = PlanContext<ModelSubject>;

export interface Rewrite {
  /** Columns that the table gains first. */
  readonly alterations: readonly Sql[];
  readonly actions: readonly Action[];
}

/** The action that stops where the query gives other columns than the table has. */
export type UnequalShape = (context: Context, actual: CatalogRelation, stage: RelationName) => Action;

/**
 * The model's rows, staged, take the place of those of `actual`, whose columns must be those of the model; where there is no
 * contract to say so, `unequal` makes the action that stops otherwise.
 */
export function rewriteModel(
  context: Context,
  actual: CatalogRelation,
  declared: DeclaredTable | null,
  unequal: UnequalShape,
): Checked<Rewrite> {
  const { node, target, subject, catalog } = context;
  const divided = checkPartitioning(context, actual);
  if (!divided.ok) return divided;
  const altered: Checked<readonly Sql[]> = declared
    ? reconcileContract(context, actual, declared, { mayBeStricter: true })
    : passed([]);
  if (!altered.ok) return altered;
  const stage = stageName(target);
  const names = outputNames(subject.compiled, catalog);
  const given = declared ? givenColumns(declared, names) : actual.columns.map((column) => column.name);
  const written = rewriteRows(context, actual, { declared, given, stage });
  if (!written.ok) return written;
  const actions = [
    ...stageModel(subject.compiled, stage, true),
    declared ? refuseOtherShape(subject.compiled, declared, stage) : unequal(context, actual, stage),
    ...expandForStage(context, { relation: target, existing: actual.partitions }, stage),
    ...written.value,
    ...reconcileIndexes(actual, declaredIndexes(node)),
  ];
  return passed({ alterations: altered.value, actions });
}

/** Staged rows over existing ones: by the primary key, else by unique_key, else all of them. */
export function rewriteRows(
  context: PlanContext,
  actual: CatalogRelation,
  parts: { readonly declared: DeclaredTable | null; readonly given: readonly string[]; readonly stage: RelationName },
): Checked<readonly Action[]> {
  const { node, target } = context;
  const { declared, given, stage } = parts;
  const columns = declared?.columns ?? actual.columns;
  const touched = touchedColumns(node, columns);
  if (!touched.ok) return touched;
  const names = [declared?.primaryKey ?? [], keyColumnNames(node)].find((key) => key.length > 0) ?? [];
  if (names.length === 0 || !names.every((name) => given.includes(name)))
    return passed(replaceAll(actual, stage, given));
  const compared = comparedColumns({ columns: withEqualities<ComparedColumn>([...columns], actual) });
  const key = compared.filter((column) => names.includes(column.name));
  const kept = new Set([...names, ...node.config.touchColumns]);
  const updated = compared.filter((column) => given.includes(column.name) && !kept.has(column.name));
  const runs = runsOthersCode(actual);
  return passed([
    refuseDuplicates(node, stage, names),
    ...deleteAbsent(actual, { target, stage, key, runsOthersCode: runs }),
    ...mergeRows({
      target,
      stage,
      key,
      given,
      updated,
      touched: touched.value,
      predicates: [],
      runsOthersCode: runs,
    }),
  ]);
}

function replaceAll(actual: CatalogRelation, stage: RelationName, given: readonly string[]): readonly Action[] {
  const target = actual.name;
  const columns = identifiers(given);
  return [
    ...guardReferences(actual, raw('true')),
    { kind: 'run', statement: inUserWords(sql`delete from ${qualified(target)}`), counts: 'deleted' },
    {
      kind: 'run',
      statement: inUserWords(
        sql`insert into ${qualified(target)} (${columns})\nselect ${columns} from ${qualified(stage)}`,
      ),
      counts: 'inserted',
    },
  ];
}

/** SQLSTATE where the query gives other columns than the table has, of a class that PostgreSQL does not use. */
export const otherColumns = 'SM002';

/** For an attempt that does something else instead. */
export const raiseUnequalShape: UnequalShape = (_, actual, stage) => ({
  kind: 'run',
  statement: doBlock(sql`begin
  if exists (${unequalColumns(actual, stage)}) or exists (${otherOrder(actual, stage)}) then
    raise exception 'the columns have changed' using errcode = ${literal(otherColumns)};
  end if;
end`),
});

/** Without a contract the table's own columns are what the query must give. */
function unequalColumns(actual: CatalogRelation, stage: RelationName): Sql {
  const columnsOf = (relation: RelationName) => sql`select attname, pg_catalog.format_type(atttypid, atttypmod) as type
  from pg_catalog.pg_attribute where attrelid = ${literal(relationKey(relation))}::pg_catalog.regclass and attnum > 0 and not attisdropped`;
  return sql`select pg_catalog.format('column %I: the model gives %s, the table has %s', attname,
  coalesce(given.type, 'nothing'), coalesce(existing.type, 'nothing')) as difference
from (${columnsOf(stage)}) as given full join (${columnsOf(actual.name)}) as existing using (attname)
where given.type is distinct from existing.type
order by 1`;
}

/** `select *` shows the order: of a table that may as well be replaced it counts as a change. */
function otherOrder(actual: CatalogRelation, stage: RelationName): Sql {
  const columnsOf = (
    relation: RelationName,
  ) => sql`select attname, pg_catalog.row_number() over (order by attnum) as place
  from pg_catalog.pg_attribute where attrelid = ${literal(relationKey(relation))}::pg_catalog.regclass and attnum > 0 and not attisdropped`;
  return sql`select from (${columnsOf(stage)}) as given join (${columnsOf(actual.name)}) as existing using (attname)
where given.place <> existing.place`;
}

/** `hindrances`: why no new table takes its place; without any the server says it, or `publish: in_place` does. */
export function refuseUnequalShape(hindrances: readonly string[]): UnequalShape {
  return (context, actual, stage) => {
    const { node } = context;
    const asked = hindrances.length === 0 && node.config.publish === 'in_place';
    return {
      kind: 'refuse',
      query: unequalColumns(actual, stage),
      notes: hindrances.map((what) => `a new table would lose: ${what}`),
      code: 'PUBLISH_REFUSED',
      message: asked
        ? `the columns of "${node.name}" have changed, and \`publish: in_place\` keeps the table with those that it has`
        : `the columns of "${node.name}" have changed, and something hangs on the table that a new one would lose`,
      help: asked
        ? 'Keep the columns, or take `publish: in_place` away for a run'
        : 'Take away what the notes name, run again, and create it anew; or keep the columns',
      span: { file: node.file, start: 0, end: 0 },
    };
  };
}

// Makes a table from nothing and fills it: from the contract or as the query gives it, divided into partitions, with its
// constraints and indexes once the rows are in. Used at the final name for a first creation and at the waiting place for a swap.

import { aroundText, words } from '../../sql/around-text.ts';
import { qualified, type RelationName, raw, type Sql, sql } from '../../sql/sql.ts';
import { analyze, modelText, run } from '../common-actions.ts';
import type { ModelSubject, PlanContext } from '../input.ts';
import { addConstraints, createDeclaredTable, type DeclaredTable } from '../shape/declared-table.ts';
import { createIndex, type DeclaredIndex } from '../shape/indexes.ts';
import { stageName } from '../shape/names.ts';
import { givenColumns, outputNames, refuseOtherShape, shapeActions } from '../shape/output-shape.ts';
import { createDefaultPartition, partitionClause } from '../shape/partitions.ts';
import type { Action } from '../step.ts';
import { appendRows } from './append-rows.ts';

export interface TableParts {
  /** The new table; nothing is there. */
  readonly relation: RelationName;
  readonly declared: DeclaredTable | null;
  readonly indexes: readonly DeclaredIndex[];
  /** Run on the empty table, before its first rows. */
  readonly triggers: readonly Sql[];
  /** Tables that are divided into partitions are always logged. */
  readonly unlogged: boolean;
}

/** The table with its rows; its file relations are filled already. */
export function buildTable(context: PlanContext<ModelSubject>, parts: TableParts): readonly Action[] {
  const { partitionBy } = context.node.config;
  const filled = parts.declared || partitionBy ? createAndFill(context, parts) : [createAsQuery(context, parts)];
  return [...filled, ...finishTable(parts)];
}

/** Keys, foreign keys and indexes, and statistics for whoever reads it next. */
export function finishTable({
  relation,
  declared,
  indexes,
}: Pick<TableParts, 'relation' | 'declared' | 'indexes'>): readonly Action[] {
  const constraints = declared ? addConstraints(relation, declared) : [];
  const created = indexes.map((index) => createIndex(relation, index));
  return [...[...constraints, ...created].map(run), analyze(relation)];
}

function createAsQuery(context: PlanContext<ModelSubject>, { relation, unlogged }: TableParts): Action {
  const kind = raw(unlogged ? 'create unlogged table' : 'create table');
  const { statement, offset } = aroundText(
    sql`${kind} ${qualified(relation)} as`,
    context.subject.compiled.sql,
    raw(''),
  );
  return { kind: 'run', statement, counts: 'inserted', model: modelText(context, offset) };
}

/** Of a contract, or divided into partitions: the table is made empty, after the query's columns were looked at. */
function createAndFill(
  context: PlanContext<ModelSubject>,
  { relation, declared, triggers, unlogged }: TableParts,
): readonly Action[] {
  const { compiled } = context.subject;
  const { partitionBy } = context.node.config;
  const shape = stageName(context.target, 'shape');
  const divided = partitionBy ? partitionClause(partitionBy) : null;
  const create = declared
    ? createDeclaredTable(relation, declared, { unlogged: unlogged && !partitionBy, partitionBy: divided })
    : words(sql`create table ${qualified(relation)} (like ${qualified(shape)})`, divided);
  return [
    ...shapeActions(compiled, shape),
    ...(declared ? [refuseOtherShape(compiled, declared, shape)] : []),
    run(create),
    ...(partitionBy?.default ? [run(createDefaultPartition(relation, context.target.name))] : []),
    ...triggers.map(run),
    ...appendRows(context, {
      relation,
      columns: declared && givenColumns(declared, outputNames(compiled, context.catalog)),
      existing: [],
    }),
  ];
}

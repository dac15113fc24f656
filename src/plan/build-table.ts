// Makes a table from nothing and fills it: from the contract or as the query gives it, divided into partitions, with its
// constraints and indexes once the rows are in. Used at the final name for a first creation and in schema smelt for a swap.

import type { PartitionBy } from '../project/model-config.ts';
import { aroundText } from '../sql/around-text.ts';
import { identifiers, qualified, raw, type RelationName, sql } from '../sql/sql.ts';
import { addConstraints, createDeclaredTable, type DeclaredTable } from './declared-table.ts';
import { createIndex, type DeclaredIndex } from './indexes.ts';
import { spanOfConfig, type ModelSubject, type PlanContext } from './input.ts';
import { stageName } from './names.ts';
import { givenColumns, insertFromModel, outputNames, refuseOtherShape, shapeActions } from './output-shape.ts';
import { createDefaultPartition, partitionClause, partitionKeys, refuseNullKeys } from './partitions.ts';
import { stageModel } from './stage.ts';
import type { Action } from './step.ts';
import { modelText, run } from './surroundings.ts';

export interface TableParts {
  /** The new table; nothing stands there. */
  readonly relation: RelationName;
  readonly declared: DeclaredTable | null;
  readonly indexes: readonly DeclaredIndex[];
}

/** The table with its rows; its file relations are filled already. */
export function buildTable(context: PlanContext<ModelSubject>, parts: TableParts): readonly Action[] {
  const { partitionBy } = context.node.config;
  const filled = partitionBy
    ? fillPartitioned(context, parts, partitionBy)
    : parts.declared
      ? fillDeclared(context, parts, parts.declared)
      : [createAsQuery(context, parts)];
  return [...filled, ...finishTable(parts)];
}

/** Keys, foreign keys and indexes, and statistics for whoever reads it next. */
export function finishTable({ relation, declared, indexes }: TableParts): readonly Action[] {
  const constraints = declared ? addConstraints(relation, declared) : [];
  const created = indexes.map((index) => createIndex(relation, index));
  return [...constraints, ...created, sql`analyze ${qualified(relation)}`].map(run);
}

function createAsQuery(context: PlanContext<ModelSubject>, { relation }: TableParts): Action {
  const kind = raw(context.node.config.unlogged ? 'create unlogged table' : 'create table');
  const { statement, offset } = aroundText(
    sql`${kind} ${qualified(relation)} as`,
    context.subject.compiled.sql,
    raw(''),
  );
  return { kind: 'run', statement, counts: 'inserted', model: modelText(context, offset) };
}

function fillDeclared(
  context: PlanContext<ModelSubject>,
  { relation }: TableParts,
  declared: DeclaredTable,
): readonly Action[] {
  const { compiled } = context.subject;
  const shape = stageName(context.target, 'shape');
  const given = givenColumns(declared, outputNames(compiled, context.catalog));
  const { unlogged } = context.node.config;
  return [
    ...shapeActions(compiled, shape),
    refuseOtherShape(compiled, declared, shape),
    run(createDeclaredTable(relation, declared, { unlogged, partitionBy: null })),
    insertFromModel(relation, compiled, given),
  ];
}

/** Its partitions depend on the rows, so these are staged first. */
function fillPartitioned(
  context: PlanContext<ModelSubject>,
  { relation, declared }: TableParts,
  partitionBy: PartitionBy,
): readonly Action[] {
  const { compiled } = context.subject;
  const stage = stageName(context.target);
  const create = declared
    ? createDeclaredTable(relation, declared, { unlogged: false, partitionBy: partitionClause(partitionBy) })
    : sql`create table ${qualified(relation)} (like ${qualified(stage)}) ${partitionClause(partitionBy)}`;
  const given = declared ? identifiers(givenColumns(declared, outputNames(compiled, context.catalog))) : null;
  const insert = given
    ? sql`insert into ${qualified(relation)} (${given})\nselect ${given} from ${qualified(stage)}`
    : sql`insert into ${qualified(relation)}\nselect * from ${qualified(stage)}`;
  return [
    ...stageModel(compiled, stage, false),
    ...(declared ? [refuseOtherShape(compiled, declared, stage)] : []),
    run(create),
    ...(partitionBy.default
      ? [run(createDefaultPartition(relation))]
      : [refuseNullKeys(partitionBy, stage, context.node.name, spanOfConfig(context.node, 'partition_by'))]),
    { kind: 'expandPartitions', keys: partitionKeys(partitionBy, stage), target: relation, partitionBy, existing: [] },
    { kind: 'run', statement: insert, counts: 'inserted' },
  ];
}

// Adds the rows of a model to a table. They are written once: what a partitioned table needs for them is tried with the
// partitions around the clock, which nearly every batch fits; only rows that fit none are staged, to see which they need.

import type { CatalogPartition } from '../../catalog/relation.ts';
import type { PartitionBy } from '../../project/model-config.ts';
import { identifiers, inUserWords, qualified, type RelationName, raw, sql } from '../../sql/sql.ts';
import { type ModelSubject, type PlanContext, spanOfConfig } from '../input.ts';
import { stageName } from '../shape/names.ts';
import { insertFromModel } from '../shape/output-shape.ts';
import { partitionKeys, refuseNullKeys } from '../shape/partitions.ts';
import type { Action } from '../step.ts';
import { stageModel } from './stage.ts';

export interface AppendParts {
  /** Where the rows go. */
  readonly relation: RelationName;
  /** Null: all columns that the query gives, in its order. */
  readonly columns: readonly string[] | null;
  readonly existing: readonly CatalogPartition[];
}

/** PostgreSQL's code for a row that no partition takes, as for a failed check. */
const noPartition = '23514';

export function appendRows(context: PlanContext<ModelSubject>, parts: AppendParts): readonly Action[] {
  const { partitionBy } = context.node.config;
  const insert = insertFromModel(parts.relation, context.subject.compiled, parts.columns);
  if (partitionBy === null) return [insert];
  // With a default partition a row always fits, also where a partition of its own should be made for it.
  if (partitionBy.default) return appendStaged(context, parts, partitionBy);
  return [
    {
      kind: 'attempt',
      actions: [expand(context, parts, partitionBy, null), insert],
      sqlstate: noPartition,
      otherwise: appendStaged(context, parts, partitionBy),
    },
  ];
}

function appendStaged(
  context: PlanContext<ModelSubject>,
  parts: AppendParts,
  _partitionBy: PartitionBy,
): readonly Action[] {
  const stage = stageName(context.target);
  const columns = parts.columns === null ? raw('*') : identifiers(parts.columns);
  const into = parts.columns === null ? qualified(parts.relation) : sql`${qualified(parts.relation)} (${columns})`;
  return [
    ...stageModel(context.subject.compiled, stage, false),
    ...expandForStage(context, parts, stage),
    {
      kind: 'run',
      statement: inUserWords(sql`insert into ${into}\nselect ${columns} from ${qualified(stage)}`),
      counts: 'inserted',
    },
  ];
}

/** The partitions that staged rows need; rows without a key are refused where no partition takes them. */
export function expandForStage(
  context: PlanContext,
  parts: Pick<AppendParts, 'relation' | 'existing'>,
  stage: RelationName,
): readonly Action[] {
  const { node } = context;
  const { partitionBy } = node.config;
  if (partitionBy === null) return [];
  const refuse = refuseNullKeys(partitionBy, stage, node.name, spanOfConfig(node, 'partition_by'));
  return [...(partitionBy.default ? [] : [refuse]), expand(context, parts, partitionBy, stage)];
}

function expand(
  context: PlanContext,
  parts: Pick<AppendParts, 'relation' | 'existing'>,
  partitionBy: PartitionBy,
  stage: RelationName | null,
): Action {
  return {
    kind: 'expandPartitions',
    keys: partitionKeys(partitionBy, stage),
    target: parts.relation,
    namedAfter: context.target.name,
    partitionBy,
    existing: parts.existing,
  };
}

// Incremental models: made whole the first time, afterwards each run adds its batch by the strategy of the config. A full
// refresh is a rebuild (rebuild-table.ts).

import { failed, passed } from '../../base/checked.ts';
import type { CatalogRelation } from '../../catalog/relation.ts';
import { type Checked, errorAt } from '../../diagnostics/diagnostic.ts';
import type { Sql } from '../../sql/sql.ts';
import { loadFiles, recordOwnership } from '../common-actions.ts';
import { tableFingerprint } from '../fingerprint.ts';
import { type ModelSubject, type PlanContext, spanOfConfig } from '../input.ts';
import { nameOf, oneStep, type PrecedingStep } from '../node-plan.ts';
import { auditingPartitions } from '../shape/audit.ts';
import { configIsRemembered } from '../shape/config-parts.ts';
import { checkPartitioning, reconcileContract } from '../shape/contract-drift.ts';
import { contractOf, type DeclaredTable } from '../shape/declared-table.ts';
import { type Strategy, strategyOf } from '../shape/incremental-strategy.ts';
import { declaredIndexes } from '../shape/indexes.ts';
import { stageName } from '../shape/names.ts';
import { givenColumns, outputNames, refuseOtherShape, shapeActions } from '../shape/output-shape.ts';
import { followQuery, type SchemaChange } from '../shape/schema-change.ts';
import { mergeKeyOf, uniqueKeyOf } from '../shape/unique-key.ts';
import { type Action, isStep, type NodePlan } from '../step.ts';
import { alterColumns } from '../write/alter-columns.ts';
import { appendRows, expandForStage } from '../write/append-rows.ts';
import { reconcileIndexes } from '../write/change-indexes.ts';
import { checkChangeable } from '../write/check-changeable.ts';
import { mergeRows, refuseDuplicates } from '../write/merge-rows.ts';
import { runsOthersCode } from '../write/others-code.ts';
import { rebuildTable } from '../write/rebuild-table.ts';
import { replaceGroups } from '../write/replace-groups.ts';
import { type ComparedColumn, type KeyPart, withEqualities } from '../write/row-comparison.ts';
import { stageAsColumns, stageModel } from '../write/stage.ts';
import { touchedColumns } from '../write/touch-columns.ts';
import { updatedNames } from '../write/updated-names.ts';
import { createTable } from './table.ts';

type Context = PlanContext<ModelSubject>;

export function planIncremental(context: Context): Checked<NodePlan> {
  return auditingPartitions(context, planBatch(context));
}

function planBatch(context: Context): Checked<NodePlan> {
  const strategy = strategyOf(context.node);
  if (!strategy.ok) return strategy;
  const { actual } = context;
  if (actual === null) return withoutDuplicates(context, strategy.value, createTable(context));
  const isTable = actual.kind === 'table' || actual.kind === 'partitioned';
  if (context.options.fullRefresh || !isTable) return rebuildTable(context, actual);
  return addBatch(context, actual, strategy.value);
}

/** The first batch of a merge is held to the same rule as the later ones. */
function withoutDuplicates(context: Context, strategy: Strategy, created: Checked<NodePlan>): Checked<NodePlan> {
  const { node, target } = context;
  if (!created.ok || strategy !== 'merge') return created;
  const key = mergeKeyOf(node);
  if (!key.ok) return key;
  const check = refuseDuplicates(node, target, key.value);
  const steps = created.value.steps.map((step) =>
    isStep(step) ? { ...step, actions: [...step.actions, check] } : step,
  );
  return { ...created, value: { ...created.value, steps } };
}

function addBatch(context: Context, actual: CatalogRelation, strategy: Strategy): Checked<NodePlan> {
  const { node, options, project } = context;
  const declared = contractOf(node, project);
  if (!declared.ok) return declared;
  const divided = checkPartitioning(context, actual);
  if (!divided.ok) return divided;
  const shape = existingShape(context, actual, declared.value);
  if (!shape.ok) return shape;
  const write = writeActions(context, actual, { shape: shape.value, declared: declared.value, strategy });
  if (!write.ok) return write;
  const { changes } = shape.value;
  const preceding: Checked<PrecedingStep | null> =
    changes === null ? passed(null) : alterColumns(context, actual, changes);
  if (!preceding.ok) return preceding;
  const generation = actual.ownership?.generation ?? options.newGeneration;
  const fingerprint = tableFingerprint(declared.value, node.config.partitionBy);
  const known = actual.ownership?.fingerprint === fingerprint && configIsRemembered(context);
  const key = strategy === 'append' ? '' : ` by ${node.config.uniqueKey.join(', ')}`;
  return oneStep(context, {
    kind: strategy,
    summary: strategy,
    title: `${strategy} into ${nameOf(context)}${key}`,
    alterations: shape.value.alterations,
    preceding: preceding.value,
    actions: [
      ...loadFiles(context, generation, false),
      ...write.value,
      ...reconcileIndexes(actual, declaredIndexes(node)),
      ...(known ? [] : [recordOwnership(context, { generation, fingerprint })]),
    ],
  });
}

interface ExistingShape extends Omit<SchemaChange, 'columns'> {
  readonly columns: readonly (ComparedColumn & { readonly default: string | null })[];
  /** What adds columns that are declared and not there yet. */
  readonly alterations: readonly Sql[];
}

/** A contract says what the table's columns must be; without one it is the query that does. */
function existingShape(
  context: Context,
  actual: CatalogRelation,
  declared: DeclaredTable | null,
): Checked<ExistingShape> {
  if (declared) {
    const altered = reconcileContract(context, actual, declared);
    if (!altered.ok) return altered;
    const given = givenColumns(declared, outputNames(context.subject.compiled, context.catalog));
    const columns = withEqualities<ExistingShape['columns'][number]>(declared.columns, actual);
    return passed({ columns, given, casts: false, changes: null, alterations: altered.value });
  }
  const followed = followQuery(context, actual);
  return followed.ok ? passed({ ...followed.value, alterations: [] }) : followed;
}

interface Batch {
  readonly shape: ExistingShape;
  readonly declared: DeclaredTable | null;
  readonly strategy: Strategy;
}

function writeActions(
  context: Context,
  actual: CatalogRelation,
  { shape, declared, strategy }: Batch,
): Checked<readonly Action[]> {
  if (strategy === 'append') return passed(appendChecked(context, actual, shape, declared));
  const { node, target, subject } = context;
  const changeable = checkChangeable(node, actual);
  if (!changeable.ok) return changeable;
  const stage = stageName(target);
  const staged: readonly Action[] = [
    ...(shape.casts
      ? stageAsColumns(subject.compiled, stage, target, shape.given)
      : stageModel(subject.compiled, stage, true)),
    ...(declared ? [refuseOtherShape(subject.compiled, declared, stage)] : []),
    ...expandForStage(context, { relation: target, existing: actual.partitions }, stage),
  ];
  const keyed = keyColumns(context, shape);
  if (!keyed.ok) return keyed;
  const key = keyed.value;
  const columnsOf = (names: readonly string[]): readonly ComparedColumn[] =>
    shape.columns.filter((column) => names.includes(column.name));
  const predicates = node.config.incrementalPredicates;
  if (strategy === 'delete+insert') {
    const replaced = replaceGroups({ actual, stage, key, given: columnsOf(shape.given), predicates });
    return passed([...staged, ...replaced]);
  }
  const touched = touchedColumns(node, shape.columns);
  if (!touched.ok) return touched;
  const names = updatedNames(node, shape.given, key);
  if (!names.ok) return names;
  const updated = columnsOf(names.value);
  return passed([
    ...staged,
    refuseDuplicates(
      node,
      stage,
      key.map(({ name }) => name),
    ),
    ...mergeRows({
      target,
      stage,
      key,
      given: shape.given,
      updated,
      touched: touched.value,
      predicates,
      runsOthersCode: runsOthersCode(actual),
    }),
  ]);
}

/** Nothing needs the rows beforehand; the contract is held against the query's empty result. */
function appendChecked(
  context: Context,
  actual: CatalogRelation,
  shape: ExistingShape,
  declared: DeclaredTable | null,
): readonly Action[] {
  const { compiled } = context.subject;
  const empty = stageName(context.target, 'shape');
  return [
    ...(declared ? [...shapeActions(compiled, empty), refuseOtherShape(compiled, declared, empty)] : []),
    ...appendRows(context, { relation: context.target, columns: shape.given, existing: actual.partitions }),
  ];
}

/** The columns of the key; where one part of it is an expression, all are, under names of their own. */
function keyColumns(context: Context, shape: ExistingShape): Checked<readonly KeyPart[]> {
  const key = uniqueKeyOf(context.node);
  if (!key.ok) return key;
  const missing = key.value.flatMap(({ column }) => (column === null || shape.given.includes(column) ? [] : [column]));
  if (missing.length > 0) {
    return failed([
      errorAt(
        'UNIQUE_KEY_COLUMN',
        `unique_key of "${context.node.name}" names ${missing.join(', ')}, which the model does not give`,
        {
          span: spanOfConfig(context.node, 'unique_key'),
          help: `Name columns that are both in the SELECT and in the table, as SQL has them: one with capitals is '"Id"'`,
        },
      ),
    ]);
  }
  if (key.value.every(({ column }) => column !== null))
    return passed(shape.columns.filter(({ name }) => key.value.some(({ column }) => column === name)));
  const type = { type: '', notNull: false };
  return passed(key.value.map(({ text }, index) => ({ ...type, name: `smelt_key_${index + 1}`, expression: text })));
}

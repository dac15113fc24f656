// A table that exists is made anew: built beside and swapped in where nothing hangs on it that a new table would lose, else in
// place, by the rows that differ. What fits neither way is refused before anything is changed.

import { failed, passed } from '../../base/checked.ts';
import type { CatalogRelation } from '../../catalog/relation.ts';
import { type Checked, type Diagnostic, errorAt } from '../../diagnostics/diagnostic.ts';
import { wouldLose } from '../../state/swap-losses.ts';
import { loadFiles, recordOwnership } from '../common-actions.ts';
import { tableFingerprint } from '../fingerprint.ts';
import { type ModelSubject, type PlanContext, spanOfConfig } from '../input.ts';
import { nameOf, oneStep } from '../node-plan.ts';
import { auditStatements } from '../shape/audit.ts';
import { contractOf, type DeclaredTable } from '../shape/declared-table.ts';
import { dependentsOf, staysBehind } from '../shape/dependents.ts';
import { handMade } from '../shape/hand-made.ts';
import { outputNames } from '../shape/output-shape.ts';
import { haveGranularity } from '../shape/partitions.ts';
import type { Action, NodePlan } from '../step.ts';
import { checkChangeable } from './check-changeable.ts';
import { otherColumns, type Rewrite, raiseUnequalShape, refuseUnequalShape, rewriteModel } from './rewrite-table.ts';
import { swapTable } from './swap-table.ts';

type Context = PlanContext<ModelSubject>;

/** The rows get a new generation: none of those that were there before is taken for one of them. */
export function rebuildTable(context: Context, actual: CatalogRelation): Checked<NodePlan> {
  const { node, options, project } = context;
  const declared = contractOf(node, project);
  if (!declared.ok) return declared;
  const audit = auditStatements(context, declared.value);
  if (!audit.ok) return audit;
  const hindrances = swapHindrances(context, actual, declared.value);
  const { publish } = node.config;
  const isTable = actual.kind === 'table' || actual.kind === 'partitioned';
  if ((publish === 'swap' || !isTable) && hindrances.length > 0) return failed([refusedSwap(context, hindrances)]);
  const mustStay = isTable && (publish === 'in_place' || hindrances.length > 0);
  const mayStay = isTable && publish !== 'swap' && !actual.refusesChanges;
  const kept = mayStay && !mustStay ? keepForReaders(context, actual, declared.value) : null;
  const inPlace = mustStay || kept !== null;
  const published: Checked<Rewrite> = mustStay
    ? rewriteChangeable(context, actual, declared.value, hindrances)
    : passed(kept ?? { alterations: [], actions: swapOrStay(context, actual, declared.value, mayStay) });
  if (!published.ok) return withHindrances(published.problems, hindrances);
  const fingerprint = tableFingerprint(declared.value, node.config.partitionBy);
  return oneStep(context, {
    kind: inPlace ? 'rewrite' : 'swap',
    summary: inPlace ? 'rewrite' : 'swap',
    title: inPlace ? `rewrite ${nameOf(context)}` : `replace ${nameOf(context)}${staysBehind(actual, context.catalog)}`,
    alterations: published.value.alterations,
    actions: [
      ...loadFiles(context, options.newGeneration, options.fullRefresh),
      ...published.value.actions,
      recordOwnership(context, { generation: options.newGeneration, fingerprint }),
    ],
  });
}

/**
 * What an own materialized view reads is changed in place while its columns stay: the view would have to be built anew over a new
 * table, which its node may not do in this run. Null where the columns do not stay, or nothing of the kind reads it.
 */
function keepForReaders(context: Context, actual: CatalogRelation, declared: DeclaredTable | null): Rewrite | null {
  if (dependentsOf(actual, context.catalog).ownMaterializedViews.length === 0) return null;
  const names = declared?.columns.map(({ name }) => name) ?? outputNames(context.subject.compiled, context.catalog);
  if (names !== null && !keepsOrder(actual, names, declared !== null)) return null;
  const rewritten = rewriteModel(context, actual, declared, raiseUnequalShape);
  if (!rewritten.ok) return null;
  if (declared !== null) return rewritten.value;
  const otherwise = swapTable(context, actual, declared);
  const { actions } = rewritten.value;
  return { alterations: [], actions: [{ kind: 'attempt', actions, sqlstate: otherColumns, otherwise }] };
}

/** Whether the columns are in this order, as `select *` gives them; `mayAdd`: others may come behind them. */
export function keepsOrder(actual: CatalogRelation, names: readonly string[], mayAdd: boolean): boolean {
  const inOrder = actual.columns.every(({ name }, place) => names[place] === name);
  return inOrder && (mayAdd || names.length === actual.columns.length);
}

function rewriteChangeable(
  context: Context,
  actual: CatalogRelation,
  declared: DeclaredTable | null,
  hindrances: readonly string[],
): Checked<Rewrite> {
  const changeable = checkChangeable(context.node, actual);
  return changeable.ok ? rewriteModel(context, actual, declared, refuseUnequalShape(hindrances)) : changeable;
}

/**
 * What people have set on a table shows in full only to the server. Where a new table would lose some of it, the rows of this
 * one are changed instead; columns that it would have to gain for that are refused with the swap: they need a step before.
 */
function swapOrStay(
  context: Context,
  actual: CatalogRelation,
  declared: DeclaredTable | null,
  mayStay: boolean,
): readonly Action[] {
  const swapped = swapTable(context, actual, declared);
  const { partitionBy } = context.node.config;
  const fits = partitionBy === null || haveGranularity(context.target, actual.partitions, partitionBy);
  const rewritten = mayStay && fits ? rewriteModel(context, actual, declared, refuseUnequalShape([])) : null;
  if (!rewritten?.ok || rewritten.value.alterations.length > 0) return swapped;
  return [{ kind: 'attempt', actions: swapped, sqlstate: wouldLose, otherwise: rewritten.value.actions }];
}

/** Why the table cannot be replaced by another: each a clause for people. */
export function swapHindrances(
  context: PlanContext,
  actual: CatalogRelation,
  declared: DeclaredTable | null,
): readonly string[] {
  const { others } = dependentsOf(actual, context.catalog);
  return [
    ...(context.node.config.audit ? ['its changes are logged (audit: true)'] : []),
    ...(declared?.constraints.some(({ kind }) => kind === 'foreign_key') ? ['it has foreign keys'] : []),
    ...noPlaceForPartitions(context, actual),
    // Where nothing was remembered, nobody knows of a contract that has changed since what is of the old one.
    ...(actual.ownership?.made != null || isAsDeclared(context, actual, declared) ? handMade(actual, declared) : []),
    ...others.map((dependent) => dependent.description),
  ];
}

/** Partitions wait under their final names, which the old ones have in the table's own schema. */
function noPlaceForPartitions({ node, catalog }: PlanContext, actual: CatalogRelation): readonly string[] {
  if (catalog.state.mayCreate || actual.kind !== 'partitioned' || node.config.partitionBy === null) return [];
  return [`the role may not create in the schema "${catalog.state.schema}", where its new partitions would wait`];
}

function isAsDeclared(context: PlanContext, actual: CatalogRelation, declared: DeclaredTable | null): boolean {
  const isTable = actual.kind === 'table' || actual.kind === 'partitioned';
  const { partitionBy } = context.node.config;
  return isTable && actual.ownership?.fingerprint === tableFingerprint(declared, partitionBy);
}

function refusedSwap(context: Context, hindrances: readonly string[]): Diagnostic {
  return errorAt(
    'PUBLISH_REFUSED',
    `"${context.node.name}" cannot be replaced: a new table would lose what hangs on what is there`,
    {
      span: spanOfConfig(context.node, 'publish'),
      notes: hindrances.map((message) => ({ message })),
      help: 'Remove what hangs on it, or set `publish: in_place`, which keeps a table and changes its rows',
    },
  );
}

/** Says, beside why the table cannot be changed in place, why it was not replaced instead. */
export function withHindrances(problems: readonly Diagnostic[], hindrances: readonly string[]): Checked<never> {
  const notes = hindrances.map((what) => ({ message: `it cannot be replaced by a new table either: ${what}` }));
  return failed(problems.map((problem) => ({ ...problem, notes: [...problem.notes, ...notes] })));
}

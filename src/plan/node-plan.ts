// Puts a node's plan together: most are one step, one transaction, standing on the node's relation and on what it reads.

import { passed } from '../base/checked.ts';
import type { CatalogRelation } from '../catalog/relation.ts';
import type { Checked, Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Sql } from '../sql/sql.ts';
import { premiseOf } from './facts.ts';
import type { PlanContext } from './input.ts';
import { describeActions } from './shape/describe-relation.ts';
import { grantActions } from './shape/grants.ts';
import type { Action, NodePlan, Premise, Step, StepKind } from './step.ts';
import { after, before, outsideHooks, rememberUnchanged, takeOffGone } from './surroundings.ts';
import { lockRead } from './write/lock-read.ts';
import { publishLocked } from './write/publish-locked.ts';

export interface StepParts {
  readonly kind: StepKind;
  /** The word for what becomes of the relation; see NodePlan. */
  readonly summary: string;
  readonly title: string;
  /** What must be changed of the table's columns: short, and done in a step before, so that no reader waits while the rows come. */
  readonly alterations?: readonly Sql[];
  /** The same where it takes more than statements under a lock. */
  readonly preceding?: PrecedingStep | null;
  /** Without hooks, comments and grants, which are around them. */
  readonly actions: readonly Action[];
}

/** What is done and committed before the node is planned again, on what it left. */
export interface PrecedingStep {
  readonly title: string;
  readonly actions: readonly Action[];
}

/** One step, or two where columns come first. */
export function oneStep(
  context: PlanContext,
  parts: StepParts,
  warnings: readonly Diagnostic[] = [],
): Checked<NodePlan> {
  const { node } = context;
  const granted = grantActions(context);
  if (!granted.ok) return granted;
  const altering = precedingSteps(context, parts);
  const step = {
    id: `${node.id}:${altering.length + 1}`,
    nodeId: node.id,
    kind: parts.kind,
    title: parts.title,
    premises: premises(context),
    dependsOn: altering.map(({ id }) => id),
    transaction: 'own',
    actions: [
      ...before(context),
      ...withLocks(context, parts),
      ...describeActions(context),
      ...granted.value,
      ...after(context),
    ],
  } as const;
  const outside = outsideHooks(node.config);
  return passed(
    { nodeId: node.id, summary: parts.summary, outside, steps: [...altering, step], deferred: null },
    warnings,
  );
}

/** The actions, and before the first that reads what a model reads, once its files are there, the locks on that. */
function withLocks({ subject, catalog }: PlanContext, { kind, actions }: StepParts): readonly Action[] {
  if (subject.kind === 'seed' || subject.node.config.materialized === 'view' || kind === 'leave') return actions;
  const files = actions.findLastIndex((action) => action.kind === 'loadFiles') + 1;
  return [...actions.slice(0, files), ...lockRead(subject.compiled, catalog), ...actions.slice(files)];
}

/** Steps that keep the relation that stands: what is on it stays on it. */
const staying: ReadonlySet<StepKind> = new Set([
  'replace',
  'rewrite',
  'append',
  'merge',
  'delete+insert',
  'refresh',
  'seed',
  'leave',
]);

/** What is gone is taken off first, with the columns that are added; another step before the rows comes when the node is planned again. */
function precedingSteps(context: PlanContext, parts: StepParts): readonly Step[] {
  const { actual } = context;
  if (actual === null) return [];
  const gone = staying.has(parts.kind) ? takeOffGone(context) : [];
  const added = parts.alterations ?? [];
  if (gone.length === 0 && parts.preceding) return [alterationStep(context, parts.preceding)];
  if (gone.length + added.length === 0) return [];
  const does = gone.length === 0 ? 'add columns to' : added.length === 0 ? 'take what is gone off' : 'alter';
  const title = `${does} ${nameOf(context)}`;
  return [alterationStep(context, { title, actions: [underLock(context, actual, [...gone, ...added])] })];
}

function alterationStep(context: PlanContext, { title, actions }: PrecedingStep): Step {
  const { node } = context;
  return {
    id: `${node.id}:1`,
    nodeId: node.id,
    kind: 'alter',
    title,
    premises: premises(context),
    dependsOn: [],
    transaction: 'own',
    actions,
  };
}

/** Statements that are short, while nobody else uses the relation. */
export function underLock(context: PlanContext, actual: CatalogRelation, statements: readonly Sql[]): Action {
  return publishLocked([], actual, { premises: [premiseOf(context.catalog, context.target)], statements });
}

/** What stands is what is asked for: only hooks run, and comments and grants are compared. */
export function leave(context: PlanContext, why: string): Checked<NodePlan> {
  return oneStep(context, {
    kind: 'leave',
    summary: 'unchanged',
    title: `leave ${nameOf(context)}: ${why}`,
    actions: rememberUnchanged(context),
  });
}

export function nameOf(context: PlanContext): string {
  return `"${context.target.schema}"."${context.target.name}"`;
}

/** Whether the step tells how many rows it wrote. */
export function tellsRows(actions: readonly Action[]): boolean {
  return actions.some((action) => {
    if (action.kind === 'attempt') return tellsRows(action.actions);
    return action.kind === 'count' || (action.kind === 'run' && action.counts !== undefined);
  });
}

function premises(context: PlanContext): readonly Premise[] {
  const { subject, catalog, project } = context;
  const parents = subject.kind === 'model' ? subject.compiled.parents : [];
  const read = parents.map((parent) => project.relations.get(parent)).filter((relation) => relation !== undefined);
  return [context.target, ...read].map((relation) => premiseOf(catalog, relation));
}

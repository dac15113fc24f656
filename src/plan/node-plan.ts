// Puts a node's plan together: most are one step, one transaction. Where there are more, the hooks, comments and privileges go around
// all of them, and each rests on what the one before has left.

import { passed } from '../base/checked.ts';
import type { CatalogRelation } from '../catalog/relation.ts';
import type { Checked, Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Sql } from '../sql/sql.ts';
import { after, before, outsideHooks, rememberUnchanged, takeOffGone } from './common-actions.ts';
import { premiseOf, shapePremiseOf } from './facts.ts';
import type { PlanContext } from './input.ts';
import { describeActions } from './shape/describe-relation.ts';
import { grantActions } from './shape/grants.ts';
import type { Action, LookAgain, NodePlan, Premise, Step, StepKind } from './step.ts';
import { lockRead } from './write/lock-read.ts';
import { publishLocked } from './write/publish-locked.ts';

export interface StepParts {
  readonly kind: StepKind;
  readonly title: string;
  /** Without hooks, comments and grants, which are around them. */
  readonly actions: readonly Action[];
  /** See Step. */
  readonly mark?: string;
}

interface PlanParts {
  /** The word for what becomes of the relation; see NodePlan. */
  readonly summary: string;
  /** What must be changed of the table's columns: short, and done in a step before, so that no reader waits while the rows come. */
  readonly alterations?: readonly Sql[];
  /** The same where it takes more than statements under a lock. */
  readonly preceding?: PrecedingStep | null;
}

/** What is done and committed before the node is planned again, on what it left. */
export interface PrecedingStep {
  readonly title: string;
  readonly actions: readonly Action[];
}

/** One step, or a second one where columns come first. */
export function oneStep(
  context: PlanContext,
  parts: PlanParts & StepParts,
  warnings: readonly Diagnostic[] = [],
): Checked<NodePlan> {
  return stepsInOrder(context, { ...parts, steps: [parts] }, warnings);
}

/** One step after another, at least one: pre-hooks run in the first, post-hooks in the last, when all the rows are there. */
export function stepsInOrder(
  context: PlanContext,
  parts: PlanParts & { readonly steps: readonly StepParts[] },
  warnings: readonly Diagnostic[] = [],
): Checked<NodePlan> {
  const granted = grantActions(context);
  if (!granted.ok) return granted;
  const last = parts.steps.length - 1;
  const steps = parts.steps.map(
    (step, place): Step => ({
      kind: step.kind,
      title: step.title,
      mark: step.mark ?? null,
      premises: place === 0 ? [] : premises(context),
      actions: [
        ...(place === 0 ? before(context) : []),
        ...withLocks(context, step),
        ...(place < last ? [] : [...describeActions(context), ...granted.value, ...after(context)]),
      ],
    }),
  );
  const first = precedingStep(context, parts, parts.steps[0]?.kind);
  const preceding = first ? [first, lookAgain(context)] : [];
  const outside = outsideHooks(context.node.config);
  return passed({ summary: parts.summary, outside, steps: [...preceding, ...steps], deferred: null }, warnings);
}

/** The actions, and before the first that reads what a model reads, once its files are there, the locks on that. */
function withLocks({ subject, catalog }: PlanContext, { kind, actions }: StepParts): readonly Action[] {
  if (subject.kind === 'seed' || subject.node.config.materialized === 'view' || kind === 'leave') return actions;
  const files = actions.findLastIndex((action) => action.kind === 'loadFiles') + 1;
  return [...actions.slice(0, files), ...lockRead(subject.compiled, catalog), ...actions.slice(files)];
}

/** Steps that keep the relation that exists: what is on it stays on it. */
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
function precedingStep(context: PlanContext, parts: PlanParts, kind: StepKind | undefined): Step | null {
  const { actual } = context;
  if (actual === null || kind === undefined) return null;
  const gone = staying.has(kind) ? takeOffGone(context) : [];
  const added = parts.alterations ?? [];
  if (gone.length === 0 && parts.preceding) return alterationStep(parts.preceding);
  if (gone.length + added.length === 0) return null;
  const does = gone.length === 0 ? 'add columns to' : added.length === 0 ? 'take what is gone off' : 'alter';
  const title = `${does} ${nameOf(context)}`;
  return alterationStep({ title, actions: [underLock(context, actual, [...gone, ...added])] });
}

/** Once it has committed, the plan made anew is without it: it needs no mark. */
function alterationStep({ title, actions }: PrecedingStep): Step {
  return { kind: 'alter', title, mark: null, premises: [], actions };
}

function lookAgain(context: PlanContext): LookAgain {
  return { kind: 'look again', title: `look again at ${nameOf(context)}, and plan what follows on what is there then` };
}

/** Statements that are short, while nobody else uses the relation. */
export function underLock(context: PlanContext, actual: CatalogRelation, statements: readonly Sql[]): Action {
  return publishLocked([], actual, { premises: [premiseOf(context.catalog, context.target)], statements });
}

/** What exists is what is asked for: only hooks run, and comments and grants are compared. */
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

/** Whether the step counts the rows that it wrote. */
export function countsItsRows(actions: readonly Action[]): boolean {
  return actions.some((action) => {
    if (action.kind === 'attempt') return countsItsRows(action.actions);
    return action.kind === 'count' || (action.kind === 'run' && action.counts !== undefined);
  });
}

/** Of a step behind another: the node's relation as that leaves it, and what the model reads by its columns. */
function premises(context: PlanContext): readonly Premise[] {
  const { subject, catalog, project, target } = context;
  const parents = subject.kind === 'model' ? subject.compiled.parents : [];
  const read = parents.map((parent) => project.relations.get(parent)).filter((relation) => relation !== undefined);
  return [{ kind: 'left', relation: target }, ...read.map((relation) => shapePremiseOf(catalog, relation))];
}

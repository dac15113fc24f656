// Carries out a node's plan as it is written: one step after the other, each a transaction under the node's lock. The first is carried out
// in the transaction that made the plan, so that what it needs cannot change in between; a later one looks at its premises again.
// Where the plan says so, the node is planned anew, on what is there then.

import { InternalError } from '../../base/internal-error.ts';
import { DatabaseError } from '../../database/database.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { type LeftFacts, leftFacts, premisesHold } from '../../plan/facts.ts';
import { isStep, type LookAgain, type NodePlan, type Premise, type Step } from '../../plan/step.ts';
import { readCatalog, scopeOf } from '../../postgres/introspect.ts';
import type { Hook } from '../../project/model-config.ts';
import { holdRun, lockTarget } from '../../state/locks.ts';
import { performHook } from '../hooks/perform-hook.ts';
import { loadFiles } from '../load/load-files.ts';
import type { LoadReport } from '../load/load-report.ts';
import { PremisesChanged } from '../retry.ts';
import { takeNodeLocks } from '../take-locks.ts';
import type { Attempt } from './node-turn.ts';
import { performActions } from './perform-actions.ts';
import { publishAgain } from './plan-again.ts';
import type { PreparedNode } from './prepare-node.ts';
import { committedSteps, isNodeCommitted, nodeSucceeded, stepSucceeded } from './record-node.ts';
import { countsRows, effectOf, type StepEffect, sumOf, unknownEffect } from './step-effect.ts';

export interface CarriedOut {
  readonly plan: NodePlan;
  readonly warnings: readonly Diagnostic[];
  /** Of all steps, those of earlier attempts among them. */
  readonly effect: StepEffect;
}

/** How often a node is looked at again in one attempt. */
const mostLooks = 5;

/** Throws NodeFailure, PremisesChanged or DatabaseError; the steps that have committed by then stay. */
export async function carryOut(attempt: Attempt): Promise<CarriedOut> {
  for (let looks = 0; looks < mostLooks; looks += 1) {
    const course = await begin(attempt);
    if (course === null) return committedBefore;
    if (await goOn(attempt, course)) {
      return { plan: course.prepared.plan, warnings: course.warnings, effect: effectOfAll(attempt, course) };
    }
  }
  throw new PremisesChanged('what an earlier step of the node had made was undone');
}

/** What an earlier attempt did, of which nothing but the mark is known. */
const committedBefore: CarriedOut = {
  plan: { summary: 'committed by an earlier attempt', outside: { before: [], after: [] }, steps: [], deferred: null },
  warnings: [],
  effect: unknownEffect,
};

/** A plan on its way. */
interface Course {
  readonly prepared: PreparedNode;
  /** What was left to do when it was made. */
  readonly steps: NodePlan['steps'];
  /** By the steps that are over. */
  readonly effects: StepEffect[];
  readonly warnings: Diagnostic[];
  /** What the next step needs. */
  left: LeftFacts;
}

/** Plans the node and carries out the first step, in one transaction. Null: an earlier attempt had come to the end. */
async function begin(attempt: Attempt): Promise<Course | null> {
  const { session, work, run, number } = attempt;
  const course = await inTransaction(attempt, async () => {
    if (number > 1 && (await isNodeCommitted(session, run, work.node.id))) return null;
    const made = await courseOf(attempt, await work.prepare(session));
    const [first, next] = made.steps;
    if (first && !isStep(first)) throw new InternalError('a plan looks again before it has done anything');
    if (first) await perform(attempt, made, first, next);
    else await recordSuccess(attempt, made);
    return made;
  });
  if (course) settle(attempt, course, 0);
  return course;
}

/** The steps behind the first, each in a transaction of its own. False: the node is to be looked at again. */
async function goOn(attempt: Attempt, course: Course): Promise<boolean> {
  for (const [place, step] of course.steps.entries()) {
    if (place === 0) continue;
    if (!isStep(step)) return false;
    // An interrupt between two steps has found no statement to cancel.
    if (attempt.run.cancelled()) throw new DatabaseError('cancelled', 'the run was interrupted');
    await inTransaction(attempt, async () => {
      if (!(await holds(attempt, step.premises, course.left)))
        throw new PremisesChanged('the catalog changed between two steps of the node');
      await perform(attempt, course, step, course.steps[place + 1]);
    });
    settle(attempt, course, place);
  }
  return true;
}

/** Without the steps that have committed before in this run. */
async function courseOf({ session, work, run, progress }: Attempt, prepared: PreparedNode): Promise<Course> {
  const { steps } = prepared.plan;
  const marks = steps.flatMap((step) => (isStep(step) && step.mark !== null ? [step.mark] : []));
  const over = await committedSteps(session, run, work.node.id, marks);
  for (const mark of over) progress.committed.add(mark);
  return {
    prepared,
    steps: steps.filter((step) => !isStep(step) || step.mark === null || !over.has(step.mark)),
    effects: [...over].map((mark) => progress.effects.get(mark) ?? unknownEffect),
    warnings: [...prepared.warnings],
    left: new Map(),
  };
}

/** One step, with the mark that says so; with the last one the node is done. */
async function perform(attempt: Attempt, course: Course, step: Step, next: Step | LookAgain | undefined) {
  const { session, work, run, progress } = attempt;
  const effect = await performStep(attempt, course, step);
  course.effects.push(effect);
  if (next === undefined) return recordSuccess(attempt, course);
  if (step.mark !== null) {
    progress.effects.set(step.mark, effect);
    await stepSucceeded(session, run, { nodeId: work.node.id, mark: step.mark }, attempt.number);
  }
  if (isStep(next)) course.left = leftFacts(next.premises, await catalogOf(attempt, next.premises));
}

/** Once the transaction is over. What the last step has loaded stays where a failure after it finds it. */
function settle({ progress }: Attempt, { steps, effects }: Course, place: number): void {
  const step = steps[place];
  if (step === undefined || !isStep(step) || place + 1 === steps.length) return;
  if (step.mark !== null) progress.committed.add(step.mark);
  progress.altered ||= effects.at(-1)?.changed === true;
  progress.loads = [];
}

async function performStep(attempt: Attempt, course: Course, step: Step): Promise<StepEffect> {
  const { session, work, run, progress } = attempt;
  const { renderHook, planAgain } = course.prepared;
  const loads: LoadReport[] = [];
  progress.loads = loads;
  const result = await performActions(step.actions, {
    session,
    nodeId: work.node.id,
    emit: run.emit,
    cancelled: run.cancelled,
    span: work.span,
    holds: (premises) => holds(attempt, premises, course.left),
    loadFiles: async (action) => void loads.push(await loadFiles(session, run, action)),
    performHook: async (hook: Hook) => void course.warnings.push(...(await performHook(hook, session, renderHook))),
    warn: (warning) => void course.warnings.push(warning),
    planAgain: async (publish) => publishAgain(step, publish, await planAgain()),
  });
  return effectOf(step, result, loads);
}

async function holds(attempt: Attempt, premises: readonly Premise[], left: LeftFacts): Promise<boolean> {
  return premises.length === 0 || premisesHold(premises, await catalogOf(attempt, premises), left);
}

function catalogOf({ session }: Attempt, premises: readonly Premise[]) {
  return readCatalog(session, scopeOf(premises.map(({ relation }) => relation)));
}

/** In the transaction of the last step. */
async function recordSuccess(attempt: Attempt, course: Course): Promise<void> {
  const { session, work, run, number, startedAt } = attempt;
  const { plan } = course.prepared;
  const { counts, loads, changed } = effectOfAll(attempt, course);
  const looked = loads.length > 0 && loads.every((load) => load.filesRead === 0 && load.failed.length === 0);
  await nodeSucceeded(session, run, {
    node: work.node,
    attempt: number,
    startedAt,
    counts: !changed || countsRows(plan) ? counts : null,
    changed,
    tried: !looked && plan.steps.some((step) => step.kind !== 'leave'),
    loads,
  });
}

function effectOfAll({ progress }: Attempt, { effects }: Course): StepEffect {
  const sum = sumOf(effects);
  return { ...sum, changed: sum.changed || progress.altered };
}

/** The node's lock waits out whoever else is at work on its relation, the backend of an attempt among them that was lost. */
function inTransaction<T>({ session, work, run }: Attempt, action: () => Promise<T>): Promise<T> {
  return session.transaction({}, async () => {
    await takeNodeLocks(session, [lockTarget(work.node.relation), holdRun(run.id)]);
    return action();
  });
}

// One node's turn: under the node's lock its facts are read, its template rendered, its plan made and carried out, and
// its marks left, all in one transaction. Because planning happens under the lock and in the transaction that writes,
// what the plan stands on cannot change in between. Where a plan has more than one step, the node is planned again after the first.

import { assertNever } from '../../base/assert-never.ts';
import type { Catalog } from '../../catalog/relation.ts';
import { type Database, DatabaseError, type Session } from '../../database/database.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../diagnostics/source-text.ts';
import type { ModelNode, NodeId, SeedNode } from '../../graph/node.ts';
import { premisesHold } from '../../plan/facts.ts';
import { tellsRows } from '../../plan/node-plan.ts';
import { nounOf } from '../../plan/shape/take-off.ts';
import type { NodePlan, Step } from '../../plan/step.ts';
import { outsideHooks } from '../../plan/surroundings.ts';
import type { Hook } from '../../project/model-config.ts';
import type { RelationName } from '../../sql/sql.ts';
import { lockTarget } from '../../state/locks.ts';
import { askAgain } from '../ask-again.ts';
import { type Emit, type NodeOutcome, noRows, type RowCounts, totalRows } from '../event.ts';
import type { FileLoader } from '../load/load-files.ts';
import type { LoadReport } from '../load/load-report.ts';
import { NodeFailure } from '../node-failure.ts';
import { backOff, PremisesChanged, retryReason } from '../retry.ts';
import { performHook, type RenderHook } from '../run-hook.ts';
import { statementDiagnostic } from '../statement-diagnostic.ts';
import { takeNodeLocks } from '../take-locks.ts';
import { CommittedFailure, performAfterCommit, performBefore } from './outside-hooks.ts';
import { type ActionContext, performActions, type StepResult } from './perform-actions.ts';
import { publishAgain } from './plan-again.ts';
import type { PreparedNode } from './prepare-node.ts';
import type { NodeRecorder } from './record-node.ts';

/** What makes a node's plan at its turn, on the session whose transaction holds the node's lock. */
export interface NodeWork {
  readonly node: ModelNode | SeedNode;
  readonly span: Span | undefined;
  /** Compiles and plans; throws NodeFailure with the diagnostics of the node. */
  prepare(session: Session): Promise<PreparedNode>;
  /** What renders the hooks outside the transaction. */
  prepareHooks(session: Session): Promise<RenderHook>;
}

export interface NodeEnvironment {
  readonly database: Database;
  readonly emit: Emit;
  readonly cancelled: () => boolean;
  readonly readCatalog: (session: Session, relations: readonly RelationName[]) => Promise<Catalog>;
  readonly loader: FileLoader;
  readonly recorder: NodeRecorder;
}

interface Done {
  readonly plan: NodePlan;
  readonly warnings: readonly Diagnostic[];
  readonly counts: RowCounts;
  readonly loads: readonly LoadReport[];
  readonly changed: boolean;
}

/** What has come of a node's turn so far. */
interface Progress {
  /** Of the attempt under way. */
  readonly loads: LoadReport[];
  /** Whether a step before the last has committed its change, in whichever attempt. */
  altered: boolean;
}

/** How often a node is planned in one attempt. */
const mostTurns = 5;

export async function runNode(work: NodeWork, environment: NodeEnvironment): Promise<NodeOutcome> {
  const startedAt = new Date();
  const progress: Progress = { loads: [], altered: false };
  const { loads } = progress;
  for (let attempt = 1; ; attempt += 1) {
    loads.length = 0;
    try {
      const { plan, counts, warnings, changed } = await environment.database.withSession((session) =>
        withOutsideHooks(session, work, environment, attempt, () =>
          runAttempt(session, work, environment, attempt, startedAt, progress),
        ),
      );
      return changed ? success(plan, counts, loads, warnings) : { status: 'unchanged', loads: [...loads], warnings };
    } catch (error) {
      const retry = environment.cancelled() || environment.database.gone ? undefined : retryReason(error, attempt);
      if (retry !== undefined) {
        environment.emit({ kind: 'retried', nodeId: work.node.id, attempt: attempt + 1, reason: retry });
        await backOff(attempt);
        continue;
      }
      const outcome = failureOf(error, work, loads);
      // What a committed load had to tell of its pages was recorded with it.
      const unrecorded = error instanceof CommittedFailure ? [] : loads;
      await recordFailure(outcome, unrecorded, work, environment, attempt, startedAt);
      return outcome;
    }
  }
}

/** The hooks that say `transaction: false` around the node's transactions. */
async function withOutsideHooks(
  session: Session,
  work: NodeWork,
  environment: NodeEnvironment,
  attempt: number,
  transactions: () => Promise<Done>,
): Promise<Done> {
  const { before, after } = outsideHooks(work.node.config);
  if (before.length + after.length === 0) return transactions();
  const hooks = {
    session,
    render: await work.prepareHooks(session),
    nodeName: work.node.name,
    whose: { relation: work.node.relation, noun: nounOf(work.node) },
  };
  const over = attempt > 1 && (await committedBefore(session, work, environment));
  const early = over ? [] : await performBefore(before, hooks);
  const done = await transactions();
  const late = await performAfterCommit(after, hooks);
  return { ...done, warnings: [...early, ...done.warnings, ...late] };
}

/** The lock waits out the backend of an earlier attempt, which may still commit. */
function committedBefore(session: Session, { node }: NodeWork, { recorder }: NodeEnvironment): Promise<boolean> {
  return session.transaction({}, async () => {
    await takeNodeLocks(session, [lockTarget(node.relation), recorder.hold]);
    return recorder.isCommitted(session, node.id);
  });
}

async function runAttempt(
  session: Session,
  work: NodeWork,
  environment: NodeEnvironment,
  attempt: number,
  startedAt: Date,
  progress: Progress,
  turn = 1,
): Promise<Done> {
  const { recorder } = environment;
  const { loads } = progress;
  const context: Omit<ActionContext, 'performHook' | 'planAgain' | 'warn'> = {
    session,
    nodeId: work.node.id,
    emit: environment.emit,
    cancelled: environment.cancelled,
    span: work.span,
    holds: async (premises) =>
      premises.length === 0 ||
      premisesHold(
        premises,
        await environment.readCatalog(
          session,
          premises.map(({ relation }) => relation),
        ),
      ),
    loadFiles: async (action) => {
      const report = await environment.loader.load(session, action);
      loads.push(report);
      return report;
    },
  };
  const first = await session.transaction({}, async () => {
    await takeNodeLocks(session, [lockTarget(work.node.relation), recorder.hold]);
    if (attempt > 1 && (await recorder.isCommitted(session, work.node.id))) return committed(work.node.id, loads);
    const { plan, warnings, renderHook, planAgain } = await work.prepare(session);
    const told = [...warnings];
    const performed = async (hook: Hook) => void told.push(...(await performHook(hook, session, renderHook)));
    const [step] = plan.steps;
    const result = step
      ? await performActions(step.actions, {
          ...context,
          performHook: performed,
          warn: (warning) => void told.push(warning),
          planAgain: async (publish) => publishAgain(step, publish, await planAgain()),
        })
      : { counts: noRows, loads: [], changed: false, replaced: false };
    const changed = progress.altered || (result.changed && step !== undefined && changedContent(step, result));
    const done: Done = { plan, warnings: told, counts: result.counts, loads, changed };
    if (plan.steps.length <= 1) await recordSuccess(session, work, environment, attempt, startedAt, done);
    return done;
  });
  if (first.plan.steps.length <= 1) return first;
  progress.altered = true;
  if (turn === mostTurns) throw new PremisesChanged('what an earlier step of the node had made was undone');
  return runAttempt(session, work, environment, attempt, startedAt, progress, turn + 1);
}

async function recordSuccess(
  session: Session,
  { node }: NodeWork,
  { recorder }: NodeEnvironment,
  attempt: number,
  startedAt: Date,
  { plan, counts, changed, loads }: Done,
): Promise<void> {
  const told = !changed || plan.steps.some((step) => tellsRows(step.actions)) ? counts : null;
  const looked = loads.length > 0 && loads.every((load) => load.filesRead === 0 && load.failed.length === 0);
  const tried = !looked && plan.steps.some((step) => step.kind !== 'leave');
  await recorder.succeeded(session, { node, attempt, startedAt, counts: told, changed, tried, loads });
}

/**
 * Another relation than stood there before is a change, however many rows it has. A step that writes into the one that stands
 * changed nothing when it counted no row.
 */
function changedContent(step: Step, { counts, replaced }: StepResult): boolean {
  switch (step.kind) {
    case 'leave':
      return false;
    case 'alter':
    case 'create':
    case 'replace':
    case 'swap':
      return true;
    case 'rewrite':
    case 'append':
    case 'merge':
    case 'delete+insert':
    case 'refresh':
    case 'seed':
      return replaced || totalRows(counts) > 0 || !tellsRows(step.actions);
    default:
      return assertNever(step.kind);
  }
}

function success(
  plan: NodePlan,
  counts: RowCounts,
  loads: readonly LoadReport[],
  warnings: readonly Diagnostic[],
): NodeOutcome {
  const counted = plan.steps.some((step) => tellsRows(step.actions));
  return { status: 'success', summary: plan.summary, counts: counted ? counts : null, loads: [...loads], warnings };
}

/** What an earlier attempt did, of which nothing but the mark is known. */
function committed(nodeId: NodeId, loads: readonly LoadReport[]): Done {
  const outside = { before: [], after: [] };
  const plan: NodePlan = { nodeId, summary: 'committed by an earlier attempt', outside, steps: [], deferred: null };
  return { plan, warnings: [], counts: noRows, loads, changed: true };
}

function failureOf(error: unknown, work: NodeWork, loads: readonly LoadReport[]): NodeOutcome {
  if (error instanceof NodeFailure || error instanceof CommittedFailure)
    return { status: 'failed', diagnostics: error.diagnostics, loads: [...loads] };
  if (error instanceof DatabaseError) {
    if (error.kind === 'cancelled') return { status: 'cancelled' };
    return {
      status: 'failed',
      diagnostics: [statementDiagnostic(error, undefined, undefined, work.span)],
      loads: [...loads],
    };
  }
  if (error instanceof PremisesChanged) {
    const conflict = new DatabaseError('statement', error.message, { code: '40001' });
    return {
      status: 'failed',
      diagnostics: [statementDiagnostic(conflict, undefined, undefined, work.span)],
      loads: [...loads],
    };
  }
  throw error;
}

/** In a transaction of its own, after the rollback; where the database is gone there is nowhere to record, and the outcome says why. */
async function recordFailure(
  outcome: NodeOutcome,
  loads: readonly LoadReport[],
  work: NodeWork,
  environment: NodeEnvironment,
  attempt: number,
  startedAt: Date,
): Promise<void> {
  if (outcome.status !== 'failed') return;
  try {
    const { database, cancelled } = environment;
    await askAgain({ database, cancelled }, (session) =>
      session.transaction({}, async () => {
        await environment.loader.recordFailures(session, loads);
        await environment.recorder.failed(session, {
          node: work.node,
          attempt,
          startedAt,
          diagnostics: outcome.diagnostics,
          loads: outcome.loads,
        });
      }),
    );
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
  }
}

// One node's turn: its plan carried out, with the hooks outside its transactions around that, and tried again where what failed may pass.

import { DatabaseError } from '../../database/database.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { displayName } from '../../graph/node.ts';
import { outsideHooks } from '../../plan/common-actions.ts';
import { nounOf } from '../../plan/shape/take-off.ts';
import { holdRun, lockTarget } from '../../state/locks.ts';
import { askAgain } from '../ask-again.ts';
import type { NodeOutcome } from '../event.ts';
import { CommittedFailure, performAfterCommit, performBefore } from '../hooks/outside-hooks.ts';
import { recordFailedPages } from '../load/load-files.ts';
import { NodeFailure } from '../node-failure.ts';
import { backOff, PremisesChanged, retryReason } from '../retry.ts';
import { statementDiagnostic } from '../statement-diagnostic.ts';
import { takeNodeLocks } from '../take-locks.ts';
import { type CarriedOut, carryOut } from './carry-out-plan.ts';
import { type Attempt, type NodeRun, type NodeWork, noProgress, type Progress } from './node-turn.ts';
import { isNodeCommitted, nodeFailed } from './record-node.ts';
import { countsRows } from './step-effect.ts';

export async function runNode(work: NodeWork, run: NodeRun): Promise<NodeOutcome> {
  const startedAt = new Date();
  const progress = noProgress();
  // Tries since the last step that stays: each step of a long plan has its own.
  for (let number = 1, tries = 1; ; number += 1, tries += 1) {
    const before = progress.committed.size;
    progress.loads = [];
    try {
      return outcomeOf(
        await run.database.withSession((session) =>
          withOutsideHooks({ number, session, work, run, startedAt, progress }),
        ),
      );
    } catch (error) {
      if (progress.committed.size > before) tries = 1;
      const retry = run.cancelled() || run.database.gone ? undefined : retryReason(error, tries);
      if (retry !== undefined) {
        run.emit({ kind: 'retried', nodeId: work.node.id, attempt: number + 1, reason: retry });
        await backOff(tries);
        continue;
      }
      const outcome = failureOf(error, work, progress);
      await recordFailure(outcome, error, { number, work, run, startedAt, progress });
      return outcome;
    }
  }
}

/** The hooks that say `transaction: false` around the node's transactions. */
async function withOutsideHooks(attempt: Attempt): Promise<CarriedOut> {
  const { session, work, number } = attempt;
  const { before, after } = outsideHooks(work.node.config);
  if (before.length + after.length === 0) return carryOut(attempt);
  const hooks = {
    session,
    render: await work.prepareHooks(session),
    nodeName: displayName(work.node),
    whose: { relation: work.node.relation, noun: nounOf(work.node) },
  };
  const over = number > 1 && (await isCommitted(attempt));
  const early = over ? [] : await performBefore(before, hooks);
  const done = await carryOut(attempt);
  const late = await performAfterCommit(after, hooks);
  return { ...done, warnings: [...early, ...done.warnings, ...late] };
}

/** The lock waits out the backend of an earlier attempt, which may still commit. */
function isCommitted({ session, work: { node }, run }: Attempt): Promise<boolean> {
  return session.transaction({}, async () => {
    await takeNodeLocks(session, [lockTarget(node.relation), holdRun(run.id)]);
    return isNodeCommitted(session, run, node.id);
  });
}

function outcomeOf({ plan, effect, warnings }: CarriedOut): NodeOutcome {
  const { counts, loads, changed } = effect;
  if (!changed) return { status: 'unchanged', loads, warnings };
  return { status: 'success', summary: plan.summary, counts: countsRows(plan) ? counts : null, loads, warnings };
}

function failureOf(error: unknown, work: NodeWork, progress: Progress): NodeOutcome {
  if (error instanceof DatabaseError && error.kind === 'cancelled') return { status: 'cancelled' };
  const loads = [
    ...[...progress.committed].flatMap((mark) => progress.effects.get(mark)?.loads ?? []),
    ...progress.loads,
  ];
  const stays = progress.committed.size;
  const notes = stays === 0 ? [] : [{ message: `${stays} of its steps had been committed, and stay` }];
  const diagnostics = diagnosticsOf(error, work).map((one) => ({ ...one, notes: [...one.notes, ...notes] }));
  return { status: 'failed', diagnostics, loads };
}

function diagnosticsOf(error: unknown, { span }: NodeWork): readonly Diagnostic[] {
  if (error instanceof NodeFailure || error instanceof CommittedFailure) return error.diagnostics;
  const cause =
    error instanceof PremisesChanged ? new DatabaseError('statement', error.message, { code: '40001' }) : error;
  if (cause instanceof DatabaseError) return [statementDiagnostic(cause, undefined, undefined, span)];
  throw error;
}

/** In a transaction of its own, after the rollback; where the database is gone there is nowhere to record, and the outcome says why. */
async function recordFailure(
  outcome: NodeOutcome,
  failure: unknown,
  { number, work, run, startedAt, progress }: Omit<Attempt, 'session'>,
): Promise<void> {
  if (outcome.status !== 'failed') return;
  const { node } = work;
  const { diagnostics } = outcome;
  // What a committed load had to say of its pages was recorded with it.
  const unrecorded = failure instanceof CommittedFailure ? [] : progress.loads;
  try {
    await askAgain(run, (session) =>
      session.transaction({}, async () => {
        await recordFailedPages(session, unrecorded);
        await nodeFailed(session, run, { node, attempt: number, startedAt, diagnostics });
      }),
    );
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
  }
}

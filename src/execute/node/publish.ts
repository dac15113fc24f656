// Carries out a publish: nodes that share relations go in turn, all locks are taken under one short limit, what the plan needs
// is read again under them, and only then it is done. What is staged before is kept through every new try.

import { setTimeout as sleep } from 'node:timers/promises';
import { backoff, scattered } from '../../base/backoff.ts';
import { DatabaseError, type Session } from '../../database/database.ts';
import { errorAt } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../diagnostics/text-file.ts';
import type { NodeId } from '../../graph/node.ts';
import type { Premise, PublishAction } from '../../plan/step.ts';
import { literal, type Sql, sql } from '../../sql/sql.ts';
import { heldBySmelt, lockShared } from '../../state/locks.ts';
import type { Emit } from '../event.ts';
import { NodeFailure } from '../node-failure.ts';
import { PremisesChanged } from '../retry.ts';
import { takeNodeLocks } from '../take-locks.ts';

/** All waiting of one lock phase: under half of deadlock_timeout (1 s), so that no reader becomes a deadlock's victim. */
const lockPhaseMilliseconds = 450;
/** How often the locks are asked for while somebody other than Smelt holds them. */
const mostLockAttempts = 40;
/** How often the node is planned again: each time somebody has changed what it needs, between a look and the locks. */
const mostPlans = 20;

export interface PublishContext {
  readonly session: Session;
  readonly nodeId: NodeId;
  readonly emit: Emit;
  readonly cancelled: () => boolean;
  /** The model's file, for errors of statements that carry no place of their own. */
  readonly span: Span | undefined;
  /** Whether the facts are still as the plan saw them. */
  readonly holds: (premises: readonly Premise[]) => Promise<boolean>;
  /** The publish as it is planned on what is there now; throws PremisesChanged where the rest of the plan would be another one. */
  readonly planAgain: (publish: PublishAction) => Promise<PublishAction>;
  /** Runs a statement; its errors are reported of the node. */
  readonly run: (statement: Sql) => Promise<unknown>;
}

/** Throws NodeFailure where the locks cannot be had, PremisesChanged, or a DatabaseError of another kind. */
export async function publish(planned: PublishAction, context: PublishContext): Promise<void> {
  const { session } = context;
  let action = planned;
  let attempt = 1;
  let waits = 0;
  await session.query(sql`SAVEPOINT smelt_publish`);
  for (let plans = 1; ; ) {
    const hindrance = await publishOnce(action, context);
    if (hindrance === null) break;
    await session.query(sql`ROLLBACK TO SAVEPOINT smelt_publish`);
    if (hindrance === 'stale') {
      if (plans >= mostPlans) throw new PremisesChanged('the catalog changed while the node was planned');
      plans += 1;
      action = await context.planAgain(planned);
      continue;
    }
    // Another node of this or another run goes on and ends; anybody else may stay for ever.
    const counts = !(await isHeldBySmelt(session, action));
    if (context.cancelled() || (counts && attempt >= mostLockAttempts)) {
      throw new NodeFailure([notGranted(hindrance, context)]);
    }
    if (counts) attempt += 1;
    context.emit({ kind: 'lockWaited', nodeId: context.nodeId, attempt });
    waits += 1;
    await sleep(scattered(backoff(waits, { first: 100, most: 250 })));
  }
  await session.query(sql`RELEASE SAVEPOINT smelt_publish`);
}

/** Null when it is done; else why not, with the transaction to be rolled back to the savepoint. */
async function publishOnce(action: PublishAction, context: PublishContext): Promise<null | 'stale' | DatabaseError> {
  const { session } = context;
  try {
    if (action.shared.length > 0) await takeNodeLocks(session, lockShared(action.shared));
    const end = Date.now() + lockPhaseMilliseconds;
    for (const lock of action.locks) {
      await session.query(sql`SET LOCAL lock_timeout = ${literal(`${Math.max(1, end - Date.now())}ms`)}`);
      await session.query(lock);
    }
    if (!(await context.holds(action.premises))) return 'stale';
  } catch (error) {
    if (isNotGranted(error)) return error;
    if (error instanceof DatabaseError && goneMeanwhile.has(error.code ?? '')) return 'stale';
    throw error;
  }
  try {
    for (const statement of action.statements) await context.run(statement);
  } catch (error) {
    if (isNotGranted(error)) return error;
    throw error;
  }
  await session.query(sql`SET LOCAL lock_timeout = 0`);
  return null;
}

/** SQLSTATEs of locking what is not there any more, or is of another kind, or of reading the catalog while it changes. */
const goneMeanwhile: ReadonlySet<string> = new Set(['42P01', '42809', '40001', 'XX000']);

/** A deadlock as well: Smelt gives way, and the transaction goes on from the savepoint. */
function isNotGranted(error: unknown): error is DatabaseError {
  return error instanceof DatabaseError && (error.code === '55P03' || error.code === '40P01');
}

async function isHeldBySmelt(session: Session, { locked }: PublishAction): Promise<boolean> {
  if (locked.length === 0) return false;
  return (await session.query(heldBySmelt(session.state, locked))).rows[0]?.[0] === true;
}

function notGranted(error: DatabaseError, { span }: PublishContext) {
  return errorAt('LOCK_NOT_GRANTED', `the relation could not be locked for publishing: ${error.message}`, {
    span,
    help: 'End the long-running sessions that use it (pg_stat_activity shows them), then run again: nothing was changed',
  });
}

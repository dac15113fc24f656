// Takes advisory locks, which any role that may connect can hold: what another run holds while it is at work is waited for without end,
// anybody else for a bounded time, and then the holder is named.

import { failed, passed } from '../base/checked.ts';
import { DatabaseError, recordsOf, type Session } from '../database/database.ts';
import { type Checked, type Diagnostic, errorAt } from '../diagnostics/diagnostic.ts';
import { literal, quoteIdentifier, sql } from '../sql/sql.ts';
import { type AdvisoryLock, findHolders, takeInOrder, tryInOrder } from '../state/advisory-lock.ts';
import { NodeFailure } from './node-failure.ts';

/** One wait in the queue of a lock: longer than deadlock_timeout (1 s), so that a deadlock is found. */
const waitMilliseconds = 2000;
/** How many such waits end at somebody who holds a lock and is no run at work: half a minute. */
const mostWaits = 15;

/** In a transaction, until its end, in this order. LOCK_NOT_GRANTED; the transaction then goes on without them. */
export async function takeLocks(
  session: Session,
  locks: readonly AdvisoryLock[],
  waits: number = mostWaits,
): Promise<Checked<void>> {
  if ((await session.query(tryInOrder(locks))).rows[0]?.[0] === true) return passed(undefined);
  const [[before] = []] = (await session.query(sql`select pg_catalog.current_setting('lock_timeout')`)).rows;
  await session.query(sql`SAVEPOINT smelt_locks`);
  for (let counted = 0; ; ) {
    try {
      await session.query(sql`SET LOCAL lock_timeout = ${literal(waitMilliseconds)}`);
      await session.query(takeInOrder(locks));
      break;
    } catch (error) {
      if (!(error instanceof DatabaseError) || error.code !== '55P03') throw error;
      await session.query(sql`ROLLBACK TO SAVEPOINT smelt_locks`);
    }
    const holder = await findHolder(session, locks);
    if (holder) counted += 1;
    if (holder && counted >= waits) {
      await session.query(sql`RELEASE SAVEPOINT smelt_locks`);
      return failed([holder]);
    }
  }
  await session.query(sql`SET LOCAL lock_timeout = ${literal(String(before))}`);
  await session.query(sql`RELEASE SAVEPOINT smelt_locks`);
  return passed(undefined);
}

/** The same in a node's turn. Throws NodeFailure. */
export async function takeNodeLocks(session: Session, locks: readonly AdvisoryLock[]): Promise<void> {
  const taken = await takeLocks(session, locks);
  if (!taken.ok) throw new NodeFailure(taken.problems);
}

/** Called for the first that is not worth waiting for; undefined where none is. */
async function findHolder(session: Session, locks: readonly AdvisoryLock[]): Promise<Diagnostic | undefined> {
  const holders = recordsOf(await session.query(findHolders(session.state, locks)));
  const brief = locks.some((lock) => lock.brief);
  const holder = holders.find((found) => brief || found.at_work !== true);
  if (!holder) return undefined;
  if (holder.pid === null) {
    return errorAt(
      'LOCK_NOT_GRANTED',
      'a lock by which runs of Smelt wait for each other is held by a prepared transaction',
      {
        help: 'Look into pg_prepared_xacts and end it (rollback prepared), then run again: nothing was changed',
      },
    );
  }
  const pid = String(holder.pid);
  const who = `the role ${quoteIdentifier(String(holder.role))} (pid ${pid}, application ${quoteIdentifier(String(holder.application))})`;
  return errorAt('LOCK_NOT_GRANTED', `a lock by which runs of Smelt wait for each other is held by ${who}`, {
    help: `End that session, then run again: select pg_terminate_backend(${pid})`,
  });
}

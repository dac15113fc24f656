// Work on a session of its own that is done again on a new one when the connection broke, or other sessions were in the way: as
// often as a node is tried, with the same waiting in between. The work must be one transaction, and the same when done twice.

import { setTimeout as sleep } from 'node:timers/promises';
import { type Database, DatabaseError, type Session } from './database.ts';
import { mayPass } from './perform-actions.ts';

export interface Asking {
  readonly database: Database;
  /** Nothing is done again after an interrupt. */
  readonly cancelled: () => boolean;
  /** Told of each further attempt; `reason` is one sentence. */
  readonly again?: (attempt: number, reason: string) => void;
}

const mostAttempts = 4;
/** SQLSTATE. */
const diskFull = '53100';

/** Throws the last error. `attempt` counts from 1. */
export async function askAgain<T>(
  { database, cancelled, again }: Asking,
  work: (session: Session, attempt: number) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await database.withSession((session) => work(session, attempt));
    } catch (error) {
      if (!(error instanceof DatabaseError) || !passes(error) || attempt === mostAttempts) throw error;
      if (cancelled() || database.gone) throw error;
      again?.(attempt + 1, error.message);
      await sleep(50 * 2 ** attempt * (1 + Math.random()));
    }
  }
}

function passes(error: DatabaseError): boolean {
  if (error.code === diskFull) return false;
  return error.kind === 'connection' || (error.kind === 'statement' && mayPass(error));
}

// Work on a session of its own that is done again on a new one when the connection broke, or other sessions were in the way: as
// often as a node is tried, with the same waiting in between. The work must be one transaction, and the same when done twice.

import type { Database, Session } from '../database/database.ts';
import { backOff, retryReason } from './retry.ts';

export interface Asking {
  readonly database: Database;
  /** Nothing is done again after an interrupt. */
  readonly cancelled: () => boolean;
  /** Called for each further attempt; `reason` is one sentence. */
  readonly again?: (attempt: number, reason: string) => void;
}

/** Throws the last error. `attempt` counts from 1. */
export async function askAgain<T>(
  { database, cancelled, again }: Asking,
  work: (session: Session, attempt: number) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await database.withSession((session) => work(session, attempt));
    } catch (error) {
      const reason = cancelled() || database.gone ? undefined : retryReason(error, attempt);
      if (reason === undefined) throw error;
      again?.(attempt + 1, reason);
      await backOff(attempt);
    }
  }
}

// Work whose answer is wanted and whose effect is not: a savepoint around it, rolled back.

import { DatabaseError, type Session } from '../database/database.ts';
import { sql } from '../sql/sql.ts';
import { NodeFailure } from './node-failure.ts';

/** What `work` does is rolled back, whatever comes of it; a broken connection has nothing to roll back. */
export async function undone<T>(session: Session, work: () => Promise<T>): Promise<T> {
  await session.query(sql`SAVEPOINT smelt_look`);
  let result: T;
  try {
    result = await work();
  } catch (error) {
    const cause = error instanceof NodeFailure ? error.cause : error;
    if (!(cause instanceof DatabaseError) || cause.kind === 'statement') await backToBefore(session);
    throw error;
  }
  await backToBefore(session);
  return result;
}

async function backToBefore(session: Session): Promise<void> {
  await session.query(sql`ROLLBACK TO SAVEPOINT smelt_look`);
  await session.query(sql`RELEASE SAVEPOINT smelt_look`);
}

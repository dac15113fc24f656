// A database that tells when each of its transactions comes to an edge, for tests that end the process there.

import type { Database } from '../../src/database/database.ts';
import { aroundTransactions } from '../support/around-transactions.ts';

/** In the order in which a transaction meets them. `sent`: COMMIT is on its way, and nobody waits for its answer. */
export const edges = ['begun', 'committing', 'sent', 'committed'] as const;
export type Edge = (typeof edges)[number];

/** `reached` gets the number of the transaction, counted from 1 in the order of their beginning. */
export function withEdges(database: Database, reached: (transaction: number, edge: Edge) => void): Database {
  let transactions = 0;
  return aroundTransactions(database, async (session, options, work) => {
    transactions += 1;
    const transaction = transactions;
    const value = await session.transaction(options, async () => {
      reached(transaction, 'begun');
      const done = await work();
      reached(transaction, 'committing');
      // COMMIT is written before the event loop turns.
      setImmediate(() => reached(transaction, 'sent'));
      return done;
    });
    reached(transaction, 'committed');
    return value;
  });
}

// A database that tells when each of its transactions comes to an edge, for tests that end the process there.

import type { Database, Session } from '../../src/database/database.ts';

/** In the order in which a transaction meets them. `sent`: COMMIT is on its way, and nobody waits for its answer. */
export const edges = ['begun', 'committing', 'sent', 'committed'] as const;
export type Edge = (typeof edges)[number];

/** `reached` gets the number of the transaction, counted from 1 in the order of their beginning. */
export function withEdges(database: Database, reached: (transaction: number, edge: Edge) => void): Database {
  let transactions = 0;
  const around = (session: Session): Session => ({
    state: session.state,
    get inTransaction() {
      return session.inTransaction;
    },
    query: (statement) => session.query(statement),
    queryText: (statement, bound) => session.queryText(statement, bound),
    run: (statement) => session.run(statement),
    copyIn: (target, source) => session.copyIn(target, source),
    async transaction(options, work) {
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
    },
  });
  return {
    capabilities: database.capabilities,
    get gone() {
      return database.gone;
    },
    withSession: (work) => database.withSession((session) => work(around(session))),
    withSessionAside: (work) => database.withSessionAside(work),
    cancel: () => database.cancel(),
    close: () => database.close(),
  };
}

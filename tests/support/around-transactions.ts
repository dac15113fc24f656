// A database whose transactions go through the test's hands: to end the process at their edges, to lose an answer, to come in between.

import type { Database, Session, TransactionOptions } from '../../src/database/database.ts';

export type AroundTransaction = <T>(
  session: Session,
  options: TransactionOptions,
  work: () => Promise<T>,
) => Promise<T>;

/** `around` is given the session as it is, whose transaction it begins. Everything else is the database's own. */
export function aroundTransactions(database: Database, around: AroundTransaction): Database {
  return {
    capabilities: database.capabilities,
    get gone() {
      return database.gone;
    },
    withSession: (work) => database.withSession((session) => work(aroundSession(session, around))),
    withSessionAside: (work) => database.withSessionAside(work),
    cancel: () => database.cancel(),
    close: () => database.close(),
  };
}

/** The same of one session. */
export function aroundSession(session: Session, around: AroundTransaction): Session {
  return {
    state: session.state,
    get inTransaction() {
      return session.inTransaction;
    },
    query: (statement) => session.query(statement),
    queryText: (statement, bound) => session.queryText(statement, bound),
    run: (statement) => session.run(statement),
    copyIn: (target, rows) => session.copyIn(target, rows),
    transaction: (options, work) => around(session, options, work),
  };
}

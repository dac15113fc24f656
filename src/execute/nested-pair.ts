// A pair `begin … commit` in a text that runs inside a transaction of Smelt's: a savepoint, so that the whole stays one.

import type { Session } from '../database/database.ts';
import type { TransactionEdge } from '../sql/ends-transaction.ts';
import { type Sql, sql } from '../sql/sql.ts';

const savepoint: Readonly<Record<TransactionEdge, readonly Sql[]>> = {
  begin: [sql`SAVEPOINT smelt_pair`],
  commit: [sql`RELEASE SAVEPOINT smelt_pair`],
  rollback: [sql`ROLLBACK TO SAVEPOINT smelt_pair`, sql`RELEASE SAVEPOINT smelt_pair`],
};

export async function passNestedEdge(session: Session, edge: TransactionEdge): Promise<void> {
  for (const statement of savepoint[edge]) await session.query(statement);
}

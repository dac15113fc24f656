// A query that a template asks, run on a session where it is asked. Whether it may write is the session's transaction's.

import type { CallFrame } from '../diagnostics/source-map.ts';
import type { Span } from '../diagnostics/source-text.ts';
import { loadParser, splitStatements } from '../sql/parser.ts';
import { raw } from '../sql/sql.ts';
import type { QueryAnswer, QueryRequest } from '../template/query-result.ts';
import { answerOf } from './answer.ts';
import type { QueryResult, Session } from './database.ts';
import { NodeFailure, statementFailure } from './perform-actions.ts';
import { callNotes } from './statement-diagnostic.ts';

/**
 * Of several statements the answer is the last one's, as in dbt. Throws NodeFailure at the place that asks, with the calls
 * that led there, or a DatabaseError of kind `connection` or `cancelled` or of a conflict that a retry may mend.
 */
export async function askDatabase(
  session: Session,
  { sql }: QueryRequest,
  place: Span,
  calls: readonly CallFrame[],
): Promise<QueryAnswer> {
  let result: QueryResult = { fields: [], rows: [], count: 0 };
  for (const text of await statementsOf(sql)) {
    const statement = raw(text);
    try {
      result = await session.query(statement);
    } catch (error) {
      const failure = statementFailure(error, statement, undefined, place);
      if (!(failure instanceof NodeFailure)) throw failure;
      throw failure.told((diagnostic) => ({ ...diagnostic, notes: [...diagnostic.notes, ...callNotes(calls)] }));
    }
  }
  return answerOf(result);
}

/** Nearly every question is one statement, which no parser needs to see. */
async function statementsOf(sql: string): Promise<readonly string[]> {
  if (!sql.includes(';')) return [sql];
  await loadParser();
  return splitStatements(sql).map(({ text }) => text);
}

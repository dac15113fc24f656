// A query that a template asks, run on a session where it is asked. Whether it may write is the session's transaction's.

import { counted } from '../base/counted.ts';
import { ResultTooLarge, type Session, type TextResult } from '../database/database.ts';
import { type Diagnostic, errorAt } from '../diagnostics/diagnostic.ts';
import type { CallFrame } from '../diagnostics/source-map.ts';
import type { Span } from '../diagnostics/text-file.ts';
import { defaultLimits, maximumTextLength } from '../jinja/limits.ts';
import { type TransactionEdge, transactionPairs } from '../sql/ends-transaction.ts';
import { loadParser, splitStatements } from '../sql/parser.ts';
import { raw, userText } from '../sql/sql.ts';
import type { QueryAnswer, QueryRequest } from '../template/query-result.ts';
import { answerOf } from './answer.ts';
import { endOfTransaction } from './end-of-transaction.ts';
import { passNestedEdge } from './nested-pair.ts';
import { NodeFailure } from './node-failure.ts';
import { callNotes } from './statement-diagnostic.ts';
import { statementFailure } from './statement-failure.ts';

/**
 * Of several statements the answer is the last one's, as in dbt. Throws NodeFailure at the place that asks, with the calls
 * that led there, or a DatabaseError of kind `connection` or `cancelled` or of a conflict that a retry may mend. A statement
 * that would end the transaction is refused; a pair `begin … commit` within the question is a savepoint.
 */
export function askDatabase(
  session: Session,
  request: QueryRequest,
  place: Span,
  calls: readonly CallFrame[],
): Promise<QueryAnswer> {
  return ask(session, request, { place, calls }, (text) => endOfTransaction(text, session, place));
}

/** The same where the transaction, if there is one, is the template's own to end. */
export function askFreely(
  session: Session,
  request: QueryRequest,
  place: Span,
  calls: readonly CallFrame[],
): Promise<QueryAnswer> {
  return ask(session, request, { place, calls }, null);
}

async function ask(
  session: Session,
  { sql, engine, bound }: QueryRequest,
  { place, calls }: { readonly place: Span; readonly calls: readonly CallFrame[] },
  refusal: ((text: string) => Diagnostic | undefined) | null,
): Promise<QueryAnswer> {
  const withCalls = (failure: NodeFailure) =>
    failure.map((diagnostic) => ({ ...diagnostic, notes: [...diagnostic.notes, ...callNotes(calls)] }));
  let result: TextResult = { fields: [], rows: [], count: 0, size: 0, tag: { command: '', rows: null } };
  await loadParser();
  for (const { text, edge } of statementsOf(sql)) {
    if (refusal && edge !== null && session.inTransaction) {
      await passNestedEdge(session, edge);
      continue;
    }
    const refused = refusal?.(text);
    if (refused) throw withCalls(new NodeFailure([refused]));
    const statement = engine ? raw(text) : userText(text);
    try {
      result = await session.queryText(statement, bound);
    } catch (error) {
      if (error instanceof ResultTooLarge) throw withCalls(tooLarge(manyRows(error), place));
      const failure = statementFailure(error, statement, undefined, place);
      throw failure instanceof NodeFailure ? withCalls(failure) : failure;
    }
  }
  if (result.rows.some((row) => row.some((value) => value !== null && value.length > maximumTextLength)))
    throw withCalls(tooLarge(`a value that this query gives has more than ${maximumTextLength} characters`, place));
  return answerOf(result);
}

function tooLarge(message: string, span: Span): NodeFailure {
  const help = 'Let the query give fewer rows and columns, and shorter values: filter and aggregate in SQL';
  return new NodeFailure([errorAt('JINJA_LIMIT', message, { span, help })]);
}

function manyRows({ rows }: ResultTooLarge): string {
  const megabytes = defaultLimits.read / 1024 / 1024;
  return `with the result of this query, ${counted(rows, 'row')}, the template reads more than ${megabytes} MB`;
}

/** Nearly every question is one statement, which no parser needs to see. */
function statementsOf(sql: string): readonly { readonly text: string; readonly edge: TransactionEdge | null }[] {
  if (!sql.includes(';')) return [{ text: sql, edge: null }];
  const texts = splitStatements(sql).map(({ text }) => text);
  const edges = transactionPairs(texts);
  return texts.map((text, at) => ({ text, edge: edges[at] ?? null }));
}

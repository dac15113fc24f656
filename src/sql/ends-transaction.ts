// Whether a statement would end the transaction in which it runs, judged by its syntax tree. Whose transaction that is, and
// what is to be said of it, is the caller's.

import { isJsonObject } from '../base/json-value.ts';
import { parseStatement } from './parser.ts';

const ends = new Set(['TRANS_STMT_COMMIT', 'TRANS_STMT_ROLLBACK', 'TRANS_STMT_PREPARE']);

/** COMMIT, END, ROLLBACK, ABORT and PREPARE TRANSACTION, alone in the text. `loadParser` must have finished. */
export function endsTransaction(text: string): boolean {
  if (!/\b(?:commit|end|rollback|abort|prepare)\b/i.test(text)) return false;
  const parsed = parseStatement(text);
  if (!parsed.ok) return false;
  const statement = parsed.value.tree.TransactionStmt;
  return isJsonObject(statement) && ends.has(String(statement.kind));
}

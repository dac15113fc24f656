// Statements that begin or end a transaction, judged by their syntax trees. Whose transaction that is, and what is to be said of
// it, is the caller's.

import { isJsonObject, type JsonObject } from '../base/json-value.ts';
import { parseStatement } from './parser.ts';

const ends = new Set(['TRANS_STMT_COMMIT', 'TRANS_STMT_ROLLBACK', 'TRANS_STMT_PREPARE']);
const edges = /\b(?:begin|start|commit|end|rollback|abort|prepare)\b/i;

/** COMMIT, END, ROLLBACK, ABORT and PREPARE TRANSACTION, alone in the text. `loadParser` must have finished. */
export function endsTransaction(text: string): boolean {
  return ends.has(String(edgeOf(text)?.kind));
}

/** COMMIT or END without options, alone in the text. `loadParser` must have finished. */
export function commits(text: string): boolean {
  return plainEdge(edgeOf(text)) === 'commit';
}

export type TransactionEdge = 'begin' | 'commit' | 'rollback';

const plainEdges: Readonly<Record<string, TransactionEdge>> = {
  TRANS_STMT_BEGIN: 'begin',
  TRANS_STMT_START: 'begin',
  TRANS_STMT_COMMIT: 'commit',
  TRANS_STMT_ROLLBACK: 'rollback',
};

/**
 * For each statement what it is of a pair `begin … commit` or `begin … rollback` that the statements hold whole, null for all others.
 * Pairs are not in one another; what has options (ISOLATION LEVEL, AND CHAIN) is of none. `loadParser` must have finished.
 */
export function transactionPairs(statements: readonly string[]): readonly (TransactionEdge | null)[] {
  const found = statements.map((text) => plainEdge(edgeOf(text)));
  const paired: (TransactionEdge | null)[] = found.map(() => null);
  let opened: number | null = null;
  for (const [at, edge] of found.entries()) {
    if (edge === 'begin') opened = at;
    else if (edge !== null && opened !== null) {
      paired[opened] = 'begin';
      paired[at] = edge;
      opened = null;
    }
  }
  return paired;
}

function plainEdge(statement: JsonObject | null): TransactionEdge | null {
  if (statement === null || statement.options !== undefined || statement.chain === true) return null;
  return plainEdges[String(statement.kind)] ?? null;
}

function edgeOf(text: string): JsonObject | null {
  if (!edges.test(text)) return null;
  const parsed = parseStatement(text);
  const statement = parsed.ok ? parsed.value.tree.TransactionStmt : null;
  return isJsonObject(statement) ? statement : null;
}

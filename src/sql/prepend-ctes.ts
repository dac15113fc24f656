// Puts CTEs in front of a statement's own, by splicing its text: that is how ephemeral models are inlined. The rest of the text
// stays as it is, so that a source map only has to be shifted.

import { isJsonObject } from '../base/json-value.ts';
import type { ParsedStatement } from './parser.ts';
import { quoteIdentifier } from './sql.ts';

export interface NamedQuery {
  readonly name: string;
  /** A SELECT, without a semicolon. */
  readonly text: string;
}

export interface Splice {
  readonly text: string;
  /** UTF-16 offset at which text was put in; everything behind it has moved by `length`. */
  readonly at: number;
  readonly length: number;
  /** Where each query's own text is in the result, in the order given. */
  readonly queryOffsets: readonly number[];
}

/** The queries in the order given, each able to read those before it, ahead of the statement's own CTEs. */
export function prependCtes(statement: ParsedStatement, queries: readonly NamedQuery[]): Splice {
  if (queries.length === 0) return { text: statement.text, at: 0, length: 0, queryOffsets: [] };
  const first = firstCteOffset(statement);
  const at = first ?? 0;
  let inserted = first === null ? 'with ' : '';
  const queryOffsets: number[] = [];
  queries.forEach((query, index) => {
    inserted += `${index > 0 ? ', ' : ''}${quoteIdentifier(query.name)} as (\n`;
    queryOffsets.push(at + inserted.length);
    // The line break closes a comment at the end of the query.
    inserted += `${query.text}\n)`;
  });
  inserted += first === null ? '\n' : ', ';
  const text = statement.text.slice(0, at) + inserted + statement.text.slice(at);
  return { text, at, length: inserted.length, queryOffsets };
}

function firstCteOffset(statement: ParsedStatement): number | null {
  const select = statement.tree.SelectStmt;
  const clause = isJsonObject(select) ? select.withClause : undefined;
  const [entry] = isJsonObject(clause) && Array.isArray(clause.ctes) ? clause.ctes : [];
  const cte = isJsonObject(entry) ? entry.CommonTableExpr : undefined;
  if (!isJsonObject(cte) || typeof cte.location !== 'number') return null;
  return statement.offsets.fromBytes(cte.location);
}

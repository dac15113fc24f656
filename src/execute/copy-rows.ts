// Rows of text cells into a relation by COPY: seeds, which are small enough to be held whole.

import type { Sql } from '../sql/sql.ts';
import type { Session } from './database.ts';

const chunkLength = 1 << 20;
const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Answers the number of rows. `null` is NULL; everything else is text that the column's type reads. */
export function copyRows(
  session: Session,
  target: Sql,
  rows: readonly (readonly (string | null)[])[],
): Promise<number> {
  return session.copyIn(target, { format: 'text', chunks: encode(rows) });
}

async function* encode(rows: readonly (readonly (string | null)[])[]): AsyncGenerator<Uint8Array> {
  let text = '';
  for (const row of rows) {
    text += `${row.map((cell) => (cell === null ? '\\N' : cell.replace(/[\\\n\r\t]/g, (c) => escapes[c] ?? c))).join('\t')}\n`;
    if (text.length >= chunkLength) {
      yield Buffer.from(text, 'utf8');
      text = '';
    }
  }
  if (text !== '') yield Buffer.from(text, 'utf8');
}

// The rows of a seed's file into a relation by COPY, as a stream.

import { type SeedFile, SeedProblem, type SeedRow, seedRowsOf } from '../ingest/read-seed.ts';
import type { Sql } from '../sql/sql.ts';
import type { Session } from './database.ts';
import { NodeFailure } from './node-failure.ts';

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Answers the number of rows. An empty cell is NULL; everything else is text that the column's type reads. Throws NodeFailure where the file is not that of the checksum. */
export async function copyRows(session: Session, target: Sql, file: SeedFile, checksum: string): Promise<number> {
  try {
    return await session.copyIn(target, { format: 'text', chunks: encode(seedRowsOf(file, checksum)) });
  } catch (error) {
    throw error instanceof SeedProblem ? new NodeFailure([error.diagnostic]) : error;
  }
}

async function* encode(batches: AsyncIterable<readonly SeedRow[]>): AsyncGenerator<Uint8Array> {
  for await (const rows of batches) {
    if (rows.length > 0) yield Buffer.from(rows.map((row) => `${row.map(field).join('\t')}\n`).join(''));
  }
}

function field(cell: string | null): string {
  return cell === null ? '\\N' : cell.replace(/[\\\n\r\t]/g, (c) => escapes[c] ?? c);
}

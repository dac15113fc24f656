// The rows of a seed's file into a relation by COPY, as a stream. What the database refuses is reported at its place in the file.

import { DatabaseError, type Session } from '../../database/database.ts';
import { errorAt } from '../../diagnostics/diagnostic.ts';
import { ungrouped, wholeNumber } from '../../ingest/infer-type.ts';
import { SeedProblem, type SeedRow, seedRowsOf } from '../../ingest/read-seed.ts';
import { placeInSeed } from '../../ingest/seed-place.ts';
import type { Action, SeedColumn } from '../../plan/step.ts';
import { identifiers, inUserWords, qualified, sql } from '../../sql/sql.ts';
import { NodeFailure } from '../node-failure.ts';
import { mayPass } from '../retry.ts';
import { statementDiagnostic } from '../statement-diagnostic.ts';

type CopyRows = Extract<Action, { kind: 'copyRows' }>;

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * Answers the number of rows. An empty cell is NULL; everything else is text that the column's type reads. Throws NodeFailure where
 * the file is not that of the checksum, or a row of it is refused; else what a statement of the session throws.
 */
export async function copyRows(session: Session, action: CopyRows): Promise<number> {
  const { relation, columns, file, checksum } = action;
  const target = inUserWords(sql`${qualified(relation)} (${identifiers(columns.map(({ name }) => name))})`);
  try {
    return await session.copyIn(target, { format: 'text', chunks: encode(seedRowsOf(file, checksum), columns) });
  } catch (error) {
    if (error instanceof SeedProblem) throw new NodeFailure([error.diagnostic]);
    if (!(error instanceof DatabaseError) || error.kind !== 'statement' || mayPass(error)) throw error;
    throw await refusal(error, action);
  }
}

async function* encode(
  batches: AsyncIterable<readonly SeedRow[]>,
  columns: readonly SeedColumn[],
): AsyncGenerator<Uint8Array> {
  const fields = columns.map(({ cells }) => fieldOf[cells]);
  for await (const rows of batches) {
    const lines = rows.map((row) => `${row.map((cell, index) => (fields[index] ?? field)(cell)).join('\t')}\n`);
    if (lines.length > 0) yield Buffer.from(lines.join(''));
  }
}

const fieldOf: Readonly<Record<SeedColumn['cells'], (cell: string | null) => string>> = {
  texts: field,
  numbers: (cell) => field(cell === null ? null : ungrouped(cell)),
  'whole numbers': (cell) => field(cell === null ? null : wholeNumber(cell)),
};

function field(cell: string | null): string {
  return cell === null ? '\\N' : cell.replace(/[\\\n\r\t]/g, (c) => escapes[c] ?? c);
}

async function refusal(error: DatabaseError, action: CopyRows): Promise<NodeFailure> {
  const diagnostic = statementDiagnostic(error, undefined, undefined);
  const at = refusedPlace(error, action);
  const span = at === null ? null : await placeInSeed(action.file, at.row, at.column);
  // What is no row's fault, such as a full disk, is reported as of any statement.
  if (span === null || !/^2[23]/.test(error.code ?? '')) return new NodeFailure([diagnostic], error);
  const name = at?.column == null ? null : (action.columns[at.column]?.name ?? null);
  const help =
    diagnostic.code === 'SQL_CONSTRAINT'
      ? 'Correct the row, or the constraint that the message names'
      : name === null
        ? 'Correct the row, or the types of its columns: `column_types` in the config of the seed'
        : `Correct the value, or the type of "${name}": \`column_types\` in the config of the seed`;
  return new NodeFailure(
    [errorAt(diagnostic.code, diagnostic.message, { span, notes: diagnostic.notes, help })],
    error,
  );
}

interface RefusedPlace {
  /** Behind the header, from 1. */
  readonly row: number;
  /** From 0; null where the row as a whole is refused. */
  readonly column: number | null;
}

/**
 * From the context that COPY gives, `COPY codes, line 5, column v: "xx"`, in any language of the server: the relation's name, then
 * the line's number, then the column's name before a colon.
 */
function refusedPlace({ where, rowsBefore }: DatabaseError, { relation, columns }: CopyRows): RefusedPlace | null {
  for (const context of (where ?? '').split('\n')) {
    const named = context.indexOf(relation.name);
    if (named < 0 || !context.includes('COPY')) continue;
    const [, line, rest = ''] = /^\D*(\d+)(.*)$/s.exec(context.slice(named + relation.name.length)) ?? [];
    if (line === undefined) continue;
    const found = columns
      .map(({ name }, index) => ({ index, at: rest.indexOf(` ${name}:`), length: name.length }))
      .filter(({ at }) => at >= 0)
      .sort((one, other) => one.at - other.at || other.length - one.length);
    return { row: rowsBefore + Number(line), column: found[0]?.index ?? null };
  }
  return null;
}

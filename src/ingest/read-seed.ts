// A seed's file: a CSV small enough to be held whole, whose header names the columns.

import { createHash } from 'node:crypto';
import { CsvError } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import { failed, passed } from '../base/checked.ts';
import { type Checked, errorAt } from '../diagnostics/diagnostic.ts';
import { type SourceText, spanOf } from '../diagnostics/source-text.ts';

export interface SeedCells {
  readonly columns: readonly string[];
  /** An empty cell is null, quoted or not, as in dbt. */
  readonly rows: readonly (readonly (string | null)[])[];
  /** SHA-256 of the file's text, hexadecimal. */
  readonly checksum: string;
}

/** SEED_CSV where the file is not a CSV with a header of distinct names. */
export function readSeed(source: SourceText, delimiter: string): Checked<SeedCells> {
  const complain = (message: string, line: number) =>
    failed([
      errorAt('SEED_CSV', message, {
        span: lineSpan(source, line),
        help: 'Correct the file: a header, then as many cells in each line',
      }),
    ]);
  let records: readonly (readonly string[])[];
  try {
    records = parse(source.text, { delimiter, bom: true, skip_empty_lines: true });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = 'lines' in error && typeof error.lines === 'number' ? error.lines : 1;
    return complain(`the seed cannot be read: ${error.message.charAt(0).toLowerCase()}${error.message.slice(1)}`, line);
  }
  const [header, ...rows] = records;
  if (!header) return complain('the seed is empty', 1);
  const wrong = header.find((name, index) => name === '' || header.indexOf(name) !== index);
  if (wrong !== undefined) {
    return complain(wrong === '' ? 'a column of the seed has no name' : `the seed has the column "${wrong}" twice`, 1);
  }
  return passed({
    columns: header,
    rows: rows.map((row) => row.map((cell) => (cell === '' ? null : cell))),
    checksum: createHash('sha256').update(source.text).digest('hex'),
  });
}

function lineSpan(source: SourceText, line: number) {
  let start = 0;
  for (let current = 1; current < line; current += 1) {
    const next = source.text.indexOf('\n', start);
    if (next < 0) break;
    start = next + 1;
  }
  return spanOf(source, start);
}

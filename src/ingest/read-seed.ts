// A seed's file: a CSV whose header names the columns, read as a stream as often as it is needed. What was read the first time
// is what is copied later: the checksum shows a file that has changed in between.

import { isUtf8 } from 'node:buffer';
import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { CsvError } from 'csv-parse';
import { failed, passed } from '../base/checked.ts';
import { isUtf16 } from '../base/utf16.ts';
import { type Checked, type Diagnostic, errorAt } from '../diagnostics/diagnostic.ts';
import { type CsvOptions, csvReason, csvRecords } from './csv-records.ts';
import { type SeedDecimals, TypeInference } from './infer-type.ts';
import { failureOf, PageFault } from './page-fault.ts';

export interface SeedFile {
  /** As people know it: `seeds/rates.csv`. */
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  readonly delimiter: string;
  /** What columns of decimals become: `double` is dbt's way. */
  readonly decimals: SeedDecimals;
}

export interface SeedShape {
  readonly columns: readonly string[];
  /** For each column the type that its cells suggest. */
  readonly types: readonly string[];
  /** SHA-256 of how the file is read and of its bytes, hexadecimal. */
  readonly checksum: string;
}

/** Null is an empty cell. */
export type SeedRow = readonly (string | null)[];

/** PostgreSQL cuts what is longer, silently. */
const longestName = 63;
const chunkLength = 64 * 1024;

/** The checksum alone. SEED_CSV where the file cannot be read. */
export async function seedChecksum(file: SeedFile): Promise<Checked<string>> {
  try {
    const hash = hashOf(file);
    for await (const chunk of bytesOf(file)) hash.update(chunk);
    return passed(hash.digest('hex'));
  } catch (error) {
    return failed([problemOf(error, file)]);
  }
}

/** Reads the file to its end. SEED_CSV where it is not a CSV with a header of distinct names. */
export async function readSeedShape(file: SeedFile): Promise<Checked<SeedShape>> {
  const hash = hashOf(file);
  let columns: readonly string[] | null = null;
  let inferences: readonly TypeInference[] = [];
  try {
    for await (const { header, rows } of seedRows(file, hash)) {
      if (columns === null) inferences = header.map(() => new TypeInference(file.decimals));
      columns = header;
      for (const row of rows) for (const [index, cell] of row.entries()) inferences[index]?.add(cell);
    }
    if (columns === null) return failed([complaint(file, 'the seed is empty', 1)]);
    return passed({ columns, types: inferences.map(({ type }) => type), checksum: hash.digest('hex') });
  } catch (error) {
    return failed([problemOf(error, file)]);
  }
}

/** The rows again. Throws SeedProblem where the file cannot be read, or is not that of the checksum any more. */
export async function* seedRowsOf(file: SeedFile, checksum: string): AsyncGenerator<readonly SeedRow[]> {
  const hash = hashOf(file);
  try {
    for await (const { rows } of seedRows(file, hash)) yield rows;
    if (hash.digest('hex') !== checksum) throw new PageFault(null, 'the file changed while it was read');
  } catch (error) {
    throw new SeedProblem(problemOf(error, file));
  }
}

export class SeedProblem extends Error {
  override readonly name = 'SeedProblem';
  readonly diagnostic: Diagnostic;
  constructor(diagnostic: Diagnostic) {
    super(diagnostic.message);
    this.diagnostic = diagnostic;
  }
}

interface SeedRows {
  readonly header: readonly string[];
  readonly rows: readonly SeedRow[];
}

async function* seedRows(file: SeedFile, hash: Hash): AsyncGenerator<SeedRows> {
  let header: readonly string[] | null = null;
  for await (const records of csvRecords(utf8Of(bytesOf(file), hash), csvOptionsOf(file))) {
    const [first] = records;
    const begins: boolean = header === null;
    header ??= checkedHeader(first ?? []);
    yield { header, rows: (begins ? records.slice(1) : records).map((record) => record.map(cellOf)) };
  }
}

export function csvOptionsOf({ delimiter }: SeedFile): CsvOptions {
  return { delimiter, bom: true, blankLines: 'empty cells', strayQuotes: 'text' };
}

/** As in dbt: a cell that is empty, blank or says null is NULL, quoted or not. */
function cellOf(text: string): string | null {
  return text.length <= 4 || text.trimStart() !== text || text.trimEnd() !== text ? unlessNull(text) : text;
}

function unlessNull(text: string): string | null {
  return /^\s*(?:null\s*)?$/i.test(text) ? null : text;
}

function checkedHeader(names: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  for (const name of names) {
    if (name === '') throw new HeaderFault('a column of the seed has no name');
    if (Buffer.byteLength(name) > longestName)
      throw new HeaderFault(`the column "${name.slice(0, longestName)}…" has a name of more than ${longestName} bytes`);
    if (seen.has(name)) throw new HeaderFault(`the seed has the column "${name}" twice`);
    seen.add(name);
  }
  return names;
}

class HeaderFault extends Error {
  override readonly name = 'HeaderFault';
}

function hashOf({ delimiter, decimals }: SeedFile): Hash {
  return createHash('sha256').update(`${delimiter}\0${decimals === 'double' ? 'double\0' : ''}`);
}

function bytesOf({ path }: SeedFile): AsyncIterable<Buffer> {
  return createReadStream(path, { highWaterMark: chunkLength });
}

/** The same chunks, hashed and seen to be UTF-8; a character may be divided by the end of a chunk. */
async function* utf8Of(chunks: AsyncIterable<Buffer>, hash: Hash): AsyncGenerator<Buffer> {
  let begun = Buffer.alloc(0);
  let first = true;
  for await (const chunk of chunks) {
    hash.update(chunk);
    if (first && isUtf16(chunk)) throw new PageFault(0, 'it is UTF-16 text, and only UTF-8 is read');
    first = false;
    const looked = begun.length > 0 ? Buffer.concat([begun, chunk]) : chunk;
    const end = looked.length - begunAtEnd(looked);
    if (!isUtf8(looked.subarray(0, end))) throw new PageFault(null, 'it is not UTF-8 text');
    begun = Buffer.from(looked.subarray(end));
    yield chunk;
  }
  if (begun.length > 0) throw new PageFault(null, 'it is not UTF-8 text');
}

/** How many of the last bytes begin a character that is not complete. */
function begunAtEnd(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
  }
  return 0;
}

function problemOf(error: unknown, file: SeedFile): Diagnostic {
  if (error instanceof HeaderFault) return complaint(file, error.message, 1);
  if (error instanceof CsvError) {
    const line = 'lines' in error && typeof error.lines === 'number' ? error.lines : 1;
    return complaint(file, `the seed cannot be read: ${csvReason(error)}`, line);
  }
  const failure = failureOf(error);
  if (failure === null) throw error;
  return complaint(file, `the seed cannot be read: ${failure.reason}`, 1);
}

/** The file is not held: a text of empty lines has the place. */
function complaint({ name }: SeedFile, message: string, line: number): Diagnostic {
  const text = '\n'.repeat(line);
  return errorAt('SEED_CSV', message, {
    span: { file: { path: name, text }, start: line - 1, end: line - 1 },
    help: 'Correct the file: UTF-8, a header, then as many cells in each line',
  });
}

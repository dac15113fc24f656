// Rows in the text format of COPY: those of records, written into one growing buffer as the bytes that are in their page, and
// those of pages.

import { InternalError } from '../base/internal-error.ts';
import { deepestNesting } from './json-scanner.ts';
import { largestRecord, type RecordFlaw, type RecordIndex } from './record-index.ts';

/** What the records of a page share; null is NULL. */
export interface PageColumns {
  readonly captures: readonly string[];
  /** JSON. */
  readonly envelope: Buffer | null;
  readonly file: string;
  readonly attempt: number;
  /** A timestamp as PostgreSQL writes it. */
  readonly failedAt: string | null;
}

const LINE_FEED = 0x0a;
const BACKSLASH = 0x5c;
const TAB = 0x09;
const noError = Buffer.from('\t\\N\t');

/** For each byte, the letter after the backslash that stands for it in COPY's text format; 0 where it stands for itself. */
const escapeLetters = new Uint8Array(256);
for (const [byte, letter] of ['\\\\', '\nn', '\rr', '\tt', '\bb', '\ff', '\vv']) {
  escapeLetters[(byte ?? '').charCodeAt(0)] = (letter ?? '').charCodeAt(0);
}

/** The page's row: its number, then its columns in the order of `pageColumns`. */
export function pageRow(number: number, page: PageColumns): Buffer {
  const fields = [...page.captures.map((text) => Buffer.from(text)), page.envelope, Buffer.from(page.file)].map(
    fieldOf,
  );
  const last = Buffer.from(`\t${page.attempt}\t${page.failedAt ?? '\\N'}\n`);
  return Buffer.concat([Buffer.from(String(number)), ...fields.flatMap((field) => [Buffer.from('\t'), field]), last]);
}

function fieldOf(bytes: Buffer | null): Buffer {
  if (bytes === null) return Buffer.from('\\N');
  const escaped = Buffer.allocUnsafe(bytes.length * 2);
  return escaped.subarray(0, escapeInto(escaped, 0, bytes, 0, bytes.length));
}

/** Writes `bytes[start … end)` escaped into `target` and answers where it stopped; `target` has room for twice the bytes. */
function escapeInto(target: Buffer, at: number, bytes: Uint8Array, start: number, end: number): number {
  let to = at;
  for (let from = start; from < end; from += 1) {
    const byte = bytes[from] ?? 0;
    const letter = escapeLetters[byte] ?? 0;
    if (letter !== 0) {
      target[to] = BACKSLASH;
      target[to + 1] = letter;
      to += 2;
    } else {
      target[to] = byte;
      to += 1;
    }
  }
  return to;
}

/** Some rows, ready for COPY. */
export interface RowBatch {
  readonly bytes: Buffer;
  readonly rows: number;
}

/** Collects rows; the same memory serves one batch after another. */
export class RowBuffer {
  #bytes: Buffer;
  #length = 0;
  #rows = 0;

  constructor(capacity: number) {
    this.#bytes = Buffer.allocUnsafe(capacity);
  }

  get length(): number {
    return this.#length;
  }

  /** What was collected; it stays valid until `clear`. */
  get batch(): RowBatch {
    return { bytes: this.#bytes.subarray(0, this.#length), rows: this.#rows };
  }

  clear(): void {
    this.#length = 0;
    this.#rows = 0;
  }

  /**
   * Adds records `from … ` of a window as rows until the buffer holds `enough` bytes; answers how many it added. `base` is the
   * window's offset in its page, `page` the page's number, `number` that of the record `from` in the page, from 1.
   */
  add(
    window: { readonly bytes: Buffer; readonly base: number | null; readonly index: RecordIndex },
    page: number,
    from: number,
    number: number,
    enough: number,
  ): number {
    const { bytes, index } = window;
    const beforeNumber = Buffer.from(`${page}\t`);
    let record = from;
    while (record < index.count && this.#length < enough) {
      const flaw = index.flaws.get(record);
      if (flaw) this.#addFlawed(bytes.subarray(index.start(record), index.end(record)), flaw, window.base);
      else this.#addRecord(bytes, index.start(record), index.end(record), index.escapes(record));
      this.#finishRow(beforeNumber, number + record - from);
      record += 1;
    }
    return record - from;
  }

  #addRecord(bytes: Buffer, start: number, end: number, escapes: boolean): void {
    this.#reserve((end - start) * 2);
    if (escapes) this.#length = escapeInto(this.#bytes, this.#length, bytes, start, end);
    else this.#length += bytes.copy(this.#bytes, this.#length, start, end);
    this.#put(noError);
  }

  #addFlawed(record: Buffer, flaw: RecordFlaw, base: number | null): void {
    const place = base === null ? '' : ` (byte ${base + flaw.at} of the page)`;
    this.#put(rawFields(record, reasonOf(flaw) + place));
  }

  #finishRow(beforeNumber: Buffer, number: number): void {
    this.#put(beforeNumber);
    this.#reserve(24);
    this.#length += this.#bytes.write(`${number}\n`, this.#length, 'latin1');
    this.#rows += 1;
  }

  #put(bytes: Buffer): void {
    this.#reserve(bytes.length);
    this.#length += bytes.copy(this.#bytes, this.#length);
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 1.5, this.#length + more) | 0);
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}

/** A record that jsonb refuses, as the text that it is, and why: the fields `record` and `_error`, with a tab after each. */
function rawFields(record: Buffer, error: string): Buffer {
  const raw = Buffer.from(JSON.stringify({ _raw: record.toString('utf8') }));
  return Buffer.concat([fieldOf(raw), Buffer.from('\t'), fieldOf(Buffer.from(error)), Buffer.from('\t')]);
}

function reasonOf(flaw: RecordFlaw): string {
  switch (flaw.kind) {
    case 'nul':
      return 'jsonb cannot hold \\u0000';
    case 'surrogate':
      return 'jsonb cannot hold half of a surrogate pair';
    case 'number':
      return 'a number is beyond the range of numeric';
    case 'depth':
      return `the record is nested more than ${deepestNesting} levels deep`;
    case 'size':
      return `the record is longer than ${largestRecord} bytes`;
    case 'encoding':
      return 'the record is not UTF-8';
  }
}

/** Two halves of a batch of at least two rows: a line feed ends a row and occurs nowhere else. */
export function halved(batch: RowBatch): readonly [RowBatch, RowBatch] {
  const middle = batch.bytes.length >> 1;
  let cut = batch.bytes.indexOf(LINE_FEED, middle) + 1;
  if (cut === 0 || cut === batch.bytes.length) cut = batch.bytes.lastIndexOf(LINE_FEED, batch.bytes.length - 2) + 1;
  if (cut === 0) throw new InternalError('a batch of one row cannot be halved');
  const bytes = batch.bytes.subarray(0, cut);
  let rows = 0;
  for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) rows += 1;
  return [
    { bytes, rows },
    { bytes: batch.bytes.subarray(cut), rows: batch.rows - rows },
  ];
}

/** The batch of one row with its record as raw text and `error` as the reason, for a row that the database refused. */
export function withRawRecord(row: RowBatch, error: string): RowBatch {
  const recordEnd = row.bytes.indexOf(TAB);
  const errorEnd = row.bytes.indexOf(TAB, recordEnd + 1);
  const record = unescaped(row.bytes.subarray(0, recordEnd));
  const bytes = Buffer.concat([rawFields(record, error), row.bytes.subarray(errorEnd + 1)]);
  return { bytes, rows: 1 };
}

function unescaped(field: Buffer): Buffer {
  const bytes = Buffer.allocUnsafe(field.length);
  let to = 0;
  for (let from = 0; from < field.length; from += 1) {
    let byte = field[from] ?? 0;
    if (byte === BACKSLASH) {
      from += 1;
      const letter = field[from] ?? 0;
      const original = escapeLetters.indexOf(letter);
      byte = original < 0 ? letter : original;
    }
    bytes[to] = byte;
    to += 1;
  }
  return bytes.subarray(0, to);
}

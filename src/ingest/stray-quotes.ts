// Quotes inside an unquoted cell (`5" pipe`), which are text to Python's csv and so to dbt, and a mistake to the parser: they are
// hidden from it as NUL, a byte that no text of PostgreSQL holds, so that every byte keeps its place. What begins with a quote is
// the parser's to judge.

import { PageFault } from './page-fault.ts';

const quote = 0x22;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const byteOrderMark = Buffer.from('\ufeff');

export class StrayQuotes {
  /** Whether any has been hidden. */
  hidden = false;
  readonly #delimiter: Buffer;
  /** Of the bytes before the chunk as many of the last as it takes to see where a cell begins. */
  #tail: Buffer = Buffer.alloc(0);
  /** How many bytes are before the chunk. */
  #offset = 0;
  #quoted = false;
  /** Where the last quote is that may have ended a cell, in bytes of the file: another one right behind it means itself. */
  #closedAt = -2;

  constructor(delimiter: string) {
    this.#delimiter = Buffer.from(delimiter);
  }

  /** The chunk, in which those quotes are hidden in place. Throws PageFault where it holds a NUL. */
  hide(chunk: Buffer): Buffer {
    if (chunk.includes(0)) throw new PageFault(null, 'it holds a NUL character, which no text of PostgreSQL does');
    for (let at = chunk.indexOf(quote); at >= 0; at = chunk.indexOf(quote, at + 1)) this.#meet(chunk, at);
    this.#tail = Buffer.from(this.#before(chunk, chunk.length));
    this.#offset += chunk.length;
    return chunk;
  }

  #meet(chunk: Buffer, at: number): void {
    const place = this.#offset + at;
    if (this.#quoted) {
      this.#quoted = false;
      this.#closedAt = place;
    } else if (this.#closedAt === place - 1 || this.#beginsCell(this.#before(chunk, at), place)) {
      this.#quoted = true;
    } else {
      chunk[at] = 0;
      this.hidden = true;
    }
  }

  #beginsCell(before: Buffer, place: number): boolean {
    const last = before.at(-1);
    return (
      place === 0 ||
      last === lineFeed ||
      last === carriageReturn ||
      endsWith(before, this.#delimiter) ||
      (place === byteOrderMark.length && endsWith(before, byteOrderMark))
    );
  }

  #before(chunk: Buffer, at: number): Buffer {
    const length = Math.max(this.#delimiter.length, byteOrderMark.length);
    return at >= length
      ? chunk.subarray(at - length, at)
      : Buffer.concat([this.#tail, chunk.subarray(0, at)]).subarray(-length);
  }
}

function endsWith(bytes: Buffer, end: Buffer): boolean {
  return bytes.length >= end.length && bytes.subarray(bytes.length - end.length).equals(end);
}

/** The cells with their quotes. */
export function withStrayQuotes(record: readonly string[]): string[] {
  return record.map((cell) => (cell.includes('\0') ? cell.replaceAll('\0', '"') : cell));
}

// Where the records of a window of bytes lie: ranges in a flat array, so that a million records make no million objects.

import { isUtf8 } from 'node:buffer';
import type { Flaw } from './json-scanner.ts';

/** What keeps a record out of jsonb. `at` is an offset in the window. */
export interface RecordFlaw {
  readonly kind: Flaw | 'size' | 'encoding';
  readonly at: number;
}

/** Below every limit of jsonb on strings, elements and sizes, whatever the record holds. */
export const largestRecord = 32 * 1024 * 1024;

const stride = 3;

export class RecordIndex {
  count = 0;
  /** Flawed records by their position in the index. */
  readonly flaws = new Map<number, RecordFlaw>();
  #ranges = new Int32Array(256 * stride);

  add(start: number, end: number, escapes: boolean, flaw: Flaw | null, flawAt: number): void {
    const at = this.count * stride;
    if (at === this.#ranges.length) {
      const larger = new Int32Array(this.#ranges.length * 2);
      larger.set(this.#ranges);
      this.#ranges = larger;
    }
    this.#ranges[at] = start;
    this.#ranges[at + 1] = end;
    this.#ranges[at + 2] = escapes ? 1 : 0;
    if (flaw !== null) this.flaws.set(this.count, { kind: flaw, at: flawAt });
    else if (end - start > largestRecord) this.flaws.set(this.count, { kind: 'size', at: start });
    this.count += 1;
  }

  start(record: number): number {
    return this.#ranges[record * stride] ?? 0;
  }

  end(record: number): number {
    return this.#ranges[record * stride + 1] ?? 0;
  }

  /** Whether COPY's text format needs an escape in the record. */
  escapes(record: number): boolean {
    return this.#ranges[record * stride + 2] === 1;
  }

  /** Marks the records that are not UTF-8; `bytes` is the window up to where it was scanned. */
  checkEncoding(bytes: Uint8Array): void {
    if (isUtf8(bytes)) return;
    for (let record = 0; record < this.count; record += 1) {
      const start = this.start(record);
      const slice = bytes.subarray(start, this.end(record));
      if (this.flaws.has(record) || isUtf8(slice)) continue;
      this.flaws.set(record, { kind: 'encoding', at: start + firstNotUtf8(slice) });
    }
  }
}

/** Decoding puts U+FFFD for what it cannot read: the first byte that does not come back is the culprit. */
export function firstNotUtf8(bytes: Uint8Array): number {
  const again = Buffer.from(Buffer.from(bytes).toString('utf8'));
  let at = 0;
  while (at < bytes.length && bytes[at] === again[at]) at += 1;
  return at;
}

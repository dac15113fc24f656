// Where in a seed's file a row is, or a cell of it: the file is not held, so it is read once more, as far as that row.

import { createReadStream } from 'node:fs';
import type { Span } from '../diagnostics/text-file.ts';
import { csvRecords } from './csv-records.ts';
import { csvOptionsOf, type SeedFile } from './read-seed.ts';

/**
 * `row` counts those behind the header from 1, `column` from 0; null: the row as a whole. The span's file has the lines of the row,
 * and empty ones before them. Null where the file has no such row any more, or cannot be read.
 */
export async function placeInSeed(file: SeedFile, row: number, column: number | null): Promise<Span | null> {
  try {
    const range = await rangeOf(file, row);
    if (range === null) return null;
    const { lines, bytes } = await readRange(file, range);
    const text = bytes.toString('utf8').replace(/\r\n?/g, '\n').replace(/\n$/, '');
    const [start, end] = column === null ? [0, text.length] : cellRange(text, file.delimiter, column);
    const shown = { path: file.name, text: '\n'.repeat(lines) + text };
    return { file: shown, start: lines + start, end: lines + end };
  } catch {
    return null;
  }
}

/** Of bytes. */
interface Range {
  readonly start: number;
  readonly end: number;
}

async function rangeOf(file: SeedFile, row: number): Promise<Range | null> {
  const ends: [before: number, at: number] = [0, 0];
  let records = 0;
  const ended = (byte: number) => {
    if (records <= row) {
      ends[0] = ends[1];
      ends[1] = byte;
    }
    records += 1;
  };
  for await (const _ of csvRecords(createReadStream(file.path), { ...csvOptionsOf(file), ended })) {
    if (records > row) return { start: ends[0], end: ends[1] };
  }
  return null;
}

/** What is there, and how many lines end before it: at CR and LF, at either alone. */
async function readRange(file: SeedFile, { start, end }: Range): Promise<{ lines: number; bytes: Buffer }> {
  const kept: Buffer[] = [];
  let lines = 0;
  let offset = 0;
  let previous = 0;
  for await (const chunk of createReadStream(file.path, { end: end - 1 })) {
    const bytes: Buffer = chunk;
    const before = Math.max(0, Math.min(bytes.length, start - offset));
    for (const byte of bytes.subarray(0, before)) {
      if (byte === 0x0d || (byte === 0x0a && previous !== 0x0d)) lines += 1;
      previous = byte;
    }
    kept.push(bytes.subarray(before));
    offset += bytes.length;
  }
  return { lines, bytes: Buffer.concat(kept) };
}

/** Of a cell in its record's text, with its quotes. */
function cellRange(text: string, delimiter: string, column: number): readonly [start: number, end: number] {
  let at = 0;
  for (let index = 0; at <= text.length; index += 1) {
    const start = at;
    if (text[at] === '"') at += /^"[^"]*(?:""[^"]*)*"?/.exec(text.slice(at))?.[0].length ?? 0;
    const next = text.indexOf(delimiter, at);
    at = next < 0 ? text.length : next;
    if (index === column) return [start, at];
    at += delimiter.length;
  }
  return [0, text.length];
}

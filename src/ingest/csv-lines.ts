// CSV as lines of JSON: the header's names become keys, every value a text. The rest of the way is that of ndjson. CSV has no
// bytes of JSON to preserve; those of its values are, because they are parsed and written as Latin-1, byte for byte.

import { CsvError } from 'csv-parse';
import { csvReason, csvRecords } from './csv-records.ts';
import { PageFault } from './page-fault.ts';
import { hasByteOrderMark } from './page-scanner.ts';
import { largestRecord } from './record-index.ts';

const chunkLength = 1024 * 1024;
const csvOptions = { encoding: 'latin1', blankLines: 'nothing', strayQuotes: 'mistake' } as const;

/** Chunks of whole lines, one object each. The first record is the header. Throws PageFault, and whatever `chunks` throws. */
export async function* csvLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let keys: readonly string[] | null = null;
  let lines = '';
  try {
    for await (const records of csvRecords(withoutMark(chunks), csvOptions)) {
      for (const record of records) {
        if (keys === null) keys = keysOf(checkedHeader(record));
        else lines += lineOf(keys, record);
        if (lines.length >= chunkLength) {
          yield Buffer.from(lines, 'latin1');
          lines = '';
        }
      }
    }
  } catch (error) {
    throw error instanceof CsvError ? faultOf(error) : error;
  }
  if (keys === null) throw new PageFault(0, 'the page is empty');
  if (lines !== '') yield Buffer.from(lines, 'latin1');
}

/** What is before each value: `{"a":`, `,"b":`. */
function keysOf(header: readonly string[]): readonly string[] {
  return header.map((name, index) => `${index === 0 ? '{' : ','}${JSON.stringify(name)}:`);
}

function lineOf(keys: readonly string[], row: readonly string[]): string {
  let line = '';
  for (let index = 0; index < keys.length; index += 1) {
    const cell = row[index] ?? '';
    if (line.length + writtenLength(cell) > largestRecord)
      throw new PageFault(null, `a record is longer than ${largestRecord} bytes as JSON`);
    line += keys[index] + JSON.stringify(cell);
  }
  return `${line}}\n`;
}

/** Of a long cell as JSON, which is up to six times as long; of another one it does not matter. */
function writtenLength(cell: string): number {
  if (cell.length < 1024 * 1024) return cell.length;
  let length = cell.length;
  for (let at = 0; at < cell.length; at += 1) {
    const code = cell.charCodeAt(at);
    if (code < 0x20) length += 5;
    else if (code === 0x22 || code === 0x5c) length += 1;
  }
  return length;
}

function checkedHeader(names: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  names.forEach((name, index) => {
    if (name === '') throw new PageFault(0, `column ${index + 1} of the header has no name`);
    if (seen.has(name)) {
      throw new PageFault(0, `the header has the column ${Buffer.from(name, 'latin1').toString('utf8')} twice`);
    }
    seen.add(name);
  });
  return names;
}

function faultOf(error: CsvError): PageFault {
  const at = 'bytes' in error && typeof error.bytes === 'number' ? error.bytes : null;
  return new PageFault(at, csvReason(error));
}

async function* withoutMark(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let first = true;
  for await (const chunk of chunks) {
    yield first && hasByteOrderMark(chunk) ? chunk.subarray(3) : chunk;
    first = false;
  }
}

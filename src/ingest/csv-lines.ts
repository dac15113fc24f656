// CSV as lines of JSON: the header's names become keys, every value a text. The rest of the way is that of ndjson. CSV has no
// bytes of JSON to preserve; those of its values are, because they are parsed and written as Latin-1, byte for byte.

import { CsvError, parse } from 'csv-parse';
import { PageFault } from './page-fault.ts';
import { hasByteOrderMark } from './page-scanner.ts';

/** Chunks of whole lines, one object each. The first record is the header. Throws PageFault. */
export async function* csvLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const parser = parse({ encoding: 'latin1', skip_empty_lines: true });
  let broken: Error | null = null;
  parser.on('error', (error) => {
    broken = error;
  });
  let header: readonly string[] | null = null;
  let bytes = 0;

  const rows = (): Buffer | null => {
    if (broken) throw faultOf(broken, bytes);
    const lines: string[] = [];
    for (let row: unknown = parser.read(); row !== null; row = parser.read()) {
      if (!Array.isArray(row)) continue;
      if (header === null) header = checkedHeader(row.map(String));
      else lines.push(lineOf(header, row));
    }
    return lines.length > 0 ? Buffer.from(lines.join(''), 'latin1') : null;
  };

  for await (const chunk of withoutMark(chunks)) {
    bytes += chunk.length;
    await new Promise<void>((resolve) => {
      if (broken) resolve();
      else parser.write(chunk, () => resolve());
      parser.once('error', () => resolve());
    });
    const lines = rows();
    if (lines) yield lines;
  }
  if (bytes === 0) throw new PageFault(0, 'the page is empty');
  await new Promise<void>((resolve) => {
    parser.once('error', () => resolve());
    parser.end(() => resolve());
  });
  const lines = rows();
  if (lines) yield lines;
  if (header === null) throw new PageFault(0, 'the page has no header');
}

function lineOf(header: readonly string[], row: readonly unknown[]): string {
  return `${JSON.stringify(Object.fromEntries(header.map((name, index) => [name, row[index]])))}\n`;
}

function checkedHeader(names: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  names.forEach((name, index) => {
    const shown = Buffer.from(name, 'latin1').toString('utf8');
    if (name === '') throw new PageFault(0, `column ${index + 1} of the header has no name`);
    if (seen.has(name)) throw new PageFault(0, `the header has the column ${shown} twice`);
    seen.add(name);
  });
  return names;
}

function faultOf(error: Error, bytes: number): PageFault {
  if (!(error instanceof CsvError)) throw error;
  const at = typeof error.bytes === 'number' ? error.bytes : bytes;
  return new PageFault(at, error.message.charAt(0).toLowerCase() + error.message.slice(1));
}

async function* withoutMark(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let first = true;
  for await (const chunk of chunks) {
    yield first && hasByteOrderMark(chunk) ? chunk.subarray(3) : chunk;
    first = false;
  }
}

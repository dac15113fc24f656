// The records of a CSV as its bytes come, in bounded memory. What they mean is for those who asked.

import { type CsvError, type Options, Parser } from 'csv-parse';
import { largestRecord } from './record-index.ts';

/** Of what is parsed at once: the records of a piece are held together, and there may be one for every two bytes. */
const pieceLength = 64 * 1024;

/** Records one after another, some at once. Throws CsvError, and whatever `chunks` throws. */
export async function* csvRecords(
  chunks: AsyncIterable<Uint8Array>,
  options: Pick<Options, 'delimiter' | 'encoding' | 'bom'>,
): AsyncGenerator<readonly (readonly string[])[]> {
  const parser = new RecordParser({
    ...options,
    // All of them, as Python's reader has it; finding out which one a file has is slow where none comes.
    record_delimiter: ['\r\n', '\n', '\r'],
    skip_empty_lines: true,
    max_record_size: largestRecord,
  });
  // Every call below is told of it.
  parser.on('error', () => undefined);
  parser.resume();
  try {
    for await (const chunk of chunks) {
      for (let from = 0; from < chunk.length; from += pieceLength) {
        await new Promise<void>((resolve, reject) => {
          parser.write(chunk.subarray(from, from + pieceLength), (error) => (error ? reject(error) : resolve()));
        });
        if (parser.records.length > 0) yield parser.taken();
      }
    }
    await new Promise<void>((resolve, reject) => {
      parser.once('error', reject).once('close', () => resolve());
      parser.end();
    });
    if (parser.records.length > 0) yield parser.taken();
  } finally {
    parser.destroy();
  }
}

/** Keeps the records of a chunk together: handing each through the stream costs more than parsing it. */
class RecordParser extends Parser {
  records: string[][] = [];

  override push(record: unknown): boolean {
    if (!Array.isArray(record)) return super.push(record);
    this.records.push(record);
    return true;
  }

  taken(): string[][] {
    const { records } = this;
    this.records = [];
    return records;
  }
}

/** What a parser's error says, beginning as the end of a sentence does. */
export function csvReason(error: CsvError): string {
  if (error.code === 'CSV_MAX_RECORD_SIZE')
    return `a record is longer than ${largestRecord} bytes, or a quote is never closed`;
  return error.message.charAt(0).toLowerCase() + error.message.slice(1);
}

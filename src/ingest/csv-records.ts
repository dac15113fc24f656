// The records of a CSV as its bytes come, in bounded memory. What they mean is for those who asked.

import { type CsvError, type Options, Parser } from 'csv-parse';
import { largestRecord } from './record-index.ts';

/** Records one after another, about as many at once as a chunk holds. Throws CsvError, and whatever `chunks` throws. */
export async function* csvRecords(
  chunks: AsyncIterable<Uint8Array>,
  options: Pick<Options, 'delimiter' | 'encoding' | 'bom'>,
): AsyncGenerator<readonly (readonly string[])[]> {
  const parser = new RecordParser({ ...options, skip_empty_lines: true, max_record_size: largestRecord });
  // Every call below is told of it.
  parser.on('error', () => undefined);
  parser.resume();
  try {
    for await (const chunk of chunks) {
      await new Promise<void>((resolve, reject) => {
        parser.write(chunk, (error) => (error ? reject(error) : resolve()));
      });
      if (parser.records.length > 0) yield parser.taken();
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

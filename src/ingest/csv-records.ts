// The records of a CSV as its bytes come, in bounded memory. What they mean is for those who asked.

import { CsvError, type Options, Parser } from 'csv-parse';
import { largestRecord } from './record-index.ts';
import { StrayQuotes, withStrayQuotes } from './stray-quotes.ts';

/** Of what is parsed at once: the records of a piece are held together, and there may be one for every two bytes. */
const pieceLength = 64 * 1024;

export interface CsvOptions extends Pick<Options, 'delimiter' | 'encoding' | 'bom'> {
  /** Whether a blank line behind the header is a record of empty cells, as to dbt's reader, or nothing. */
  readonly blankLines: 'empty cells' | 'nothing';
  /** A quote inside an unquoted cell: text, as to dbt's reader, or a mistake. */
  readonly strayQuotes: 'text' | 'mistake';
  /** Called for each record, at which byte its line ends. */
  readonly ended?: (byte: number) => void;
}

/** Records one after another, some at once, all of as many cells. Throws CsvError, PageFault of stray quotes, and whatever `chunks` throws. */
export async function* csvRecords(
  chunks: AsyncIterable<Buffer>,
  { blankLines, strayQuotes, ended, ...options }: CsvOptions,
): AsyncGenerator<readonly (readonly string[])[]> {
  const fills = blankLines === 'empty cells';
  const stray = strayQuotes === 'text' ? new StrayQuotes(String(options.delimiter ?? ',')) : null;
  const parser = new RecordParser(
    {
      ...options,
      // All of them, as Python's reader has it; finding out which one a file has is slow where none comes.
      record_delimiter: ['\r\n', '\n', '\r'],
      skip_empty_lines: !fills,
      relax_column_count: fills,
      max_record_size: largestRecord,
    },
    ended,
  );
  // Every call below knows of it.
  parser.on('error', () => undefined);
  parser.resume();
  try {
    for await (const given of chunks) {
      const chunk = stray?.hide(given) ?? given;
      for (let from = 0; from < chunk.length; from += pieceLength) {
        await new Promise<void>((resolve, reject) => {
          parser.write(chunk.subarray(from, from + pieceLength), (error) => (error ? reject(error) : resolve()));
        });
        if (parser.uneven) throw parser.uneven;
        if (parser.records.length > 0) yield taken(parser, stray);
      }
    }
    await new Promise<void>((resolve, reject) => {
      parser.once('error', reject).once('close', () => resolve());
      parser.end();
    });
    if (parser.uneven) throw parser.uneven;
    if (parser.records.length > 0) yield taken(parser, stray);
  } finally {
    parser.destroy();
  }
}

function taken(parser: RecordParser, stray: StrayQuotes | null): readonly (readonly string[])[] {
  const records = parser.taken();
  return stray?.hidden ? records.map(withStrayQuotes) : records;
}

/** Keeps the records of a chunk together: handing each through the stream costs more than parsing it. */
class RecordParser extends Parser {
  records: string[][] = [];
  /** The first record that has more or fewer cells than the header, where the parser leaves that to this class. */
  uneven: CsvError | undefined;
  readonly #ended: ((byte: number) => void) | undefined;
  #width = 0;

  constructor(options: Options, ended: ((byte: number) => void) | undefined) {
    super(options);
    this.#ended = ended;
  }

  override push(record: unknown): boolean {
    if (!Array.isArray(record)) return super.push(record);
    const blank = record.length === 1 && this.#width !== 1 && /^\s*$/.test(record[0]);
    if (this.#width === 0 && blank) return true;
    if (this.#width === 0) this.#width = record.length;
    if (record.length !== this.#width && !blank) this.uneven ??= this.#unevenness(record.length);
    this.#ended?.(this.info.bytes);
    this.records.push(blank ? new Array<string>(this.#width).fill('') : record);
    return true;
  }

  /** In the parser's own words. */
  #unevenness(length: number): CsvError {
    const message = `Invalid Record Length: expect ${this.#width}, got ${length} on line ${this.info.lines}`;
    return new CsvError('CSV_RECORD_INCONSISTENT_FIELDS_LENGTH', message, undefined, { lines: this.info.lines });
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

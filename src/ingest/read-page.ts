// One page: opens the file, hashes and scans it to its end, and only then gives out its records. A small page is held in
// memory between the two; a large one is read twice. What goes wrong with a page is its failure, as data.

import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { createGunzip, gunzip } from 'node:zlib';
import { counted } from '../base/counted.ts';
import { isUtf16 } from '../base/utf16.ts';
import type { RowBuffer } from './copy-rows.ts';
import { csvLines } from './csv-lines.ts';
import { JsonPage, type JsonPageOptions } from './json-page.ts';
import type { ListedFile } from './list-files.ts';
import { NdjsonPage } from './ndjson-page.ts';
import { failureOf, type PageFailure, PageFault } from './page-fault.ts';
import type { PageScanner } from './page-scanner.ts';
import { RecordIndex } from './record-index.ts';

export interface PageFormat extends JsonPageOptions {
  readonly format: 'json' | 'ndjson' | 'csv';
  readonly gzip: boolean | 'by name';
  /** A page with more records has failed: a small compressed file may hold any number. */
  readonly maxRecords: number;
}

export interface RecordWindow {
  readonly bytes: Buffer;
  /** Offset of the window in the page; null for CSV, whose windows are made, not cut from the page. */
  readonly base: number | null;
  readonly index: RecordIndex;
}

/** A page that has been read to its end and is whole. */
export interface Page {
  readonly records: number;
  /** Of the page's bytes, after decompression: SHA-256, hexadecimal. */
  readonly checksum: string;
  readonly envelope: Buffer | null;
  /** Its records, in order. Throws PageFault where a large file is another one when it is read again. */
  readonly windows: () => AsyncIterable<RecordWindow>;
}

export type PageReading =
  | { readonly kind: 'page'; readonly page: Page }
  /** The bytes are those of `knownChecksum`: nothing was scanned. */
  | { readonly kind: 'same' }
  | { readonly kind: 'failed'; readonly failure: PageFailure };

/** Above this a page is not held in memory. */
export const smallPage = 8 * 1024 * 1024;
/** A record, or a member of the envelope, that is longer is not read at all. */
const longestValue = 64 * 1024 * 1024;
const chunkLength = 1024 * 1024;
const unzip = promisify(gunzip);

export async function readPage(
  file: ListedFile,
  format: PageFormat,
  knownChecksum: string | null,
): Promise<PageReading> {
  try {
    const bytes = await smallPageBytes(file, format);
    return bytes === null
      ? await readLarge(file, format, knownChecksum)
      : await readSmall(bytes, format, knownChecksum);
  } catch (error) {
    const failure = failureOf(error);
    if (failure === null) throw error;
    return { kind: 'failed', failure };
  }
}

async function readSmall(bytes: Buffer, format: PageFormat, knownChecksum: string | null): Promise<PageReading> {
  const checksum = createHash('sha256').update(bytes).digest('hex');
  if (checksum === knownChecksum) return { kind: 'same' };
  const scanner = scannerOf(format);
  const windows: RecordWindow[] = [];
  let records = 0;
  for await (const window of recordWindows(once(bytes), format, scanner)) {
    windows.push(window);
    records = withinLimit(records + window.index.count, format);
  }
  const envelope = scanner.finish();
  return { kind: 'page', page: { records, checksum, envelope, windows: () => inOrder(windows) } };
}

async function readLarge(file: ListedFile, format: PageFormat, knownChecksum: string | null): Promise<PageReading> {
  const hash = createHash('sha256');
  const scanner = scannerOf(format);
  let records = 0;
  for await (const window of recordWindows(contentOf(file, format, hash), format, scanner)) {
    records = withinLimit(records + window.index.count, format);
  }
  const envelope = scanner.finish();
  const checksum = hash.digest('hex');
  if (checksum === knownChecksum) return { kind: 'same' };
  const again = async function* (): AsyncGenerator<RecordWindow> {
    const second = createHash('sha256');
    yield* recordWindows(contentOf(file, format, second), format, scannerOf(format));
    if (second.digest('hex') !== checksum) throw changed();
  };
  const windows = records === 0 ? () => inOrder([]) : again;
  return { kind: 'page', page: { records, checksum, envelope, windows } };
}

function withinLimit(records: number, { maxRecords }: PageFormat): number {
  if (records <= maxRecords) return records;
  throw new PageFault(null, `the page has more than ${counted(maxRecords, 'record')}, the source's max_records`);
}

/** Where records go. */
export interface RowBuffers {
  readonly first: RowBuffer;
  /** Bytes; a buffer with as many is full. */
  readonly enough: number;
  readonly next: (full: RowBuffer) => Promise<RowBuffer>;
}

/** Adds the page's records to the buffers, and answers the last one, which is not full. */
export async function writeRecords(
  page: Page,
  pageNumber: number,
  { first, enough, next }: RowBuffers,
): Promise<RowBuffer> {
  let target = first;
  let number = 1;
  for await (const window of page.windows()) {
    let from = 0;
    while (from < window.index.count) {
      if (target.length >= enough) target = await next(target);
      const added = target.add(window, pageNumber, from, number, enough);
      from += added;
      number += added;
    }
  }
  return target;
}

function scannerOf(format: PageFormat): PageScanner {
  switch (format.format) {
    case 'json':
      return new JsonPage(format);
    case 'ndjson':
      return new NdjsonPage();
    case 'csv':
      return new NdjsonPage(true);
  }
}

/** The page's records, window by window; each window holds whole records. Throws PageFault. */
async function* recordWindows(
  chunks: AsyncIterable<Buffer>,
  format: PageFormat,
  scanner: PageScanner,
): AsyncGenerator<RecordWindow> {
  let pending: Buffer[] = [];
  let length = 0;
  let needed = 0;
  let base = 0;
  let ended = false;
  const content: AsyncIterable<Buffer> = format.format === 'csv' ? csvLines(inUtf8(chunks)) : inUtf8(chunks);
  const iterator = content[Symbol.asyncIterator]();
  try {
    while (!ended) {
      const next = await iterator.next();
      if (next.done) ended = true;
      else {
        pending.push(next.value);
        length += next.value.length;
      }
      // What did not suffice is scanned again only when there is twice as much, so that a long value costs no more than twice.
      if (!ended && length < needed) continue;
      const bytes = pending.length === 1 && pending[0] ? pending[0] : Buffer.concat(pending);
      const index = new RecordIndex();
      const done = scanner.scan(bytes, base, ended, index);
      index.checkEncoding(bytes.subarray(0, done));
      if (index.count > 0) yield { bytes, base: format.format === 'csv' ? null : base, index };
      const rest = bytes.subarray(done);
      if (rest.length > longestValue) throw new PageFault(base + done, `a value is longer than ${longestValue} bytes`);
      base += done;
      pending = rest.length > 0 ? [rest] : [];
      length = rest.length;
      needed = rest.length * 2;
    }
  } finally {
    await iterator.return?.();
  }
}

async function* inUtf8(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let first = true;
  for await (const chunk of chunks) {
    if (first && isUtf16(chunk)) throw new PageFault(0, 'the page is UTF-16, and only UTF-8 is read');
    first = false;
    yield chunk;
  }
}

/** The page's bytes when it is small, null when it has to be streamed. */
async function smallPageBytes(file: ListedFile, format: PageFormat): Promise<Buffer | null> {
  if (file.size > smallPage) return null;
  const handle = await open(file.path, 'r');
  try {
    const bytes = Buffer.allocUnsafe(file.size);
    let length = 0;
    while (length < bytes.length) {
      const { bytesRead } = await handle.read(bytes, length, bytes.length - length, length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    await checkUnchanged(handle, file);
    return isGzip(file, format) ? await unzip(bytes, { maxOutputLength: smallPage }) : bytes;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') return null;
    throw error;
  } finally {
    await handle.close();
  }
}

/** The page's bytes as a stream, hashed on the way; it ends with a fault when the file changed meanwhile. */
async function* contentOf(file: ListedFile, format: PageFormat, hash: Hash): AsyncGenerator<Buffer> {
  const handle = await open(file.path, 'r');
  try {
    const raw = handle.createReadStream({ autoClose: false, highWaterMark: chunkLength });
    const content = isGzip(file, format) ? decompressed(raw) : raw;
    for await (const chunk of content) {
      hash.update(chunk);
      yield chunk;
    }
    await checkUnchanged(handle, file);
  } finally {
    await handle.close();
  }
}

function decompressed(raw: NodeJS.ReadableStream): AsyncIterable<Buffer> {
  const stream = createGunzip({ chunkSize: chunkLength });
  raw.on('error', (error) => stream.destroy(error));
  return raw.pipe(stream);
}

async function checkUnchanged(handle: FileHandle, file: ListedFile): Promise<void> {
  const now = await handle.stat({ bigint: true });
  if (Number(now.size) !== file.size || now.mtimeNs !== file.modified) throw changed();
}

function changed(): PageFault {
  return new PageFault(null, 'the file changed while it was read');
}

function isGzip(file: ListedFile, format: PageFormat): boolean {
  return format.gzip === 'by name' ? file.file.endsWith('.gz') : format.gzip;
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  if (bytes.length > 0) yield bytes;
}

async function* inOrder(windows: readonly RecordWindow[]): AsyncGenerator<RecordWindow> {
  yield* windows;
}

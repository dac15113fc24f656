// Pages into the temporary relation: some pages are read ahead while the rows of those before are written and sent.

import type { Session } from '../../database/database.ts';
import { pageRow } from '../../ingest/copy-rows.ts';
import type { ListedFile } from '../../ingest/list-files.ts';
import type { Location } from '../../ingest/location.ts';
import { failureOf, type PageFailure } from '../../ingest/page-fault.ts';
import {
  type Page,
  type PageFormat,
  type PageReading,
  readPage,
  smallPage,
  writeRecords,
} from '../../ingest/read-page.ts';
import { pagesTarget, recordsTarget } from '../../ingest/source-relation.ts';
import type { RelationName, Sql } from '../../sql/sql.ts';
import type { FileToRead } from '../../state/choose-files.ts';
import { BatchCopier, batchLength, chunksOf } from './copy-batches.ts';

export interface Filling {
  readonly taken: readonly { readonly file: ListedFile; readonly checksum: string; readonly records: number }[];
  /** Read, and found to be what was taken in before. */
  readonly same: readonly { readonly file: ListedFile; readonly checksum: string }[];
  readonly failed: readonly { readonly next: FileToRead<ListedFile>; readonly failure: PageFailure }[];
}

const pagesAhead = 16;
const bytesAhead = 2 * smallPage;

/** What is filled, and from where. */
export interface FilledRelation {
  readonly relation: RelationName;
  readonly location: Location;
  readonly format: PageFormat;
}

/** Stops after the page with which `limit` records are there. Throws DatabaseError. */
export async function fillRelation(
  session: Session,
  { relation, location, format }: FilledRelation,
  files: readonly FileToRead<ListedFile>[],
  limit: number | null,
): Promise<Filling> {
  const taken: { file: ListedFile; checksum: string; records: number }[] = [];
  const same: { file: ListedFile; checksum: string }[] = [];
  const failed: { next: FileToRead<ListedFile>; failure: PageFailure }[] = [];
  const copier = new BatchCopier(session, recordsTarget(relation));
  const pages = new PageRows(session, copier, pagesTarget(relation, location.captures));
  let records = 0;
  let number = 0;
  try {
    for await (const { next, reading } of readAhead(files, format)) {
      const { file } = next;
      if (reading.kind === 'failed') failed.push({ next, failure: reading.failure });
      else if (reading.kind === 'same') same.push({ file, checksum: next.knownChecksum ?? '' });
      else {
        const { page } = reading;
        number += 1;
        const failure = await send(copier, number, page);
        if (failure) {
          failed.push({ next, failure });
          continue;
        }
        const { captures, file: name } = file;
        const { envelope } = page;
        await pages.add(
          pageRow(number, { captures, envelope, file: name, attempt: next.attempt, failedAt: next.failedAt }),
        );
        taken.push({ file, checksum: page.checksum, records: page.records });
        records += page.records;
        if (limit !== null && records >= limit) break;
      }
    }
    await pages.finish();
  } finally {
    await copier.settle();
  }
  return { taken, same, failed };
}

/** The rows of whole pages, sent when there are many of them and at the end. */
class PageRows {
  readonly #session: Session;
  readonly #copier: BatchCopier;
  readonly #target: Sql;
  #rows: Buffer[] = [];
  #length = 0;

  constructor(session: Session, copier: BatchCopier, target: Sql) {
    this.#session = session;
    this.#copier = copier;
    this.#target = target;
  }

  async add(row: Buffer): Promise<void> {
    this.#rows.push(row);
    this.#length += row.length;
    if (this.#length >= batchLength) await this.finish();
  }

  /** All records and pages so far have arrived. */
  async finish(): Promise<void> {
    await this.#copier.finish();
    const bytes = Buffer.concat(this.#rows);
    this.#rows = [];
    this.#length = 0;
    if (bytes.length > 0) await this.#session.copyIn(this.#target, { format: 'text', chunks: chunksOf(bytes) });
  }
}

/** The failure of a large page that was another one when it was read for its records: those already sent have no page, and do not show. */
async function send(copier: BatchCopier, number: number, page: Page): Promise<PageFailure | null> {
  try {
    await writeRecords(page, number, { first: copier.buffer, enough: batchLength, next: () => copier.next() });
    return null;
  } catch (error) {
    const failure = failureOf(error);
    if (failure === null) throw error;
    return failure;
  }
}

/** Readings in the order of the files. */
async function* readAhead(
  files: readonly FileToRead<ListedFile>[],
  format: PageFormat,
): AsyncGenerator<{ readonly next: FileToRead<ListedFile>; readonly reading: PageReading }> {
  const queue: { readonly next: FileToRead<ListedFile>; readonly reading: Promise<PageReading> }[] = [];
  let bytes = 0;
  let at = 0;
  try {
    for (;;) {
      while (at < files.length && queue.length < pagesAhead && (queue.length === 0 || bytes < bytesAhead)) {
        const next = files[at];
        if (!next) break;
        at += 1;
        bytes += next.file.size;
        const reading = readPage(next.file, format, next.knownChecksum);
        // Awaited in its turn; until then an error is nobody's yet.
        reading.catch(() => undefined);
        queue.push({ next, reading });
      }
      const first = queue.shift();
      if (!first) return;
      const reading = await first.reading;
      bytes -= first.next.file.size;
      yield { next: first.next, reading };
    }
  } finally {
    await Promise.allSettled(queue.map(({ reading }) => reading));
  }
}

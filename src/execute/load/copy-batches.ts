// Rows of file sources on their way into the database: while one batch is under way the next is filled, and a batch that the
// database refuses is halved until the record to blame is alone.

import { InternalError } from '../../base/internal-error.ts';
import { DatabaseError, type Session } from '../../database/database.ts';
import { halved, type RowBatch, RowBuffer, withRawRecord } from '../../ingest/copy-rows.ts';
import { type Sql, sql } from '../../sql/sql.ts';

/** A batch is one COPY in one subtransaction. */
export const batchLength = 8 * 1024 * 1024;
const chunkLength = 256 * 1024;
const LINE_FEED = 0x0a;

/** Owns two buffers, one to fill and one under way; the session is its own until `finish`. */
export class BatchCopier {
  readonly #session: Session;
  readonly #target: Sql;
  #spare = new RowBuffer(batchLength * 1.25);
  #underWay: Promise<void> = Promise.resolve();
  #current = new RowBuffer(batchLength * 1.25);

  constructor(session: Session, target: Sql) {
    this.#session = session;
    this.#target = target;
  }

  /** The buffer to be filled. */
  get buffer(): RowBuffer {
    return this.#current;
  }

  /** Sends the current buffer off and gives the other one, once what it held has arrived. Throws what befell that. */
  async next(): Promise<RowBuffer> {
    await this.#underWay;
    const full = this.#current;
    this.#current = this.#spare;
    this.#current.clear();
    this.#spare = full;
    this.#underWay = copyBatch(this.#session, this.#target, full.batch);
    // It is looked at by the next call; until then a failure is nobody's yet.
    this.#underWay.catch(() => undefined);
    return this.#current;
  }

  /** Everything that was filled in has arrived; the session is free for other statements. */
  async finish(): Promise<void> {
    if (this.#current.length > 0) await this.next();
    await this.#underWay;
  }

  /** Waits for the batch under way whatever comes of it, for a caller that gives up. */
  async settle(): Promise<void> {
    await this.#underWay.catch(() => undefined);
  }
}

export async function copyBatch(session: Session, target: Sql, batch: RowBatch): Promise<void> {
  await session.query(sql`savepoint smelt_batch`);
  try {
    const rows = await session.copyIn(target, { format: 'text', chunks: chunksOf(batch.bytes) });
    if (rows !== batch.rows) throw new InternalError(`COPY took ${rows} of ${batch.rows} rows`);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    await session.query(sql`rollback to savepoint smelt_batch`);
    await session.query(sql`release savepoint smelt_batch`);
    if (batch.rows === 1) return copyRefused(session, target, batch, error);
    for (const half of halved(batch)) await copyBatch(session, target, half);
    return;
  }
  await session.query(sql`release savepoint smelt_batch`);
}

/** The record as text, with the database's reason; a row that is refused even so fails the load. */
async function copyRefused(session: Session, target: Sql, row: RowBatch, error: DatabaseError): Promise<void> {
  const raw = withRawRecord(row, `the database refuses the record: ${error.message}`);
  await session.copyIn(target, { format: 'text', chunks: chunksOf(raw.bytes) });
}

/** Errors that a row's values cause: data exceptions, and limits such as the depth of the stack. */
function isRefusal(error: unknown): error is DatabaseError {
  return error instanceof DatabaseError && error.kind === 'statement' && /^(22|54)/.test(error.code ?? '');
}

/** Whole rows in each chunk. */
export async function* chunksOf(bytes: Buffer): AsyncGenerator<Uint8Array> {
  let start = 0;
  while (start < bytes.length) {
    const end = bytes.indexOf(LINE_FEED, Math.min(start + chunkLength, bytes.length) - 1) + 1;
    yield bytes.subarray(start, end);
    start = end;
  }
}

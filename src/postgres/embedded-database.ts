// The Database port on PostgreSQL inside Smelt: PGlite in a Worker, on a directory that one process at a time may open. It has
// one session, and a statement of it can only be stopped by ending the thread; the next borrower gets a new one.

import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { passed } from '../base/checked.ts';
import { InternalError } from '../base/internal-error.ts';
import { type Capabilities, type Database, DatabaseError, type Session } from '../database/database.ts';
import type { Checked } from '../diagnostics/diagnostic.ts';
import { sql } from '../sql/sql.ts';
import { columnTypes } from './decode.ts';
import { directoryInUse, directoryOfOtherVersion, directoryUnopened, directoryUnusable } from './directory-errors.ts';
import { lockDirectory } from './directory-lock.ts';
import { type EmbeddedStream, openEmbeddedStream } from './embedded-stream.ts';
import { copyInBatches } from './protocol-copy.ts';
import { ClientSession, type SessionOptions } from './session.ts';
import { databaseErrorOf } from './statement-errors.ts';

export interface EmbeddedOptions extends Pick<SessionOptions, 'timeZone' | 'stateSchema'> {
  /** Absolute path of the directory; it and its parents are made. It holds PostgreSQL's own `data`, and the lock's claims. */
  readonly path: string;
  /** Megabytes of the Worker's stack: how deeply statements may nest. */
  readonly stackSizeMb?: number;
}

/** The major version of PostgreSQL that PGlite is. */
const embeddedMajor = '18';

/** COPY's data goes to PGlite in statements of at most about this many bytes, so that its memory stays bounded. */
const copyBatchSize = 8 * 1024 * 1024;

interface Backend {
  readonly stream: EmbeddedStream;
  readonly session: ClientSession;
}

/** Opens the database, which is made at first (some seconds; half a second later on), and takes the directory's lock. */
export async function openEmbedded(options: EmbeddedOptions): Promise<Checked<Database>> {
  const data = join(options.path, 'data');
  let lock: ReturnType<typeof lockDirectory>;
  try {
    mkdirSync(options.path, { recursive: true, mode: 0o700 });
    const version = majorVersionOf(data);
    if (version !== undefined && version !== embeddedMajor)
      return directoryOfOtherVersion(options.path, version, embeddedMajor);
    lock = lockDirectory(options.path);
  } catch (error) {
    return directoryUnusable(options.path, error);
  }
  if (!lock.held) return directoryInUse(options.path, lock);
  const opened = await openEmbeddedStream(data, options.stackSizeMb);
  if (!opened.ok) {
    lock.release();
    return directoryUnopened(options.path, opened);
  }
  try {
    const backend = await connect(opened.stream, options);
    return passed(new EmbeddedDatabase(data, options, backend, lock.release));
  } catch (error) {
    await opened.stream.terminate();
    lock.release();
    return directoryUnopened(options.path, {
      reason: error instanceof Error ? error.message : String(error),
      code: undefined,
    });
  }
}

class EmbeddedDatabase implements Database {
  readonly capabilities: Capabilities;
  readonly #data: string;
  readonly #options: EmbeddedOptions;
  readonly #release: () => void;
  /** Undefined after a crash or a cancel, until the next borrower opens it again. */
  #backend: Backend | undefined;
  /** Settles when the last borrower so far is done. */
  #turn: Promise<unknown> = Promise.resolve();
  /** Borrowers of before the last cancel do not get their turn. */
  #epoch = 0;
  #closed = false;
  /** Why it could not be opened again after a crash. Every further attempt would take seconds and end alike. */
  #lost: DatabaseError | undefined;

  constructor(data: string, options: EmbeddedOptions, backend: Backend, release: () => void) {
    this.#data = data;
    this.#options = options;
    this.#backend = backend;
    this.#release = release;
    this.capabilities = { sessions: 1, shared: false };
  }

  get gone(): boolean {
    return this.#lost !== undefined;
  }

  withSession<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const epoch = this.#epoch;
    const lent = this.#turn.then(() => this.#lend(epoch, work));
    this.#turn = lent.catch(() => undefined);
    return lent;
  }

  withSessionAside(): Promise<never> {
    return Promise.reject(new InternalError('the embedded database has one session'));
  }

  async #lend<T>(epoch: number, work: (session: Session) => Promise<T>): Promise<T> {
    if (epoch !== this.#epoch) throw databaseErrorOf(undefined, true);
    const backend = await this.#open();
    try {
      if (epoch !== this.#epoch) throw databaseErrorOf(undefined, true);
      return await work(backend.session);
    } finally {
      await this.#giveBack(backend);
    }
  }

  async #open(): Promise<Backend> {
    if (this.#closed) throw new DatabaseError('connection', 'the database is closed');
    if (this.#lost) throw this.#lost;
    if (this.#backend) return this.#backend;
    const opened = await openEmbeddedStream(this.#data, this.#options.stackSizeMb);
    if (!opened.ok) {
      this.#lost = notOpenedAgain(this.#options.path, opened);
      throw this.#lost;
    }
    this.#backend = await connect(opened.stream, this.#options);
    return this.#backend;
  }

  async #giveBack(backend: Backend): Promise<void> {
    // A borrower that left a transaction open has failed in it: nobody else may find it.
    if (!backend.stream.destroyed && backend.session.inTransaction) {
      await backend.session.query(sql`ROLLBACK`).catch(() => backend.stream.terminate());
    }
    if (!backend.stream.destroyed) return;
    // Two threads on one directory would ruin it: the next is opened only when this one has ended.
    await backend.stream.terminate();
    if (this.#backend === backend) this.#backend = undefined;
  }

  async cancel(): Promise<void> {
    this.#epoch += 1;
    const backend = this.#backend;
    if (!backend) return;
    this.#backend = undefined;
    backend.session.markCancelled();
    const ended = backend.stream.terminate();
    this.#turn = this.#turn.then(() => ended);
    await ended;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#turn;
    await this.#backend?.stream.shutDown();
    this.#backend = undefined;
    this.#release();
  }
}

function notOpenedAgain(path: string, failure: { readonly reason: string; readonly code: string | undefined }) {
  const message = `the embedded PostgreSQL on ${path} has crashed and cannot be opened again: ${failure.reason}`;
  return new DatabaseError('connection', message, { code: failure.code === 'ENOSPC' ? '53100' : undefined });
}

function majorVersionOf(data: string): string | undefined {
  try {
    return readFileSync(join(data, 'PG_VERSION'), 'utf8').trim();
  } catch {
    return undefined;
  }
}

async function connect(stream: EmbeddedStream, options: SessionOptions): Promise<Backend> {
  const client = new Client({
    stream: () => stream,
    user: 'postgres',
    database: 'postgres',
    ssl: false,
    types: columnTypes,
  });
  // What was running fails with the error itself; between statements the next one does.
  client.on('error', () => undefined);
  await client.connect();
  const session: ClientSession = new ClientSession(
    client,
    (statement, rows) => {
      const copy = () => copyInBatches(client, statement, rows.chunks, copyBatchSize);
      return session.inTransaction ? copy() : session.transaction({}, copy);
    },
    options.stateSchema,
  );
  await session.start(options);
  return { stream, session };
}

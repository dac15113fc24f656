// The Database port on a PostgreSQL server: a pool of sessions, opened when they are needed and used again, and cancelling them.

import { setTimeout as wait } from 'node:timers/promises';
import { backoff } from '../base/backoff.ts';
import { failed, passed } from '../base/checked.ts';
import { type Capabilities, type Database, DatabaseError, type Session } from '../database/database.ts';
import type { Checked } from '../diagnostics/diagnostic.ts';
import { sql } from '../sql/sql.ts';
import { connectionDiagnostic, isFull, isTransient } from './connection-errors.ts';
import { resolveAddress, type ServerAddress, type ServerOptions, serverDefaults } from './server-address.ts';
import { type ConnectionOptions, connectToServer, type ServerConnection } from './server-connection.ts';
import { checkServerVersion } from './server-version.ts';
import { databaseErrorOf } from './statement-errors.ts';

export type { ServerOptions } from './server-address.ts';

/** Opens a first session, as often as `retries` says, and judges the server by it. */
export async function openServer(options: ServerOptions): Promise<Checked<Database>> {
  const address = resolveAddress(options, process.env);
  if (!address.ok) return address;
  const retries = options.retries ?? serverDefaults.retries;
  for (let attempt = 0; ; attempt += 1) {
    try {
      const first = await connectToServer(address.value, options);
      const version = checkServerVersion(first.version);
      if (!version.ok) {
        await first.end();
        return version;
      }
      return passed(new ServerDatabase(address.value, options, first), version.warnings);
    } catch (error) {
      const diagnostic = connectionDiagnostic(error, address.value);
      if (attempt >= retries || !isTransient(diagnostic)) return failed([diagnostic]);
      await wait(backoff(attempt + 1, { first: 500, most: 30_000 }));
    }
  }
}

/** Up to two seconds, in sum, where not even one session can be had: a server that is busy takes a while to let one go. */
const attemptsWhenFull = 6;

interface Waiting {
  readonly resolve: (connection: ServerConnection) => void;
  readonly reject: (error: unknown) => void;
}

class ServerDatabase implements Database {
  readonly capabilities: Capabilities;
  /** A server may come back at any time. */
  readonly gone = false;
  readonly #address: ServerAddress;
  readonly #settings: ConnectionOptions;
  readonly #idle: ServerConnection[];
  readonly #lent = new Set<ServerConnection>();
  readonly #waiting: Waiting[] = [];
  readonly #aside = new Set<ServerConnection>();
  /** Sessions being opened count as taken. */
  #opening = 0;
  /** How many may be lent at once: fewer than were asked for, once the server has had no place for one more. */
  #places: number;
  #closed = false;

  constructor(address: ServerAddress, options: ServerOptions, first: ServerConnection) {
    this.#address = address;
    this.#settings = options;
    this.#idle = [first];
    this.#places = Math.max(1, options.threads);
    this.capabilities = { sessions: this.#places, shared: true };
  }

  async withSession<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const connection = await this.#borrow();
    try {
      return await work(connection.session);
    } finally {
      this.#giveBack(connection);
    }
  }

  async withSessionAside<T>(work: (session: Session) => Promise<T>): Promise<T> {
    if (this.#closed) throw closedError();
    const connection = await this.#connect();
    this.#aside.add(connection);
    try {
      return await work(connection.session);
    } finally {
      this.#aside.delete(connection);
      await connection.end();
    }
  }

  async #borrow(): Promise<ServerConnection> {
    if (this.#closed) throw closedError();
    for (let idle = this.#idle.pop(); idle; idle = this.#idle.pop()) {
      if (!idle.alive) continue;
      this.#lent.add(idle);
      return idle;
    }
    if (this.#lent.size + this.#opening >= this.#places) return this.#wait();
    this.#opening += 1;
    try {
      const connection = await this.#connectOrNone();
      if (connection) {
        this.#lent.add(connection);
        return connection;
      }
    } finally {
      this.#opening -= 1;
      if (this.#lent.size + this.#opening === 0) this.#serveWaiting();
    }
    // What others have given back meanwhile is taken, else the next that is.
    this.#places = Math.max(1, this.#lent.size + this.#idle.length + this.#opening);
    return this.#idle.length > 0 ? this.#borrow() : this.#wait();
  }

  #wait(): Promise<ServerConnection> {
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  /**
   * Undefined where the server has no place for one more while this pool has sessions to wait for. Where it has none, the one aside gives
   * up its place, and those that ended a moment ago get the time to be forgotten by the server.
   */
  async #connectOrNone(): Promise<ServerConnection | undefined> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#connect();
      } catch (error) {
        if (this.#closed || !isFull(error)) throw error;
        if (this.#lent.size + this.#idle.length > 0 || this.#opening > 1) return undefined;
        if (attempt === attemptsWhenFull) {
          for (const waiting of this.#waiting.splice(0)) waiting.reject(error);
          throw error;
        }
      }
      for (const connection of this.#aside) connection.cut();
      await wait(backoff(attempt, { first: 100, most: 600 }));
    }
  }

  async #connect(): Promise<ServerConnection> {
    let connection: ServerConnection;
    try {
      connection = await connectToServer(this.#address, this.#settings);
    } catch (error) {
      if (error instanceof DatabaseError) throw error;
      const diagnostic = connectionDiagnostic(error, this.#address);
      throw new DatabaseError('connection', diagnostic.message, { cause: error });
    }
    if (!this.#closed) return connection;
    await connection.end();
    throw closedError();
  }

  #giveBack(connection: ServerConnection): void {
    this.#lent.delete(connection);
    // A borrower that left a transaction open has failed in it: ending the session is the surest rollback.
    if (!this.#closed && connection.alive && connection.session.reusable) this.#idle.push(connection);
    else void connection.end();
    this.#serveWaiting();
  }

  #serveWaiting(): void {
    const next = this.#waiting.shift();
    if (next) this.#borrow().then(next.resolve, next.reject);
  }

  async cancel(): Promise<void> {
    for (const waiting of this.#waiting.splice(0)) waiting.reject(databaseErrorOf(undefined, true));
    const lent = [...this.#lent];
    for (const { session } of lent) session.markCancelled();
    if (!lent.some(({ session }) => session.running)) return;
    let messenger: ServerConnection;
    try {
      messenger = await connectToServer(this.#address, this.#settings);
    } catch {
      // No place for one more session: the server notices the cut by itself (client_connection_check_interval).
      for (const connection of lent) connection.cut();
      return;
    }
    try {
      // A signal that comes between two statements is lost, so it is repeated while one runs.
      for (let running = runningOf(lent); running.length > 0; running = runningOf(lent)) {
        await messenger.session.query(
          sql`SELECT pg_catalog.pg_cancel_backend(pid) FROM pg_catalog.unnest(${running}::pg_catalog.int4[]) AS pid`,
        );
        await wait(50);
      }
    } finally {
      await messenger.end();
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    for (const waiting of this.#waiting.splice(0)) waiting.reject(closedError());
    for (const connection of [...this.#lent, ...this.#aside]) connection.cut();
    await Promise.all(this.#idle.splice(0).map((connection) => connection.end()));
  }
}

function runningOf(connections: readonly ServerConnection[]): readonly number[] {
  return connections.filter(({ session, alive }) => alive && session.running).map(({ pid }) => pid);
}

function closedError(): DatabaseError {
  return new DatabaseError('connection', 'the database is closed');
}

// A Session over a `pg` client, whatever its bytes travel over: the extended protocol, transactions and the pinned settings.
// Lending sessions, and how COPY's data gets there, belong to the adapters.

import type { Client, QueryArrayConfig, QueryArrayResult } from 'pg';
import {
  type CopyRows,
  DatabaseError,
  type QueryResult,
  ResultTooLarge,
  type Session,
  type TextResult,
  type TransactionOptions,
} from '../database/database.ts';
import { empty, hasUserText, join, raw, type Sql, sql } from '../sql/sql.ts';
import { textSettings } from '../sql/text-settings.ts';
import { applicationName } from '../state/advisory-lock.ts';
import { defaultStateSchema, type StateSchema } from '../state/state-schema.ts';
import { queryBounded } from './bounded-rows.ts';
import { undecoded } from './decode.ts';
import { databaseErrorOf } from './statement-errors.ts';
import { StatementSettings, startingColumns, type Words } from './statement-settings.ts';

/** How an adapter sends a COPY statement and its data; answers the number of rows. */
export type CopyIn = (statement: string, rows: CopyRows, session: ClientSession) => Promise<number>;

export class ClientSession implements Session {
  readonly state: StateSchema;
  readonly #client: Client;
  readonly #copyIn: CopyIn;
  #cancelled = false;
  #broken = false;
  #running = 0;
  #settings = new StatementSettings();

  constructor(client: Client, copyIn: CopyIn, state: StateSchema = defaultStateSchema) {
    this.state = state;
    this.#client = client;
    this.#copyIn = copyIn;
  }

  /** Whether a statement is on its way. */
  get running(): boolean {
    return this.#running > 0;
  }

  /** From now on everything fails with kind `cancelled`, also what is running once it ends. */
  markCancelled(): void {
    this.#cancelled = true;
  }

  /** Whether the connection may serve on: neither cancelled nor broken, and no transaction open. */
  get reusable(): boolean {
    return !this.#cancelled && !this.#broken && !this.inTransaction;
  }

  /** Makes the session mean the same on every server; the first thing that is asked of it. */
  async start(options: SessionOptions): Promise<Backend> {
    const [row = []] = (await this.#run(settingsStatement(options))).rows;
    this.#settings = new StatementSettings(row);
    return { pid: Number(row[0]), version: Number(row[1]) };
  }

  async query(statement: Sql): Promise<QueryResult> {
    return resultOf(await this.#say(statement, () => this.#run(statement)));
  }

  async queryText(statement: Sql, bound: number): Promise<TextResult> {
    const config = { ...configOf(statement), types: undecoded };
    const result = await this.#say(statement, () => this.#guarded(() => queryBounded(this.#client, config, bound)));
    return { ...resultOf(result), size: result.size, tag: { command: result.command ?? '', rows: result.rowCount } };
  }

  async run(statement: Sql): Promise<void> {
    try {
      await this.queryText(statement, 0);
    } catch (error) {
      if (!(error instanceof ResultTooLarge)) throw error;
    }
  }

  /** Under the settings that the statement's words need. */
  async #say<Result>(statement: Sql, run: () => Promise<Result>): Promise<Result> {
    const control = hasUserText(statement) ? null : controlOf(statement);
    const inside = this.inTransaction;
    if (!control) await this.#switchTo(hasUserText(statement) ? 'user' : 'engine');
    let result: Result;
    try {
      result = await run();
    } finally {
      if (inside && !this.inTransaction) this.#settings.ended();
    }
    if (control?.kind === 'savepoint') this.#settings.savepoint(control.name);
    if (control?.kind === 'rollback to savepoint') this.#settings.rolledBackTo(control.name);
    return result;
  }

  async copyIn(target: Sql, rows: CopyRows): Promise<number> {
    await this.#switchTo(hasUserText(target) ? 'user' : 'engine');
    const { text } = sql`COPY ${target} FROM STDIN (FORMAT ${raw(rows.format)})`;
    const broken: { error?: unknown } = {};
    const chunks = noting(rows.chunks, broken);
    const copied = await this.#guarded(async () => {
      try {
        return await this.#copyIn(text, { ...rows, chunks }, this);
      } catch (error) {
        if ('error' in broken) return undefined;
        throw error;
      }
    });
    if (copied === undefined) throw broken.error;
    return copied;
  }

  async transaction<T>(options: TransactionOptions, work: () => Promise<T>): Promise<T> {
    await this.#run(beginStatement(options));
    let value: T;
    try {
      value = await work();
    } catch (error) {
      // Where the rollback fails too, the connection is gone, and with it the transaction: the first error is the one to report.
      await this.#end(sql`ROLLBACK`).catch(() => undefined);
      throw error;
    }
    const { command } = await this.#end(sql`COMMIT`);
    if (command !== 'COMMIT') {
      throw new DatabaseError('statement', 'the transaction was rolled back, because a statement in it had failed', {
        code: '25P02',
      });
    }
    return value;
  }

  /** Whether a transaction is open, failed or not. */
  get inTransaction(): boolean {
    return this.#client.getTransactionStatus() !== 'I';
  }

  async #end(statement: Sql): Promise<QueryArrayResult<unknown[]>> {
    try {
      return await this.#run(statement);
    } finally {
      this.#settings.ended();
    }
  }

  /** In a failed transaction nothing can be set, and nothing is run either. */
  async #switchTo(words: Words): Promise<void> {
    if (this.#client.getTransactionStatus() === 'E') return;
    const inside = this.inTransaction;
    const change = this.#settings.switchTo(words, inside);
    if (!change) return;
    const [row = []] = (await this.#run(change)).rows;
    this.#settings.switched(words, row, inside);
  }

  async #run(statement: Sql): Promise<QueryArrayResult<unknown[]>> {
    const config = configOf(statement);
    return this.#guarded(() => this.#client.query<unknown[]>(config));
  }

  async #guarded<T>(work: () => Promise<T>): Promise<T> {
    if (this.#cancelled) throw databaseErrorOf(undefined, true);
    this.#running += 1;
    try {
      const value = await work();
      if (this.#cancelled) throw databaseErrorOf(undefined, true);
      return value;
    } catch (error) {
      if (error instanceof ResultTooLarge && !this.#cancelled) throw error;
      const failure = databaseErrorOf(error, this.#cancelled);
      if (failure.kind === 'connection') this.#broken = true;
      throw failure;
    } finally {
      this.#running -= 1;
    }
  }
}

/** In the protocol a NUL ends the text of a statement, so that the server would take the rest for something else. */
function nulError(before: string): DatabaseError {
  const position = Array.from(before).length + 1;
  return new DatabaseError('statement', 'the statement holds a NUL character, which PostgreSQL cannot take', {
    code: '42601',
    position,
  });
}

/** `queryMode` makes it one statement in one message even without parameters; the client's types do not name it. */
function configOf(statement: Sql): QueryArrayConfig & { queryMode: 'extended' } {
  const nul = statement.text.indexOf('\0');
  if (nul >= 0) throw nulError(statement.text.slice(0, nul));
  return { text: statement.text, values: [...statement.values], rowMode: 'array', queryMode: 'extended' };
}

function resultOf<Row>(result: Pick<QueryArrayResult, 'fields' | 'rowCount'> & { readonly rows: Row }) {
  const fields = result.fields.map((field) => ({ name: field.name, typeOid: field.dataTypeID }));
  return { fields, rows: result.rows, count: result.rowCount ?? 0 };
}

interface Backend {
  readonly pid: number;
  /** `server_version_num`. */
  readonly version: number;
}

/** The statements about savepoints, which name nothing that a path could change. */
function controlOf(statement: Sql): { readonly kind: string; readonly name: string } | null {
  const [, kind = '', name = ''] =
    /^\s*(savepoint|release savepoint|rollback to savepoint|rollback)\b\s*(\w*)/i.exec(statement.text) ?? [];
  return kind === '' ? null : { kind: kind.toLowerCase(), name };
}

/**
 * The same chunks; an error of their source is kept in `broken`, to be distinguished from the database's: a stream that the database has
 * ended throws that error into the generator that it reads.
 */
async function* noting(chunks: AsyncIterable<Uint8Array>, broken: { error?: unknown }): AsyncGenerator<Uint8Array> {
  const source = chunks[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await source.next().catch((error: unknown) => {
        broken.error = error;
        throw error;
      });
      if (next.done) return;
      yield next.value;
    }
  } finally {
    await source.return?.();
  }
}

function beginStatement(options: TransactionOptions): Sql {
  const isolation =
    options.isolation === 'repeatable read'
      ? sql` ISOLATION LEVEL REPEATABLE READ`
      : sql` ISOLATION LEVEL READ COMMITTED`;
  return sql`BEGIN${isolation}${options.readOnly ? sql` READ ONLY` : empty}`;
}

export interface SessionOptions {
  /** The schema of the state; `smelt` when absent. */
  readonly stateSchema?: string | undefined;
  readonly timeZone?: string | undefined;
  readonly searchPath?: string | undefined;
  readonly role?: string | undefined;
}

/**
 * Answers the backend's process id and `server_version_num`, at the end `startingColumns`, and makes a new session mean the same on every server. `row_security = off` turns filtered rows into an error instead of a
 * smaller result. docs/targets.md says of each setting why it is pinned or left.
 */
function settingsStatement(options: SessionOptions): Sql {
  const pinned: readonly (readonly [string, string | undefined])[] = [
    ['application_name', applicationName],
    ['client_encoding', 'UTF8'],
    ['TimeZone', options.timeZone ?? 'UTC'],
    ...Object.entries(textSettings),
    ['standard_conforming_strings', 'on'],
    ['transform_null_equals', 'off'],
    ['xmloption', 'content'],
    ['xmlbinary', 'base64'],
    ['row_security', 'off'],
    ['search_path', options.searchPath],
    ['role', options.role],
  ];
  const calls = pinned.flatMap(([name, value]) =>
    value === undefined ? [] : [sql`pg_catalog.set_config(${name}, ${value}, false)`],
  );
  return sql`SELECT pg_catalog.pg_backend_pid(), pg_catalog.current_setting('server_version_num')::pg_catalog.int4, ${join(calls)},
    ${startingColumns}`;
}

/**
 * Without it, the statement of a killed client runs on, and commits. A server on a system that cannot watch its sockets
 * refuses the setting with 22023, and goes without.
 */
export const connectionCheckStatement = sql`SELECT pg_catalog.set_config('client_connection_check_interval', '1s', false)`;

// The Database port: what Smelt asks of a PostgreSQL, whichever it is. Its adapters are in postgres/. Nobody asks which
// database this is, only what it can do (`capabilities`).

import { counted } from '../base/counted.ts';
import type { Sql } from '../sql/sql.ts';

export interface Capabilities {
  /** How many sessions may be open at once; 1 on the embedded database. */
  readonly sessions: number;
  /** Whether other processes may use the database at the same time. Where not, no process but this one has a run on it. */
  readonly shared: boolean;
}

/**
 * A column's value as the port delivers it: bool → boolean; int2, int4, oid → number; int8 → bigint; float4, float8 → number;
 * json, jsonb → the parsed value; arrays of text or name → string[]; everything else → PostgreSQL's own text; NULL → null.
 */
export type ColumnValue = unknown;

export interface ResultField {
  readonly name: string;
  readonly typeOid: number;
}

export interface QueryResult {
  readonly fields: readonly ResultField[];
  /** Values in the order of `fields`, whose names need not be unique. */
  readonly rows: readonly (readonly ColumnValue[])[];
  /** Rows affected or returned, as the command tag says; 0 where it says nothing. */
  readonly count: number;
}

/** The same with every value as PostgreSQL writes it, whatever its type: exact. */
export interface TextResult extends QueryResult {
  readonly rows: readonly (readonly (string | null)[])[];
  /** What the rows take of memory, in the measure of `queryText`'s bound. */
  readonly size: number;
  readonly tag: CommandTag;
}

export interface CommandTag {
  /** The first word of what the server answers: `SELECT`, `INSERT`, `CREATE`. */
  readonly command: string;
  /** Rows affected or returned; null where the server says nothing of rows. */
  readonly rows: number | null;
}

export interface TransactionOptions {
  readonly isolation?: 'read committed' | 'repeatable read';
  readonly readOnly?: boolean;
}

export interface CopyRows {
  /** Whole COPY text-format rows in each chunk; pulled as the server takes them. */
  readonly chunks: AsyncIterable<Uint8Array>;
  readonly format: 'text' | 'csv';
}

/** Statements one after another on one connection. Every failure is a DatabaseError. */
export interface Session {
  /** The name of the schema that the target's state is kept in, not quoted. */
  readonly state: string;
  /** Whether a transaction is open, failed or not. */
  readonly inTransaction: boolean;
  /** One statement in one message of the extended protocol. */
  query(statement: Sql): Promise<QueryResult>;
  /**
   * The same for rows that are shown or handed on: values as text. Of rows that take more memory than `bound` bytes, about, none
   * is kept: when the statement has ended, ResultTooLarge is thrown, and the session serves on.
   */
  queryText(statement: Sql, bound: number): Promise<TextResult>;
  /** The same where nobody wants the rows: none is kept, however many there are. */
  run(statement: Sql): Promise<void>;
  /**
   * `COPY <target> FROM STDIN`; answers the number of rows. `target` is a relation with its list of columns. An error of the
   * source ends the COPY and is thrown as it is.
   */
  copyIn(target: Sql, rows: CopyRows): Promise<number>;
  /** BEGIN, the work, COMMIT; ROLLBACK when the work throws. A failed COMMIT is a DatabaseError. Not nested: savepoints are statements. */
  transaction<T>(options: TransactionOptions, work: () => Promise<T>): Promise<T>;
}

export interface Database {
  readonly capabilities: Capabilities;
  /** Whether the database has crashed and cannot be had again: everything asked of it from now on fails at once. */
  readonly gone: boolean;
  /** Lends a session for the time of `work`, waiting for a free one. A session whose connection broke or that was cancelled is discarded. */
  withSession<T>(work: (session: Session) => Promise<T>): Promise<T>;
  /**
   * Lends a session beside those of `capabilities.sessions`, for something small that must not wait until one of them is free. It
   * is opened for `work` and closed after it, and `cancel` leaves it alone. Only where `capabilities.shared`.
   */
  withSessionAside<T>(work: (session: Session) => Promise<T>): Promise<T>;
  /** Cancels what is running (interrupt): every pending query fails with kind `cancelled`. */
  cancel(): Promise<void>;
  close(): Promise<void>;
}

export type DatabaseErrorKind = 'statement' | 'connection' | 'cancelled';

/** Something that PostgreSQL refused, or that the way to it broke. `position` is the 1-based code point in the statement's text. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
  readonly kind: DatabaseErrorKind;
  /** SQLSTATE, such as 42703; absent for a connection that broke without one. */
  readonly code: string | undefined;
  readonly detail: string | undefined;
  readonly hint: string | undefined;
  readonly position: number | undefined;
  /** Context lines: of PL/pgSQL, and of COPY. */
  readonly where: string | undefined;
  /** Rows of a COPY in several statements that came before the one whose lines `where` counts. */
  readonly rowsBefore: number;
  constructor(
    kind: DatabaseErrorKind,
    message: string,
    parts: {
      code?: string | undefined;
      detail?: string | undefined;
      hint?: string | undefined;
      position?: number | undefined;
      where?: string | undefined;
      rowsBefore?: number;
      cause?: unknown;
    } = {},
  ) {
    super(message, { cause: parts.cause });
    this.kind = kind;
    this.code = parts.code;
    this.detail = parts.detail;
    this.hint = parts.hint;
    this.position = parts.position;
    this.where = parts.where;
    this.rowsBefore = parts.rowsBefore ?? 0;
  }
}

/** More rows than were wanted in memory; of no transaction's doing, which goes on. */
export class ResultTooLarge extends Error {
  override readonly name = 'ResultTooLarge';
  readonly rows: number;
  constructor(rows: number) {
    super(`a result of ${counted(rows, 'row')} takes more memory than it may`);
    this.rows = rows;
  }
}

/** The rows as records by column name. */
export function recordsOf(result: QueryResult): readonly Readonly<Record<string, ColumnValue>>[] {
  return result.rows.map((row) => Object.fromEntries(result.fields.map((field, index) => [field.name, row[index]])));
}

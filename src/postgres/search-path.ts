// Which search_path a session has in force, and which it must have for the next statement: PostgreSQL's own for Smelt's words,
// the user's for theirs. Operators, IN and simple CASE are looked up by the path and have no qualified form that people could
// read, so the path is what keeps anybody's functions and operators out of Smelt's statements.
//
//   ┌────────┐ words of the user's ┌──────┐
//   │ engine │ ──────────────────▶ │ user │      each switch reads what the other side has left, so that a path
//   └────────┘ ◀────────────────── └──────┘      that a hook has set goes on meaning something for the model
//        ▲       words of Smelt's     ▲
//        └──────── unknown ───────────┘          after the end of a transaction, or ROLLBACK TO: both undo a path

import { type Sql, sql } from '../sql/sql.ts';

export type Words = 'engine' | 'user';

/** Written as nobody else writes it, by which it is known again. */
export const enginePath = '"pg_catalog", "pg_temp"';

/** In a transaction the path is set for its rest alone, so that what a user's SET has set is what its end brings back. */
export class SearchPath {
  /** The user's path outside of transactions. */
  #own: string;
  /** The user's path now. */
  #users: string;
  #inForce: Words | 'unknown' = 'engine';
  /** The user's path as it was at each savepoint of Smelt's. */
  #savepoints: { readonly name: string; readonly users: string }[] = [];

  /** A session whose own path is the engine's, with `users` for the user's words. */
  constructor(users: string) {
    this.#own = users;
    this.#users = users;
  }

  /** What brings the path into force; null where it is. One row: the path as it was before, for `switched`. */
  switchTo(words: Words, inTransaction: boolean): Sql | null {
    if (this.#inForce === words) return null;
    const wanted =
      words === 'engine'
        ? sql`${enginePath}::pg_catalog.text`
        : sql`case when pg_catalog.current_setting('search_path') operator(pg_catalog.=) ${enginePath}::pg_catalog.text
    then ${this.#users}::pg_catalog.text else pg_catalog.current_setting('search_path') end`;
    return sql`select pg_catalog.current_setting('search_path'), pg_catalog.set_config('search_path', ${wanted}, ${inTransaction}::pg_catalog.bool)`;
  }

  switched(words: Words, before: string, inTransaction: boolean): void {
    if (before !== enginePath) {
      this.#users = before;
      if (!inTransaction) this.#own = before;
    }
    this.#inForce = words;
  }

  /** The transaction has ended, whoever ended it. */
  ended(): void {
    this.#users = this.#own;
    this.#inForce = 'unknown';
    this.#savepoints = [];
  }

  savepoint(name: string): void {
    this.#savepoints.push({ name, users: this.#users });
  }

  rolledBackTo(name: string): void {
    const place = this.#savepoints.findLastIndex((savepoint) => savepoint.name === name);
    this.#users = this.#savepoints[place]?.users ?? this.#users;
    this.#savepoints.length = place + 1;
    this.#inForce = 'unknown';
  }
}

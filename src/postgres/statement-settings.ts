// The settings that hang on whose words the next statement holds: PostgreSQL's own search_path and no compiling for Smelt's words, the
// user's of both for theirs. Operators, IN and simple CASE are looked up by the path and have no qualified form that people could
// read, so the path is what keeps anybody's functions and operators out of Smelt's statements. A question to the catalog is dear by
// the planner's guess and cheap in truth: a server with LLVM would compile it for half a second, to run it in a millisecond.
//
//   ┌────────┐ words of the user's ┌──────┐
//   │ engine │ ──────────────────▶ │ user │      each switch reads what the other side has left, so that a setting
//   └────────┘ ◀────────────────── └──────┘      that a hook has made goes on meaning something for the model
//        ▲       words of Smelt's     ▲
//        └──────── unknown ───────────┘          after the end of a transaction, or ROLLBACK TO: both undo settings

import { join, type Sql, sql } from '../sql/sql.ts';

export type Words = 'engine' | 'user';

/** Their values, in the order of `names`. */
export type Values = readonly string[];

const names = ['search_path', 'jit_above_cost'];

/** Written as nobody else writes them, by which they are known again. */
const engineValues: Values = ['"pg_catalog", "pg_temp"', '1e+300'];

/** The columns that bring a new session under the engine's: for each setting the user's value, then the engine's. */
export const startingColumns: Sql = join(
  names.map(
    (name, place) =>
      sql`pg_catalog.current_setting(${name}), pg_catalog.set_config(${name}, ${engineValues[place]}, false)`,
  ),
);

/** In a transaction they are set for its rest alone, so that what a user's SET has set is what its end brings back. */
export class StatementSettings {
  /** The user's outside of transactions. */
  #own: Values;
  /** The user's now. */
  #users: Values;
  #inForce: Words | 'unknown' = 'engine';
  /** The user's as they were at each savepoint of Smelt's. */
  #savepoints: { readonly name: string; readonly users: Values }[] = [];

  /** A session that is under the engine's, with what the last columns of its start answered. */
  constructor(started: readonly unknown[] = []) {
    this.#own = valuesBefore(started.slice(-2 * names.length));
    this.#users = this.#own;
  }

  /** What brings them into force; null where they are. Its row is for `switched`. */
  switchTo(words: Words, inTransaction: boolean): Sql | null {
    if (this.#inForce === words) return null;
    const columns = names.map((name, place) => {
      const now = sql`pg_catalog.current_setting(${name})`;
      const engines = sql`${engineValues[place]}::pg_catalog.text`;
      const wanted =
        words === 'engine'
          ? engines
          : sql`case when ${now} operator(pg_catalog.=) ${engines}
    then ${this.#users[place]}::pg_catalog.text else ${now} end`;
      return sql`${now}, pg_catalog.set_config(${name}, ${wanted}, ${inTransaction}::pg_catalog.bool)`;
    });
    return sql`select ${join(columns)}`;
  }

  switched(words: Words, row: readonly unknown[], inTransaction: boolean): void {
    const before = valuesBefore(row);
    this.#users = setByUser(before, this.#users);
    if (!inTransaction) this.#own = setByUser(before, this.#own);
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

/** What the user has set since, each setting by itself. */
function setByUser(before: Values, known: Values): Values {
  return before.map((value, place) => (value === engineValues[place] ? (known[place] ?? value) : value));
}

/** Of a row with two columns a setting, the first of each. */
function valuesBefore(row: readonly unknown[]): Values {
  return names.map((_, place) => String(row[2 * place]));
}

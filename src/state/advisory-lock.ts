// Advisory locks as values: how they are taken, and who holds them. Any role that may connect can hold one, so that none may be waited for
// without end. Which ones there are is locks.ts'.

import { join, literal, type Sql, sql } from '../sql/sql.ts';
import { type StateSchema, tableOf } from './state-schema.ts';

/** What sessions of Smelt call themselves. */
export const applicationName = 'smelt';

/** A lock until the transaction ends. How it is taken, and how long it is waited for, is execute/take-locks.ts'. */
export interface AdvisoryLock {
  /** One expression of bigint, or two of integer: PostgreSQL's two spaces of keys. */
  readonly key: readonly [Sql] | readonly [Sql, Sql];
  readonly shared: boolean;
  /** Whether Smelt holds it for moments only, so that nobody who holds it long is at work on something that is worth waiting for. */
  readonly brief: boolean;
}

/** The expression that takes the lock, waiting for it; of no value. */
export function taking({ key, shared }: AdvisoryLock): Sql {
  const take = shared ? sql`pg_catalog.pg_advisory_xact_lock_shared` : sql`pg_catalog.pg_advisory_xact_lock`;
  return sql`${take}(${join([...key], ', ')})`;
}

/** Takes the locks one after another, waiting for each. */
export function takeInOrder(locks: readonly AdvisoryLock[]): Sql {
  return sql`select ${join(locks.map(taking), ', ')}`;
}

/** One row: true where all were had without waiting, null where one could not be; those before that one are held. */
export function tryInOrder(locks: readonly AdvisoryLock[]): Sql {
  return sql`select ${locks.reduceRight((rest, { key, shared }) => {
    const attempt = shared
      ? sql`pg_catalog.pg_try_advisory_xact_lock_shared`
      : sql`pg_catalog.pg_try_advisory_xact_lock`;
    return sql`case when ${attempt}(${join([...key], ', ')}) then ${rest} end`;
  }, sql`true`)}`;
}

/** The columns of pg_locks by which a lock is found there, as a row of (classid, objid, objsubid). */
function placeInLocks({ key: [first, second] }: AdvisoryLock): Sql {
  const low = (number: Sql) => sql`(${number}::pg_catalog.int8 & 4294967295)`;
  return second ? sql`(${low(first)}, ${low(second)}, 2)` : sql`((${first} >> 32) & 4294967295, ${low(first)}, 1)`;
}

/** A condition: the row `held` of pg_locks is another session's (or a prepared transaction's) hold on one of the locks. */
export function isHeldElsewhere(locks: readonly AdvisoryLock[]): Sql {
  return sql`held.locktype = 'advisory' and held.granted and held.pid is distinct from pg_catalog.pg_backend_pid()
    and held.database = (select d.oid from pg_catalog.pg_database d where d.datname = pg_catalog.current_database())
    and (held.classid::pg_catalog.int8, held.objid::pg_catalog.int8, held.objsubid) in (${join(locks.map(placeInLocks), ', ')})`;
}

/**
 * Who holds one of the locks: rows of `pid` (null: a transaction that is prepared), `role`, `application`, and `at_work`, whether it is
 * a session of Smelt that may be waited for without end.
 */
export function findHolders(state: StateSchema, locks: readonly AdvisoryLock[]): Sql {
  return sql`select held.pid, session.usename as role, session.application_name as application,
  ${isAtWork(state)} as at_work
from pg_catalog.pg_locks held left join pg_catalog.pg_stat_activity session on session.pid = held.pid
where ${isHeldElsewhere(locks)}
order by at_work, held.pid`;
}

/**
 * A condition on a row `session` of pg_stat_activity: it is one of Smelt whose role may record a run. What a session calls itself is its
 * own word, which alone is not believed.
 */
export function isAtWork(state: StateSchema): Sql {
  return sql`(coalesce(session.application_name = ${applicationName}, false) and exists (
    select from pg_catalog.pg_roles r where pg_catalog.pg_has_role(session.usesysid, r.oid, 'MEMBER')
      and pg_catalog.has_table_privilege(r.oid, pg_catalog.to_regclass(${literal(tableOf(state, 'runs').sql)}), 'INSERT')
  ))`;
}

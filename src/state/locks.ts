// The advisory locks of Smelt, all of them transaction-level: one for the schema of its state, one for each relation that a node
// writes, one for each view that several nodes lock when they publish, one for each run, one for the refresh of all materialized views.

import { type RelationName, relationKey, type Sql, sql } from '../sql/sql.ts';
import { type AdvisoryLock, isAtWork } from './advisory-lock.ts';
import type { StateSchema } from './state-schema.ts';

/** 'smel' in ASCII: of the two numbers of a lock, the first. */
export const lockNumber = 0x736d656c;
const schemaLock = 1;
const allViews = 2;

/** Held while the state, or another schema, is made or brought up to date. */
export function lockSchema(): AdvisoryLock {
  return { key: [sql`${lockNumber}::integer`, sql`${schemaLock}::integer`], shared: false, brief: true };
}

/** Held by what must not meet a state that is being brought up to date; by any number at once. */
export function lockSchemaShared(): AdvisoryLock {
  return { ...lockSchema(), shared: true };
}

function named(name: string): Pick<AdvisoryLock, 'key'> {
  return { key: [sql`pg_catalog.hashtextextended(${name}::pg_catalog.text, 0)`] };
}

/**
 * Held by every transaction that writes a node's relation. It is the relation that is locked, not the node: whoever builds the same
 * project into another schema waits for nobody. Keys of one number are a space of their own beside those of two.
 */
export function lockTarget(relation: RelationName): AdvisoryLock {
  return { ...named(`smelt:${relationKey(relation)}`), shared: false, brief: false };
}

/**
 * Taken before the relations of these OIDs are locked against everybody, in the order of their OIDs: the one order that all nodes
 * of all runs have in common, whatever order the relations' own locks are taken in.
 */
export function lockShared(oids: readonly number[]): readonly AdvisoryLock[] {
  return oids.map((oid) => ({ ...named(`smelt publishes ${oid}`), shared: false, brief: false }));
}

/** One row: whether another session of Smelt that is at work holds a lock on one of these relations, or on what a view among them reads. */
export function heldBySmelt(state: StateSchema, oids: readonly number[]): Sql {
  return sql`with asked as (select oid from pg_catalog.unnest(${[...oids]}::pg_catalog.oid[]) as asked (oid))
select exists (
  select from pg_catalog.pg_locks as held
  join pg_catalog.pg_stat_activity as session on session.pid = held.pid
  where held.locktype = 'relation' and held.granted and held.pid <> pg_catalog.pg_backend_pid()
    and held.database = (select oid from pg_catalog.pg_database where datname = pg_catalog.current_database())
    and ${isAtWork(state)} and held.relation in (
      select oid from asked
      union select d.refobjid from asked join pg_catalog.pg_rewrite as r on r.ev_class = asked.oid
        join pg_catalog.pg_depend as d on d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass and d.objid = r.oid
          and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
    )
)`;
}

/** 'smru' in ASCII: keys that belong to runs. */
const runs = 0x736d7275;

/**
 * Taken at the beginning of a transaction of a run: as long as the transaction is open, the run is seen to live
 * (`isRunHeld`), also through a pooler that lends sessions by the transaction. Shared, so that no run ever waits for it.
 */
export function holdRun(runId: string): AdvisoryLock {
  return {
    key: [sql`${runs}::pg_catalog.int4`, sql`pg_catalog.hashtext(${runId}::pg_catalog.text)`],
    shared: true,
    brief: false,
  };
}

/** Held by each try of a hook of the run, so that the next one waits for the end of the backend of the one before. */
export function lockRunHook(runId: string, hook: string): AdvisoryLock {
  return { ...named(`smelt run ${runId} ${hook}`), shared: false, brief: false };
}

/** A condition: whether a transaction of the run whose id `run` gives (a uuid) is open. */
export function isRunHeld(run: Sql): Sql {
  return sql`exists (
    select from pg_catalog.pg_locks held
    where held.locktype = 'advisory' and held.classid = ${runs}::pg_catalog.oid and held.objsubid = 2
      and held.objid::pg_catalog.int8 = pg_catalog.hashtext(${run}::pg_catalog.text)::pg_catalog.int8 & 4294967295
      and held.database = (select d.oid from pg_catalog.pg_database d where d.datname = pg_catalog.current_database())
  )`;
}

/** One refresh of all materialized views at a time. */
export const refreshLock: AdvisoryLock = {
  key: [sql`${lockNumber}`, sql`${allViews}`],
  shared: false,
  brief: false,
};

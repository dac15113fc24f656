// The advisory locks of Smelt, all of them transaction-level: one for the schema of its state, one for each node, one for each
// run, one for the refresh of all materialized views. The first key is the application's, so that they meet no one else's.

import { type Sql, sql } from '../sql/sql.ts';

/** 'smel' in ASCII. */
const application = 0x736d656c;
const schemaLock = 1;
const allViews = 2;

/** Held while the schema `smelt` is made or brought up to date. */
export function lockSchema(): Sql {
  return sql`select pg_catalog.pg_advisory_xact_lock(${application}::integer, ${schemaLock}::integer)`;
}

/** Held by every transaction that writes the node's relation. Keys of one number are a space of their own beside those of two. */
export function lockNode(nodeId: string): Sql {
  return sql`select pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended(${`smelt:${nodeId}`}::text, 0))`;
}

/** 'smru' in ASCII: keys that belong to runs. */
const runs = 0x736d7275;

/**
 * An expression for the SELECT that begins a transaction of a run: as long as the transaction stands open, the run is seen to live
 * (`isRunHeld`), also through a pooler that lends sessions by the transaction. Shared, so that nothing ever waits for it.
 */
export function holdRun(runId: string): Sql {
  return sql`pg_catalog.pg_advisory_xact_lock_shared(${runs}::pg_catalog.int4, pg_catalog.hashtext(${runId}::pg_catalog.text))`;
}

/** Held by each try of a hook of the run, so that the next one waits for the end of the backend of the one before. */
export function lockRunHook(runId: string, hook: string): Sql {
  return sql`select pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended(${`smelt run ${runId} ${hook}`}::pg_catalog.text, 0))`;
}

/** A condition: whether a transaction of the run whose id `run` gives (a uuid) stands open. */
export function isRunHeld(run: Sql): Sql {
  return sql`exists (
    select from pg_catalog.pg_locks held
    where held.locktype = 'advisory' and held.classid = ${runs}::pg_catalog.oid and held.objsubid = 2
      and held.objid::pg_catalog.int8 = pg_catalog.hashtext(${run}::pg_catalog.text)::pg_catalog.int8 & 4294967295
      and held.database = (select d.oid from pg_catalog.pg_database d where d.datname = pg_catalog.current_database())
  )`;
}

/** The expression, for PL/pgSQL's PERFORM: one refresh of all materialized views at a time. */
export const refreshLock: Sql = sql`pg_advisory_xact_lock(${application}, ${allViews})`;

// The advisory locks of Smelt, all of them transaction-level: one for the schema of its state, one for each node, one for the
// refresh of all materialized views. The first key is the application's, so that they meet no one else's.

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

/** The expression, for PL/pgSQL's PERFORM: one refresh of all materialized views at a time. */
export const refreshLock: Sql = sql`pg_advisory_xact_lock(${application}, ${allViews})`;

// Where the state is kept: one schema of the database, `smelt` unless the target's `state_schema` names another. Whoever builds
// a statement on the state is given that name; a session knows the one of its target.

import { literal, qualified, quoteIdentifier, type Sql, sql } from '../sql/sql.ts';

/** The schema's name, as it is in the catalog: not quoted. */
export type StateSchema = string;

export const defaultStateSchema: StateSchema = 'smelt';

export const stateTables = [
  'migrations',
  'runs',
  'commits',
  'node_results',
  'test_results',
  'relations',
  'files',
  'file_failures',
] as const;
export type StateTable = (typeof stateTables)[number];

/** The table's qualified name. */
export function tableOf(state: StateSchema, table: StateTable): Sql {
  return qualified({ schema: state, name: table });
}

/** An expression of regnamespace; the schema must be there. */
export function namespaceOf(state: StateSchema): Sql {
  return sql`${literal(quoteIdentifier(state))}::pg_catalog.regnamespace`;
}

/** A condition: whether the record `r` (an alias of the table `relations`) is of a retired version, which its name says with its own OID. */
export function isRetired(r: Sql): Sql {
  return sql`${r}.relation_name like '%\\_\\_' || ${r}.oid || '\\_retired'`;
}

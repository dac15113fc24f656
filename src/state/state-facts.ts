// What a role finds of the state and may do with it, as one look at the catalog; and what a statement of the schema's owner grants
// to another role. What follows from the facts is judge-state.ts'.

import { join, literal, quoteIdentifier, type RelationName, type Sql, sql } from '../sql/sql.ts';
import { isThere, type StateFunction } from './state-function.ts';
import { type StateSchema, type StateTable, stateTables } from './state-schema.ts';
import { isTrustedOwner } from './trusted-owner.ts';

export interface StateFacts {
  /** Who asks: after SET ROLE. */
  readonly user: string;
  readonly superuser: boolean;
  /** The time zone that a session has which sets none. */
  readonly timeZone: string;
  /** CREATE on the database. */
  readonly mayCreateSchemas: boolean;
  /** A standby, or a role or database whose transactions are read only. */
  readonly readOnly: boolean;
  /** Null: it is not there. */
  readonly schema: StateSchemaFacts | null;
  /** Those of the state that are there. */
  readonly tables: readonly StateTableFacts[];
  /** Names of functions that were asked for and are not there, whoever may have made them. */
  readonly missingFunctions: readonly string[];
}

export interface StateSchemaFacts {
  readonly owner: string;
  /** Roles that may act as the owner though they are neither superusers nor who asks. Empty for one's own schema. */
  readonly sharedWith: readonly string[];
  readonly usage: boolean;
  readonly create: boolean;
  /** Whether nothing is in it. */
  readonly empty: boolean;
}

export interface StateTableFacts {
  readonly name: StateTable;
  readonly owner: string;
  /** Who asks, a superuser, the database's owner or the schema's. */
  readonly ownerTrusted: boolean;
  /** Whether who asks has the rights of its owner. */
  readonly mine: boolean;
  /** Of the privileges that Smelt needs on it. */
  readonly missing: readonly string[];
}

/** What Smelt does with a table of the state, whoever's it is. */
function privilegesOn(table: StateTable): readonly string[] {
  return table === 'migrations' ? ['SELECT'] : ['SELECT', 'INSERT', 'UPDATE', 'DELETE'];
}

/**
 * One row with `facts`, StateFacts as json. Members of a role count where they can act as it: since PostgreSQL 16 a membership may
 * be for administering alone, as creating a role gives it.
 */
export function lookAtState(state: StateSchema, functions: readonly StateFunction[]): Sql {
  const named = functions.map((of) => sql`(${literal(of.name.name)}, ${isThere(of)})`);
  const needed = JSON.stringify(
    stateTables.flatMap((name) => privilegesOn(name).map((privilege) => ({ name, privilege }))),
  );
  return sql`select pg_catalog.json_build_object(
  'user', current_user,
  'superuser', (select r.rolsuper from pg_catalog.pg_roles r where r.rolname = current_user),
  'timeZone', (select s.reset_val from pg_catalog.pg_settings s where s.name = 'TimeZone'),
  'mayCreateSchemas', pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE'),
  'readOnly', pg_catalog.pg_is_in_recovery() or pg_catalog.current_setting('default_transaction_read_only') = 'on',
  'schema', (
    select pg_catalog.json_build_object(
      'owner', pg_catalog.pg_get_userbyid(n.nspowner),
      'sharedWith', case when ${isTrustedOwner(sql`n.nspowner`)} then '[]' else (
        select coalesce(pg_catalog.json_agg(r.rolname order by r.rolname), '[]')
        from pg_catalog.pg_auth_members m join pg_catalog.pg_roles r on r.oid = m.member
        where m.roleid = n.nspowner and not r.rolsuper and r.rolname <> current_user
          and coalesce((pg_catalog.to_jsonb(m) ->> 'inherit_option')::boolean or (pg_catalog.to_jsonb(m) ->> 'set_option')::boolean, true)
      ) end,
      'usage', pg_catalog.has_schema_privilege(n.oid, 'USAGE'),
      'create', pg_catalog.has_schema_privilege(n.oid, 'CREATE'),
      'empty', not exists (select from pg_catalog.pg_class c where c.relnamespace = n.oid)
        and not exists (select from pg_catalog.pg_proc p where p.pronamespace = n.oid)
        and not exists (select from pg_catalog.pg_type t where t.typnamespace = n.oid)
    )
    from pg_catalog.pg_namespace n where n.nspname = ${state}::pg_catalog.text
  ),
  'missingFunctions', (select coalesce(pg_catalog.json_agg(asked.name), '[]')
    from (values ${join(named, ', ')}) as asked (name, present) where not asked.present),
  'tables', (
    select coalesce(pg_catalog.json_agg(pg_catalog.json_build_object(
      'name', c.relname,
      'owner', pg_catalog.pg_get_userbyid(c.relowner),
      'ownerTrusted', c.relowner = n.nspowner or ${isTrustedOwner(sql`c.relowner`)},
      'mine', pg_catalog.pg_has_role(c.relowner, 'USAGE'),
      'missing', (
        select coalesce(pg_catalog.json_agg(needed.privilege), '[]')
        from pg_catalog.jsonb_to_recordset(${needed}::pg_catalog.jsonb) as needed (name pg_catalog.text, privilege pg_catalog.text)
        where needed.name = c.relname and not pg_catalog.has_table_privilege(c.oid, needed.privilege)
      )
    )), '[]')
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where n.nspname = ${state}::pg_catalog.text and c.relkind not in ('i', 'I', 'S', 't', 'c')
      and c.relname = any (${[...stateTables]}::pg_catalog.text[])
  )
) as facts`;
}

export interface TargetSchemaFacts {
  readonly present: boolean;
  readonly usage: boolean;
  readonly create: boolean;
}

/** One row with `facts`, TargetSchemaFacts as json. */
export function lookAtSchema(schema: string): Sql {
  return sql`select pg_catalog.json_build_object('present', n.oid is not null,
  'usage', coalesce(pg_catalog.has_schema_privilege(n.oid, 'USAGE'), false),
  'create', coalesce(pg_catalog.has_schema_privilege(n.oid, 'CREATE'), false)) as facts
from (select ${schema}::pg_catalog.text as name) as asked_for left join pg_catalog.pg_namespace n on n.nspname = asked_for.name`;
}

/** One row, `may_keep`: whether the tables that are there of these can be written, and the others made in the schema, or with it. */
export function mayKeep(schema: string, tables: readonly RelationName[]): Sql {
  const named = JSON.stringify(tables);
  return sql`select case when n.oid is null then pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE')
  else pg_catalog.has_schema_privilege(n.oid, 'USAGE') and coalesce((
    select pg_catalog.bool_and(case when c.oid is null then pg_catalog.has_schema_privilege(n.oid, 'CREATE')
      else pg_catalog.has_table_privilege(c.oid, 'SELECT') and pg_catalog.has_table_privilege(c.oid, 'INSERT')
        and pg_catalog.has_table_privilege(c.oid, 'UPDATE') end)
    from pg_catalog.jsonb_to_recordset(${named}::pg_catalog.jsonb) as asked (name pg_catalog.text)
    left join pg_catalog.pg_class c on c.relname = asked.name and c.relnamespace = n.oid
  ), true) end as may_keep
from (select ${schema}::pg_catalog.text as name) as asked_for left join pg_catalog.pg_namespace n on n.nspname = asked_for.name`;
}

/** What the owner of the state, or an administrator, runs for a role that is to build with it; on one line. */
export function grantsFor(state: StateSchema, role: string): string {
  const schema = quoteIdentifier(state);
  const named = (table: StateTable) => `${schema}.${table}`;
  const written = stateTables.filter((table) => table !== 'migrations').map(named);
  const to = quoteIdentifier(role);
  return [
    `grant usage on schema ${schema} to ${to}`,
    `grant select on ${named('migrations')} to ${to}`,
    `grant select, insert, update, delete on ${written.join(', ')} to ${to}`,
  ].join('; ');
}

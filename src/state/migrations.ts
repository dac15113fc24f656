// The tables of the state, made by numbered migrations. A migration that was released is never changed; the next one mends it.
// Carrying them out, safely beside other processes, is execute/engine-schema.ts'.

import { type Sql, sql } from '../sql/sql.ts';
import { auditFunction, renewGuards } from './audit-log.ts';
import { type StateSchema, tableOf } from './state-schema.ts';

export interface Migration {
  /** 1, 2, 3, … without gaps. */
  readonly version: number;
  readonly statements: readonly Sql[];
}

const first = (state: StateSchema): readonly Sql[] => [
  sql`create table ${tableOf(state, 'migrations')} (
  version integer primary key,
  applied_at pg_catalog.timestamptz not null default pg_catalog.now(),
  smelt_version pg_catalog.text not null
)`,
  sql`create table ${tableOf(state, 'runs')} (
  run_id pg_catalog.uuid primary key,
  command pg_catalog.text not null,
  target pg_catalog.text not null,
  smelt_version pg_catalog.text not null,
  started_at pg_catalog.timestamptz not null,
  finished_at pg_catalog.timestamptz,
  status pg_catalog.text not null default 'running' check (status in ('running', 'success', 'failed', 'cancelled'))
)`,
  sql`create index runs_started_at on ${tableOf(state, 'runs')} (started_at)`,
  // One row for each node that is done, and for each step of one that is not its last (`idOfStep` of runs.ts), left by its transaction:
  // what a retry looks for after a lost connection.
  sql`create table ${tableOf(state, 'commits')} (
  run_id pg_catalog.uuid not null,
  node_id pg_catalog.text not null,
  attempt integer not null,
  committed_at pg_catalog.timestamptz not null default pg_catalog.now(),
  primary key (run_id, node_id, attempt)
)`,
  sql`create table ${tableOf(state, 'node_results')} (
  run_id pg_catalog.uuid not null,
  node_id pg_catalog.text not null,
  attempt integer not null,
  status pg_catalog.text not null,
  rows bigint,
  started_at pg_catalog.timestamptz not null,
  duration interval not null,
  message pg_catalog.text,
  primary key (run_id, node_id, attempt)
)`,
  sql`create index node_results_node on ${tableOf(state, 'node_results')} (node_id, started_at)`,
  sql`create table ${tableOf(state, 'test_results')} (
  run_id pg_catalog.uuid not null,
  test_id pg_catalog.text not null,
  schema_name pg_catalog.text,
  relation_name pg_catalog.text,
  status pg_catalog.text not null,
  severity pg_catalog.text not null,
  dimension pg_catalog.text,
  failures bigint,
  failing_rows bigint,
  checked_rows bigint,
  executed_at pg_catalog.timestamptz not null,
  duration interval not null,
  message pg_catalog.text,
  examples pg_catalog.jsonb,
  primary key (run_id, test_id)
)`,
  sql`create index test_results_test on ${tableOf(state, 'test_results')} (test_id, executed_at)`,
  sql`create table ${tableOf(state, 'relations')} (
  schema_name pg_catalog.text not null,
  relation_name pg_catalog.text not null,
  oid pg_catalog.oid not null,
  node_id pg_catalog.text not null,
  generation pg_catalog.uuid not null,
  fingerprint pg_catalog.text not null,
  content_fingerprint pg_catalog.text,
  definition pg_catalog.text,
  server_major integer not null,
  recorded_at pg_catalog.timestamptz not null default pg_catalog.now(),
  primary key (schema_name, relation_name)
)`,
  sql`create table ${tableOf(state, 'files')} (
  generation pg_catalog.uuid not null,
  source pg_catalog.text not null,
  file pg_catalog.text collate pg_catalog."C" not null,
  schema_name pg_catalog.text not null,
  relation_name pg_catalog.text not null,
  size bigint not null,
  modified_ns bigint not null,
  looked_ns bigint not null,
  checksum pg_catalog.text not null,
  versions integer not null,
  records bigint not null,
  total_records bigint not null,
  loaded_at pg_catalog.timestamptz not null,
  run_id pg_catalog.uuid not null,
  primary key (generation, source, file)
)`,
  sql`create index files_relation on ${tableOf(state, 'files')} (schema_name, relation_name, source)`,
  sql`create table ${tableOf(state, 'file_failures')} (
  schema_name pg_catalog.text not null,
  relation_name pg_catalog.text not null,
  source pg_catalog.text not null,
  file pg_catalog.text collate pg_catalog."C" not null,
  attempts integer not null,
  forgiven integer not null,
  size bigint not null,
  modified_ns bigint not null,
  reason pg_catalog.text not null,
  byte bigint,
  last_failed_at pg_catalog.timestamptz not null,
  primary key (schema_name, relation_name, source, file)
)`,
  ...auditFunction(state, { schema: state, name: 'write_audit_log' }),
];

/** What Smelt made on a relation is remembered; a run says which process it is, and that it lives. */
const second = (state: StateSchema): readonly Sql[] => [
  // An array of MadePart (catalog/relation.ts); null: recorded before anything was remembered.
  sql`alter table ${tableOf(state, 'relations')} add column made pg_catalog.jsonb`,
  sql`alter table ${tableOf(state, 'runs')} add column process pg_catalog.text, add column backend integer, add column backend_start pg_catalog.timestamptz,
  add column heartbeat_at pg_catalog.timestamptz`,
  sql`alter table ${tableOf(state, 'runs')} drop constraint runs_status_check`,
  sql`alter table ${tableOf(state, 'runs')} add constraint runs_status_check
  check (status in ('running', 'success', 'failed', 'cancelled', 'lost'))`,
  // What a run that begins looks through for others that ended without a word.
  sql`create index runs_running on ${tableOf(state, 'runs')} (run_id) where status = 'running'`,
];

const third = (state: StateSchema): readonly Sql[] => [
  // Only the audit triggers of Smelt's relations write the log, not a trigger of somebody's own.
  ...auditFunction(state, { schema: state, name: 'write_audit_log' }),
  renewGuards,
  // What is remembered of a seed beside its file's checksum: a SeedRecord (seed-rows.ts); null: recorded before, and written once more.
  sql`alter table ${tableOf(state, 'relations')} add column seed pg_catalog.jsonb`,
];

/** The function behind triggers of before: the others are brought up to date where their log is made ready (product-tables.ts). */
const fourth = (state: StateSchema): readonly Sql[] => [
  ...auditFunction(state, { schema: state, name: 'write_audit_log' }),
];

const released = [first, second, third, fourth];

/** In their order; the schema is there. */
export function migrations(state: StateSchema): readonly Migration[] {
  return released.map((statements, index) => ({ version: index + 1, statements: statements(state) }));
}

/** The version of a database on which all of them have run. */
export const latestVersion = released.length;

/** One row: whether the schema is `present`, whether the `role` `may_create` it. It reads the catalog's tables: to_regnamespace() answers from a cache that a session which waited for the lock has not yet brought up to date. */
export function findSchemaNamed(name: string): Sql {
  return sql`select exists (select from pg_catalog.pg_namespace where nspname = ${name}::pg_catalog.text) as present, current_user::pg_catalog.text as role,
  pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE') as may_create`;
}

/** One row: `version`, 0 when none has run. */
export function readVersion(state: StateSchema): Sql {
  return sql`select coalesce(pg_catalog.max(version), 0)::integer as version from ${tableOf(state, 'migrations')}`;
}

export function recordMigration(state: StateSchema, version: number, smeltVersion: string): Sql {
  return sql`insert into ${tableOf(state, 'migrations')} (version, smelt_version) values (${version}::integer, ${smeltVersion}::pg_catalog.text)`;
}

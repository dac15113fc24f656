// The schema `smelt`, made by numbered migrations. A migration that was released is never changed; the next one mends it.
// Carrying them out, safely beside other processes, is execute/engine-schema.ts'.

import { type Sql, sql } from '../sql/sql.ts';
import { auditFunction } from './audit-log.ts';

export interface Migration {
  /** 1, 2, 3, … without gaps. */
  readonly version: number;
  readonly statements: readonly Sql[];
}

const first: readonly Sql[] = [
  sql`create schema smelt`,
  sql`create table smelt.migrations (
  version integer primary key,
  applied_at timestamptz not null default pg_catalog.now(),
  smelt_version text not null
)`,
  sql`create table smelt.runs (
  run_id uuid primary key,
  command text not null,
  target text not null,
  smelt_version text not null,
  started_at timestamptz not null,
  finished_at timestamptz,
  status text not null default 'running' check (status in ('running', 'success', 'failed', 'cancelled'))
)`,
  sql`create index runs_started_at on smelt.runs (started_at)`,
  // One row for each writing transaction, left by the transaction itself: what a retry looks for after a lost connection.
  sql`create table smelt.commits (
  run_id uuid not null,
  node_id text not null,
  attempt integer not null,
  committed_at timestamptz not null default pg_catalog.now(),
  primary key (run_id, node_id, attempt)
)`,
  sql`create table smelt.node_results (
  run_id uuid not null,
  node_id text not null,
  attempt integer not null,
  status text not null,
  rows bigint,
  started_at timestamptz not null,
  duration interval not null,
  message text,
  primary key (run_id, node_id, attempt)
)`,
  sql`create index node_results_node on smelt.node_results (node_id, started_at)`,
  sql`create table smelt.test_results (
  run_id uuid not null,
  test_id text not null,
  schema_name text,
  relation_name text,
  status text not null,
  severity text not null,
  dimension text,
  failures bigint,
  failing_rows bigint,
  checked_rows bigint,
  executed_at timestamptz not null,
  duration interval not null,
  message text,
  examples jsonb,
  primary key (run_id, test_id)
)`,
  sql`create index test_results_test on smelt.test_results (test_id, executed_at)`,
  sql`create table smelt.relations (
  schema_name text not null,
  relation_name text not null,
  oid oid not null,
  node_id text not null,
  generation uuid not null,
  fingerprint text not null,
  content_fingerprint text,
  definition text,
  server_major integer not null,
  recorded_at timestamptz not null default pg_catalog.now(),
  primary key (schema_name, relation_name)
)`,
  sql`create table smelt.files (
  generation uuid not null,
  source text not null,
  file text collate "C" not null,
  schema_name text not null,
  relation_name text not null,
  size bigint not null,
  modified_ns bigint not null,
  looked_ns bigint not null,
  checksum text not null,
  versions integer not null,
  records bigint not null,
  total_records bigint not null,
  loaded_at timestamptz not null,
  run_id uuid not null,
  primary key (generation, source, file)
)`,
  sql`create index files_relation on smelt.files (schema_name, relation_name, source)`,
  sql`create table smelt.file_failures (
  schema_name text not null,
  relation_name text not null,
  source text not null,
  file text collate "C" not null,
  attempts integer not null,
  forgiven integer not null,
  size bigint not null,
  modified_ns bigint not null,
  reason text not null,
  byte bigint,
  last_failed_at timestamptz not null,
  primary key (schema_name, relation_name, source, file)
)`,
  auditFunction,
  sql`revoke all on function smelt.write_audit_log() from public`,
];

/** What Smelt made on a relation is remembered; a run tells which process it is, and that it lives. */
const second: readonly Sql[] = [
  // An array of MadePart (catalog/relation.ts); null: recorded before anything was remembered.
  sql`alter table smelt.relations add column made jsonb`,
  sql`alter table smelt.runs add column process text, add column backend integer, add column backend_start timestamptz,
  add column heartbeat_at timestamptz`,
  sql`alter table smelt.runs drop constraint runs_status_check`,
  sql`alter table smelt.runs add constraint runs_status_check
  check (status in ('running', 'success', 'failed', 'cancelled', 'lost'))`,
  // What a run that begins looks through for others that ended without a word.
  sql`create index runs_running on smelt.runs (run_id) where status = 'running'`,
];

/** What is remembered of a seed beside its file's checksum: a SeedRecord (seed-rows.ts); null: recorded before, and written once more. */
const third: readonly Sql[] = [sql`alter table smelt.relations add column seed jsonb`];

export const migrations: readonly Migration[] = [
  { version: 1, statements: first },
  { version: 2, statements: second },
  { version: 3, statements: third },
];

/** The version of a database on which all of them have run. */
export const latestVersion = migrations.length;

/**
 * One row: whether there is a schema `smelt`, and whether its table of migrations is there. It reads the catalog's tables:
 * to_regnamespace() answers from a cache that a session which waited for the lock has not yet brought up to date.
 */
export const findSchema: Sql = sql`select
  exists (select from pg_catalog.pg_namespace where nspname = 'smelt') as schema_exists,
  exists (select from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'smelt' and c.relname = 'migrations') as migrations_exist`;

/** A row where the schema stands; reads the catalog's tables for the same reason. */
export function findSchemaNamed(name: string): Sql {
  return sql`select from pg_catalog.pg_namespace where nspname = ${name}::text`;
}

/** One row: `version`, 0 when none has run. */
export const readVersion: Sql = sql`select coalesce(max(version), 0)::integer as version from smelt.migrations`;

export function recordMigration(version: number, smeltVersion: string): Sql {
  return sql`insert into smelt.migrations (version, smelt_version) values (${version}::integer, ${smeltVersion}::text)`;
}

/** Default privileges may have granted what was just made to others: nobody but its owner uses the schema. Retired versions keep what they had: own views read them. */
export const revokeFromOthers: Sql = sql`do $smelt$
declare
  granted record;
begin
  for granted in
    select 'schema smelt' as what, acl.grantee
    from pg_catalog.pg_namespace n, pg_catalog.aclexplode(n.nspacl) acl
    where n.nspname = 'smelt' and acl.grantee <> n.nspowner
    union
    select pg_catalog.format('table smelt.%I', c.relname), acl.grantee
    from pg_catalog.pg_class c, pg_catalog.aclexplode(c.relacl) acl
    where c.relnamespace = 'smelt'::pg_catalog.regnamespace and c.relkind in ('r', 'p') and acl.grantee <> c.relowner
      and not exists (select from smelt.relations v where v.schema_name = 'smelt' and v.oid = c.oid)
    union
    select pg_catalog.format('function %s', p.oid::pg_catalog.regprocedure), acl.grantee
    from pg_catalog.pg_proc p, pg_catalog.aclexplode(p.proacl) acl
    where p.pronamespace = 'smelt'::pg_catalog.regnamespace and acl.grantee <> p.proowner
  loop
    execute pg_catalog.format('revoke all on %s from %s', granted.what,
      case granted.grantee when 0 then 'public' else pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(granted.grantee)) end);
  end loop;
end
$smelt$`;

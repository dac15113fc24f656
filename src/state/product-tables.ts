// The three engine tables that belong to the user's product: their definitions, in the target schema, and how they are written
// to. Times are UTC without a zone. When which of them exists is the project's decision.

import { identifier, literal, qualified, type RelationName, type Sql, sql } from '../sql/sql.ts';
import { auditFunction, auditGuard, auditWriter } from './audit-log.ts';
import type { StateSchema } from './state-schema.ts';

export type ProductTable = 'etl_status' | 'data_quality_metrics' | 'audit_log';

const nowUtc = sql`(pg_catalog.now() at time zone 'UTC')`;

/** The statements that make the table, its indexes and, of the log, its guard. `table` is the name that the project gave it. */
export function createProductTable(state: StateSchema, kind: ProductTable, table: RelationName): readonly Sql[] {
  const make = { etl_status: etlStatus, data_quality_metrics: dataQualityMetrics, audit_log: auditLog }[kind];
  const statements = make(table, state);
  return [...statements, sql`comment on table ${qualified(table)} is ${literal(commentOf(kind))}`];
}

/** Marks a table as Smelt's own; a relation of the name without it is somebody else's. */
export function commentOf(kind: ProductTable): string {
  return `Written by Smelt: ${kind}`;
}

function etlStatus(table: RelationName): readonly Sql[] {
  return [
    sql`create table ${qualified(table)} (
  table_name pg_catalog.text primary key,
  last_successful_load timestamp(6),
  last_attempted_load timestamp(6),
  load_status varchar(20) not null,
  error_message pg_catalog.text,
  records_processed integer,
  processing_time interval,
  created_at timestamp(6) not null default ${nowUtc},
  updated_at timestamp(6) not null default ${nowUtc}
)`,
    sql`create index ${identifier('idx_etl_status_load_status')} on ${qualified(table)} (load_status)`,
  ];
}

function dataQualityMetrics(table: RelationName): readonly Sql[] {
  return [
    sql`create table ${qualified(table)} (
  table_name pg_catalog.text,
  metric_date pg_catalog.date,
  total_records bigint not null,
  valid_records bigint not null,
  invalid_records bigint not null,
  completeness_score numeric(5,2),
  accuracy_score numeric(5,2),
  consistency_score numeric(5,2),
  timeliness_score numeric(5,2),
  created_at timestamp(6) not null default ${nowUtc},
  updated_at timestamp(6) not null default ${nowUtc},
  primary key (table_name, metric_date)
)`,
    sql`create index ${identifier('idx_data_quality_metric_date')} on ${qualified(table)} (metric_date)`,
  ];
}

function auditLog(table: RelationName, state: StateSchema): readonly Sql[] {
  return [
    sql`create table ${qualified(table)} (
  audit_id bigint generated always as identity primary key,
  table_name pg_catalog.text not null,
  record_id pg_catalog.text not null,
  action pg_catalog.text not null,
  old_values pg_catalog.jsonb,
  new_values pg_catalog.jsonb,
  changed_by pg_catalog.text not null,
  changed_at timestamp(6) not null
)`,
    sql`create index ${identifier('idx_audit_table_record')} on ${qualified(table)} (table_name, record_id)`,
    sql`create index ${identifier('idx_audit_changed_at')} on ${qualified(table)} (changed_at)`,
    ...auditGuard(state, table),
    ...auditFunction(state, auditWriter(table)),
  ];
}

export type LoadStatus = 'success' | 'partial' | 'failed' | 'skipped';

export interface EtlStatus {
  /** As in data_quality_metrics: prefixed by its schema when that is not the target's. */
  readonly tableName: string;
  readonly loadStatus: LoadStatus;
  readonly errorMessage: string | null;
  /** Set when changed content is committed with this row; null leaves what the last successful load wrote. */
  readonly loaded: { readonly records: bigint; readonly milliseconds: number } | null;
}

/** Writes the try's row. In the node's own transaction on success, in a fresh one after a rollback. */
export function upsertEtlStatus(table: RelationName, status: EtlStatus): Sql {
  const records = status.loaded === null ? null : String(status.loaded.records);
  const milliseconds = status.loaded === null ? null : status.loaded.milliseconds;
  return sql`insert into ${qualified(table)} as known
  (table_name, last_attempted_load, load_status, error_message, last_successful_load, records_processed, processing_time)
select ${status.tableName}::pg_catalog.text, this.at, ${status.loadStatus}::pg_catalog.text, ${status.errorMessage}::pg_catalog.text,
  case when this.records is not null then this.at end,
  case when this.records is not null then least(this.records, 2147483647)::integer end,
  this.milliseconds * interval '1 millisecond'
from (select ${nowUtc} as at, ${records}::numeric as records, ${milliseconds}::double precision as milliseconds) this
on conflict (table_name) do update set
  last_attempted_load = excluded.last_attempted_load,
  load_status = excluded.load_status,
  error_message = excluded.error_message,
  last_successful_load = coalesce(excluded.last_successful_load, known.last_successful_load),
  records_processed = coalesce(excluded.records_processed, known.records_processed),
  processing_time = coalesce(excluded.processing_time, known.processing_time),
  updated_at = ${nowUtc}`;
}

/**
 * What stands for a table in which a try found nothing to do: it takes the place of a row that says otherwise than success, for
 * that has passed. Any other row, and one that says the same already, is left alone.
 */
export function settleEtlStatus(table: RelationName, status: Omit<EtlStatus, 'loaded'>): Sql {
  return sql`update ${qualified(table)} known set load_status = this.load_status, error_message = this.error_message,
  last_attempted_load = ${nowUtc}, updated_at = ${nowUtc}
from (select ${status.loadStatus}::pg_catalog.text as load_status, ${status.errorMessage}::pg_catalog.text as error_message) this
where known.table_name = ${status.tableName} and known.load_status <> 'success'
  and (known.load_status, known.error_message) is distinct from (this.load_status, this.error_message)`;
}

/** Tables that a run passed over, each with the reason: nothing was tried, so the times of the last try stay. */
export function skipEtlStatus(
  table: RelationName,
  skipped: readonly { readonly tableName: string; readonly reason: string }[],
): Sql {
  const records = skipped.map(({ tableName, reason }) => ({ table_name: tableName, reason }));
  return sql`insert into ${qualified(table)} as known (table_name, load_status, error_message)
select this.table_name, 'skipped', this.reason
from pg_catalog.jsonb_to_recordset(${JSON.stringify(records)}::pg_catalog.jsonb) as this (table_name pg_catalog.text, reason pg_catalog.text)
on conflict (table_name) do update set
  load_status = excluded.load_status, error_message = excluded.error_message, updated_at = ${nowUtc}`;
}

// The ledger of files: what each relation has taken in. An entry belongs to (relation, generation, source, file); those of
// another generation do not count, because the rows that they speak of are gone.

import { type RelationName, type Sql, sql } from '../sql/sql.ts';
import { bigintIn, numberIn, type Row, textIn } from './row.ts';
import { type StateSchema, tableOf } from './state-schema.ts';

/** Whose files: a target relation, the generation of its rows, and a source such as `affiliate_api.deposits`. */
export interface LedgerKey {
  readonly target: RelationName;
  readonly generation: string;
  readonly source: string;
}

export interface LedgerEntry {
  /** Relative to the fixed part of the location. */
  readonly file: string;
  readonly size: number;
  /** Nanoseconds since 1970, as `looked`. */
  readonly modified: bigint;
  /** When the file was looked at, by this machine's clock. */
  readonly looked: bigint;
  /** SHA-256 of the page's bytes, hexadecimal. */
  readonly checksum: string;
}

export function readLedger(state: StateSchema, key: LedgerKey): Sql {
  return sql`select file, size, modified_ns, looked_ns, checksum from ${tableOf(state, 'files')}
where generation = ${key.generation}::pg_catalog.uuid and source = ${key.source}`;
}

export function ledgerEntryOf(row: Row): LedgerEntry {
  return {
    file: textIn(row, 'file'),
    size: Number(bigintIn(row, 'size')),
    modified: bigintIn(row, 'modified_ns'),
    looked: bigintIn(row, 'looked_ns'),
    checksum: textIn(row, 'checksum'),
  };
}

/** Files that the relation has ever taken in from the source, whatever the generation: rows of `file`. */
export function readTakenFiles(state: StateSchema, target: RelationName, source: string): Sql {
  return sql`select distinct file from ${tableOf(state, 'files')}
where schema_name = ${target.schema} and relation_name = ${target.name} and source = ${source}`;
}

export interface TakenFile extends LedgerEntry {
  readonly records: number;
}

/** Enters files whose records were taken in; `loadedAt` is the load's time. A file's later version adds to its totals. */
export function recordTakenFiles(
  state: StateSchema,
  key: LedgerKey,
  files: readonly TakenFile[],
  { loadedAt, runId }: { readonly loadedAt: string; readonly runId: string },
): Sql {
  return sql`insert into ${tableOf(state, 'files')} as known (generation, source, file, schema_name, relation_name, size, modified_ns, looked_ns,
  checksum, versions, records, total_records, loaded_at, run_id)
select ${key.generation}::pg_catalog.uuid, ${key.source}::pg_catalog.text, f.file, ${key.target.schema}::pg_catalog.text, ${key.target.name}::pg_catalog.text, f.size, f.modified,
  f.looked, f.checksum, 1, f.records, f.records, ${loadedAt}::pg_catalog.timestamptz, ${runId}::pg_catalog.uuid
from ${rowsOf(files)} as f(file pg_catalog.text, size bigint, modified bigint, looked bigint, checksum pg_catalog.text, records bigint)
on conflict (generation, source, file) do update set
  size = excluded.size, modified_ns = excluded.modified_ns, looked_ns = excluded.looked_ns, checksum = excluded.checksum,
  versions = known.versions + 1, records = excluded.records, total_records = known.total_records + excluded.records,
  loaded_at = excluded.loaded_at, run_id = excluded.run_id`;
}

/** Notes the new stat of files whose content is what was taken in. */
export function recordTouchedFiles(state: StateSchema, key: LedgerKey, files: readonly LedgerEntry[]): Sql {
  return sql`update ${tableOf(state, 'files')} known set size = f.size, modified_ns = f.modified, looked_ns = f.looked
from ${rowsOf(files)} as f(file pg_catalog.text, size bigint, modified bigint, looked bigint)
where known.generation = ${key.generation}::pg_catalog.uuid and known.source = ${key.source} and known.file = f.file`;
}

/** Removes the entries of the relation's earlier generations: their rows are gone when this transaction commits. */
export function forgetOtherGenerations(state: StateSchema, key: LedgerKey): Sql {
  return sql`delete from ${tableOf(state, 'files')} where schema_name = ${key.target.schema} and relation_name = ${key.target.name}
  and source = ${key.source} and generation <> ${key.generation}::pg_catalog.uuid`;
}

/** Many rows as one parameter; 64-bit numbers travel as text. */
export function rowsOf(rows: readonly object[]): Sql {
  const text = JSON.stringify(rows, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
  return sql`pg_catalog.jsonb_to_recordset(${text}::pg_catalog.text::pg_catalog.jsonb)`;
}

/** The failed tries of a file, which belong to the target's name, the source and the file, whatever the generation. */
export interface FailureEntry {
  readonly file: string;
  /** All of them since the file was last taken in. */
  readonly attempts: number;
  /** Those made before the file last changed: they do not count against `max_attempts`. */
  readonly forgiven: number;
  readonly size: number;
  readonly modified: bigint;
  readonly reason: string;
  readonly byte: number | null;
  /** As PostgreSQL writes it. */
  readonly failedAt: string;
  /** The same, milliseconds since 1970. */
  readonly failedAtMilliseconds: number;
}

export function readFailures(state: StateSchema, target: RelationName, source: string): Sql {
  return sql`select file, attempts, forgiven, size, modified_ns, reason, byte, last_failed_at::pg_catalog.text as failed_at,
  (extract(epoch from last_failed_at) * 1000)::pg_catalog.float8 as failed_at_ms
from ${tableOf(state, 'file_failures')} where schema_name = ${target.schema} and relation_name = ${target.name} and source = ${source}`;
}

export function failureEntryOf(row: Row): FailureEntry {
  return {
    file: textIn(row, 'file'),
    attempts: numberIn(row, 'attempts'),
    forgiven: numberIn(row, 'forgiven'),
    size: Number(bigintIn(row, 'size')),
    modified: bigintIn(row, 'modified_ns'),
    reason: textIn(row, 'reason'),
    byte: row.byte === null ? null : Number(bigintIn(row, 'byte')),
    failedAt: textIn(row, 'failed_at'),
    failedAtMilliseconds: numberIn(row, 'failed_at_ms'),
  };
}

export type NewFailure = Omit<FailureEntry, 'failedAt' | 'failedAtMilliseconds'>;

export function recordFailures(
  state: StateSchema,
  { target, source }: Pick<LedgerKey, 'target' | 'source'>,
  failures: readonly NewFailure[],
  failedAt: string,
): Sql {
  return sql`insert into ${tableOf(state, 'file_failures')}
  (schema_name, relation_name, source, file, attempts, forgiven, size, modified_ns, reason, byte, last_failed_at)
select ${target.schema}::pg_catalog.text, ${target.name}::pg_catalog.text, ${source}::pg_catalog.text, f.file, f.attempts, f.forgiven, f.size, f.modified, f.reason,
  f.byte, ${failedAt}::pg_catalog.timestamptz
from ${rowsOf(failures)}
  as f(file pg_catalog.text, attempts integer, forgiven integer, size bigint, modified bigint, reason pg_catalog.text, byte bigint)
on conflict (schema_name, relation_name, source, file) do update set
  attempts = excluded.attempts, forgiven = excluded.forgiven, size = excluded.size, modified_ns = excluded.modified_ns,
  reason = excluded.reason, byte = excluded.byte, last_failed_at = excluded.last_failed_at`;
}

/** For files that were read well, or are what was taken in already. */
export function forgetFailures(
  state: StateSchema,
  target: RelationName,
  source: string,
  files: readonly string[],
): Sql {
  return sql`delete from ${tableOf(state, 'file_failures')}
where schema_name = ${target.schema} and relation_name = ${target.name} and source = ${source}
  and file in (select pg_catalog.jsonb_array_elements_text(${JSON.stringify(files)}::pg_catalog.text::pg_catalog.jsonb))`;
}

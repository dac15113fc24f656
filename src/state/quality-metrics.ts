// A table's day in `data_quality_metrics`: its row, and how it is written. The table itself is made with the product's others.

import { qualified, type RelationName, type Sql, sql } from '../sql/sql.ts';

export interface QualityRow {
  /** Prefixed by its schema when that is not the target's. */
  readonly tableName: string;
  readonly totalRecords: bigint;
  /** Rows failing at least one row assertion, each once. */
  readonly invalidRecords: bigint;
  /** Two decimals as text, `99.87`; null where no assertion speaks. */
  readonly completeness: string | null;
  readonly accuracy: string | null;
  readonly consistency: string | null;
  readonly timeliness: string | null;
}

/** Puts the row in the place of the day's (UTC, by the database's clock). An equal row is left as it is. */
export function upsertQualityRow(table: RelationName, row: QualityRow): Sql {
  const [total, invalid] = [String(row.totalRecords), String(row.invalidRecords)];
  return sql`insert into ${qualified(table)} as known
  (table_name, metric_date, total_records, valid_records, invalid_records,
   completeness_score, accuracy_score, consistency_score, timeliness_score)
values (${row.tableName}, (pg_catalog.now() at time zone 'UTC')::pg_catalog.date, ${total}::bigint, ${total}::bigint - ${invalid}::bigint, ${invalid}::bigint,
  ${row.completeness}::numeric, ${row.accuracy}::numeric, ${row.consistency}::numeric, ${row.timeliness}::numeric)
on conflict (table_name, metric_date) do update set
  total_records = excluded.total_records,
  valid_records = excluded.valid_records,
  invalid_records = excluded.invalid_records,
  completeness_score = excluded.completeness_score,
  accuracy_score = excluded.accuracy_score,
  consistency_score = excluded.consistency_score,
  timeliness_score = excluded.timeliness_score,
  updated_at = pg_catalog.now() at time zone 'UTC'
where (known.total_records, known.invalid_records, known.completeness_score, known.accuracy_score, known.consistency_score, known.timeliness_score)
  is distinct from
  (excluded.total_records, excluded.invalid_records, excluded.completeness_score, excluded.accuracy_score, excluded.consistency_score, excluded.timeliness_score)`;
}

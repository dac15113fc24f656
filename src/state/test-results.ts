// The history of data tests in smelt.test_results: one row for each test of a run. The table is made by the migrations.

import type { JsonValue } from '../base/json-value.ts';
import { type RelationName, type Sql, sql } from '../sql/sql.ts';
import { type StateSchema, tableOf } from './state-schema.ts';

export interface TestResultRow {
  readonly testId: string;
  /** Null for a singular test. */
  readonly relation: RelationName | null;
  readonly status: 'pass' | 'warn' | 'fail' | 'error' | 'skipped';
  readonly severity: 'error' | 'warn';
  readonly dimension: string | null;
  /** The three are null where the test did not come to an answer. */
  readonly failures: bigint | null;
  readonly failingRows: bigint | null;
  readonly checkedRows: bigint | null;
  readonly executedAt: Date;
  readonly milliseconds: number;
  readonly message: string | null;
  /** Personal data: null unless the project asks for examples to be kept. */
  readonly examples: JsonValue;
}

/** Writes the results of a run, or some of them; a test that ran again in the run has its last result. */
export function recordTestResults(state: StateSchema, runId: string, rows: readonly TestResultRow[]): Sql {
  const records = rows.map((row) => ({
    test_id: row.testId,
    schema_name: row.relation?.schema ?? null,
    relation_name: row.relation?.name ?? null,
    status: row.status,
    severity: row.severity,
    dimension: row.dimension,
    failures: row.failures?.toString() ?? null,
    failing_rows: row.failingRows?.toString() ?? null,
    checked_rows: row.checkedRows?.toString() ?? null,
    executed_at: row.executedAt.toISOString(),
    milliseconds: row.milliseconds,
    message: row.message,
    examples: row.examples,
  }));
  return sql`insert into ${tableOf(state, 'test_results')}
  (run_id, test_id, schema_name, relation_name, status, severity, dimension, failures, failing_rows, checked_rows,
   executed_at, duration, message, examples)
select ${runId}::pg_catalog.uuid, r.test_id, r.schema_name, r.relation_name, r.status, r.severity, r.dimension, r.failures, r.failing_rows,
  r.checked_rows, r.executed_at, r.milliseconds * interval '1 millisecond', r.message, nullif(r.examples, 'null'::pg_catalog.jsonb)
from pg_catalog.jsonb_to_recordset(${JSON.stringify(records)}::pg_catalog.jsonb) as r (
  test_id pg_catalog.text, schema_name pg_catalog.text, relation_name pg_catalog.text, status pg_catalog.text, severity pg_catalog.text, dimension pg_catalog.text, failures bigint,
  failing_rows bigint, checked_rows bigint, executed_at pg_catalog.timestamptz, milliseconds double precision, message pg_catalog.text, examples pg_catalog.jsonb
)
on conflict (run_id, test_id) do update set
  status = excluded.status, severity = excluded.severity, dimension = excluded.dimension, failures = excluded.failures,
  failing_rows = excluded.failing_rows, checked_rows = excluded.checked_rows, executed_at = excluded.executed_at,
  duration = excluded.duration, message = excluded.message, examples = excluded.examples`;
}

// What is kept of data tests: the day's row of a table, and the history.

import { expect, test } from 'vitest';
import { historyRow } from '../../../src/quality/history-row.ts';
import { type Sql, sql, userText } from '../../../src/sql/sql.ts';
import { migrations } from '../../../src/state/migrations.ts';
import { createProductTable } from '../../../src/state/product-tables.ts';
import { type QualityRow, upsertQualityRow } from '../../../src/state/quality-metrics.ts';
import { recordTestResults } from '../../../src/state/test-results.ts';
import { describeOnBoth } from '../../support/databases.ts';
import { assertion } from '../../unit/assertions/declare.ts';

const table = { schema: 'public', name: 'data_quality_metrics' };
const row: QualityRow = {
  tableName: 'deposits',
  totalRecords: 9007199254740993n,
  invalidRecords: 3n,
  completeness: '99.87',
  accuracy: null,
  consistency: '100.00',
  timeliness: '0.00',
};

describeOnBoth('what is kept of data tests', (rig) => {
  const ask = async (statement: Sql) => (await rig.database.withSession((session) => session.query(statement))).rows;

  test('a day has one row of a table, replaced by other content and left alone by the same', async () => {
    for (const statement of createProductTable('smelt', 'data_quality_metrics', table)) await ask(statement);
    await ask(upsertQualityRow(table, row));
    const stands =
      userText(`select table_name, metric_date = (now() at time zone 'UTC')::date, total_records, valid_records, invalid_records,
      completeness_score, accuracy_score, consistency_score, timeliness_score from public.data_quality_metrics`);
    expect(await ask(stands)).toEqual([
      ['deposits', true, 9007199254740993n, 9007199254740990n, 3n, '99.87', null, '100.00', '0.00'],
    ]);
    const versions = userText('select created_at, updated_at, xmin::text from public.data_quality_metrics');
    const [before] = await ask(versions);
    await ask(upsertQualityRow(table, row));
    expect(await ask(versions)).toEqual([before]);
    await ask(upsertQualityRow(table, { ...row, completeness: null, accuracy: '50.00' }));
    expect(await ask(stands)).toEqual([
      ['deposits', true, 9007199254740993n, 9007199254740990n, 3n, null, '50.00', '100.00', '0.00'],
    ]);
    const [after] = await ask(versions);
    expect(after?.[0]).toBe(before?.[0]);
    expect(after?.[1]).not.toBe(before?.[1]);
  });

  test('history keeps the last result of each test of a run', async () => {
    await ask(sql`create schema smelt`);
    for (const statement of migrations('smelt').flatMap((migration) => migration.statements)) await ask(statement);
    const notNull = assertion({ test: 'not_null', column: 'client_id', config: { severity: 'warn' } });
    const singular = assertion({ test: null, sql: 'select 1' });
    const timing = { executedAt: new Date('2024-01-31T12:00:00.000Z'), milliseconds: 1500 };
    const counts = { failures: 2n, failingRows: 2n, checkedRows: 9007199254740993n, measured: null };
    const run = '6b0c2a3e-0000-4000-8000-000000000001';
    const error = historyRow(notNull, { kind: 'error', message: 'column "client_id" does not exist' }, timing);
    await ask(recordTestResults('smelt', run, [error]));
    await ask(
      recordTestResults('smelt', run, [
        historyRow(notNull, { kind: 'answered', counts }, timing, [{ client_id: null }]),
        historyRow(singular, { kind: 'skipped', message: 'clients failed' }, timing),
      ]),
    );
    const kept = sql`select test_id, schema_name, relation_name, status, severity, dimension, failures, failing_rows, checked_rows,
      executed_at at time zone 'UTC', duration, message, examples from smelt.test_results order by test_id`;
    expect(await ask(kept)).toEqual([
      [
        notNull.id,
        'public',
        'deposits',
        'warn',
        'warn',
        'completeness',
        2n,
        2n,
        9007199254740993n,
        '2024-01-31 12:00:00',
        expect.stringContaining('1.5'),
        '2 of 9,007,199,254,740,993 rows have no client_id',
        [{ client_id: null }],
      ],
      [
        singular.id,
        null,
        null,
        'skipped',
        'error',
        null,
        null,
        null,
        null,
        '2024-01-31 12:00:00',
        expect.any(String),
        'clients failed',
        null,
      ],
    ]);
  });
});

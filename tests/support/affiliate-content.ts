// What an affiliate database holds, in forms that tests compare: by expected table, and row by row with the place on disk.

import { expect } from 'vitest';
import { type ExpectedTable, inOrder, selectContent } from '../affiliate/expected.ts';
import type { Query, TextRow } from './affiliate-project.ts';

/** Fails with every table whose content is another, and the rows that only one side has. */
export async function expectContent(query: Query, expected: ReadonlyMap<string, ExpectedTable>): Promise<void> {
  const differing: unknown[] = [];
  for (const [name, table] of expected) {
    const rows = asLines(table, await query(selectContent(table)));
    const wanted = asLines(table, table.rows);
    if (rows.join() !== wanted.join())
      differing.push({ name, unexpected: without(rows, wanted), missing: without(wanted, rows) });
  }
  expect(differing).toEqual([]);
}

function asLines(table: ExpectedTable, rows: readonly TextRow[]): readonly string[] {
  return inOrder(table, rows).map((row) => JSON.stringify(row));
}

/** Each line as often as it stands more in `lines` than in `others`. */
function without(lines: readonly string[], others: readonly string[]): readonly string[] {
  const left = [...others];
  return lines.filter((line) => {
    const at = left.indexOf(line);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

/**
 * Every row of schema public with the transaction that wrote it and its place, so that a row written anew differs from one left
 * alone; without etl_status and data_quality_metrics, which tell of each run.
 */
export async function storedRows(query: Query): Promise<ReadonlyMap<string, readonly TextRow[]>> {
  const relations = await query(`
    select c.oid::regclass::text as name from pg_catalog.pg_class as c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'm')
      and c.relname not in ('etl_status', 'data_quality_metrics')
    order by 1`);
  const stored = new Map<string, readonly TextRow[]>();
  for (const { name } of relations) {
    if (name === null || name === undefined) continue;
    stored.set(
      name,
      await query(`select xmin::text, ctid::text, t::text as content from ${name} as t order by t.ctid`),
    );
  }
  return stored;
}

/**
 * Every table and materialized view of schema public with all columns that hold neither the time of loading or a date taken from
 * it, nor the database's user, nor a sequence's number; rows as text, in their order.
 */
export async function comparableContent(query: Query): Promise<ReadonlyMap<string, readonly TextRow[]>> {
  const columns = await query(`
    select c.relname::text as relation, a.attname::text as column
    from pg_catalog.pg_class as c
    join pg_catalog.pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'm') and not c.relispartition
    order by c.relname, a.attnum`);
  const content = new Map<string, readonly TextRow[]>();
  for (const relation of new Set(columns.map((row) => row.relation ?? ''))) {
    const values = columns
      .filter((row) => row.relation === relation && !ofTheRun.has(row.column ?? ''))
      .map((row) => `(${withoutLoadTime(relation, row.column ?? '')})::text as "${row.column}"`);
    const rows = await query(`select ${values.join(', ')} from public."${relation}"`);
    content.set(
      relation,
      rows
        .map((row) => JSON.stringify(row))
        .sort()
        .map((line) => JSON.parse(line)),
    );
  }
  return content;
}

const ofTheRun = new Set([
  'audit_id',
  'changed_at',
  'changed_by',
  'created_at',
  'created_by',
  'last_attempted_load',
  'last_load',
  'last_retry_timestamp',
  'last_successful_load',
  'load_time',
  'load_timestamp',
  'metric_date',
  'processing_time',
  'quality_date',
  'updated_at',
  'updated_by',
]);

/** An invalid row of silver may have the load's date; the audit log keeps whole rows. */
function withoutLoadTime(relation: string, column: string): string {
  if (relation === 'audit_log' && column.endsWith('_values'))
    return `"${column}" - '{created_at,created_by,updated_at,updated_by}'::text[]`;
  return relation.startsWith('silver_') && column.endsWith('_date')
    ? `nullif("${column}", load_time::date)`
    : `"${column}"`;
}

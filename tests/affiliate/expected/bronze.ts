// What bronze holds: every record of every load.

import type { Endpoint, PageRecord } from './pages.ts';
import { textField } from './pages.ts';
import type { Row } from './tables.ts';
import { compareBytes, grouped, type Json, jsonb, md5, parseTime, type Time, timestamp } from './values.ts';

export interface BronzeRow {
  readonly affiliate: string;
  readonly recordId: string;
  readonly data: Json;
  readonly load: number;
  /** 0 for the first of a record_id within its load. */
  readonly repetition: number;
  readonly apiRun: Time;
  readonly file: string;
  readonly failed: boolean;
  readonly failures: number;
}

const idKeys: Partial<Record<Endpoint, string>> = { customer_list: 'uid', deposits: 'orderId' };

export function bronzeRows(endpoint: Endpoint, records: readonly PageRecord[]): readonly BronzeRow[] {
  const rows = records
    .filter((record) => record.endpoint === endpoint)
    .map((record) => ({ record, recordId: recordIdOf(record) }));
  const repetitions = grouped(rows, ({ record, recordId }) => jsonb([record.load, record.affiliate, recordId]));
  return [...repetitions.values()].flatMap((group) =>
    group
      .toSorted(
        (one, other) => compareBytes(one.record.file, other.record.file) || one.record.number - other.record.number,
      )
      .map(({ record, recordId }, repetition) => ({
        affiliate: record.affiliate,
        recordId,
        data: record.value,
        load: record.load,
        repetition,
        apiRun: parseTime(record.requestTime) ?? record.day,
        file: record.file,
        failed: record.refused || !isObject(record.value),
        failures: record.failures,
      })),
  );
}

function recordIdOf({ endpoint, value }: PageRecord): string {
  const key = idKeys[endpoint];
  return (key === undefined ? null : textField(value, key)) ?? md5(jsonb(value));
}

const isObject = (value: Json): boolean => value !== null && typeof value === 'object' && !Array.isArray(value);

export const bronzeContent = (rows: readonly BronzeRow[]): readonly Row[] =>
  rows.map((row) => ({
    affiliate_id: row.affiliate,
    record_id: row.recordId,
    data: jsonb(row.data),
    api_run_timestamp: timestamp(row.apiRun),
    source_file: row.file,
    load_status: row.failed ? 'failed' : 'loaded',
    has_error: row.failed ? 'true' : 'false',
    retry_count: String(row.failures),
    was_retried: row.failures > 0 ? 'true' : 'false',
  }));

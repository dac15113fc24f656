// The broker's pages on disk, and which of their records each load takes in: those of pages that are new or have changed.

import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { isList, type Json, jsonb, type Time } from './values.ts';

export const endpoints = ['customer_list', 'deposits', 'trade_activities', 'assets'] as const;
export type Endpoint = (typeof endpoints)[number];

/** What one load adds: a folder of `<affiliate>/<endpoint>/<yyyy>/<MM>/<dd>/page_<n>.json`, over the pages of the loads before. */
export interface Load {
  readonly directory: string;
}

export interface PageRecord {
  readonly endpoint: Endpoint;
  readonly affiliate: string;
  readonly file: string;
  /** From 0. */
  readonly load: number;
  /** From 1, within its page. */
  readonly number: number;
  readonly value: Json;
  /** Why jsonb cannot hold it. Its value is then {"_raw": its text}; such a record must stand in its page as JSON.stringify writes it. */
  readonly refused: boolean;
  readonly requestTime: string | null;
  readonly day: Time;
  /** How often the page had failed in loads before. */
  readonly failures: number;
}

export interface TakenIn {
  readonly records: readonly PageRecord[];
  /** For each load the endpoints of which some page stands failed after it. */
  readonly failing: readonly ReadonlySet<Endpoint>[];
}

const pagePath = /^([^/]+)\/([^/]+)\/([0-9]{4})\/([0-9]{2})\/([0-9]{2})\/page_[^/]*\.json$/;

export function takeIn(loads: readonly Load[]): TakenIn {
  const known = new Map<string, string>();
  const failures = new Map<string, number>();
  const existing = new Map<string, Endpoint>();
  const records: PageRecord[] = [];
  const failing: ReadonlySet<Endpoint>[] = [];
  for (const [load, { directory }] of loads.entries()) {
    for (const file of pagesIn(directory)) {
      const [, affiliate = '', endpointName = '', year, month, day] = pagePath.exec(file) ?? [];
      const endpoint = endpoints.find((name) => name === endpointName);
      if (endpoint === undefined) continue;
      const text = readFileSync(join(directory, file), 'utf8');
      if (known.get(file) === text) continue;
      known.set(file, text);
      const page = readPage(text);
      if (page === null) {
        failures.set(file, (failures.get(file) ?? 0) + 1);
        existing.set(file, endpoint);
        continue;
      }
      existing.delete(file);
      for (const [index, value] of page.records.entries()) {
        const text = JSON.stringify(value);
        const refused = text.includes('\\u0000');
        records.push({
          endpoint,
          affiliate,
          file,
          load,
          number: index + 1,
          value: refused ? { _raw: text } : value,
          refused,
          requestTime: page.requestTime,
          day: Date.UTC(Number(year), Number(month) - 1, Number(day)),
          failures: failures.get(file) ?? 0,
        });
      }
    }
    failing.push(new Set(existing.values()));
  }
  return { records, failing };
}

function pagesIn(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((path) => path.split(sep).join('/'))
    .filter((path) => pagePath.test(path));
}

function readPage(text: string): { requestTime: string | null; records: readonly Json[] } | null {
  let page: Json;
  try {
    page = JSON.parse(text);
  } catch {
    return null;
  }
  if (field(page, 'code') !== '00000') return null;
  const data = page !== null && typeof page === 'object' && !isList(page) ? page.data : undefined;
  return data !== undefined && isList(data) ? { requestTime: field(page, 'requestTime'), records: data } : null;
}

/** A key's value as `->>` gives it. */
export function field(value: Json, key: string): string | null {
  const found = keyOf(value, key);
  if (found === null) return null;
  return typeof found === 'string' ? found : jsonb(found);
}

/** A key's value where it may serve as a text: a string or number of 1 to 200 characters that are not all blank. */
export function textField(value: Json, key: string): string | null {
  const found = keyOf(value, key);
  if (typeof found !== 'string' && typeof found !== 'number') return null;
  const text = String(found);
  return [...text].length <= 200 && /[^ \t\r\n]/.test(text) ? text : null;
}

function keyOf(value: Json, key: string): Json {
  if (value === null || typeof value !== 'object' || isList(value)) return null;
  return value[key] ?? null;
}

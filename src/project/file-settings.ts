// The `files:` block of a source table: where its pages are, how they are read, and when a failed page is tried again.
// What a location's captures mean is for those who list the files.

import { errorAt } from '../diagnostics/diagnostic.ts';
import { readDuration } from './duration.ts';
import type { FileSettings } from './project.ts';
import {
  Fields,
  type Reader,
  type Report,
  readBoolean,
  readInteger,
  readMap,
  readOneOf,
  readText,
  readTexts,
} from './read-value.ts';
import { jsonOf, type YamlMap } from './yaml-value.ts';

const keys = ['location', 'format', 'gzip', 'records', 'ok', 'max_records', 'max_attempts', 'backoff'];
const formats = ['json', 'ndjson', 'csv'] as const;

export function readFileSettings(map: YamlMap, report: Report): FileSettings | undefined {
  const fields = new Fields(map, report);
  fields.refuseUnknown(keys, 'a files: block');
  const location = fields.requirePlaced('location', readText, 'a files: block');
  const format = fields.require('format', readOneOf(formats), 'a files: block');
  const ok = fields.read('ok', readMap);
  for (const key of ['records', 'ok']) {
    const entry = fields.entry(key);
    if (!entry || format === 'json' || format === undefined) continue;
    report(
      errorAt('CONFIG_CONFLICT', `"${key}" speaks of what is around the records, and ${format} has nothing there`, {
        span: entry.keySpan,
        help: `Remove "${key}", or give "format: json"`,
      }),
    );
  }
  if (!location || format === undefined) return undefined;
  return {
    location,
    format,
    gzip: fields.read('gzip', readBoolean) ?? 'by name',
    records: fields.read('records', readKeyPath) ?? [],
    ok: (ok?.entries ?? []).map((entry) => ({ path: entry.key.split('.'), equals: jsonOf(entry.value) })),
    maxRecords: fields.read('max_records', readInteger(1, 1_000_000_000)) ?? 10_000_000,
    maxAttempts: fields.read('max_attempts', readInteger(1, 1000)) ?? 5,
    backoffMilliseconds: fields.read('backoff', readDuration) ?? 60_000,
  };
}

/** `data.items`, or the keys as a list where one of them has a dot in it. */
const readKeyPath: Reader<readonly string[]> = (value, name, report) =>
  value.kind === 'list' ? readTexts(value, name, report) : readText(value, name, report)?.split('.');

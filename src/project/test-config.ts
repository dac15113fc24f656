// Config of a data test: merged, validated, with dbt's defaults.

import { failed, passed } from '../base/checked.ts';
import type { JsonObject, JsonValue } from '../base/json-value.ts';
import { type Checked, sortDiagnostics, warningAt } from '../diagnostics/diagnostic.ts';
import { ConfigReader } from './config-reader.ts';
import type { ConfigEntry } from './project.ts';
import { type Reader, readBoolean, readInteger, readMap, readOneOf, readText, readTexts } from './read-value.ts';
import { jsonObjectOf } from './yaml-value.ts';

export interface TestConfig {
  readonly enabled: boolean;
  readonly severity: 'error' | 'warn';
  /** What the number of failures is compared with: `!= 0`, `> 10`. */
  readonly warnIf: string;
  readonly errorIf: string;
  readonly where: string | null;
  readonly limit: number | null;
  readonly failCalc: string;
  readonly storeFailures: boolean;
  readonly tags: readonly string[];
  readonly meta: JsonObject;
  /** Every key as merged. */
  readonly raw: Readonly<Record<string, JsonValue>>;
}

const keys = [
  'enabled',
  'severity',
  'warn_if',
  'error_if',
  'where',
  'limit',
  'fail_calc',
  'store_failures',
  'store_failures_as',
  'tags',
  'meta',
  'database',
  'schema',
  'alias',
  'group',
  'sql_header',
];

/** Entries from general to specific. */
export function parseTestConfig(entries: readonly ConfigEntry[]): Checked<TestConfig> {
  const reader = new ConfigReader(entries);
  reader.warnUnknown(keys, 'the config of a data test');
  const meta = reader.read('meta', readMap, null);
  const config: TestConfig = {
    enabled: reader.read('enabled', readBoolean, true),
    severity: reader.read('severity', readSeverity, 'error'),
    warnIf: reader.read('warn_if', readText, '!= 0'),
    errorIf: reader.read('error_if', readText, '!= 0'),
    where: reader.read('where', readText, null),
    limit: reader.read('limit', readInteger(1), null),
    failCalc: reader.read('fail_calc', readText, 'count(*)'),
    storeFailures: reader.read('store_failures', readBoolean, false),
    tags: [...new Set(reader.read('tags', readTexts, []))],
    meta: meta ? jsonObjectOf(meta) : {},
    raw: reader.raw(),
  };
  if (config.storeFailures) {
    const message = '"store_failures" has no effect yet: the failing rows are shown, but not kept';
    reader.report(
      warningAt('SETTING_LATER', message, {
        span: reader.spanOf('store_failures'),
        help: 'Remove it, or leave it: stored failures come in a later version',
      }),
    );
  }
  const diagnostics = sortDiagnostics(reader.problems);
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error')
    ? failed(diagnostics)
    : passed(config, diagnostics);
}

/** In any case of letters, as in dbt. */
const readSeverity: Reader<'error' | 'warn'> = (value, name, report) => {
  const lower =
    value.kind === 'scalar' && typeof value.value === 'string' ? { ...value, value: value.value.toLowerCase() } : value;
  return readOneOf(['error', 'warn'])(lower, name, report);
};

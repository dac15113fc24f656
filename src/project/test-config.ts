// Config of a data test: merged, validated, with dbt's defaults.

import { failed, passed } from '../base/checked.ts';
import type { JsonObject } from '../base/json-value.ts';
import { type Checked, sortDiagnostics } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/text-file.ts';
import { ConfigReader } from './config-reader.ts';
import { type TestValues, testKeys } from './keys/config-keys.ts';
import type { ConfigEntry } from './project.ts';

/** `warnIf` and `errorIf`: what the number of failures is compared with: `!= 0`, `> 10`. */
export interface TestConfig extends TestValues {
  /** Every key as merged. */
  readonly raw: JsonObject;
  /** What config.get reads: every key as merged, with dbt's defaults. */
  readonly values: JsonObject;
  /** Where each key's value is written. */
  readonly spans: ReadonlyMap<string, Span>;
}

/** Entries from general to specific. */
export function parseTestConfig(entries: readonly ConfigEntry[]): Checked<TestConfig> {
  const reader = new ConfigReader('test', entries);
  reader.reportUnknown('the config of a data test');
  const values = reader.values(testKeys);
  if (values.enabled) reader.reportWithoutEffect();
  const config = { ...values, raw: reader.raw(), values: reader.shown(testKeys, values), spans: reader.spans() };
  const diagnostics = sortDiagnostics(reader.problems);
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error')
    ? failed(diagnostics)
    : passed(config, diagnostics);
}

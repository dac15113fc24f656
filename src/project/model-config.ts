// A node's settings after all places that may state them were merged: the parsed twin of the untrusted ConfigEntry list.
// What the keys are is the table of keys/; the properties follow from it.

import type { JsonObject } from '../base/json-value.ts';
import type { Span } from '../diagnostics/text-file.ts';
import type { NodeValues } from './keys/config-keys.ts';

export type { Hook } from './keys/read-hooks.ts';
export type { IndexSettings } from './keys/read-indexes.ts';
export type { PartitionBy } from './keys/read-partition-by.ts';

export const materializationNames = ['view', 'table', 'incremental', 'materialized_view', 'ephemeral', 'seed'] as const;
export type MaterializationName = (typeof materializationNames)[number];

/** Of a model, a seed or a snapshot. */
export interface ModelConfig extends NodeValues {
  /** 'custom': a materialization that the project or a package writes in Jinja; `materializationName` is its name. */
  readonly materialized: MaterializationName | 'custom';
  /** Every key as merged. */
  readonly raw: JsonObject;
  /** What config.get reads: every key as merged, with dbt's defaults. */
  readonly values: JsonObject;
  /** Where a key was stated last, for diagnostics. */
  readonly spans: ReadonlyMap<string, Span>;
}

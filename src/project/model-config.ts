// A model's settings after all places that may state them were merged: the parsed twin of the untrusted ConfigEntry list.

import type { JsonObject, JsonValue } from '../base/json-value.ts';
import type { Span } from '../diagnostics/source-text.ts';

export type MaterializationName = 'view' | 'table' | 'incremental' | 'materialized_view' | 'ephemeral' | 'seed';
export type IncrementalStrategy = 'append' | 'delete+insert' | 'merge' | 'insert_overwrite' | 'microbatch';
export type Granularity = 'day' | 'week' | 'month' | 'quarter' | 'year';

export interface ModelConfig {
  readonly enabled: boolean;
  readonly materialized: MaterializationName;
  readonly schema: string | null;
  readonly alias: string | null;
  readonly database: string | null;
  readonly tags: readonly string[];
  readonly meta: JsonObject;
  readonly incrementalStrategy: IncrementalStrategy | null;
  readonly uniqueKey: readonly string[];
  readonly onSchemaChange: 'ignore' | 'fail' | 'append_new_columns' | 'sync_all_columns';
  readonly fullRefresh: boolean | null;
  readonly mergeUpdateColumns: readonly string[] | null;
  readonly mergeExcludeColumns: readonly string[];
  readonly incrementalPredicates: readonly string[];
  readonly touchColumns: readonly string[];
  readonly partitionBy: PartitionBy | null;
  readonly indexes: readonly IndexSettings[];
  readonly contractEnforced: boolean;
  readonly audit: boolean;
  readonly publish: 'auto' | 'in_place' | 'swap';
  readonly publishAfterTests: boolean;
  readonly unlogged: boolean;
  readonly sqlHeader: string | null;
  readonly preHooks: readonly string[];
  readonly postHooks: readonly string[];
  readonly grants: Readonly<Record<string, readonly string[]>>;
  readonly persistDocs: { readonly relation: boolean; readonly columns: boolean };
  /** Seeds. */
  readonly columnTypes: Readonly<Record<string, string>>;
  readonly delimiter: string;
  readonly quoteColumns: boolean;
  /** Every key as merged, for config.get and for keys that Smelt does not know. */
  readonly raw: Readonly<Record<string, JsonValue>>;
  /** Where a key was stated last, for diagnostics. */
  readonly spans: ReadonlyMap<string, Span>;
}

export type PartitionBy =
  | {
      readonly kind: 'range';
      readonly field: string;
      readonly granularity: Granularity;
      readonly behind: number;
      readonly ahead: number;
      readonly retain: { readonly keep: number; readonly then: 'drop' | 'detach' } | null;
      readonly default: boolean;
      readonly maxNew: number;
    }
  | {
      readonly kind: 'list';
      readonly field: string;
      readonly values: readonly JsonValue[];
      readonly default: boolean;
      readonly maxNew: number;
    };

export interface IndexSettings {
  readonly name: string | null;
  readonly columns: readonly string[];
  readonly expressions: readonly string[];
  readonly unique: boolean;
  readonly type: string;
  readonly include: readonly string[];
  readonly where: string | null;
}

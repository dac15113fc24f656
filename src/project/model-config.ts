// A model's settings after all places that may state them were merged: the parsed twin of the untrusted ConfigEntry list.

import type { JsonObject, JsonValue } from '../base/json-value.ts';
import type { Span } from '../diagnostics/source-text.ts';

export const materializationNames = ['view', 'table', 'incremental', 'materialized_view', 'ephemeral', 'seed'] as const;
export type MaterializationName = (typeof materializationNames)[number];
export const incrementalStrategies = ['append', 'delete+insert', 'merge', 'insert_overwrite', 'microbatch'] as const;
export type IncrementalStrategy = (typeof incrementalStrategies)[number];
export const granularities = ['day', 'week', 'month', 'quarter', 'year'] as const;
export type Granularity = (typeof granularities)[number];

export interface ModelConfig {
  readonly enabled: boolean;
  /** 'custom': a materialization that the project or a package writes in Jinja. */
  readonly materialized: MaterializationName | 'custom';
  /** The name as written; equal to `materialized` unless that is 'custom'. */
  readonly materializationName: string;
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
  /** In the order in which they were stated: the project file's first. */
  readonly preHooks: readonly Hook[];
  readonly postHooks: readonly Hook[];
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

/** A statement as a template, before or after a node. */
export interface Hook {
  readonly sql: string;
  /** Whether it runs in the node's transaction. */
  readonly transaction: boolean;
  /** The config entry that states it. */
  readonly span: Span;
}

export type PartitionBy =
  | {
      readonly kind: 'range';
      readonly field: string;
      readonly granularity: Granularity;
      readonly behind: number;
      readonly ahead: number;
      /** How many partitions behind the current one stay, and what happens to older ones (`then:` in the config). */
      readonly retain: { readonly keep: number; readonly action: 'drop' | 'detach' } | null;
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

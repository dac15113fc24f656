// Config of a model, a seed or a snapshot: merged by dbt's rules and validated, each mistake told where it was stated.

import { failed, passed } from '../base/checked.ts';
import type { JsonValue } from '../base/json-value.ts';
import { type Checked, errorAt, sortDiagnostics, warningAt } from '../diagnostics/diagnostic.ts';
import { didYouMean } from '../diagnostics/nearest.ts';
import { ConfigReader } from './config-reader.ts';
import {
  type Hook,
  incrementalStrategies,
  type MaterializationName,
  type ModelConfig,
  materializationNames,
} from './model-config.ts';
import { readIndexes, readPartitionBy } from './partition-settings.ts';
import type { ConfigEntry } from './project.ts';
import {
  Fields,
  type Reader,
  type Report,
  readBoolean,
  readMap,
  readOneOf,
  readText,
  readTexts,
} from './read-value.ts';
import { isNull, jsonObjectOf, type YamlMap, yamlOf } from './yaml-value.ts';

export interface ConfigContext {
  readonly kind: 'model' | 'seed' | 'snapshot';
  /** Names of the materializations that the project and its packages write in Jinja. */
  readonly materializations: ReadonlySet<string>;
}

/** Smelt's own keys; the others are dbt's. */
const ownKeys = ['partition_by', 'touch_columns', 'audit', 'publish', 'publish_after'];
const dbtKeys = [
  'enabled',
  'materialized',
  'schema',
  'alias',
  'database',
  'tags',
  'meta',
  'docs',
  'group',
  'access',
  'contract',
  'full_refresh',
  'unique_key',
  'incremental_strategy',
  'incremental_predicates',
  'predicates',
  'on_schema_change',
  'on_configuration_change',
  'merge_update_columns',
  'merge_exclude_columns',
  'grants',
  'persist_docs',
  'pre_hook',
  'post_hook',
  'quoting',
  'sql_header',
  'packages',
  'event_time',
  'begin',
  'batch_size',
  'lookback',
  'concurrent_batches',
  'indexes',
  'unlogged',
  'freshness',
];
const seedKeys = ['column_types', 'delimiter', 'quote_columns'];
const snapshotKeys = [
  'strategy',
  'updated_at',
  'check_cols',
  'target_schema',
  'target_database',
  'hard_deletes',
  'invalidate_hard_deletes',
  'dbt_valid_to_current',
  'snapshot_meta_column_names',
];

/** Entries from general to specific, as ResourceFile.config has them, with those of the file's own config() last. */
export function parseModelConfig(entries: readonly ConfigEntry[], context: ConfigContext): Checked<ModelConfig> {
  const reader = new ConfigReader(entries);
  const more = context.kind === 'seed' ? seedKeys : context.kind === 'snapshot' ? snapshotKeys : [];
  reader.warnUnknown([...dbtKeys, ...ownKeys, ...more], `the config of a ${context.kind}`);
  const materialization = readMaterialization(reader, context);
  const meta = reader.read('meta', readMap, null);
  const config: ModelConfig = {
    enabled: reader.read('enabled', readBoolean, true),
    ...materialization,
    schema: reader.read('schema', readText, null),
    alias: reader.read('alias', readText, null),
    database: reader.read('database', readText, null),
    tags: [...new Set(reader.read('tags', readTexts, []))],
    meta: meta ? jsonObjectOf(meta) : {},
    incrementalStrategy: reader.read('incremental_strategy', readOneOf(incrementalStrategies), null),
    uniqueKey: reader.read('unique_key', readUniqueKey, []),
    onSchemaChange: reader.read(
      'on_schema_change',
      readOneOf(['ignore', 'fail', 'append_new_columns', 'sync_all_columns']),
      'ignore',
    ),
    fullRefresh: reader.read('full_refresh', readBoolean, null),
    mergeUpdateColumns: reader.read('merge_update_columns', readTexts, null),
    mergeExcludeColumns: reader.read('merge_exclude_columns', readTexts, []),
    incrementalPredicates: reader.read('incremental_predicates', readTexts, reader.read('predicates', readTexts, [])),
    touchColumns: reader.read('touch_columns', readTexts, []),
    partitionBy: reader.read('partition_by', readPartitionBy, null),
    indexes: reader.read('indexes', readIndexes, []),
    contractEnforced: reader.read('contract', readContract, false),
    audit: reader.read('audit', readBoolean, false),
    publish: reader.read('publish', readOneOf(['auto', 'in_place', 'swap']), 'auto'),
    publishAfterTests: reader.read('publish_after', readOneOf(['tests']), null) === 'tests',
    unlogged: reader.read('unlogged', readBoolean, false),
    sqlHeader: reader.read('sql_header', readText, null),
    preHooks: hooksOf(reader, 'pre_hook'),
    postHooks: hooksOf(reader, 'post_hook'),
    grants: reader.read('grants', readGrants, {}),
    persistDocs: reader.read('persist_docs', readPersistDocs, { relation: false, columns: false }),
    columnTypes: reader.read('column_types', readTextMap, {}),
    delimiter: reader.read('delimiter', readText, ','),
    quoteColumns: reader.read('quote_columns', readBoolean, true),
    raw: reader.raw(),
    spans: reader.spans(),
  };
  reportConflicts(config, reader, context);
  const diagnostics = sortDiagnostics(reader.problems);
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error')
    ? failed(diagnostics)
    : passed(config, diagnostics);
}

function readMaterialization(
  reader: ConfigReader,
  context: ConfigContext,
): Pick<ModelConfig, 'materialized' | 'materializationName'> {
  // Seeds are seeds whatever a folder says, as in dbt.
  if (context.kind === 'seed') return { materialized: 'seed', materializationName: 'seed' };
  const usual = context.kind === 'snapshot' ? 'snapshot' : 'view';
  const name = reader.read('materialized', readText, usual);
  const builtIn = materializationNames.find((one) => one === name && one !== 'seed');
  if (builtIn) return { materialized: builtIn, materializationName: name };
  const span = reader.spanOf('materialized');
  const own = [...context.materializations];
  if (!context.materializations.has(name) && name !== usual && span) {
    const known: readonly string[] = [
      ...materializationNames.filter((one): one is MaterializationName => one !== 'seed'),
      ...own,
    ];
    reader.report(
      errorAt('SETTING_VALUE', `there is no materialization "${name}"`, {
        span,
        help: didYouMean(name, known, `Choose one of ${known.join(', ')}`),
      }),
    );
  }
  return { materialized: 'custom', materializationName: name };
}

/** Each hook keeps the place of the entry that states it. */
function hooksOf(reader: ConfigReader, key: 'pre_hook' | 'post_hook'): readonly Hook[] {
  return reader.entriesOf(key).flatMap(({ value, span }) => {
    const items: readonly JsonValue[] = Array.isArray(value) ? value : [value];
    return items.flatMap((item) => readHook(item, key, span, reader.report) ?? []);
  });
}

function readHook(item: JsonValue, key: string, span: Hook['span'], report: Report): Hook | undefined {
  const value = yamlOf(typeof item === 'string' ? hookOf(item) : item, span);
  if (isNull(value)) return undefined;
  if (value.kind !== 'map') {
    const sql = readText(value, key, report);
    return sql === undefined || sql.trim() === '' ? undefined : { sql, transaction: true, span };
  }
  const fields = new Fields(value, report);
  fields.refuseUnknown(['sql', 'transaction'], 'a hook');
  const sql = fields.require('sql', readText, 'a hook');
  return sql === undefined ? undefined : { sql, transaction: fields.read('transaction', readBoolean) ?? true, span };
}

/** A hook may be the JSON that before_begin() and its siblings print. */
function hookOf(text: string): JsonValue {
  if (!text.trimStart().startsWith('{"sql"')) return text;
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return text;
  }
}

/** As in dbt an empty text is no key. */
const readUniqueKey: Reader<readonly string[]> = (value, name, report) =>
  value.kind === 'scalar' && value.value === '' ? [] : readTexts(value, name, report);

const readContract: Reader<boolean> = (value, name, report) => {
  // dbt also takes the bare word in config(): contract=true.
  if (value.kind === 'scalar') return readBoolean(value, name, report);
  const map = readMap(value, name, report);
  if (!map) return undefined;
  const fields = new Fields(map, report);
  fields.refuseUnknown(['enforced', 'alias_types', 'checksum'], 'contract');
  return fields.read('enforced', readBoolean) ?? false;
};

const readPersistDocs: Reader<ModelConfig['persistDocs']> = (value, name, report) => {
  const map = readMap(value, name, report);
  if (!map) return undefined;
  const fields = new Fields(map, report);
  fields.refuseUnknown(['relation', 'columns'], 'persist_docs');
  return {
    relation: fields.read('relation', readBoolean) ?? false,
    columns: fields.read('columns', readBoolean) ?? false,
  };
};

const readGrants: Reader<ModelConfig['grants']> = (value, name, report) =>
  recordOf(readMap(value, name, report), readTexts, report);
const readTextMap: Reader<Readonly<Record<string, string>>> = (value, name, report) =>
  recordOf(readMap(value, name, report), readText, report);

function recordOf<T>(
  map: YamlMap | undefined,
  reader: Reader<T>,
  report: Report,
): Readonly<Record<string, T>> | undefined {
  if (!map) return undefined;
  const entries = map.entries.flatMap((entry) => {
    const value = reader(entry.value, entry.key, report);
    return value === undefined ? [] : ([[entry.key, value]] as const);
  });
  return Object.fromEntries(entries);
}

/** Settings that cannot be had together; `audit` and partitions need a table that stays. */
function reportConflicts(config: ModelConfig, reader: ConfigReader, context: ConfigContext): void {
  const { materialized } = config;
  const conflict = (key: string, message: string, help: string): void => {
    reader.report(errorAt('CONFIG_CONFLICT', message, { span: reader.spanOf(key), help }));
  };
  const name = materialized === 'custom' ? config.materializationName : materialized;
  if (config.audit && context.kind === 'model' && materialized !== 'incremental') {
    conflict(
      'audit',
      `"audit: true" is for incremental models, seeds and snapshots, and this is a ${name}`,
      'Make the model incremental, or remove "audit"',
    );
  }
  if (config.partitionBy && materialized !== 'table' && materialized !== 'incremental') {
    conflict(
      'partition_by',
      `"partition_by" is for tables and incremental models, and this is a ${name}`,
      'Make the model a table or incremental, or remove "partition_by"',
    );
  }
  if (config.mergeUpdateColumns && config.mergeExcludeColumns.length > 0) {
    conflict(
      'merge_exclude_columns',
      '"merge_update_columns" and "merge_exclude_columns" exclude each other',
      'Keep one of the two',
    );
  }
  if (config.incrementalStrategy === 'insert_overwrite' && !config.partitionBy) {
    conflict(
      'incremental_strategy',
      'the strategy insert_overwrite replaces partitions, and the model has none',
      'Add "partition_by", or choose another strategy',
    );
  }
  if (config.audit && config.publish === 'swap') {
    conflict('publish', 'a table with "audit: true" is never swapped', 'Remove "publish: swap"');
  }
  if (config.touchColumns.length > 0 && materialized === 'incremental' && config.uniqueKey.length === 0) {
    conflict(
      'touch_columns',
      '"touch_columns" needs a unique_key, by which a changed row is found',
      'Add "unique_key", or remove "touch_columns"',
    );
  }
  const indexes = reader.spanOf('indexes');
  if (config.indexes.length > 0 && (materialized === 'view' || materialized === 'ephemeral') && indexes) {
    reader.report(
      warningAt(
        'CONFIG_CONFLICT',
        `indexes have no effect on a model that is ${materialized === 'view' ? 'a view' : 'ephemeral'}`,
        { span: indexes, help: 'Remove "indexes", or make the model a table' },
      ),
    );
  }
}

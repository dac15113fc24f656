// Config of a model, a seed or a snapshot: merged by dbt's rules and validated, each mistake reported where it was stated.

import { failed, passed } from '../base/checked.ts';
import { type Checked, errorAt, sortDiagnostics } from '../diagnostics/diagnostic.ts';
import { didYouMean } from '../diagnostics/nearest.ts';
import { ConfigReader } from './config-reader.ts';
import { type NodeValues, nodeKeys } from './keys/config-keys.ts';
import { foreignKey } from './keys/foreign-keys.ts';
import { microbatch } from './keys/incremental-keys.ts';
import { snapshots } from './keys/snapshot-keys.ts';
import { type MaterializationName, type ModelConfig, materializationNames } from './model-config.ts';
import type { ConfigEntry } from './project.ts';
import { reportIdleKeys } from './report-idle-keys.ts';

export interface ConfigContext {
  readonly kind: 'model' | 'seed' | 'snapshot';
  /** Names of the materializations that the project and its packages write in Jinja. */
  readonly materializations: ReadonlySet<string>;
  /** Of a package, which is written for whatever warehouse: its `partition_by` is BigQuery's. */
  readonly inPackage?: boolean;
}

/** Entries from general to specific, as ResourceFile.config has them, with those of the file's own config() last. */
export function parseModelConfig(entries: readonly ConfigEntry[], context: ConfigContext): Checked<ModelConfig> {
  const { kind } = context;
  const reader = new ConfigReader(kind, entries);
  reader.reportUnknown(`the config of a ${kind}`);
  const values = valuesOf(reader, context);
  const materialization = readMaterialization(values.materializationName, reader, context);
  if (values.enabled) reader.reportWithoutEffect(reportedElsewhere(values, kind));
  const config: ModelConfig = {
    ...values,
    ...materialization,
    raw: reader.raw(),
    values: { ...reader.shown(nodeKeys, values), materialized: materialization.materializationName },
    spans: reader.spans(),
  };
  reportConflicts(config, reader, context);
  if (values.enabled) reportIdleKeys(config, reader);
  const diagnostics = sortDiagnostics(reader.problems);
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error')
    ? failed(diagnostics)
    : passed(config, diagnostics);
}

function valuesOf(reader: ConfigReader, { inPackage }: ConfigContext): NodeValues {
  const values = reader.values(nodeKeys);
  if (!inPackage || values.partitionBy === null) return values;
  reader.report(foreignKey('partition_by', reader.spanOf('partition_by')));
  return { ...values, partitionBy: null };
}

/** A snapshot is reported as a whole, and the strategy microbatch is an error when the model is planned. */
function reportedElsewhere({ incrementalStrategy }: NodeValues, kind: ConfigContext['kind']): readonly string[] {
  return [...(kind === 'snapshot' ? [snapshots] : []), ...(incrementalStrategy === 'microbatch' ? [microbatch] : [])];
}

function readMaterialization(
  stated: string,
  reader: ConfigReader,
  context: ConfigContext,
): Pick<ModelConfig, 'materialized' | 'materializationName'> {
  // Seeds are seeds whatever a folder says, as in dbt.
  if (context.kind === 'seed') return { materialized: 'seed', materializationName: 'seed' };
  const usual = context.kind === 'snapshot' ? 'snapshot' : 'view';
  const name = reader.isStated('materialized') ? stated : usual;
  const builtIn = materializationNames.find((one) => one === name && one !== 'seed');
  if (builtIn) return { materialized: builtIn, materializationName: name };
  const own = [...context.materializations];
  const span = reader.spanOf('materialized');
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
  if (config.access === 'public' && materialized === 'ephemeral') {
    conflict(
      'access',
      '"access: public" is for models with a relation, and this one is ephemeral',
      'Choose another materialization, or leave the model protected',
    );
  }
}

// Keys of a config that are other warehouses' (their adapters' documentation and AdapterConfig classes): dbt-postgres keeps them for
// config.get and does nothing with them, and so does Smelt. It says so in one line a project, whose mistake they are not.

import { type Diagnostic, foreignSetting, placeOf, warningAt } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../diagnostics/text-file.ts';

const byWarehouse: Readonly<Record<string, readonly string[]>> = {
  BigQuery: [
    'cluster_by',
    'require_partition_filter',
    'partition_expiration_days',
    'hours_to_expiration',
    'kms_key_name',
    'labels',
    'partitions',
    'copy_partitions',
    'enable_refresh',
    'refresh_interval_minutes',
    'max_staleness',
    'grant_access_to',
    'intermediate_format',
    'job_execution_timeout_seconds',
    'resource_tags',
    'enable_change_history',
  ],
  Snowflake: [
    'transient',
    'automatic_clustering',
    'copy_grants',
    'secure',
    'query_tag',
    'snowflake_warehouse',
    'snowflake_initialization_warehouse',
    'tmp_relation_type',
    'merge_hash_columns',
    'target_lag',
    'refresh_mode',
    'initialize',
    'row_access_policy',
    'table_tag',
    'external_volume',
    'base_location_root',
    'base_location_subpath',
    'catalog_name',
    'table_format',
    'immutable_where',
  ],
  Redshift: ['sort', 'sort_type', 'dist', 'bind', 'backup', 'auto_refresh', 'query_group'],
  'Spark and Databricks': [
    'file_format',
    'location_root',
    'clustered_by',
    'buckets',
    'tblproperties',
    'liquid_clustered_by',
    'auto_liquid_cluster',
    'databricks_tags',
    'databricks_compute',
    'include_full_name_in_path',
    'skip_matched_step',
    'skip_not_matched_step',
    'matched_condition',
    'not_matched_condition',
    'not_matched_by_source_action',
    'not_matched_by_source_condition',
    'merge_with_schema_evolution',
    'incremental_apply_config_changes',
    'unique_tmp_table_suffix',
    'compression',
    'source_alias',
    'target_alias',
  ],
  'Athena and Trino': [
    'external_location',
    'partitioned_by',
    'bucketed_by',
    'bucket_count',
    'table_type',
    'write_compression',
    'native_drop',
    'table_properties',
    'lf_tags_config',
    'lf_inherited_tags',
    's3_data_dir',
    's3_data_naming',
    's3_tmp_table_dir',
    'force_batch',
    'on_table_exists',
    'view_security',
    'views_enabled',
  ],
  ClickHouse: ['engine', 'order_by', 'sharding_key', 'ttl', 'query_settings', 'inserts_only', 'projections'],
  'SQL Server, Synapse and Fabric': ['as_columnstore', 'auto_provision_aad_principals', 'temporal'],
  'Teradata, Oracle and others': [
    'table_kind',
    'table_option',
    'with_statistics',
    'parallel',
    'table_compression_clause',
    'partition_config',
    'distributed_by',
    'duplicate_key',
    'segmented_by_string',
    'retain_history',
  ],
};

const foreignKeys: ReadonlySet<string> = new Set(Object.values(byWarehouse).flat());

export function isForeignKey(name: string): boolean {
  return foreignKeys.has(name);
}

/** Of one place; `foreignInOneLine` makes one of all. */
export function foreignKey(name: string, span: Span | undefined): Diagnostic {
  return warningAt(foreignSetting, `"${name}" is written for another warehouse, and has no effect here`, {
    span,
    help: 'Leave it, or remove it',
  });
}

/** Those of other warehouses as one, without a help line: there is nothing to do. */
export function foreignInOneLine(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const isForeign = ({ code }: Diagnostic) => code === foreignSetting;
  const found = diagnostics.filter(isForeign);
  const [first] = found;
  if (!first) return diagnostics;
  const names = [...new Set(found.map(({ message }) => /^"([^"]*)"/.exec(message)?.[1] ?? message))].sort();
  const place = first.span ? ` (${placeOf(first.span)}${found.length > 1 ? ` and ${found.length - 1} more` : ''})` : '';
  const line = `written for another warehouse, and without effect here: ${names.join(', ')}${place}`;
  return [...diagnostics.filter((one) => !isForeign(one)), warningAt(foreignSetting, line, { help: '' })];
}

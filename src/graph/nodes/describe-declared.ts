// dbt's `graph.exposures` and its like: what is written, key by key with what dbt has where nothing is.

import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json-value.ts';
import type { DeclarationKind } from '../../project/declaration-kind.ts';
import type { DeclaredNode } from './declared.ts';
import { dependencies, describeParts, referencedParts, type Surrounding } from './node-parts.ts';

const partNames = ['unique_id', 'name', 'resource_type', 'package_name', 'path', 'original_file_path', 'fqn'] as const;

export function describeDeclared(node: DeclaredNode, surrounding: Surrounding): JsonObject {
  const parts = describeParts(node, surrounding);
  const { refs, sources } = referencedParts(node.references);
  return {
    ...node.written,
    ...Object.fromEntries(partNames.map((name) => [name, parts[name] ?? null])),
    refs,
    ...dependencies(node, surrounding),
    ...kinds[node.resourceType](node, sources),
  };
}

const kinds: Readonly<Record<DeclarationKind, (node: DeclaredNode, sources: JsonValue) => JsonObject>> = {
  exposure: (node, sources) => ({
    ...withDefaults(node.written, ['label', 'maturity', 'url']),
    owner: { email: null, name: null, ...objectAt(node.written, 'owner') },
    description: node.description,
    ...tagsAndMeta(node),
    config: { enabled: node.enabled, ...tagsAndMeta(node) },
    sources,
    metrics: node.references.flatMap((reference) =>
      reference.kind === 'metric'
        ? [reference.packageName === null ? [reference.name] : [reference.packageName, reference.name]]
        : [],
    ),
  }),
  metric: (node, sources) => ({
    ...withDefaults(node.written, ['label', 'metadata', 'time_granularity']),
    description: node.description,
    type_params: describeMetricParameters(objectAt(node.written, 'type_params')),
    filter: describeFilter(node.written.filter),
    ...tagsAndMeta(node),
    ...groupAndConfig(node),
    sources,
    metrics: [],
  }),
  semantic_model: (node) => ({
    ...withDefaults(node.written, ['label', 'metadata', 'primary_entity', 'defaults']),
    description: node.description || null,
    entities: listAt(node.written, 'entities', ['description', 'label', 'role', 'expr']),
    measures: listAt(node.written, 'measures', measureKeys, { create_metric: false }),
    dimensions: listAt(node.written, 'dimensions', dimensionKeys, { is_partition: false }).map(withTime),
    ...groupAndConfig(node),
  }),
  saved_query: (node) => ({
    ...withDefaults(node.written, ['label', 'metadata']),
    description: node.description || null,
    query_params: describeQuery(objectAt(node.written, 'query_params')),
    exports: node.written.exports ?? [],
    tags: node.tags,
    ...groupAndConfig(node, {
      ...withDefaults(objectAt(node.written, 'config'), ['export_as', 'schema']),
      cache: { enabled: false, ...objectAt(objectAt(node.written, 'config'), 'cache') },
    }),
  }),
};

const measureKeys = ['description', 'label', 'expr', 'agg_params', 'non_additive_dimension', 'agg_time_dimension'];
const dimensionKeys = ['description', 'label', 'expr', 'metadata', 'datatype'];

function tagsAndMeta({ tags, meta }: DeclaredNode): JsonObject {
  return { tags, meta };
}

function groupAndConfig({ group, enabled, meta }: DeclaredNode, more: JsonObject = {}): JsonObject {
  const name = group?.value ?? null;
  return { group: name, config: { enabled, group: name, meta, ...more } };
}

function withDefaults(written: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(keys.map((key) => [key, written[key] ?? null]));
}

function objectAt(written: JsonObject, key: string): JsonObject {
  const value = written[key] ?? null;
  return isJsonObject(value) ? value : {};
}

function listAt(
  written: JsonObject,
  key: string,
  keys: readonly string[],
  defaults: JsonObject = {},
): readonly JsonValue[] {
  const items = written[key];
  if (!Array.isArray(items)) return [];
  return items.map((item: JsonValue) => {
    if (!isJsonObject(item)) return item;
    const config = { meta: {}, ...objectAt(item, 'config') };
    return { ...defaults, ...item, ...withDefaults(item, keys), config };
  });
}

function withTime(dimension: JsonValue): JsonValue {
  if (!isJsonObject(dimension) || !isJsonObject(dimension.type_params ?? null)) return dimension;
  return { ...dimension, type_params: { validity_params: null, ...objectAt(dimension, 'type_params') } };
}

/** One text, or several that all hold. */
function describeFilter(written: JsonValue | undefined): JsonValue {
  if (typeof written === 'string') return describeFilter([written]);
  if (!Array.isArray(written)) return written ?? null;
  return { where_filters: written.map((text: JsonValue) => ({ where_sql_template: text })) };
}

const measureInput: JsonObject = {
  filter: null,
  alias: null,
  join_to_timespine: false,
  fill_nulls_with: null,
};
const metricInput: JsonObject = { filter: null, alias: null, offset_window: null, offset_to_grain: null };
const metricParameters = [
  'expr',
  'window',
  'grain_to_date',
  'conversion_type_params',
  'cumulative_type_params',
  'metric_aggregation_params',
  'fill_nulls_with',
  'is_private',
];

function describeMetricParameters(written: JsonObject): JsonObject {
  const measure = describeInput(written.measure, measureInput);
  const inputs = Array.isArray(written.metrics) ? written.metrics : [];
  return {
    join_to_timespine: false,
    ...written,
    ...withDefaults(written, metricParameters),
    measure,
    input_measures: measure === null ? [] : [measure],
    numerator: describeInput(written.numerator, metricInput),
    denominator: describeInput(written.denominator, metricInput),
    metrics: inputs.map((input: JsonValue) => describeInput(input, metricInput)),
  };
}

/** A measure or a metric that a metric is made of, which may be written by its name alone. */
function describeInput(written: JsonValue | undefined, defaults: JsonObject): JsonValue {
  if (typeof written === 'string') return { name: written, ...defaults };
  if (!isJsonObject(written ?? null)) return null;
  const input = written as JsonObject;
  return { ...defaults, ...input, filter: describeFilter(input.filter) };
}

function describeQuery(written: JsonObject): JsonObject {
  const { metrics = [], group_by = [], where, order_by = [], limit = null } = written;
  return { metrics, group_by, where: describeFilter(where), order_by, limit };
}

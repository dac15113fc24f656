// `sources:` of a properties file: one value for each table, with what its source says of all of them merged in.

import type { JsonObject } from '../base/json-value.ts';
import { errorAt } from '../diagnostics/diagnostic.ts';
import { readColumns } from './column-properties.ts';
import { readFileSettings } from './file-settings.ts';
import { configEntryOf, entriesFor, type PlacedFolderConfig } from './folder-config.ts';
import type { ConfigEntry, SourceTable } from './project.ts';
import { Fields, type Report, readBoolean, readMap, readMaps, readText, readTexts } from './read-value.ts';
import { readTests } from './test-declaration.ts';
import { isNull, jsonObjectOf, type YamlMap, yamlOf } from './yaml-value.ts';

const sourceKeys = [
  'name',
  'description',
  'database',
  'schema',
  'loader',
  'loaded_at_field',
  'loaded_at_query',
  'meta',
  'tags',
  'config',
  'overrides',
  'freshness',
  'quoting',
  'tables',
  'tests',
  'data_tests',
];
const tableKeys = [
  'name',
  'description',
  'identifier',
  'columns',
  'tests',
  'data_tests',
  'config',
  'meta',
  'tags',
  'loader',
  'loaded_at_field',
  'loaded_at_query',
  'freshness',
  'quoting',
  'external',
  'files',
];

/** The name under which models read Smelt's own tables. */
export const engineSourceName = 'smelt';

export interface SourceContext {
  readonly packageName: string;
  /** Between the resource path and the properties file. */
  readonly folders: readonly string[];
  /** `sources:` of the project files. */
  readonly configs: readonly PlacedFolderConfig[];
  readonly usedConfigs: Set<PlacedFolderConfig>;
}

export function readSource(map: YamlMap, context: SourceContext, report: Report): readonly SourceTable[] {
  const fields = new Fields(map, report);
  const name = fields.requirePlaced('name', readText, 'a source');
  fields.refuseUnknown(sourceKeys, 'a source', 'warning');
  const tables = fields.read('tables', readMaps) ?? [];
  if (!name) return [];
  if (name.value === engineSourceName) {
    report(
      errorAt('SOURCE_RESERVED', `the source name "${engineSourceName}" is reserved for Smelt's own tables`, {
        span: name.span,
        help: 'Choose another name',
      }),
    );
    return [];
  }
  return tables.flatMap((table) => readTable(fields, name.value, table, context, report) ?? []);
}

function readTable(
  source: Fields,
  sourceName: string,
  map: YamlMap,
  context: SourceContext,
  report: Report,
): SourceTable | undefined {
  const fields = new Fields(map, report);
  const name = fields.requirePlaced('name', readText, 'a table of a source');
  fields.refuseUnknown(tableKeys, 'a table of a source', 'warning');
  if (!name) return undefined;
  const fqn = [context.packageName, ...context.folders, sourceName, name.value];
  const config = [
    ...entriesFor(fqn, context.configs, context.usedConfigs),
    ...configEntries(source, report),
    ...configEntries(fields, report),
  ];
  const files = fields.read('files', readMap);
  const settings = files && readFileSettings(files, report);
  return {
    packageName: context.packageName,
    sourceName,
    name: name.value,
    fqn,
    identifier: fields.read('identifier', readText) ?? name.value,
    schema: source.read('schema', readText) ?? sourceName,
    database: source.read('database', readText) ?? null,
    description: fields.read('description', readText) ?? '',
    enabled: enabledOf(config, report),
    columns: readColumns(fields, report),
    tests: readTests(fields, null, report),
    config,
    tags: [
      ...new Set([
        ...tagsOf(config, report),
        ...(source.read('tags', readTexts) ?? []),
        ...(fields.read('tags', readTexts) ?? []),
      ]),
    ],
    meta: { ...metaOf(config), ...metaIn(source), ...metaIn(fields) },
    loadedAtField:
      fields.read('loaded_at_field', readText) ??
      source.read('loaded_at_field', readText) ??
      lastText(config, 'loaded_at_field'),
    freshness: freshnessOf(source, fields, config),
    files: settings ?? null,
    source: map.span.source,
    span: name.span,
  };
}

function configEntries(fields: Fields, report: Report): readonly ConfigEntry[] {
  const entry = fields.entry('config');
  if (!entry || isNull(entry.value)) return [];
  return readMap(entry.value, 'config', report)?.entries.map(configEntryOf) ?? [];
}

function enabledOf(config: readonly ConfigEntry[], report: Report): boolean {
  const last = config.findLast((entry) => entry.key === 'enabled');
  return last === undefined || (readBoolean(yamlOf(last.value, last.span), 'enabled', report) ?? true);
}

function tagsOf(config: readonly ConfigEntry[], report: Report): readonly string[] {
  return config
    .filter((entry) => entry.key === 'tags')
    .flatMap((entry) => readTexts(yamlOf(entry.value, entry.span), 'tags', report) ?? []);
}

function metaOf(config: readonly ConfigEntry[]): JsonObject {
  return Object.assign({}, ...config.filter((entry) => entry.key === 'meta').map((entry) => entry.value));
}

function metaIn(fields: Fields): JsonObject {
  const meta = fields.read('meta', readMap);
  return meta ? jsonObjectOf(meta) : {};
}

function lastText(config: readonly ConfigEntry[], key: string): string | null {
  const value = config.findLast((entry) => entry.key === key)?.value;
  return typeof value === 'string' ? value : null;
}

/** The table's over the source's, key by key; `freshness: null` at the table switches it off. */
function freshnessOf(source: Fields, table: Fields, config: readonly ConfigEntry[]): JsonObject | null {
  const own = table.entry('freshness');
  if (own && isNull(own.value)) return null;
  const stated = config.filter((entry) => entry.key === 'freshness').map((entry) => entry.value);
  const parts = [source, table].flatMap((fields) => {
    const map = fields.read('freshness', readMap);
    return map ? [jsonObjectOf(map)] : [];
  });
  if (parts.length + stated.length === 0) return null;
  return Object.assign({}, ...stated, ...parts);
}

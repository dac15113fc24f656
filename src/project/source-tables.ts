// `sources:` of a properties file: one value for each table, with what its source says of all of them merged in.

import type { JsonObject } from '../base/json-value.ts';
import { errorAt, warningAt } from '../diagnostics/diagnostic.ts';
import { readColumns } from './column-properties.ts';
import { ConfigReader } from './config-reader.ts';
import { readFileSettings } from './file-settings.ts';
import { configEntryOf, entriesFor, type PlacedFolderConfig } from './folder-config.ts';
import { keysBeside, type SourceValues, sourceKeys } from './keys/config-keys.ts';
import type { ConfigEntry, SourceTable } from './project.ts';
import { sourceProperties, tableProperties } from './property-keys.ts';
import { checkQuoting } from './quoting.ts';
import { Fields, type Report, readMap, readMaps, readText } from './read-value.ts';
import { sourceFacts } from './source-facts.ts';
import { readTests } from './test-declaration.ts';
import { isNull, type YamlMap } from './yaml-value.ts';

const besideConfig = keysBeside('source');

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

/** `docs`: ids of the docs blocks that the source and its tables name. */
export function readSource(
  map: YamlMap,
  docs: readonly string[],
  context: SourceContext,
  report: Report,
): readonly SourceTable[] {
  const fields = new Fields(map, report);
  const name = fields.requirePlaced('name', readText, 'a source');
  fields.refuseUnknown(Object.keys(sourceProperties), 'a source', 'warning');
  checkQuoting(fields, report);
  checkOverriding(fields, report);
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
  return tables.flatMap((table) => {
    const read = readTable({ fields, name: name.value }, table, context, report);
    return read ? { ...read, docs } : [];
  });
}

function readTable(
  { fields: source, name: sourceName }: { readonly fields: Fields; readonly name: string },
  map: YamlMap,
  context: SourceContext,
  report: Report,
): Omit<SourceTable, 'docs'> | undefined {
  const fields = new Fields(map, report);
  const name = fields.requirePlaced('name', readText, 'a table of a source');
  fields.refuseUnknown(Object.keys(tableProperties), 'a table of a source', 'warning');
  checkQuoting(fields, report);
  if (!name) return undefined;
  const fqn = [context.packageName, ...context.folders, sourceName, name.value];
  const { config, merged } = readConfig(
    [
      ...entriesFor(fqn, context.configs, context.usedConfigs),
      ...[source, fields].flatMap((one) => configEntries(one, report)),
      ...[source, fields].flatMap(entriesBeside),
    ],
    report,
  );
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
    enabled: config.enabled,
    columns: readColumns(fields, report),
    tests: readTests(fields, null, report),
    tags: config.tags,
    meta: config.meta,
    facts: sourceFacts(source, fields, merged),
    files: settings ?? null,
    file: map.span.file,
    span: name.span,
  };
}

function checkOverriding(source: Fields, report: Report): void {
  const entry = source.entry('overrides');
  if (!entry || isNull(entry.value)) return;
  report(
    warningAt('SETTING_LATER', '"overrides" has no effect yet: the source of the package stays as it is', {
      span: entry.keySpan,
      help: 'Remove it, or leave it: it takes effect in a later version',
    }),
  );
}

function configEntries(fields: Fields, report: Report): readonly ConfigEntry[] {
  const entry = fields.entry('config');
  if (!entry || isNull(entry.value)) return [];
  return readMap(entry.value, 'config', report)?.entries.map(configEntryOf) ?? [];
}

/** What dbt also takes beside `config:`. */
function entriesBeside({ map }: Fields): readonly ConfigEntry[] {
  return map.entries.filter(({ key }) => besideConfig.has(key)).map(configEntryOf);
}

function readConfig(
  entries: readonly ConfigEntry[],
  report: Report,
): { readonly config: SourceValues; readonly merged: JsonObject } {
  const reader = new ConfigReader('source', entries);
  reader.reportUnknown('the config of a source');
  const values = reader.values(sourceKeys);
  if (values.enabled) reader.reportWithoutEffect();
  reader.problems.forEach(report);
  return { config: values, merged: reader.raw() };
}

// `versions:` of a model in a properties file: each version with what it says beside, or instead of, what the model says of all.

import { isJsonObject, type JsonValue } from '../base/json-value.ts';
import { errorAt } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/text-file.ts';
import { readColumn, readConstraints } from './column-properties.ts';
import { readDeprecationDate } from './deprecation-date.ts';
import { configEntryOf } from './folder-config.ts';
import { isSameVersion, newest, readVersion, type VersionName, versionTag } from './model-version.ts';
import type { ColumnProperties, ConfigEntry, Properties } from './project.ts';
import { versionKeys } from './property-keys.ts';
import { Fields, type Report, readMap, readMaps, readText, readTexts, wrongType } from './read-value.ts';
import { readTests } from './test-declaration.ts';
import { entryOf, isNull, type YamlMap } from './yaml-value.ts';

/** One version, with all that holds for it. */
export interface VersionEntry {
  readonly name: VersionName;
  /** The name of the file, without its ending. */
  readonly definedIn: string;
  readonly span: Span;
  /** What any other place that states it wins over: dbt's `access` of a version. */
  readonly leastConfig: readonly ConfigEntry[];
  readonly config: readonly ConfigEntry[];
  readonly properties: Properties;
}

export interface ModelVersions {
  readonly latest: VersionName;
  readonly versions: readonly VersionEntry[];
}

/** What the model says of all of its versions. */
export interface VersionedModel {
  readonly properties: Properties;
  readonly config: readonly ConfigEntry[];
}

/** Null where the model has no versions. What is wrong is reported, and reads as if it were absent. */
export function readVersions(fields: Fields, model: VersionedModel, report: Report): ModelVersions | null {
  const versions: VersionEntry[] = [];
  const items = fields.read('versions', readMaps) ?? [];
  for (const map of items) {
    const version = readOne(map, model, report);
    const first = version && versions.find(({ name }) => isSameVersion(name, version.name));
    if (first) report(twice(version, first));
    else if (version) versions.push(version);
  }
  const names = versions.map(({ name }) => name);
  const latest = readLatest(fields, names, model.properties.name.value, report) ?? newest(names);
  if (items.length === 0) return null;
  return { latest: latest ?? '', versions };
}

function readLatest(
  fields: Fields,
  names: readonly VersionName[],
  model: string,
  report: Report,
): VersionName | undefined {
  const latest = fields.readPlaced('latest_version', readVersion);
  if (!latest || names.some((name) => isSameVersion(name, latest.value))) return latest?.value;
  report(
    errorAt('SETTING_VALUE', `"${latest.value}" is none of the versions of "${model}"`, {
      span: latest.span,
      help: names.length === 0 ? 'List them under "versions:"' : `Its versions are ${names.join(', ')}`,
    }),
  );
  return undefined;
}

function twice(version: VersionEntry, first: VersionEntry) {
  return errorAt('PROPERTIES_DUPLICATE', `the version ${version.name} is described twice`, {
    span: version.span,
    notes: [{ message: 'it is described here first', span: first.span }],
    help: 'Put all of its properties into one entry',
  });
}

function readOne(map: YamlMap, model: VersionedModel, report: Report): VersionEntry | undefined {
  const fields = new Fields(map, report);
  const version = fields.requirePlaced('v', readVersion, 'a version');
  fields.refuseUnknown(Object.keys(versionKeys), 'a version', 'warning');
  if (!version) return undefined;
  const { properties } = model;
  const access = fields.entry('access');
  const docs = fields.entry('docs');
  const own = [...(docs ? [docs] : []), ...(fields.read('config', readMap)?.entries ?? [])].map(configEntryOf);
  const { deprecationDate: _, ...ofAll } = properties;
  const deprecationDate = readDeprecationDate(fields);
  const constraints = readConstraints(fields, null, report);
  const { columns, tests } = readColumnsOfVersion(fields, properties.columns, report);
  const ownTests = fields.entry('data_tests') ?? fields.entry('tests');
  const hasTests = ownTests !== undefined && !isNull(ownTests.value);
  return {
    name: version.value,
    definedIn: fields.read('defined_in', readText) ?? `${properties.name.value}_${versionTag(version.value)}`,
    span: version.span,
    leastConfig: access ? [configEntryOf(access)] : [],
    config: mergedInto(model.config, own),
    properties: {
      ...ofAll,
      description: fields.read('description', readText) || properties.description,
      columns,
      constraints: constraints.length > 0 ? constraints : properties.constraints,
      tests: [...(hasTests ? readTests(fields, null, report) : properties.tests), ...tests],
      ...(deprecationDate ? { deprecationDate } : {}),
    },
  };
}

/** The model's columns that the version has, then its own; `tests` are those of the model's columns that the version states anew. */
function readColumnsOfVersion(
  fields: Fields,
  ofModel: readonly ColumnProperties[],
  report: Report,
): Pick<Properties, 'columns' | 'tests'> {
  const items = fields.read('columns', readMaps) ?? [];
  const choices = items.filter((item) => entryOf(item, 'name') === undefined);
  const [choice, second] = choices;
  if (second)
    report(
      errorAt('SETTING_VALUE', 'a version takes one list of included columns', {
        span: second.span,
        help: 'Put all of it into one item: - include: all, exclude: [a, b]',
      }),
    );
  const own = items.filter((item) => !choices.includes(item)).flatMap((item) => readColumn(item, report) ?? []);
  const isIncluded = choice ? readChoice(choice, report) : () => true;
  const included = ofModel.filter(({ name }) => isIncluded(name));
  const restated = new Set(own.map(({ name }) => name));
  return {
    columns: [...included.filter(({ name }) => !restated.has(name)), ...own],
    tests: included.filter(({ name }) => restated.has(name)).flatMap((column) => column.tests),
  };
}

/** `include: all` (or `*`, or a list), with `exclude:` where all are included. */
function readChoice(map: YamlMap, report: Report): (column: string) => boolean {
  const fields = new Fields(map, report);
  fields.refuseUnknown(['include', 'exclude'], 'the included columns of a version');
  const entry = fields.entry('include');
  const included = fields.require('include', readIncluded, 'the included columns of a version');
  const excluded = fields.read('exclude', readTexts) ?? [];
  if (Array.isArray(included) && excluded.length > 0 && entry) {
    report(
      errorAt('CONFIG_CONFLICT', '"exclude" is for versions that include all columns', {
        span: fields.entry('exclude')?.keySpan ?? entry.keySpan,
        help: 'Leave those columns out of "include", or write "include: all"',
      }),
    );
  }
  return (column) => (included === 'all' || (included?.includes(column) ?? true)) && !excluded.includes(column);
}

const readIncluded = (value: Parameters<typeof readTexts>[0], name: string, report: Report) => {
  if (value.kind === 'list') return readTexts(value, name, report);
  if (value.kind === 'scalar' && (value.value === 'all' || value.value === '*')) return 'all' as const;
  return wrongType(value, name, '"all", or a list of columns', report);
};

/** dbt's deep merge: maps by their keys, lists one after the other, the version's first, else the version's alone. */
function mergedInto(ofAll: readonly ConfigEntry[], own: readonly ConfigEntry[]): readonly ConfigEntry[] {
  const restated = new Set(own.map(({ key }) => key));
  return [
    ...ofAll.filter(({ key }) => !restated.has(key)),
    ...own.map((entry) => {
      const before = ofAll.filter(({ key }) => key === entry.key).map(({ value }) => value);
      return { ...entry, value: [...before, entry.value].reduce(deepMerge) };
    }),
  ];
}

function deepMerge(before: JsonValue, value: JsonValue): JsonValue {
  if (Array.isArray(value)) return [...value, ...(Array.isArray(before) ? before : before === null ? [] : [before])];
  if (!isJsonObject(before) || !isJsonObject(value)) return value;
  const merged: Record<string, JsonValue> = { ...before };
  for (const [key, one] of Object.entries(value)) {
    const other = Object.hasOwn(before, key) ? before[key] : undefined;
    merged[key] = other === undefined ? one : deepMerge(other, one);
  }
  return merged;
}

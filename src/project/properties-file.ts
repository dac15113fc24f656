// One properties file: what it says of models, seeds, snapshots, analyses and singular tests, and the sources it declares.
// Finding the resource that an entry speaks of is load-project.ts's.

import { errorAt, warningAt } from '../diagnostics/diagnostic.ts';
import type { TextFile } from '../diagnostics/text-file.ts';
import { readColumns, readConstraints } from './column-properties.ts';
import { sectionKeys } from './declaration-keys.ts';
import type { DeclarationKind } from './declaration-kind.ts';
import { readDeprecationDate } from './deprecation-date.ts';
import { readExposure } from './exposures.ts';
import { docId } from './find-doc.ts';
import { configEntryOf, type PlacedFolderConfig } from './folder-config.ts';
import { type Group, readGroup } from './groups.ts';
import { keysBeside, keysWithTemplates } from './keys/config-keys.ts';
import { readModelSemantics } from './model-semantics.ts';
import { type ModelVersions, readVersions } from './model-versions.ts';
import type { ConfigEntry, Declaration, Placed, Properties, ResourceKind, SourceTable } from './project.ts';
import { modelPropertyKeys, type PropertyKeys, resourceKeys, snapshotPropertyKeys } from './property-keys.ts';
import { Fields, type Report, readMap, readMaps, readText, unknownKey } from './read-value.ts';
import { readYaml } from './read-yaml.ts';
import { type DescriptionContext, renderDescriptions } from './render-descriptions.ts';
import { renderMap } from './render-setting.ts';
import { semanticSections } from './semantic-layer.ts';
import { readSource, type SourceContext } from './source-tables.ts';
import { readTests, testConfigKeys } from './test-declaration.ts';
import { isNull, jsonObjectOf, type YamlEntry, type YamlMap, type YamlValue } from './yaml-value.ts';

/** What a properties file says of one resource. */
export interface PropertiesEntry {
  readonly kind: ResourceKind;
  readonly properties: Properties;
  readonly config: readonly ConfigEntry[];
  /** Of a model that has versions, each of which is a resource. */
  readonly versions: ModelVersions | null;
  /** Of a snapshot that the entry itself declares: what it reads, `ref(…)` or `source(…)`. */
  readonly relation: Placed<string> | null;
}

export interface PropertiesFile {
  readonly entries: readonly PropertiesEntry[];
  readonly sources: readonly SourceTable[];
  readonly groups: readonly Group[];
  readonly declarations: readonly Declaration[];
}

const kindOfSection: ReadonlyMap<string, ResourceKind> = new Map([
  ['models', 'model'],
  ['seeds', 'seed'],
  ['snapshots', 'snapshot'],
  ['analyses', 'analysis'],
  ['data_tests', 'test'],
]);

/** Sections of dbt that say nothing to a build. */
const passedOver = ['macros', 'functions', 'anchors'];

export function readPropertiesFile(
  file: TextFile,
  settings: DescriptionContext,
  context: SourceContext & {
    readonly declaredConfigs: Readonly<Record<DeclarationKind, readonly PlacedFolderConfig[]>>;
  },
  report: Report,
): PropertiesFile {
  const yaml = readYaml(file);
  if (!yaml.ok) yaml.problems.forEach(report);
  const map = yaml.ok && !isNull(yaml.value) ? readMap(yaml.value, file.path, report) : undefined;
  const entries: PropertiesEntry[] = [];
  const sources: SourceTable[] = [];
  const groups: Group[] = [];
  const declarations: Declaration[] = [];
  const placeOf = (kind: DeclarationKind) => ({ ...context, configs: context.declaredConfigs[kind] });
  const readDeclared = (section: string, item: YamlMap): readonly Declaration[] => {
    if (section === 'exposures') {
      const read = readExposure(rendered(item, settings, [], report), placeOf('exposure'), report);
      return read ? [read] : [];
    }
    const semantic = semanticSections.get(section);
    return semantic?.read(renderedConfig(item, settings, report), placeOf(semantic.kind), report) ?? [];
  };
  for (const section of map?.entries ?? []) {
    const kind = kindOfSection.get(section.key);
    if (kind) {
      for (const item of readMaps(section.value, section.key, report) ?? []) {
        const { map: entryMap, docs } = rendered(item, settings, kind === 'model' ? ['versions'] : [], report);
        const entry = readEntry(kind, entryMap, docs, report);
        if (entry) entries.push(entry);
        if (kind === 'model') declarations.push(...readModelSemantics({ map: entryMap, docs }, placeOf, report));
      }
    } else if (section.key === 'sources') {
      for (const item of readMaps(section.value, section.key, report) ?? []) {
        const { map: sourceMap, docs } = rendered(item, settings, ['tables'], report);
        sources.push(...readSource(sourceMap, docs, context, report));
      }
    } else if (section.key === 'groups') {
      for (const item of readMaps(section.value, section.key, report) ?? []) {
        const group = readGroup(rendered(item, settings, [], report).map, context.packageName, report);
        if (group) groups.push(group);
      }
    } else if (declaredSections.has(section.key)) {
      for (const item of readMaps(section.value, section.key, report) ?? [])
        declarations.push(...readDeclared(section.key, item));
    } else judgeSection(section, report);
  }
  return { entries, sources, groups, declarations };
}

function judgeSection(section: YamlEntry, report: Report): void {
  if (section.key === 'version') {
    if (section.value.kind === 'scalar' && (section.value.value === 2n || section.value.value === '2')) return;
    report(
      errorAt('SETTING_VALUE', 'the version of a properties file is 2', {
        span: section.value.span,
        help: 'Write "version: 2", or leave it out',
      }),
    );
  } else if (section.key === 'unit_tests') {
    report(
      warningAt('SETTING_LATER', 'unit tests are not run yet', {
        span: section.keySpan,
        help: 'The rest of this file counts; unit tests come in a later version',
      }),
    );
  } else if (!passedOver.includes(section.key)) {
    report(unknownKey(section, Object.keys(sectionKeys), 'a properties file', 'warning'));
  }
}

/** The item with its templates rendered; what is below a key of `within` is an item of its own. `docs`: ids of the blocks that its descriptions name. */
function rendered(
  item: YamlMap,
  settings: DescriptionContext,
  within: readonly string[],
  report: Report,
): { readonly map: YamlMap; readonly docs: readonly string[] } {
  const docs = new Set<string>();
  const noting: DescriptionContext = {
    ...settings,
    doc(packageName, name) {
      const block = settings.doc(packageName, name);
      docs.add(docId(block));
      return block;
    },
  };
  const own = (path: readonly string[]) => path.slice(within.includes(path[0] ?? '') ? 1 : 0);
  const properties = renderMap(item, settings, (path, value) => rendersProperty(own(path), value), report);
  const map = renderDescriptions(properties, noting, (path) => isDescription(own(path)), report);
  return { map, docs: [...docs] };
}

/** As rendered, but nothing beside the config: filters hold templates of the semantic layer. */
function renderedConfig(item: YamlMap, settings: DescriptionContext, report: Report) {
  const config = item.entries.filter(({ key }) => key === 'config' || key === 'description');
  const { map, docs } = rendered({ ...item, entries: config }, settings, [], report);
  const entries = item.entries.map((entry) => map.entries.find(({ key }) => key === entry.key) ?? entry);
  return { map: { ...item, entries }, docs };
}

const declaredSections: ReadonlySet<string> = new Set(['exposures', ...semanticSections.keys()]);

const withTemplates = { node: keysWithTemplates('model'), test: keysWithTemplates('test') };

/** Descriptions are rendered as texts, by themselves; arguments of tests, and hooks, where they are used. */
function rendersProperty(path: readonly string[], value: YamlValue): boolean {
  const own = ofColumn(path);
  if (own[0] === 'description') return false;
  // Filters of metrics hold templates of the semantic layer.
  if (path[0] === 'metrics') return path[1] === 'config';
  if (isTests(own[0])) return own.length === 1 || rendersInTest(own.slice(1), value);
  return !(path[0] === 'config' && path[1] !== undefined && withTemplates.node.has(path[1]));
}

/**
 * As in dbt, a setting of a test that is a text, and not what is below one: `[unique, config, severity]`, or without
 * the name, or without `config`. `where` is rendered with the test.
 */
function rendersInTest(path: readonly string[], value: YamlValue): boolean {
  const key = path.at(-1) ?? '';
  const above = path.slice(0, -1);
  const inConfig = above.at(-1) === 'config' && above.length <= 2;
  if (value.kind === 'map') return path.length === 1 || (path.length === 2 && key === 'config');
  if (value.kind !== 'scalar' || withTemplates.test.has(key)) return false;
  return inConfig || (path.length <= 2 && above[0] !== 'arguments' && testConfigKeys.has(key));
}

/** Of the resource, of a column, or of a test on either: `[data_tests, unique, description]`, or without a name between. */
function isDescription(path: readonly string[]): boolean {
  const own = ofColumn(path);
  if (own.at(-1) !== 'description') return false;
  if (!isTests(own[0])) return own.length === 1;
  return own.length === 2 || (own.length === 3 && own[1] !== 'arguments' && own[1] !== 'config');
}

function ofColumn(path: readonly string[]): readonly string[] {
  return path[0] === 'columns' ? path.slice(1) : path;
}

function isTests(key: string | undefined): boolean {
  return key === 'tests' || key === 'data_tests';
}

/** Keys beside `config:` that mean the same there. */
const configBeside = keysBeside('model');

const keysOfKind: Readonly<Partial<Record<ResourceKind, PropertyKeys>>> = {
  model: modelPropertyKeys,
  snapshot: snapshotPropertyKeys,
};

function readEntry(
  kind: ResourceKind,
  map: YamlMap,
  docs: readonly string[],
  report: Report,
): PropertiesEntry | undefined {
  const fields = new Fields(map, report);
  const what = kind === 'analysis' ? 'an analysis' : `a ${kind === 'test' ? 'data test' : kind}`;
  const name = fields.requirePlaced('name', readText, what);
  const known = Object.keys({ ...resourceKeys, ...keysOfKind[kind] });
  fields.refuseUnknown(known, what, 'warning');
  if (!name) return undefined;
  const written = fields.read('config', readMap);
  const meta = fields.read('meta', readMap);
  const deprecationDate = kind === 'model' ? readDeprecationDate(fields) : undefined;
  const timeSpine = kind === 'model' ? fields.read('time_spine', readMap) : undefined;
  const config = [
    ...map.entries.filter((entry) => configBeside.has(entry.key)).map(configEntryOf),
    ...(written?.entries ?? []).map(configEntryOf),
  ];
  const properties = {
    name,
    description: fields.read('description', readText) ?? '',
    columns: readColumns(fields, report),
    constraints: readConstraints(fields, null, report),
    tests: readTests(fields, null, report),
    meta: meta ? jsonObjectOf(meta) : {},
    ...(deprecationDate ? { deprecationDate } : {}),
    ...(timeSpine ? { timeSpine: { custom_granularities: [], ...jsonObjectOf(timeSpine) } } : {}),
    docs,
    file: map.span.file,
  };
  return {
    kind,
    relation: (kind === 'snapshot' && fields.readPlaced('relation', readText)) || null,
    versions: kind === 'model' ? readVersions(fields, { properties, config }, report) : null,
    config,
    properties,
  };
}

// What a properties file declares that nothing builds: exposures, metrics, semantic models, saved queries. Read for what they refer
// to, and for what they are selected by. Each kind's own keys are in the files beside this one.

import { errorAt } from '../diagnostics/diagnostic.ts';
import type { DeclarationKind } from './declaration-kind.ts';
import { configEntryOf, entriesFor, type PlacedFolderConfig } from './folder-config.ts';
import type { ConfigEntry, Declaration, DeclaredNeeds } from './project.ts';
import { Fields, type Report, readBoolean, readMap, readText, readTexts } from './read-value.ts';
import { jsonObjectOf, type YamlMap, yamlOf } from './yaml-value.ts';

export const needsNothing: DeclaredNeeds = { references: [], metrics: [], measures: [], ownMeasures: [] };

/** Where a declaration is, and what its folder says of it. */
export interface DeclarationPlace {
  readonly packageName: string;
  readonly folders: readonly string[];
  /** The config of folders for the kind. */
  readonly configs: readonly PlacedFolderConfig[];
  readonly usedConfigs: Set<PlacedFolderConfig>;
}

/** The parts that every kind has; undefined without a name. `docs` as in Declaration. */
export function readDeclaration(
  kind: DeclarationKind,
  { map, docs }: { readonly map: YamlMap; readonly docs: readonly string[] },
  { packageName, folders, configs, usedConfigs }: DeclarationPlace,
  report: Report,
): Omit<Declaration, keyof DeclaredNeeds> | undefined {
  const fields = new Fields(map, report);
  const name = fields.requirePlaced('name', readText, nounOf(kind));
  if (!name) return undefined;
  const fqn = [packageName, ...folders, name.value];
  const beside = map.entries.filter(({ key }) => key === 'tags' || key === 'meta').map(configEntryOf);
  const config = [
    ...entriesFor(fqn, configs, usedConfigs),
    ...(fields.read('config', readMap)?.entries ?? []).map(configEntryOf),
  ];
  return {
    kind,
    packageName,
    name: name.value,
    fqn,
    file: map.span.file,
    span: name.span,
    description: fields.read('description', readText) ?? '',
    docs,
    ...readConfig(kind, beside, config, report),
    written: jsonObjectOf(map),
  };
}

/** In words: `a saved query`. */
export function nounOf(kind: DeclarationKind): string {
  return `${kind === 'exposure' ? 'an' : 'a'} ${kind.replace('_', ' ')}`;
}

/** As in dbt: of config the most specific alone counts, what is beside it is added. Tags in the config of a metric select nothing. */
function readConfig(
  kind: DeclarationKind,
  beside: readonly ConfigEntry[],
  config: readonly ConfigEntry[],
  report: Report,
): Pick<Declaration, 'enabled' | 'tags' | 'meta' | 'group'> {
  const last = (key: string, entries = config) => {
    const entry = entries.findLast((one) => one.key === key);
    return entry === undefined || entry.value === null ? undefined : yamlOf(entry.value, entry.span);
  };
  const [enabled, group] = [last('enabled'), last('group')];
  const groupName = group && readText(group, 'group', report);
  const tags = [last('tags', beside), kind === 'metric' ? undefined : last('tags')];
  const metas = [last('meta', beside), last('meta')].map((meta) => meta && readMap(meta, 'meta', report));
  return {
    enabled: (enabled && readBoolean(enabled, 'enabled', report)) ?? true,
    tags: [...new Set(tags.flatMap((one) => (one && readTexts(one, 'tags', report)) ?? []))].sort(),
    meta: Object.assign({}, ...metas.map((meta) => (meta ? jsonObjectOf(meta) : {}))),
    group: group && groupName !== undefined ? { value: groupName, span: group.span } : null,
  };
}

/** Those of one kind have one name each in a package. */
export function reportDuplicates(declarations: readonly Declaration[], report: Report): void {
  const seen = new Map<string, Declaration>();
  for (const declared of declarations.filter(({ enabled }) => enabled)) {
    const key = JSON.stringify([declared.packageName, declared.kind, declared.name]);
    const first = seen.get(key);
    if (!first) seen.set(key, declared);
    else
      report(
        errorAt('RESOURCE_DUPLICATE', `two ${pluralOf(declared.kind)} are called "${declared.name}"`, {
          span: declared.span,
          notes: [{ message: 'the other one is here', span: first.span }],
          help: 'Rename one of the two',
        }),
      );
  }
}

function pluralOf(kind: DeclarationKind): string {
  return kind === 'saved_query' ? 'saved queries' : `${kind.replace('_', ' ')}s`;
}

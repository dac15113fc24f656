// The resources of a package: its files with names, fqn and config, joined with what properties files say of them.

import { type Diagnostic, errorAt, warningAt } from '../diagnostics/diagnostic.ts';
import { didYouMean } from '../diagnostics/nearest.ts';
import { entriesFor, type PlacedFolderConfig } from './folder-config.ts';
import { isSameVersion, type ModelVersion, versionTag } from './model-version.ts';
import type { VersionEntry } from './model-versions.ts';
import type { Properties, ResourceFile, ResourceKind } from './project.ts';
import type { ProjectFile } from './project-files.ts';
import type { PropertiesEntry } from './properties-file.ts';
import type { Report } from './read-value.ts';
import { baseName, declaredSnapshot, type FoundSnapshot, snapshotsIn } from './snapshot-files.ts';

/** Settings of folders, by the kind of what is in them. */
export type ResourceConfigs = Readonly<Record<'models' | 'seeds' | 'snapshots', readonly PlacedFolderConfig[]>>;

/** Where the resources of a package come from: its files, and the snapshots that entries of its properties files declare. */
export interface ResourceOrigins {
  readonly packageName: string;
  readonly files: readonly ProjectFile[];
  readonly entries: readonly (PropertiesEntry & { readonly file: ProjectFile })[];
}

/** Resources without properties, in the order of the files, declared snapshots last. */
export function findResources(
  { packageName, files, entries }: ResourceOrigins,
  configs: ResourceConfigs,
  used: Set<PlacedFolderConfig>,
): readonly ResourceFile[] {
  const snapshotFile = ({ name, folders, file, snapshot }: FoundSnapshot): ResourceFile => {
    const fqn = [packageName, ...folders, name];
    const config = entriesFor(fqn, configs.snapshots, used);
    return { kind: 'snapshot', packageName, name, fqn, file, config, properties: null, snapshot };
  };
  const versions = filesOfVersions(files, entries);
  const found = files.flatMap((found): readonly ResourceFile[] => {
    const { role, file, folders } = found;
    if (role === 'macro' || role === 'properties' || role === 'docs') return [];
    if (role === 'snapshot') return snapshotsIn(found).map(snapshotFile);
    const version = role === 'model' ? versions.get(baseName(file.path)) : undefined;
    const name = version?.model ?? baseName(file.path);
    const fqn = [packageName, ...folders, name, ...(version ? [versionTag(version.version.name)] : [])];
    const trees = role === 'model' ? configs.models : role === 'seed' ? configs.seeds : [];
    const config = entriesFor(fqn, trees, used);
    const resource: ResourceFile = {
      kind: role,
      packageName,
      name,
      fqn,
      file,
      config,
      properties: null,
      snapshot: null,
    };
    return [version ? { ...resource, version: version.version } : resource];
  });
  const declared = entries.flatMap(({ file, relation, properties: { name } }) =>
    relation ? [snapshotFile(declaredSnapshot(file, name, relation))] : [],
  );
  return [...found, ...declared];
}

interface FileOfVersion {
  readonly model: string;
  readonly version: ModelVersion;
}

/** By the names of files. The latest version may be in the file that has the model's own name. */
function filesOfVersions(
  files: readonly ProjectFile[],
  entries: readonly PropertiesEntry[],
): ReadonlyMap<string, FileOfVersion> {
  const names = new Set(files.flatMap(({ role, file }) => (role === 'model' ? [baseName(file.path)] : [])));
  const found = new Map<string, FileOfVersion>();
  for (const { versions, properties } of entries) {
    const model = properties.name.value;
    for (const { name, definedIn, span } of versions?.versions ?? []) {
      const latest = versions?.latest ?? name;
      const isInOwnName = !names.has(definedIn) && isSameVersion(name, latest);
      const file = isInOwnName ? model : definedIn;
      if (!found.has(file)) found.set(file, { model, version: { name, latest, span } });
    }
  }
  return found;
}

/** The resources with their properties. Reports entries without a resource, and resources described twice. */
export function attachProperties(
  resources: readonly ResourceFile[],
  entries: readonly PropertiesEntry[],
  report: Report,
): readonly ResourceFile[] {
  const described = new Map<string, PropertiesEntry>();
  const known = new Map<string, ResourceFile>(
    resources.map((resource) => [keyOf(resource.kind, resource.name), resource]),
  );
  for (const entry of entries) {
    const { name } = entry.properties;
    const key = keyOf(entry.kind, name.value);
    const first = described.get(key);
    if (first) {
      report(
        errorAt('PROPERTIES_DUPLICATE', `the ${entry.kind} "${name.value}" is described twice`, {
          span: name.span,
          notes: [{ message: 'it is described here first', span: first.properties.name.span }],
          help: 'Put all of its properties into one entry',
        }),
      );
    } else described.set(key, entry);
    if (entry.versions) for (const unused of versionsWithoutFile(entry, resources)) report(unused);
    else if (!known.has(key)) report(unusedEntry(entry, resources));
  }
  return resources.map((resource) => {
    const entry = entryOf(resource, described.get(keyOf(resource.kind, resource.name)));
    const misplaced = readByRef.flatMap((section) =>
      runsElsewhere(section, resource.kind) ? (described.get(keyOf(section, resource.name)) ?? []) : [],
    );
    if (!entry && misplaced.length === 0) return resource;
    return {
      ...resource,
      config: [...(entry?.leastConfig ?? []), ...resource.config, ...(entry?.config ?? [])],
      properties: withTests(entry?.properties ?? null, misplaced),
    };
  });
}

type Said = Pick<VersionEntry, 'config' | 'properties'> & Partial<Pick<VersionEntry, 'leastConfig'>>;

/** What an entry says of one resource; of a model with versions, what it says of that version. */
function entryOf({ version }: ResourceFile, entry: PropertiesEntry | undefined): Said | undefined {
  if (!entry?.versions) return version ? undefined : entry;
  return version && entry.versions.versions.find(({ name }) => isSameVersion(name, version.name));
}

function versionsWithoutFile(
  { versions, properties }: PropertiesEntry,
  resources: readonly ResourceFile[],
): readonly Diagnostic[] {
  const model = properties.name.value;
  const there = resources.flatMap(({ name, version }) => (version && name === model ? [version.name] : []));
  const missing = versions?.versions.filter(({ name }) => !there.some((one) => isSameVersion(one, name))) ?? [];
  return missing.map(({ name, definedIn, span }) =>
    warningAt('PROPERTIES_UNUSED', `there is no file of the version ${name} of "${model}"`, {
      span,
      help: `Add ${definedIn}.sql, or name another file with "defined_in"`,
    }),
  );
}

/** As in dbt, the tests of a model that is described as a seed, or the other way round, are run; nothing else of it counts. */
function runsElsewhere(section: ResourceKind, kind: ResourceKind): boolean {
  return section !== kind && readByRef.includes(section) && (kind === 'model' || kind === 'seed');
}

const readByRef: readonly ResourceKind[] = ['model', 'seed', 'snapshot'];

function withTests(own: Properties | null, misplaced: readonly PropertiesEntry[]): Properties | null {
  const [first] = misplaced;
  const base =
    own ?? (first && { ...first.properties, description: '', columns: [], constraints: [], tests: [], meta: {} });
  if (!base) return null;
  const more = misplaced.flatMap(({ properties: { tests, columns } }) => [
    ...tests,
    ...columns.flatMap((column) => column.tests),
  ]);
  return { ...base, tests: [...base.tests, ...more] };
}

function unusedEntry(entry: PropertiesEntry, resources: readonly ResourceFile[]) {
  const { name } = entry.properties;
  const elsewhere = resources.find((resource) => resource.name === name.value);
  const names = resources.filter((resource) => resource.kind === entry.kind).map((resource) => resource.name);
  const only = elsewhere && runsElsewhere(entry.kind, elsewhere.kind) ? '; from here only its tests are run' : '';
  const help = elsewhere
    ? `"${name.value}" is a ${elsewhere.kind}: describe it under "${plural(elsewhere.kind)}:"${only}`
    : didYouMean(name.value, names, `Add the ${entry.kind}, or remove this entry`);
  return warningAt('PROPERTIES_UNUSED', `there is no ${entry.kind} "${name.value}"`, { span: name.span, help });
}

function plural(kind: ResourceKind): string {
  return kind === 'analysis' ? 'analyses' : kind === 'test' ? 'data_tests' : `${kind}s`;
}

function keyOf(kind: ResourceKind, name: string): string {
  return `${kind} ${name}`;
}

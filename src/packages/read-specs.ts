// The entries of a list of packages, as a project, a package, a lock or the hub states it, read into specs. What dbt refuses
// of a project's own list is an error here too; in others' lists keys that are not known are passed over.

import { errorAt } from '../diagnostics/diagnostic.ts';
import { didYouMean } from '../diagnostics/nearest.ts';
import { floatRepr } from '../jinja/python/float-text.ts';
import type { Env } from '../project/env.ts';
import {
  Fields,
  type Reader,
  type Report,
  readBoolean,
  readListOf,
  readMaps,
  readText,
} from '../project/read-value.ts';
import { isNull, type YamlMap, type YamlValue } from '../project/yaml-value.ts';
import type { Asker, GitSpec, HubSpec, PackageSpec, TarballSpec } from './package-spec.ts';
import { privateAddress } from './private-address.ts';
import { parseVersion } from './version-specifier.ts';

export interface SpecContext {
  readonly env: Env;
  /** Whether it is the project's own list. */
  readonly own: boolean;
  /** Who asks; of the project's own list each entry is its own asker. */
  readonly by: Asker | null;
}

/** The keys of an entry by the one that says its kind; docs/packages.md says what each means. */
export const keysOf = {
  package: ['package', 'version', 'install_prerelease', 'name'],
  git: ['git', 'revision', 'warn-unpinned', 'subdirectory', 'name'],
  private: ['private', 'provider', 'revision', 'warn-unpinned', 'subdirectory', 'name'],
  tarball: ['tarball', 'name'],
  local: ['local', 'name'],
} as const;

type Kind = keyof typeof keysOf;
const kinds = Object.keys(keysOf) as readonly Kind[];

/** `rendered` and `written` are one list, after and before its templates. What is wrong is reported, and left out. */
export function readSpecs(
  rendered: YamlValue,
  written: YamlValue,
  context: SpecContext,
  report: Report,
): readonly PackageSpec[] {
  const before = written.kind === 'list' ? written.items : [];
  return (readMaps(rendered, 'packages', report) ?? []).flatMap((map, place) => {
    const entry = before[place];
    return readSpec(map, entry?.kind === 'map' ? entry : map, context, report) ?? [];
  });
}

function readSpec(map: YamlMap, written: YamlMap, context: SpecContext, report: Report): PackageSpec | undefined {
  const fields = new Fields(map, report);
  const [kind, other] = kinds.filter((key) => fields.entry(key) !== undefined);
  if (kind === undefined || other !== undefined) {
    const [named] = map.entries;
    const problem = kind === undefined ? 'this entry says no package' : `this entry is both ${kind}: and ${other}:`;
    const help = `Begin it with one of ${kinds.map((key) => `${key}:`).join(', ')}`;
    const near = kind === undefined && named ? didYouMean(named.key, kinds, help) : help;
    report(errorAt('PACKAGE_ENTRY', problem, { span: map.span, help: near }));
    return undefined;
  }
  if (context.own) fields.refuseUnknown(keysOf[kind], `a ${kind} package`);
  const by = context.by ?? { way: [], span: map.span };
  const address = fields.requirePlaced(kind, readFilled, 'a package')?.value;
  if (address === undefined) return undefined;
  if (kind === 'package') return readHub(fields, address, by, report);
  if (kind === 'local') return { kind: 'local', path: address, by };
  const before = written.entries.find((entry) => entry.key === kind)?.value;
  const text = before?.kind === 'scalar' && typeof before.value === 'string' ? before.value : address;
  if (kind === 'tarball') return readTarball(fields, { url: address, written: text, by });
  return readGit(fields, { kind, address, written: text, by }, context.env, report);
}

const readFilled: Reader<string> = (value, name, report) => {
  const text = readText(value, name, report);
  if (text !== '') return text;
  report(errorAt('PACKAGE_ENTRY', `"${name}" is empty`, { span: value.span, help: 'Name the package here' }));
  return undefined;
};

/** As Python prints it: `revision: 1.0` is the tag 1.0. */
const readPrinted: Reader<string> = (value, name, report) =>
  value.kind === 'scalar' && typeof value.value === 'number' ? floatRepr(value.value) : readText(value, name, report);

function readHub(fields: Fields, name: string, by: Asker, report: Report): HubSpec | undefined {
  const entry = fields.entry('version');
  if (!entry || isNull(entry.value) || (entry.value.kind === 'list' && entry.value.items.length === 0)) {
    const help = 'Add version: with one version, or a list of bounds: [">=1.0.0", "<2.0.0"]';
    report(errorAt('SETTING_MISSING', `the package ${name} needs "version"`, { span: by.span, help }));
    return undefined;
  }
  const versions = readListOf(versionReader(by))(entry.value, 'version', report);
  const prereleases = fields.read('install_prerelease', readBoolean) ?? false;
  if (/^[\w.-]+\/[\w.-]+$/.test(name)) return versions && { kind: 'hub', name, versions, prereleases };
  const help = 'Packages of the hub have two names: dbt-labs/dbt_utils. One beside the project is local:';
  report(errorAt('PACKAGE_ENTRY', `"${name}" is no package of the hub`, { span: fields.map.span, help }));
  return undefined;
}

function versionReader(by: Asker): Reader<HubSpec['versions'][number]> {
  return (value, name, report) => {
    const text = readPrinted(value, name, report);
    if (text === undefined) return undefined;
    const specifier = parseVersion(text);
    if (specifier) return { specifier, by };
    const help = text.includes(',')
      ? 'Write the bounds as a list: [">=1.0.0", "<2.0.0"]'
      : 'Write three numbers, behind nothing or one of =, >=, >, <=, <, without a space: ">=1.2.0"';
    report(errorAt('PACKAGE_VERSION', `"${text}" is no version`, { span: value.span, help }));
    return undefined;
  };
}

function readTarball(fields: Fields, about: Pick<TarballSpec, 'url' | 'written' | 'by'>): TarballSpec | undefined {
  const name = fields.require('name', readFilled, 'a tarball');
  return name === undefined ? undefined : { kind: 'tarball', ...about, name };
}

function readGit(
  fields: Fields,
  { kind, address, written, by }: { kind: 'git' | 'private'; address: string; written: string; by: Asker },
  env: Env,
  report: Report,
): GitSpec | undefined {
  const revision = fields.read('revision', readPrinted);
  const provider = (kind === 'private' ? fields.read('provider', readText) : undefined) ?? null;
  const place = fields.entry(kind)?.value.span ?? by.span;
  const url = kind === 'git' ? address : privateAddress(address, provider, { env, span: place }, report);
  if (url === undefined) return undefined;
  return {
    kind: 'git',
    url,
    written,
    hosted: kind === 'private' ? { provider } : null,
    subdirectory: fields.read('subdirectory', readText) || null,
    revisions: revision === undefined ? [] : [{ revision, by }],
    warnUnpinned: fields.read('warn-unpinned', readBoolean) ?? true,
    by,
  };
}

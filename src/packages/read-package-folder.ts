// A project, as far as installing packages is about it: its name, its paths, and the packages that it asks for itself.

import path from 'node:path';
import { type Diagnostic, errorAt } from '../diagnostics/diagnostic.ts';
import { spanOf, type TextFile } from '../diagnostics/text-file.ts';
import { readProjectHead } from '../project/discover-project.ts';
import type { Env } from '../project/env.ts';
import { isFile, readTextFile } from '../project/list-files.ts';
import { type Report, readMap } from '../project/read-value.ts';
import { readYaml } from '../project/read-yaml.ts';
import { renderSettings } from '../project/render-setting.ts';
import { entryOf, isNull, type YamlDataObject, type YamlMap, type YamlValue } from '../project/yaml-value.ts';
import { unavailable } from './package-problems.ts';
import { type Asker, type PackagePin, type PackageSpec, shownName } from './package-spec.ts';
import { readSpecs } from './read-specs.ts';

export interface PackageSettings {
  readonly env: Env;
  /** From `--vars`. */
  readonly vars: YamlDataObject;
}

export interface PackageFolder {
  readonly project: string;
  readonly packages: readonly PackageSpec[];
}

/** Undefined after a report. */
export async function readPackageFolder(
  folder: string,
  { pin, by, ...settings }: PackageSettings & { readonly pin: PackagePin; readonly by: Asker },
  report: Report,
): Promise<PackageFolder | undefined> {
  const found: Diagnostic[] = [];
  const keep: Report = (diagnostic) => found.push(diagnostic);
  const head = await readProjectHead(folder, settings, keep);
  const list = head && (await readPackagesFile(folder, { ...settings, labelled: `${shownName(pin)}/` }, keep));
  const packages = list && readSpecs(list.rendered, list.written, { env: settings.env, own: false, by }, keep);
  if (head && packages && found.every(({ severity }) => severity === 'warning'))
    return { project: head.name, packages };
  const [first] = found;
  report(
    unavailable(pin, first?.code === 'PROJECT_MISSING' ? 'there is no dbt project in it' : (first?.message ?? '')),
  );
  return undefined;
}

/** The list of a project, before and after its templates. */
export interface PackagesFile {
  /** Where a new entry is written; there may be no such file yet. */
  readonly name: string;
  readonly file: TextFile;
  readonly rendered: YamlValue;
  readonly written: YamlValue;
}

interface ReadOptions extends PackageSettings {
  /** Before the names of files in messages. */
  readonly labelled?: string;
  /** dbt leaves the templates in the project's own dependencies.yml unread. */
  readonly own?: boolean;
}

/** Of packages.yml, else of dependencies.yml. Undefined after a report. */
export async function readPackagesFile(
  folder: string,
  options: ReadOptions,
  report: Report,
): Promise<PackagesFile | undefined> {
  const maps = new Map<string, readonly [TextFile, YamlMap]>();
  for (const name of ['packages.yml', 'dependencies.yml']) {
    const absolute = path.join(folder, name);
    if (!(await isFile(absolute))) continue;
    const file = await readTextFile({ path: (options.labelled ?? '') + name, absolute }, report);
    const map = file && mapOf(file, report);
    if (!map) return undefined;
    maps.set(name, [file, map]);
  }
  return listIn(maps, options, report);
}

/** The list in a text that is to become `name`. Undefined after a report. */
export function packagesIn(name: string, file: TextFile, options: ReadOptions, report: Report) {
  const map = mapOf(file, report);
  return map && listIn(new Map([[name, [file, map]]]), options, report);
}

function listIn(
  maps: ReadonlyMap<string, readonly [TextFile, YamlMap]>,
  options: ReadOptions,
  report: Report,
): PackagesFile | undefined {
  const given = ['dependencies.yml', 'packages.yml'].flatMap((name) => {
    const [file, map] = maps.get(name) ?? [];
    const entry = map && entryOf(map, 'packages');
    return file && entry ? [{ name, file, entry }] : [];
  });
  const [one, other] = given;
  if (other) {
    const help = 'Keep packages: in one of the two files';
    const notes = [{ message: 'the other list is here', span: one?.entry.keySpan ?? spanOf(other.file) }];
    report(errorAt('PACKAGE_ENTRY', 'packages: is in two files', { span: other.entry.keySpan, notes, help }));
    return undefined;
  }
  if (!one) {
    const file = maps.get('packages.yml')?.[0] ?? { path: 'packages.yml', text: '' };
    const nothing: YamlValue = { kind: 'list', items: [], span: spanOf(file) };
    return { name: 'packages.yml', file, rendered: nothing, written: nothing };
  }
  const written = one.entry.value;
  const isRead = !(options.own && one.name === 'dependencies.yml');
  const context = { env: options.env, vars: options.vars, target: null, secretsAllowed: true };
  const rendered = isRead ? renderSettings(written, context, () => true, report) : written;
  return { name: one.name, file: one.file, rendered, written };
}

function mapOf(file: TextFile, report: Report): YamlMap | undefined {
  const yaml = readYaml(file);
  if (!yaml.ok) return void yaml.problems.forEach(report);
  if (isNull(yaml.value)) return { kind: 'map', entries: [], span: yaml.value.span };
  return readMap(yaml.value, file.path, report);
}

// Finds and reads the files of a project and of its packages. What the files say is load-project.ts's; only the project
// file is looked into, for the resource paths, and its mistakes are left for loading to report.

import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { failed, passed } from '../base/checked.ts';
import { type Checked, type Diagnostic, errorAt, sortDiagnostics } from '../diagnostics/diagnostic.ts';
import { spanOf, type TextFile } from '../diagnostics/text-file.ts';
import type { Env } from './env.ts';
import { type FileToRead, isFile, listFiles, readTextFile, readTextFiles } from './list-files.ts';
import { readPackageList } from './package-list.ts';
import type { FileRole, PackageFiles, ProjectFile, ProjectFiles } from './project-files.ts';
import { type ProjectPaths, readProjectPaths } from './project-paths.ts';
import { Fields, readMap, readText } from './read-value.ts';
import { readYaml } from './read-yaml.ts';
import { renderSettings } from './render-setting.ts';
import type { YamlDataObject, YamlValue } from './yaml-value.ts';

export interface DiscoverOptions {
  readonly env: Env;
  /** From `--vars`. */
  readonly vars: YamlDataObject;
  /** `--profiles-dir`; else DBT_PROFILES_DIR, the project's folder, `~/.dbt`. */
  readonly profilesDirectory?: string;
}

type Report = (diagnostic: Diagnostic) => void;

/** Reads everything below the project's resource paths. Fails with all files that are missing or unreadable. */
export async function discoverProject(root: string, options: DiscoverOptions): Promise<Checked<ProjectFiles>> {
  const problems: Diagnostic[] = [];
  const report: Report = (diagnostic) => problems.push(diagnostic);
  const directory = path.resolve(root);
  const main = await readPackage(directory, { directory, installed: false }, options, report);
  if (main === null) return failed(sortDiagnostics(problems));
  const [packages, profiles] = await Promise.all([
    readPackages(directory, main.paths, options, report),
    readProfiles(directory, options, report),
  ]);
  if (problems.length > 0) return failed(sortDiagnostics(problems));
  return passed({ root: directory, main: main.files, packages, profiles });
}

/** A project's file as far as it can be read before the project is. */
export interface ProjectHead {
  readonly file: TextFile;
  readonly name: string;
  readonly paths: ProjectPaths;
}

/** Of whatever project is in the folder, or undefined after a report. */
export async function readProjectHead(
  directory: string,
  options: DiscoverOptions,
  report: Report,
): Promise<ProjectHead | undefined> {
  const file = await readProjectFile(directory, directory, report);
  const yaml = file && readYaml(file);
  if (!yaml?.ok) return void yaml?.problems.forEach(report);
  const map = readMap(yaml.value, 'the project file', report);
  const name = map && new Fields(map, report).require('name', readText, 'the project file');
  return name === undefined || !file ? undefined : { file, name, paths: pathsOf(file, options) };
}

interface FoundPackage {
  readonly files: PackageFiles;
  readonly paths: ProjectPaths;
}

async function readPackage(
  root: string,
  { directory, installed }: { readonly directory: string; readonly installed: boolean },
  options: DiscoverOptions,
  report: Report,
): Promise<FoundPackage | null> {
  const projectFile = await readProjectFile(root, directory, report);
  if (projectFile === null) return null;
  const paths = pathsOf(projectFile, options);
  const found = await findFiles(root, directory, paths);
  const texts = await readTextFiles(
    [...found.values()].map((file) => ({ ...file, held: file.role !== 'seed' })),
    report,
  );
  const files: ProjectFile[] = [];
  for (const { path: name, role, folders } of found.values()) {
    const file = texts.get(name);
    if (file) files.push({ role, file, folders });
  }
  return { files: { projectFile, files, installed }, paths };
}

async function readProjectFile(root: string, directory: string, report: Report): Promise<TextFile | null> {
  const names = ['project.yml', 'dbt_project.yml'];
  const present = await Promise.all(names.map((name) => isFile(path.join(directory, name))));
  const [own, foreign] = present;
  const files = names.map((name) => fileAt(root, path.join(directory, name)));
  const [ownFile, foreignFile] = files;
  if (own && foreign && ownFile && foreignFile) {
    report(
      errorAt('PROJECT_TWO_FILES', 'the project has both a project.yml and a dbt_project.yml', {
        span: spanOf({ path: ownFile.path, text: '' }),
        notes: [{ message: 'the other one is here', span: spanOf({ path: foreignFile.path, text: '' }) }],
        help: 'Keep one of the two; project.yml takes all keys of dbt_project.yml',
      }),
    );
    return null;
  }
  const file = own ? ownFile : foreign ? foreignFile : undefined;
  if (file) return readTextFile(file, report);
  report(
    errorAt('PROJECT_MISSING', `there is no project.yml in ${directory}`, {
      help: 'Run in the folder that has the project.yml, or name that folder with --project-dir',
    }),
  );
  return null;
}

/** The paths that the project file states, as far as it can be understood; defaults for the rest. */
function pathsOf(projectFile: TextFile, options: DiscoverOptions): ProjectPaths {
  const ignore = () => {};
  const yaml = readYaml(projectFile);
  const empty: YamlValue = { kind: 'map', entries: [], span: spanOf(projectFile) };
  const written = yaml.ok && yaml.value.kind === 'map' ? yaml.value : empty;
  const pathEntries = written.entries.filter((entry) => /-(?:paths?|targets)$/.test(entry.key));
  const context = { env: options.env, vars: options.vars, target: null, secretsAllowed: false };
  const rendered = renderSettings({ ...written, entries: pathEntries }, context, () => true, ignore);
  return readProjectPaths(new Fields(rendered.kind === 'map' ? rendered : empty, ignore), ignore);
}

interface FoundFile extends FileToRead {
  readonly role: FileRole;
  readonly folders: readonly string[];
}

async function findFiles(
  root: string,
  directory: string,
  paths: ProjectPaths,
): Promise<ReadonlyMap<string, FoundFile>> {
  const except = new Set([paths.target, paths.packages].map((below) => path.resolve(directory, below)));
  const areas: readonly (readonly [Area, readonly string[]])[] = [
    ['model', paths.models],
    ['seed', paths.seeds],
    ['snapshot', paths.snapshots],
    ['analysis', paths.analyses],
    ['test', paths.tests],
    ['macro', paths.macros],
    ['docs', paths.docs ?? paths.functions],
  ];
  const listed = await Promise.all(
    areas.flatMap(([area, folders]) =>
      folders.map(async (folder) => {
        const start = path.resolve(directory, folder);
        return { area, start, names: await listFiles(start, except) };
      }),
    ),
  );
  const found: FoundFile[] = [];
  for (const { area, start, names } of listed) {
    for (const name of names) {
      const folders = name.split('/').slice(0, -1);
      const role = roleOf(area, name, folders, paths.docs === null);
      if (role !== null) found.push({ role, folders, ...fileAt(root, path.join(start, name)) });
    }
  }
  const sources = path.join(directory, 'sources.yml');
  if (await isFile(sources)) found.push({ role: 'properties', folders: [], ...fileAt(root, sources) });
  // Paths may overlap: a file counts once, where it was found first.
  const byPath = new Map<string, FoundFile>();
  for (const file of found) if (!byPath.has(file.path)) byPath.set(file.path, file);
  return new Map([...byPath].sort(([a], [b]) => (a < b ? -1 : 1)));
}

type Area = Exclude<FileRole, 'properties'>;

function roleOf(area: Area, name: string, folders: readonly string[], docsEverywhere: boolean): FileRole | null {
  if (/\.ya?ml$/.test(name)) return area === 'docs' ? null : 'properties';
  if (name.endsWith('.md')) return area === 'docs' || docsEverywhere ? 'docs' : null;
  if (area === 'seed') return name.endsWith('.csv') ? 'seed' : null;
  if (area === 'docs' || !name.endsWith('.sql')) return null;
  // Generic tests are defined under tests/generic, as macros are.
  if (area === 'test' && folders[0] === 'generic') return 'macro';
  // Rows for unit tests.
  if (area === 'test' && folders[0] === 'fixtures') return null;
  return area;
}

/** The packages in the install path, and the local ones that packages.yml names. */
async function readPackages(
  root: string,
  paths: ProjectPaths,
  options: DiscoverOptions,
  report: Report,
): Promise<readonly PackageFiles[]> {
  const installed = path.resolve(root, paths.packages);
  const entries = await readdir(installed, { withFileTypes: true }).catch(() => []);
  const folders = entries
    .filter((entry) => !entry.name.startsWith('.') && !entry.isFile())
    .map((entry) => path.join(installed, entry.name));
  const local = [...new Set(await readPackageList(root, installed, options, report))].sort();
  const places = [
    ...local.map((directory) => ({ directory, installed: false })),
    ...folders.sort().map((directory) => ({ directory, installed: true })),
  ];
  const found = await Promise.all(places.map((place) => readPackage(root, place, options, report)));
  return found.flatMap((one) => (one ? [one.files] : []));
}

async function readProfiles(root: string, options: DiscoverOptions, report: Report): Promise<TextFile | null> {
  const { env } = options;
  const named = options.profilesDirectory ?? env.DBT_PROFILES_DIR;
  const home = env.HOME ?? env.USERPROFILE;
  const directories = named ? [path.resolve(named)] : [root, ...(home ? [path.join(home, '.dbt')] : [])];
  for (const directory of directories) {
    const file = fileAt(root, path.join(directory, 'profiles.yml'));
    if (await isFile(file.absolute)) return readTextFile(file, report);
  }
  return null;
}

function fileAt(root: string, absolute: string): FileToRead {
  const relative = path.relative(root, absolute).split(path.sep).join('/');
  return { path: relative, absolute };
}

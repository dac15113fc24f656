// Turns the files of a project into the Project: settings, target, resources with their config and properties, sources.
// All mistakes of all files are reported together.

import { failed, passed } from '../base/checked.ts';
import { type Checked, type Diagnostic, errorAt, sortDiagnostics, warningAt } from '../diagnostics/diagnostic.ts';
import { spanOf } from '../diagnostics/text-file.ts';
import type { Value } from '../jinja/value.ts';
import { reportDuplicates } from './declarations.ts';
import { readDocsBlocks } from './docs-blocks.ts';
import type { Env } from './env.ts';
import { docFinder } from './find-doc.ts';
import { type PlacedFolderConfig, unusedFolders } from './folder-config.ts';
import { type Group, reportDuplicateGroups } from './groups.ts';
import { keysWithTemplates } from './keys/config-keys.ts';
import { loadTarget } from './load-target.ts';
import type {
  Declaration,
  MacroFile,
  Project,
  ProjectPackage,
  ResourceFile,
  ResourceKind,
  RunHook,
  SourceTable,
} from './project.ts';
import { type FolderConfigs, folderSections, type ProjectSettings, readProjectSettings } from './project-file.ts';
import type { PackageFiles, ProjectFile, ProjectFiles } from './project-files.ts';
import { type PropertiesEntry, readPropertiesFile } from './properties-file.ts';
import { type Report, readMap } from './read-value.ts';
import { readYaml } from './read-yaml.ts';
import type { DescriptionContext } from './render-descriptions.ts';
import { renderMap, type SettingContext } from './render-setting.ts';
import { attachProperties, findResources } from './resources.ts';
import { secretsOf } from './secrets.ts';
import type { Target } from './target.ts';
import { targetFacts } from './target-facts.ts';
import { entryOf, isDataObject, isNull, type YamlData, type YamlDataObject, type YamlMap } from './yaml-value.ts';

export interface LoadOptions {
  readonly env: Env;
  /** From `--vars`. */
  readonly vars: YamlDataObject;
  /** `--target`, or null. */
  readonly targetName: string | null;
  /** `--profile`, or null. */
  readonly profileName: string | null;
  /** What descriptions may name beside `doc`, `var`, `env_var`, `target` and `project_name`. */
  readonly names?: ReadonlyMap<string, Value>;
}

/** Pure. The warnings and problems are sorted by file and place, each reported once. */
export function loadProject(files: ProjectFiles, options: LoadOptions): Checked<Project> {
  const reported: Diagnostic[] = [];
  const report: Report = (diagnostic) => reported.push(diagnostic);
  const project = load(files, options, report);
  const diagnostics = sortDiagnostics(reported);
  if (project && reported.every((diagnostic) => diagnostic.severity === 'warning')) return passed(project, diagnostics);
  return failed(diagnostics);
}

/** A package with its settings; the project itself is the first. */
interface LoadedPackage {
  readonly files: PackageFiles;
  readonly settings: ProjectSettings;
}

function load(files: ProjectFiles, options: LoadOptions, report: Report): Project | undefined {
  const context: SettingContext = {
    env: options.env,
    vars: options.vars,
    target: null,
    secretsAllowed: false,
  };
  const written = readProjectMap(files.main, report);
  if (!written) return reportUnreadable(files.main, report);
  const loaded = loadTarget(
    { ...files, ...options, projectFile: files.main.projectFile, project: written, context },
    report,
  );
  const target = targetFacts(loaded?.target ?? noTarget, loaded?.profileName ?? nameIn(written));
  const main = readSettings(files.main, written, { ...context, target }, report);
  const packages = [main, ...readPackages(files.packages, main, { ...context, target }, report)];
  const varsOf = (name: string) => packageVars(packages, name, options.vars);
  const docsBlocks = readDocsBlocks(filesOf(packages, 'docs'), report);
  const findDoc = docFinder(docsBlocks, main.settings.name);
  const contextOf = (name: string): DescriptionContext => ({
    ...context,
    target,
    vars: varsOf(name),
    doc: (packageName, doc) => findDoc(name, packageName, doc),
    names: new Map<string, Value>([...(options.names ?? []), ['project_name', main.settings.name]]),
  });
  const content = readContent(packages, contextOf, report);
  if (!loaded) return undefined;
  const { settings } = main;
  const ofKind = (kind: ResourceKind): readonly ResourceFile[] =>
    content.resources.filter((resource) => resource.kind === kind);
  return {
    root: files.root,
    name: settings.name,
    file: files.main.projectFile,
    version: settings.version,
    paths: settings.paths,
    vars: varsOf(settings.name),
    packages: new Map(
      packages
        .slice(1)
        .map(({ settings: { name, version } }): [string, ProjectPackage] => [
          name,
          { name, version, vars: varsOf(name) },
        ]),
    ),
    target: loaded.target,
    targetFacts: target,
    models: ofKind('model'),
    seeds: ofKind('seed'),
    snapshots: ofKind('snapshot'),
    analyses: ofKind('analysis'),
    singularTests: ofKind('test'),
    macroFiles: filesOf(packages, 'macro'),
    sources: content.sources,
    groups: content.groups,
    declarations: content.declarations,
    restrictedPackages: new Set(
      packages.filter(({ settings }) => settings.restrictsAccess).map(({ settings }) => settings.name),
    ),
    onRunStart: runHooks(packages, 'onRunStart'),
    onRunEnd: runHooks(packages, 'onRunEnd'),
    skipsAfterFailedStart: settings.skipsAfterFailedStart,
    pointsToLatest: settings.pointsToLatest,
    engineTables: settings.engineTables,
    dispatch: settings.dispatch,
    testConfigs: folderConfigs(packages, 'tests'),
    docsBlocks,
    secrets: secretsOf(options.env, loaded.target),
  };
}

function readProjectMap(files: PackageFiles, report: Report): YamlMap | undefined {
  const yaml = readYaml(files.projectFile);
  if (!yaml.ok) {
    yaml.problems.forEach(report);
    return undefined;
  }
  if (!isNull(yaml.value)) return readMap(yaml.value, files.projectFile.path, report);
  return { kind: 'map', entries: [], span: spanOf(files.projectFile) };
}

/** What templates see where the target has a mistake, which is reported: that they name it is none. */
const noTarget: Target = { kind: 'embedded', name: 'unknown', path: '', schema: 'public', threads: 1 };

/** As it is written: the target is known before the settings that name the project are rendered. */
function nameIn(project: YamlMap): string {
  const name = entryOf(project, 'name')?.value;
  return name?.kind === 'scalar' ? String(name.value) : '';
}

function readSettings(files: PackageFiles, written: YamlMap, context: SettingContext, report: Report): LoadedPackage {
  return { files, settings: readProjectSettings(renderMap(written, context, rendersProjectKey, report), report) };
}

/** Without its settings a project cannot be understood; what is no YAML in its other files is reported all the same. */
function reportUnreadable(files: PackageFiles, report: Report): undefined {
  for (const file of files.files) {
    const yaml = file.role === 'properties' ? readYaml(file.file) : null;
    if (yaml && !yaml.ok) yaml.problems.forEach(report);
  }
}

const withTemplates = keysWithTemplates('model');

/** As in dbt: vars, hooks and queries keep their templates; targets are rendered by themselves. */
function rendersProjectKey(path: readonly string[]): boolean {
  const [first = '', ...rest] = path;
  if (['vars', 'on-run-start', 'on-run-end', 'query-comment', 'target', 'targets', 'profile'].includes(first))
    return false;
  return !rest.some((key) => withTemplates.has(key.replace(/^\+/, '')));
}

function readPackages(
  packages: readonly PackageFiles[],
  main: LoadedPackage,
  context: SettingContext,
  report: Report,
): readonly LoadedPackage[] {
  const byName = new Map([[main.settings.name, main]]);
  return packages.flatMap((files) => {
    const written = readProjectMap(files, report);
    // What another project's file holds beyond Smelt's knowledge is no mistake of this project.
    const lenient: Report = (diagnostic) =>
      report(diagnostic.code === 'SETTING_UNKNOWN' ? { ...diagnostic, severity: 'warning' } : diagnostic);
    if (!written) return [];
    const read = readSettings(files, written, context, lenient);
    const first = byName.get(read.settings.name);
    if (first) {
      const local = first !== main && !first.files.installed;
      if (local && files.installed) return [];
      report(
        errorAt('RESOURCE_DUPLICATE', `two packages are called "${read.settings.name}"`, {
          span: spanOf(files.projectFile),
          notes: [{ message: 'the other one is here', span: spanOf(first.files.projectFile) }],
          help: 'Remove one of the two',
        }),
      );
      return [];
    }
    byName.set(read.settings.name, read);
    return read;
  });
}

/** `--vars` over the project's vars for the package, over the project's for all, over the package's own. */
function packageVars(packages: readonly LoadedPackage[], name: string, given: YamlDataObject): YamlDataObject {
  const main = packages[0]?.settings;
  const own = packages.find(({ settings }) => settings.name === name)?.settings;
  return { ...own?.vars, ...scoped(own?.vars, name), ...main?.vars, ...scoped(main?.vars, name), ...given };
}

function scoped(vars: YamlDataObject | undefined, name: string): YamlDataObject {
  const value: YamlData = vars && Object.hasOwn(vars, name) ? (vars[name] ?? null) : null;
  return isDataObject(value) ? value : {};
}

/** Config of the packages first, then the project's, which wins; a package's own reaches only that package. */
function folderConfigs(packages: readonly LoadedPackage[], key: keyof FolderConfigs): readonly PlacedFolderConfig[] {
  const [main, ...others] = packages;
  const foreign = others.flatMap(({ settings }) =>
    settings.configs[key]
      .filter(({ prefix }) => prefix.length === 0 || prefix[0] === settings.name)
      .map((folder) => ({ ...folder, prefix: [settings.name, ...folder.prefix.slice(1)] })),
  );
  return [...foreign, ...(main?.settings.configs[key] ?? [])];
}

/** In dbt's order: the packages by their names, then the project. */
function runHooks([main, ...others]: readonly LoadedPackage[], moment: 'onRunStart' | 'onRunEnd'): readonly RunHook[] {
  const byName = others.toSorted((a, b) => (a.settings.name < b.settings.name ? -1 : 1));
  return [...byName, ...(main ? [main] : [])].flatMap(({ settings }) =>
    settings[moment].map((hook, index) => ({ ...hook, packageName: settings.name, index })),
  );
}

function filesOf(packages: readonly LoadedPackage[], role: 'macro' | 'docs'): readonly MacroFile[] {
  return packages.flatMap(({ files, settings }) =>
    files.files.filter((file) => file.role === role).map((file) => ({ packageName: settings.name, file: file.file })),
  );
}

interface Content {
  readonly resources: readonly ResourceFile[];
  readonly sources: readonly SourceTable[];
  readonly groups: readonly Group[];
  readonly declarations: readonly Declaration[];
}

function readContent(
  packages: readonly LoadedPackage[],
  contextOf: (packageName: string) => DescriptionContext,
  report: Report,
): Content {
  const used = new Set<PlacedFolderConfig>();
  const configs = {
    models: folderConfigs(packages, 'models'),
    seeds: folderConfigs(packages, 'seeds'),
    snapshots: folderConfigs(packages, 'snapshots'),
    sources: folderConfigs(packages, 'sources'),
  };
  const declaredConfigs = {
    exposure: folderConfigs(packages, 'exposures'),
    metric: folderConfigs(packages, 'metrics'),
    semantic_model: folderConfigs(packages, 'semantic-models'),
    saved_query: folderConfigs(packages, 'saved-queries'),
  };
  const resources: ResourceFile[] = [];
  const sources: SourceTable[] = [];
  const groups: Group[] = [];
  const declarations: Declaration[] = [];
  for (const { files, settings } of packages) {
    const context = contextOf(settings.name);
    const entries: (PropertiesEntry & { readonly file: ProjectFile })[] = [];
    for (const file of files.files) {
      if (file.role !== 'properties') continue;
      const place = {
        packageName: settings.name,
        folders: file.folders,
        configs: configs.sources,
        usedConfigs: used,
        declaredConfigs,
      };
      const read = readPropertiesFile(file.file, context, place, report);
      entries.push(...read.entries.map((entry) => ({ ...entry, file })));
      sources.push(...read.sources);
      groups.push(...read.groups);
      declarations.push(...read.declarations);
    }
    const found = findResources({ packageName: settings.name, files: files.files, entries }, configs, used);
    for (const { kind, snapshot, file } of found)
      if (kind === 'snapshot' && snapshot === null) report(noSnapshot(file));
    resources.push(...attachProperties(found, entries, report));
  }
  reportDuplicateSources(sources, report);
  reportDuplicates(declarations, report);
  reportDuplicateGroups(groups, report);
  const own = packages[0]?.settings.configs;
  for (const key of folderSections) {
    if (key === 'tests') continue;
    for (const diagnostic of unusedFolders(own?.[key] ?? [], used, key)) report(diagnostic);
  }
  return { resources, sources, groups, declarations };
}

function noSnapshot(file: ResourceFile['file']): Diagnostic {
  return warningAt('SETTING_LATER', 'snapshots are not run yet', {
    span: spanOf(file),
    help: 'Move the file out of the snapshot paths, or leave it: it has no effect',
  });
}

function reportDuplicateSources(sources: readonly SourceTable[], report: Report): void {
  const seen = new Map<string, SourceTable>();
  for (const table of sources) {
    const key = JSON.stringify([table.packageName, table.sourceName, table.name]);
    const first = seen.get(key);
    if (!first) {
      seen.set(key, table);
      continue;
    }
    report(
      errorAt('RESOURCE_DUPLICATE', `the source table ${table.sourceName}.${table.name} is declared twice`, {
        span: table.span,
        notes: [{ message: 'it is declared here first', span: first.span }],
        help: 'Keep one of the two',
      }),
    );
  }
}

// project.yml (or dbt_project.yml) as typed settings. Its targets are load-target.ts's, its resource paths project-paths.ts's.

import { errorAt } from '../diagnostics/diagnostic.ts';
import { type PlacedFolderConfig, readFolderConfigs } from './folder-config.ts';
import type { Hook } from './keys/read-hooks.ts';
import type { EngineTable } from './project.ts';
import { readOptionFlags } from './project-flags.ts';
import { projectKeys } from './project-keys.ts';
import { type ProjectPaths, pathKeys, readProjectPaths } from './project-paths.ts';
import { checkQuoting } from './quoting.ts';
import {
  Fields,
  type Reader,
  type Report,
  readBoolean,
  readMap,
  readMaps,
  readOneOf,
  readText,
  readTexts,
} from './read-value.ts';
import { namesOfKeys } from './setting-key.ts';
import { dataTestsOf } from './test-declaration.ts';
import { dataObjectOf, isNull, type YamlDataObject, type YamlMap } from './yaml-value.ts';

export interface ProjectSettings {
  readonly name: string;
  readonly version: string | null;
  readonly paths: ProjectPaths;
  readonly vars: YamlDataObject;
  readonly configs: FolderConfigs;
  readonly dispatch: ReadonlyMap<string, readonly string[]>;
  readonly onRunStart: readonly Hook[];
  readonly onRunEnd: readonly Hook[];
  /** Of `flags:`. */
  readonly skipsAfterFailedStart: boolean;
  /** Of `flags:`. */
  readonly pointsToLatest: boolean;
  readonly engineTables: readonly EngineTable[];
  /** Whether only its public models are for other packages. */
  readonly restrictsAccess: boolean;
}

/** Keys whose trees give config to folders; `tests` is `data_tests` too. */
export const folderSections = [
  'models',
  'seeds',
  'snapshots',
  'sources',
  'tests',
  'exposures',
  'metrics',
  'semantic-models',
  'saved-queries',
] as const;

export type FolderConfigs = Readonly<Record<(typeof folderSections)[number], readonly PlacedFolderConfig[]>>;

const knownKeys = [...projectKeys.map(({ name }) => name), ...namesOfKeys(pathKeys)];

/** What is wrong is reported, and reads as if it were absent. */
export function readProjectSettings(map: YamlMap, report: Report): ProjectSettings {
  const fields = new Fields(map, report);
  fields.refuseUnknown(knownKeys, 'the project file');
  const name = fields.require('name', readProjectName, 'the project file');
  const vars = fields.read('vars', readMap);
  const tests = dataTestsOf(fields, report);
  const flags = readFlags(fields, report);
  checkQuoting(fields, report);
  return {
    name: name ?? '',
    version: fields.read('version', readText) ?? null,
    paths: readProjectPaths(fields, report),
    vars: vars ? dataObjectOf(vars) : {},
    configs: {
      models: readFolderConfigs(fields.read('models', readMap)),
      seeds: readFolderConfigs(fields.read('seeds', readMap)),
      snapshots: readFolderConfigs(fields.read('snapshots', readMap)),
      sources: readFolderConfigs(fields.read('sources', readMap)),
      tests: readFolderConfigs(tests && fields.read(tests.key, readMap)),
      exposures: readFolderConfigs(fields.read('exposures', readMap)),
      metrics: readFolderConfigs(fields.read('metrics', readMap)),
      'semantic-models': readFolderConfigs(fields.read('semantic-models', readMap)),
      'saved-queries': readFolderConfigs(fields.read('saved-queries', readMap)),
    },
    dispatch: readDispatch(fields, report),
    onRunStart: fields.read('on-run-start', readStatements) ?? [],
    onRunEnd: fields.read('on-run-end', readStatements) ?? [],
    skipsAfterFailedStart: flags?.read('skip_nodes_if_on_run_start_fails', readBoolean) ?? true,
    pointsToLatest: flags?.read('latest_version_pointer_enabled_by_default', readBoolean) ?? false,
    engineTables: readEngineTables(fields, report),
    restrictsAccess: fields.read('restrict-access', readBoolean) ?? false,
  };
}

const readProjectName: Reader<string> = (value, key, report) => {
  const name = readText(value, key, report);
  if (name === undefined || /^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return name;
  report(
    errorAt('SETTING_VALUE', `"${name}" cannot be the name of a project`, {
      span: value.span,
      help: 'Use letters, digits and underscores, and no digit at the beginning',
    }),
  );
  return undefined;
};

/** The hooks of a run: each has a transaction of its own. */
const readStatements: Reader<readonly Hook[]> = (value, name, report) => {
  const items = value.kind === 'list' ? value.items : [value];
  return items.flatMap((item) => {
    const text = isNull(item) ? undefined : readText(item, name, report);
    return text === undefined ? [] : { sql: text, transaction: true, span: item.span };
  });
};

/** The options among them have been looked at before; what is wrong with one is reported here. */
function readFlags(fields: Fields, report: Report): Fields | undefined {
  const flags = fields.read('flags', readMap);
  if (!flags) return undefined;
  readOptionFlags(flags, report);
  return new Fields(flags, report);
}

function readDispatch(fields: Fields, report: Report): ReadonlyMap<string, readonly string[]> {
  const orders = new Map<string, readonly string[]>();
  for (const map of fields.read('dispatch', readMaps) ?? []) {
    const item = new Fields(map, report);
    item.refuseUnknown(['macro_namespace', 'search_order'], 'dispatch');
    const namespace = item.require('macro_namespace', readText, 'dispatch');
    const order = item.require('search_order', readTexts, 'dispatch');
    if (namespace !== undefined && order) orders.set(namespace, order);
  }
  return orders;
}

const engineTableNames = ['etl_status', 'data_quality_metrics', 'audit_log'] as const;

/** A list of tables, each with or without a name of its own, or a map from tables to names. */
function readEngineTables(fields: Fields, report: Report): readonly EngineTable[] {
  const entry = fields.entry('engine_tables');
  if (!entry || isNull(entry.value)) return [];
  const items = entry.value.kind === 'list' ? entry.value.items : [entry.value];
  const tables = items.flatMap((item) => {
    if (item.kind !== 'map') {
      const table = readOneOf(engineTableNames)(item, 'engine_tables', report);
      return table ? { table, name: table, span: item.span } : [];
    }
    new Fields(item, report).refuseUnknown(engineTableNames, 'engine_tables');
    return item.entries.flatMap(({ key, keySpan, value }) => {
      const table = engineTableNames.find((name) => name === key);
      const name = isNull(value) ? key : readText(value, key, report);
      return table && name !== undefined ? { table, name, span: keySpan } : [];
    });
  });
  return tables;
}

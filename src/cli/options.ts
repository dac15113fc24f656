// The options that several commands share.

import { logLevels } from '../diagnostics/log-level.ts';
import { indirectSelections } from '../graph/indirect-selection.ts';
import { type GivenOf, type OptionTable, UsageError } from './option.ts';

function isPositive(number: number): boolean {
  return Number.isInteger(number) && number >= 1;
}

export const commonOptions = {
  projectDir: {
    kind: 'text',
    value: 'folder',
    env: 'DBT_PROJECT_DIR',
    otherwise: 'DBT_PROJECT_DIR, else here',
    about: 'Folder of the project file',
  },
  profilesDir: {
    kind: 'text',
    value: 'folder',
    env: 'DBT_PROFILES_DIR',
    otherwise: "DBT_PROFILES_DIR, else the project's, else ~/.dbt",
    about: 'Folder of profiles.yml',
  },
  profile: {
    kind: 'text',
    value: 'name',
    env: 'DBT_PROFILE',
    otherwise: "DBT_PROFILE, else the project's",
    about: 'Profile of profiles.yml to use',
  },
  target: {
    kind: 'text',
    aliases: ['t'],
    value: 'name',
    env: 'DBT_TARGET',
    about: 'Target to use instead of the default',
  },
  vars: { kind: 'text', value: 'YAML', about: 'Vars as YAML: "{as_of: 2026-01-31}"' },
  targetPath: {
    kind: 'text',
    value: 'folder',
    env: 'DBT_TARGET_PATH',
    otherwise: "the project's, else target",
    about: 'Where compiled SQL is written',
  },
  logFormat: {
    kind: 'choice',
    choices: ['text', 'json'],
    sameAs: { default: 'text', debug: 'text' },
    default: 'text',
    env: 'DBT_LOG_FORMAT',
    inFlags: true,
    about: 'How a run is reported; `default` and `debug` of dbt are text',
  },
  logLevel: {
    kind: 'choice',
    choices: logLevels,
    default: 'info',
    env: 'DBT_LOG_LEVEL',
    inFlags: true,
    about: 'The least that is reported; what templates print and the answer of a command always are',
  },
  quiet: { kind: 'flag', aliases: ['q'], env: 'DBT_QUIET', about: 'Report errors only' },
  debug: {
    kind: 'flag',
    aliases: ['d'],
    env: 'DBT_DEBUG',
    inFlags: true,
    about: 'Report too what templates log without `info=true`',
  },
  print: {
    kind: 'flag',
    default: true,
    env: 'DBT_PRINT',
    envOff: 'DBT_NO_PRINT',
    about: 'Show what templates print',
  },
  useColors: {
    kind: 'switch',
    env: 'DBT_USE_COLORS',
    inFlags: true,
    otherwise: 'on a terminal',
    about: 'Use colors',
  },
  printerWidth: {
    kind: 'number',
    env: 'DBT_PRINTER_WIDTH',
    inFlags: true,
    otherwise: "the terminal's",
    takes: 'a whole number of at least 1',
    accepts: isPositive,
    about: 'Columns of the status of a run',
  },
  versionCheck: {
    kind: 'flag',
    default: true,
    env: 'DBT_VERSION_CHECK',
    inFlags: true,
    about: 'Take only packages that are for the version of dbt that Smelt follows',
  },
  warnError: {
    kind: 'flag',
    env: 'DBT_WARN_ERROR',
    inFlags: true,
    about: 'Treat warnings as failures',
  },
} as const satisfies OptionTable;

/** Of every command, and without one; the parser answers them. */
export const answeredOptions = {
  help: { kind: 'flag', aliases: ['h'], about: 'Show help' },
  version: { kind: 'flag', aliases: ['v', 'V'], about: 'Show version number' },
} as const satisfies OptionTable;

export const selectionOptions = {
  select: {
    kind: 'list',
    aliases: ['s', 'm', 'models', 'model'],
    value: 'nodes',
    about: 'Nodes: name, +name+, tag:x, path:x, resource_type:x',
  },
  exclude: { kind: 'list', value: 'nodes', about: 'Nodes to leave out, in the same language' },
  resourceTypes: {
    kind: 'list',
    flag: 'resource-type',
    aliases: ['resource-types'],
    value: 'types',
    env: 'DBT_RESOURCE_TYPES',
    about: 'Only these: model, seed, snapshot, source, test, exposure, metric, semantic_model, saved_query',
  },
  excludeResourceTypes: {
    kind: 'list',
    flag: 'exclude-resource-type',
    aliases: ['exclude-resource-types'],
    value: 'types',
    env: 'DBT_EXCLUDE_RESOURCE_TYPES',
    about: 'None of these',
  },
  indirectSelection: {
    kind: 'choice',
    choices: indirectSelections,
    default: 'eager',
    env: 'DBT_INDIRECT_SELECTION',
    inFlags: true,
    about: 'Tests selected by what they read: any of it, all, all or ancestors, none',
  },
} as const satisfies OptionTable;

/** What templates are reported of a run, wherever they are rendered. */
export const renderingOptions = {
  fullRefresh: {
    kind: 'flag',
    aliases: ['f'],
    env: 'DBT_FULL_REFRESH',
    about: 'Remake incremental models and seeds from nothing',
  },
  threads: {
    kind: 'number',
    otherwise: "the target's",
    takes: 'a whole number from 1 to 1000',
    accepts: (number: number) => Number.isInteger(number) && number >= 1 && number <= 1000,
    about: 'Nodes at once',
  },
} as const satisfies OptionTable;

/** Of commands that render what may be built without rows. */
export const emptyOption = {
  empty: { kind: 'flag', env: 'DBT_EMPTY', about: 'References give no rows: build what is there, empty' },
} as const satisfies OptionTable;

export const runOptions = {
  ...renderingOptions,
  failFast: { kind: 'flag', aliases: ['x'], env: 'DBT_FAIL_FAST', inFlags: true, about: 'Stop at the first failure' },
} as const satisfies OptionTable;

/** Of commands that take in files. */
export const retryOptions = {
  retryFailed: { kind: 'flag', about: 'Try failed pages now, whatever their waiting time' },
} as const satisfies OptionTable;

/** A query typed, which nothing can be named beside. */
export function inlineQuery(
  inline: string | undefined,
  { select, exclude, resourceTypes }: GivenOf<typeof selectionOptions>,
  model?: string,
): string | undefined {
  if (inline === undefined) return undefined;
  const named = [
    ['a model', model !== undefined],
    ['--select', select.length > 0],
    ['--exclude', exclude.length > 0],
    ['--resource-type', resourceTypes.length > 0],
  ] as const;
  const beside = named.find(([, isGiven]) => isGiven);
  if (!beside) return inline;
  throw new UsageError(`--inline is a query of its own: ${beside[0]} cannot be given beside it`);
}

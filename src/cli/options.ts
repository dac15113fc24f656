// The options that several commands share.

import { indirectSelections } from '../graph/indirect-selection.ts';
import { type GivenOf, type OptionTable, UsageError } from './option.ts';

export const commonOptions = {
  projectDir: {
    kind: 'text',
    value: 'folder',
    otherwise: 'DBT_PROJECT_DIR, else here',
    about: 'Folder of the project file',
  },
  profilesDir: {
    kind: 'text',
    value: 'folder',
    otherwise: "DBT_PROFILES_DIR, else the project's, else ~/.dbt",
    about: 'Folder of profiles.yml',
  },
  profile: {
    kind: 'text',
    value: 'name',
    otherwise: "DBT_PROFILE, else the project's",
    about: 'Profile of profiles.yml to use',
  },
  target: { kind: 'text', aliases: ['t'], value: 'name', about: 'Target to use instead of the default' },
  vars: { kind: 'text', value: 'YAML', about: 'Vars as YAML: "{as_of: 2026-01-31}"' },
  logFormat: { kind: 'choice', choices: ['text', 'json'], default: 'text', about: 'How a run is reported' },
  warnError: { kind: 'flag', about: 'Treat warnings as failures' },
} as const satisfies OptionTable;

/** Of every command, and without one; the parser answers them. */
export const answeredOptions = {
  help: { kind: 'flag', aliases: ['h'], about: 'Show help' },
  version: { kind: 'flag', aliases: ['v'], about: 'Show version number' },
} as const satisfies OptionTable;

export const selectionOptions = {
  select: {
    kind: 'list',
    aliases: ['s', 'm', 'models'],
    value: 'nodes',
    about: 'Nodes: name, +name+, tag:x, path:x, resource_type:x',
  },
  exclude: { kind: 'list', value: 'nodes', about: 'Nodes to leave out, in the same language' },
  resourceTypes: {
    kind: 'list',
    flag: 'resource-type',
    value: 'types',
    about: 'Only these: model, seed, snapshot, source, test',
  },
  indirectSelection: {
    kind: 'choice',
    choices: indirectSelections,
    default: 'eager',
    about: 'Tests selected by what they read: any of it, all, all or ancestors, none',
  },
} as const satisfies OptionTable;

/** What templates are reported of a run, wherever they are rendered. */
export const renderingOptions = {
  fullRefresh: { kind: 'flag', aliases: ['f'], about: 'Remake incremental models and seeds from nothing' },
  threads: {
    kind: 'number',
    otherwise: "the target's",
    takes: 'a whole number of at least 1',
    accepts: (number: number) => Number.isInteger(number) && number >= 1,
    about: 'Nodes at once',
  },
} as const satisfies OptionTable;

export const runOptions = {
  ...renderingOptions,
  failFast: { kind: 'flag', aliases: ['x'], about: 'Stop at the first failure' },
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

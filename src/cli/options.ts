// Options that several commands share, and how what was given becomes the values that app/ takes.

import type { Argv } from 'yargs';
import type { CommonOptions, RunOptions, SelectionOptions } from '../app/surroundings.ts';

/** What the parser hands over: option names in camel case. */
export type Given = Readonly<Record<string, unknown>>;

/** What is wrong with the command line itself. */
export class UsageError extends Error {}

export function commonOptions(command: Argv): Argv {
  return command
    .option('project-dir', {
      type: 'string',
      requiresArg: true,
      describe: 'Folder of the project file (default: DBT_PROJECT_DIR, else here)',
    })
    .option('profiles-dir', { type: 'string', requiresArg: true, describe: 'Folder of profiles.yml' })
    .option('target', {
      alias: 't',
      type: 'string',
      requiresArg: true,
      describe: 'Target to use instead of the default',
    })
    .option('vars', { type: 'string', requiresArg: true, describe: 'Vars as YAML: "{as_of: 2026-01-31}"' })
    .option('log-format', {
      choices: ['text', 'json'] as const,
      requiresArg: true,
      default: 'text' as const,
      describe: 'How a run is told',
    })
    .option('warn-error', { type: 'boolean', default: false, describe: 'Treat warnings as failures' });
}

export function selectionOptions(command: Argv): Argv {
  return command
    .option('select', {
      alias: ['s', 'm', 'models'],
      type: 'string',
      array: true,
      describe: 'Nodes: name, +name+, tag:x, path:x, resource_type:x',
    })
    .option('exclude', { type: 'string', array: true, describe: 'Nodes to leave out, in the same language' })
    .option('resource-type', {
      type: 'string',
      array: true,
      describe: 'Only these: model, seed, snapshot, source, test',
    });
}

export function runOptions(command: Argv, name: string): Argv {
  const options = command
    .option('full-refresh', {
      alias: 'f',
      type: 'boolean',
      default: false,
      describe: 'Remake incremental models and seeds from nothing',
    })
    .option('threads', { type: 'number', requiresArg: true, describe: 'Nodes at once' })
    .option('fail-fast', { alias: 'x', type: 'boolean', default: false, describe: 'Stop at the first failure' });
  if (name === 'load' || name === 'build' || name === 'run') {
    options.option('retry-failed', {
      type: 'boolean',
      default: false,
      describe: 'Try failed pages now, whatever their waiting time',
    });
  }
  if (name === 'plan') options.option('sql', { type: 'boolean', default: false, describe: 'Show the statements too' });
  return options;
}

export function common(given: Given): CommonOptions {
  return {
    projectDir: text(given, 'projectDir'),
    profilesDir: text(given, 'profilesDir'),
    target: text(given, 'target'),
    vars: text(given, 'vars'),
    logFormat: oneOf(given, 'logFormat', ['text', 'json'], 'text'),
    warnError: given.warnError === true,
  };
}

/** Empty lists are what was not given. */
export function selection(given: Given): SelectionOptions {
  return {
    select: texts(given, 'select'),
    exclude: texts(given, 'exclude'),
    resourceTypes: texts(given, 'resourceType'),
  };
}

/** A query typed, which nothing can be named beside. */
export function inlineQuery(given: Given): string | undefined {
  const inline = text(given, 'inline');
  if (inline === undefined) return undefined;
  const beside = ['model', 'select', 'exclude', 'resourceType'].find((name) => given[name] !== undefined);
  if (beside === undefined) return inline;
  throw new UsageError(
    `--inline is a query of its own: ${beside === 'model' ? 'a model' : flag(beside)} cannot be given beside it`,
  );
}

/** The one thing that `show` is about, named as it is or by `--select`. */
export function shownSelection(given: Given): SelectionOptions {
  const model = text(given, 'model');
  if (model === undefined) return selection(given);
  if (given.select !== undefined) throw new UsageError('a model and --select cannot both be given');
  return { ...selection(given), select: [model] };
}

export function running(given: Given): RunOptions {
  const { threads } = given;
  if (threads !== undefined && (typeof threads !== 'number' || !Number.isInteger(threads) || threads < 1)) {
    throw new UsageError('--threads takes a whole number of at least 1');
  }
  return {
    fullRefresh: given.fullRefresh === true,
    threads,
    failFast: given.failFast === true,
    retryFailed: given.retryFailed === true,
  };
}

/** Rows that `show` fetches at most; negative: all. */
export function rowLimit(value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) {
    throw new UsageError('--limit takes a whole number, or -1 for all rows');
  }
  return value;
}

/** Of an option that is given once at most: of two values none is meant. `name` in camel case. */
export function text(given: Given, name: string): string | undefined {
  const value = given[name];
  if (Array.isArray(value)) throw new UsageError(`${flag(name)} can be given once only`);
  return typeof value === 'string' ? value : undefined;
}

export function oneOf<T extends string>(given: Given, name: string, choices: readonly T[], otherwise: T): T {
  const value = text(given, name);
  return choices.find((choice) => choice === value) ?? otherwise;
}

/** Of an option that may be given several times, and takes several values. */
function texts(given: Given, name: string): readonly string[] {
  const value = given[name];
  if (!Array.isArray(value)) return [];
  if (value.length === 0) throw new UsageError(`${flag(name)} needs a value`);
  return value.map(String);
}

function flag(name: string): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

// Options that several commands share, and how what was given becomes the values that app/ takes.

import type { Argv } from 'yargs';
import type { CommonOptions, RunOptions, SelectionOptions } from '../app/surroundings.ts';

/** What the parser hands over: option names in camel case. */
export type Given = Readonly<Record<string, unknown>>;

/** What is wrong with the command line itself. */
export class UsageError extends Error {}

export function withExamples<T>(command: Argv<T>, examples: readonly (readonly [string, string])[]): Argv<T> {
  for (const [example, meaning] of examples) command.example(example, meaning);
  return command;
}

export function commonOptions(command: Argv): Argv {
  return command
    .option('project-dir', {
      type: 'string',
      describe: 'Folder of the project file (default: DBT_PROJECT_DIR, else here)',
    })
    .option('profiles-dir', { type: 'string', describe: 'Folder of profiles.yml' })
    .option('target', { alias: 't', type: 'string', describe: 'Target to use instead of the default' })
    .option('vars', { type: 'string', describe: 'Vars as YAML: "{as_of: 2026-01-31}"' })
    .option('log-format', {
      choices: ['text', 'json'] as const,
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
    .option('resource-type', { type: 'string', array: true, describe: 'Only these: model, seed, source, test' });
}

export function runOptions(command: Argv, name: string): Argv {
  const options = command
    .option('full-refresh', {
      alias: 'f',
      type: 'boolean',
      default: false,
      describe: 'Remake incremental models and seeds from nothing',
    })
    .option('threads', { type: 'number', describe: 'Nodes at once' })
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
    projectDir: text(given.projectDir),
    profilesDir: text(given.profilesDir),
    target: text(given.target),
    vars: text(given.vars),
    logFormat: oneOf(given.logFormat, ['text', 'json'], 'text'),
    warnError: given.warnError === true,
  };
}

export function selection(given: Given): SelectionOptions {
  return { select: texts(given.select), exclude: texts(given.exclude), resourceTypes: texts(given.resourceType) };
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

export function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

export function oneOf<T extends string>(value: unknown, choices: readonly T[], otherwise: T): T {
  return choices.find((choice) => choice === value) ?? otherwise;
}

// Every command of app/ as the command line calls it, on a project that has a model `orders` and a macro `note`.

import { cleanCommand } from '../../src/app/clean-command.ts';
import { compileCommand } from '../../src/app/compile-command.ts';
import { debugCommand } from '../../src/app/debug-command.ts';
import { executeCommand } from '../../src/app/execute-command.ts';
import type { ExitCode } from '../../src/app/exit-code.ts';
import { listCommand } from '../../src/app/list-command.ts';
import { parseCommand } from '../../src/app/parse-command.ts';
import { planCommand } from '../../src/app/plan-command.ts';
import { runOperationCommand } from '../../src/app/run-operation-command.ts';
import { showCommand } from '../../src/app/show-command.ts';
import type { CommonOptions, Surroundings } from '../../src/app/surroundings.ts';
import { watchProject } from '../../src/watch/watch-project.ts';
import { noOptions } from './run-app.ts';

type RunApp = (options: Partial<CommonOptions>, surroundings: Surroundings) => Promise<ExitCode>;

const execute =
  (command: Parameters<typeof executeCommand>[0]): RunApp =>
  (options, surroundings) =>
    executeCommand(command, { ...noOptions, ...options }, surroundings);

export const everyCommand = {
  build: execute('build'),
  run: execute('run'),
  test: execute('test'),
  seed: execute('seed'),
  load: execute('load'),
  plan: (options, surroundings) => planCommand({ ...noOptions, ...options, statements: false }, surroundings),
  compile: (options, surroundings) => compileCommand({ ...noOptions, ...options, inline: undefined }, surroundings),
  ls: (options, surroundings) => listCommand({ ...noOptions, ...options, output: 'name' }, surroundings),
  show: (options, surroundings) =>
    showCommand(
      { ...noOptions, ...options, select: ['orders'], inline: undefined, limit: 5, output: 'table' },
      surroundings,
    ),
  'run-operation': (options, surroundings) =>
    runOperationCommand({ ...noOptions, ...options, macro: 'note', args: undefined }, surroundings),
  parse: (options, surroundings) => parseCommand({ ...noOptions, ...options }, surroundings),
  debug: (options, surroundings) => debugCommand({ ...noOptions, ...options }, surroundings),
  clean: (options, surroundings) => cleanCommand({ ...noOptions, ...options }, surroundings),
  watch: (options, surroundings) => watchProject({ ...noOptions, ...options }, surroundings),
} as const satisfies Readonly<Record<string, RunApp>>;

export type CommandName = keyof typeof everyCommand;

export const commandNames = Object.keys(everyCommand).filter((name): name is CommandName => name in everyCommand);

// Every command of app/ as the command line calls it, on a project that has a model `orders` and a macro `note`.

import { adoptCommand } from '../../src/app/adopt-command.ts';
import { cleanCommand } from '../../src/app/clean-command.ts';
import { compileCommand } from '../../src/app/compile-command.ts';
import { debugCommand } from '../../src/app/debug-command.ts';
import { depsCommand } from '../../src/app/deps-command.ts';
import { executeCommand } from '../../src/app/execute-command.ts';
import type { ExitCode } from '../../src/app/exit-code.ts';
import { listCommand } from '../../src/app/list-command.ts';
import type { CommonOptions } from '../../src/app/options.ts';
import { parseCommand } from '../../src/app/parse-command.ts';
import { planCommand } from '../../src/app/plan-command.ts';
import type { ProcessIo } from '../../src/app/process-io.ts';
import { runOperationCommand } from '../../src/app/run-operation-command.ts';
import { showCommand } from '../../src/app/show-command.ts';
import { watchProject } from '../../src/watch/watch-project.ts';
import { noOptions } from './run-app.ts';

type RunApp = (options: Partial<CommonOptions>, io: ProcessIo) => Promise<ExitCode>;

const execute =
  (command: Parameters<typeof executeCommand>[0]): RunApp =>
  (options, io) =>
    executeCommand(command, { ...noOptions, ...options }, io);

export const everyCommand = {
  build: execute('build'),
  run: execute('run'),
  test: execute('test'),
  seed: execute('seed'),
  load: execute('load'),
  plan: (options, io) => planCommand({ ...noOptions, ...options, statements: false }, io),
  compile: (options, io) => compileCommand({ ...noOptions, ...options, inline: undefined }, io),
  ls: (options, io) => listCommand({ ...noOptions, ...options, output: 'name', outputKeys: [] }, io),
  show: (options, io) =>
    showCommand({ ...noOptions, ...options, select: ['orders'], inline: undefined, limit: 5, output: 'table' }, io),
  'run-operation': (options, io) =>
    runOperationCommand({ ...noOptions, ...options, macro: 'note', args: undefined }, io),
  parse: (options, io) => parseCommand({ ...noOptions, ...options }, io),
  debug: (options, io) => debugCommand({ ...noOptions, ...options }, io),
  deps: (options, io) =>
    depsCommand({ ...noOptions, ...options, upgrade: false, lock: false, addPackage: undefined, source: 'hub' }, io),
  adopt: (options, io) => adoptCommand({ ...noOptions, ...options, all: true, dryRun: false }, io),
  clean: (options, io) => cleanCommand({ ...noOptions, ...options, orphans: false, drop: false }, io),
  watch: (options, io) => watchProject({ ...noOptions, ...options }, io),
} as const satisfies Readonly<Record<string, RunApp>>;

export type CommandName = keyof typeof everyCommand;

export const commandNames = Object.keys(everyCommand).filter((name): name is CommandName => name in everyCommand);

// Commands of app/ in this process, as the command line calls them, with what they write kept.

import { type ExecuteOptions, executeCommand, type RunCommand } from '../../src/app/execute-command.ts';
import type { ExitCode } from '../../src/app/exit-code.ts';
import type { ProcessIo } from '../../src/app/process-io.ts';

export interface Ran {
  readonly exitCode: ExitCode;
  readonly output: string;
  readonly errors: string;
}

export type Environment = ProcessIo['env'];

/** Options of a command line that gives none. */
export const noOptions: ExecuteOptions = {
  projectDir: undefined,
  profilesDir: undefined,
  profile: undefined,
  target: undefined,
  vars: undefined,
  logFormat: 'text',
  warnError: false,
  debug: false,
  quiet: false,
  logLevel: 'info',
  print: true,
  targetPath: undefined,
  versionCheck: true,
  select: [],
  exclude: [],
  resourceTypes: [],
  excludeResourceTypes: [],
  indirectSelection: 'eager',
  fullRefresh: false,
  threads: undefined,
  failFast: false,
  retryFailed: false,
  empty: false,
};

/** Started in `root`, not on a terminal; never interrupted unless a signal is given. */
export async function runApp(
  root: string,
  command: (io: ProcessIo) => Promise<ExitCode>,
  env: Environment = {},
  interrupted: AbortSignal = new AbortController().signal,
): Promise<Ran> {
  const output: string[] = [];
  const errors: string[] = [];
  const exitCode = await command({
    workingDirectory: root,
    env,
    write: (text) => void output.push(text),
    writeError: (text) => void errors.push(text),
    interactive: false,
    color: false,
    columns: () => 100,
    interrupted,
  });
  return { exitCode, output: output.join(''), errors: errors.join('') };
}

/** `build`, `run`, `test`, `seed` or `load`. */
export function execute(
  root: string,
  command: RunCommand,
  options: Partial<ExecuteOptions> = {},
  env: Environment = {},
): Promise<Ran> {
  return runApp(root, (io) => executeCommand(command, { ...noOptions, ...options }, io), env);
}

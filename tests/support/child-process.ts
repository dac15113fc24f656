// Child processes that run TypeScript, speak line by line, and can be killed; none outlives its test.

import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { inject, onTestFinished } from 'vitest';
import { bundledScript } from './child-scripts.ts';

export interface Child {
  readonly pid: number;
  /** The next line of its output; undefined when it has ended. */
  nextLine(): Promise<string | undefined>;
  /** Writes a line to its standard input. */
  say(line: string): void;
  /** Ends its standard input and waits for its end. */
  finish(): Promise<void>;
  /** SIGKILL, and waits until it is gone. */
  kill(): Promise<void>;
  /** The signal that ended it; null where it ended by itself. */
  readonly ended: Promise<NodeJS.Signals | null>;
}

/** A child builds once: compiling PGlite a second time, for speed, takes longer than it saves. */
const flags = ['--liftoff-only', '--enable-source-maps'];

/** `script` is one of child-scripts.ts, a path relative to tests/. `environment` is added to this process's. */
export function startChild(
  script: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Child {
  const file = bundledScript(inject('childScripts'), script);
  const child = spawn(process.execPath, [...flags, file, ...args], {
    env: { ...process.env, ...environment },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise<NodeJS.Signals | null>((resolve) => child.once('exit', (_, signal) => resolve(signal)));
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const kill = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  onTestFinished(kill);
  return {
    pid: pidOf(child),
    nextLine: async () => {
      const line = await lines.next();
      return line.done ? undefined : line.value;
    },
    say: (line) => {
      child.stdin.write(`${line}\n`);
    },
    finish: async () => {
      child.stdin.end();
      await ended;
    },
    kill,
    ended,
  };
}

function pidOf(child: ChildProcess): number {
  if (child.pid === undefined) throw new Error('the child process did not start');
  return child.pid;
}

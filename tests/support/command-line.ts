// The built command line in processes of its own: started in a project's folder with an environment of its own, watched by what
// it writes, and gone when the test is.

import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inject, onTestFinished } from 'vitest';
import { copyData } from './templates.ts';

export interface Ended {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

export interface RunningCommand {
  /** Waits until what it wrote since the last wait, to either stream, matches. Throws when it ends before. */
  until(pattern: RegExp): Promise<void>;
  interrupt(): void;
  readonly ended: Promise<Ended>;
}

const binary = fileURLToPath(new URL('../../bin/smelt.js', import.meta.url));
/** As in vitest.config.ts: a command on a small embedded database takes half the time. */
const flags = ['--liftoff-only'];

export function smelt(
  root: string,
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  return startSmelt(root, words, environment).ended;
}

export function startSmelt(
  root: string,
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): RunningCommand {
  const child = spawn(process.execPath, [...flags, binary, ...words], {
    cwd: root,
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const written = { output: '', errors: '', unread: '' };
  let look = () => {};
  const gather = (stream: 'output' | 'errors') => (text: string) => {
    written[stream] += text;
    written.unread += text;
    look();
  };
  child.stdout.setEncoding('utf8').on('data', gather('output'));
  child.stderr.setEncoding('utf8').on('data', gather('errors'));
  let over = false;
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code) => {
      over = true;
      look();
      resolve({ code, output: written.output, errors: written.errors });
    });
  });
  onTestFinished(() => stop(child, ended));
  return {
    until: (pattern) =>
      new Promise((resolve, reject) => {
        look = () => {
          const found = pattern.exec(written.unread);
          if (found) {
            written.unread = written.unread.slice(found.index + found[0].length);
            look = () => {};
            resolve();
          } else if (over) reject(new Error(`it ended without ${pattern}:\n${written.output}\n${written.errors}`));
        };
        look();
      }),
    interrupt: () => void child.kill('SIGINT'),
    ended,
  };
}

async function stop(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  child.kill('SIGKILL');
  await ended;
}

/** Puts an empty embedded database where a project expects it, which saves making one. */
export function placeDatabase(root: string, path = '.smelt/database'): void {
  copyData(inject('embeddedTemplate'), join(root, path));
}

/** What differs from run to run replaced: times, the project's folder, versions of Node and PostgreSQL, generations. */
export function steady(text: string, root: string): string {
  return text
    .replaceAll(root, '<root>')
    .replace(/\b\d+(\.\d+)?( ms|s)\b/g, '<time>')
    .replace(/\b\d+m \d\ds\b/g, '<time>')
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<uuid>')
    .replace(/^node {8}.*$/m, 'node        <version>')
    .replace(/^server {6}PostgreSQL.*$/m, 'server      <version>');
}

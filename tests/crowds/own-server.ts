// A server for crowds alone, whose log tells of every wait for a lock that is longer than deadlock_timeout.

import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface OwnServer {
  readonly url: string;
  /** Lines of the server's log from that moment on; none where the server is somebody else's. */
  logSince(moment: Date): readonly string[];
  stop(): Promise<void>;
}

/** Starts one, unless a URL is given. */
export async function startServer(given: string | undefined): Promise<OwnServer> {
  if (given !== undefined) return { url: given, logSince: () => [], stop: async () => undefined };
  const log = join(tmpdir(), `smelt-crowds-${process.pid}.log`);
  const settings = [
    'log_lock_waits=on',
    'deadlock_timeout=1s',
    'max_connections=200',
    'log_line_prefix=%m [%p] %a %d ',
  ];
  const script = fileURLToPath(new URL('../support/embedded-server.js', import.meta.url));
  const child = spawn(process.execPath, [script, ...settings.flatMap((setting) => ['-c', setting])], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, SMELT_SERVER_LOG: log },
    detached: true,
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the server did not start (${code})`)));
    createInterface(child.stdout).once('line', resolve);
  });
  return {
    url,
    logSince: (moment) => linesSince(readFileSync(log, 'utf8'), moment),
    stop: async () => {
      child.stdin.end();
      await ended;
      rmSync(log, { force: true });
    },
  };
}

/** Of a statement the first line is enough; other lines without a time belong to the one before. */
function linesSince(log: string, moment: Date): readonly string[] {
  const lines = log.split('\n');
  const from = lines.findIndex((line) => new Date(timed.exec(line)?.[0] ?? 0) >= moment);
  let inStatement = false;
  return lines.slice(from < 0 ? lines.length : from).filter((line) => {
    if (timed.test(line)) inStatement = line.includes('STATEMENT:');
    else if (inStatement) return false;
    return line !== '' && !/checkpoint (starting|complete)/.test(line);
  });
}

const timed = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+ \w+/;

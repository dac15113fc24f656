// The real world as app/ sees it: this process's streams, environment and signals.

import type { Surroundings } from '../app/surroundings.ts';

export interface ProcessSurroundings extends Surroundings {
  /** Gives the signals back, so that the process can end. */
  release(): void;
}

export function processSurroundings(): ProcessSurroundings {
  const { stdout, stderr, env } = process;
  const controller = new AbortController();
  const interrupt = () => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  // A reader that has gone away (`| head`) is no failure.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  const interactive = stdout.isTTY === true && env.CI === undefined && env.TERM !== 'dumb';
  return {
    workingDirectory: process.cwd(),
    environment: env,
    write: (text) => void stdout.write(text),
    writeError: (text) => void stderr.write(text),
    interactive,
    color: env.NO_COLOR === undefined && (interactive || (env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '0')),
    columns: () => stdout.columns ?? 100,
    interrupted: controller.signal,
    release() {
      process.off('SIGINT', interrupt);
      process.off('SIGTERM', interrupt);
    },
  };
}

// The real world as app/ sees it: this process's streams, environment and signals.

import { exitCode } from '../app/exit-code.ts';
import type { ProcessIo } from '../app/process-io.ts';

export interface NodeProcessIo extends ProcessIo {
  /** Aborted once nobody reads the output any more. */
  readonly readerGone: AbortSignal;
  /** Gives the signals back, so that the process can end. */
  release(): void;
}

/** Milliseconds that a run has for its last words when it is interrupted twice; a third time ends it at once. */
const patience = 5_000;

export function nodeProcessIo(): NodeProcessIo {
  const { stdout, stderr, env } = process;
  const controller = new AbortController();
  let hurried = false;
  // `npm start` hands a terminal's interrupt on to a process that has it already: the second one still lets the run say its end.
  const interrupt = () => {
    if (hurried) process.exit(exitCode.interrupted);
    if (controller.signal.aborted) {
      hurried = true;
      setTimeout(() => process.exit(exitCode.interrupted), patience).unref();
    }
    controller.abort();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  // A reader that has gone away (`| head`) is no failure, and no reason to leave a run half done: its exit code stays its own.
  const gone = new AbortController();
  for (const stream of [stdout, stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      if (stream === stdout) gone.abort();
    });
  }
  const interactive = stdout.isTTY === true && env.CI === undefined && env.TERM !== 'dumb';
  return {
    workingDirectory: process.cwd(),
    env: env,
    write: (text) => void stdout.write(text),
    writeError: (text) => void stderr.write(text),
    interactive,
    color: env.NO_COLOR === undefined && (interactive || (env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '0')),
    columns: () => stdout.columns ?? 100,
    interrupted: controller.signal,
    readerGone: gone.signal,
    release() {
      process.off('SIGINT', interrupt);
      process.off('SIGTERM', interrupt);
    },
  };
}

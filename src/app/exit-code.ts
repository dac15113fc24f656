// The exit codes of the command line, in one place.

import type { Diagnostic } from '../diagnostics/diagnostic.ts';

export const exitCode = {
  allWell: 0,
  /** A node or a test, or with `--warn-error` a warning. */
  failed: 1,
  /** Nothing was started: the command line, the project, its profile or the connection is in the way. */
  unstarted: 2,
  /** A bug in Smelt. */
  bug: 70,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** What a command ends with that has reported these, and in which nothing else went wrong. */
export function exitCodeOf(reported: readonly Diagnostic[]): ExitCode {
  return reported.some(({ severity }) => severity === 'error') ? exitCode.failed : exitCode.allWell;
}

// The exit codes of the command line, in one place.

import { usageCodes } from '../diagnostics/codes.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';

export const exitCode = {
  allWell: 0,
  /** A model, a test or something that the user wrote. */
  failed: 1,
  /** The command line itself. */
  usage: 2,
  /** A bug in Smelt. */
  bug: 70,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** What a command ends with that has reported these, and in which nothing else went wrong. */
export function exitCodeOf(reported: readonly Diagnostic[]): ExitCode {
  const errors = reported.filter(({ severity }) => severity === 'error');
  if (errors.some(({ code }) => usageCodes.has(code))) return exitCode.usage;
  return errors.length > 0 ? exitCode.failed : exitCode.allWell;
}

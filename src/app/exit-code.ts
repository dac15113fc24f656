// The exit codes of the command line, in one place.

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

/** Of a command that these end before it does anything. */
export function exitCodeOf(problems: readonly Diagnostic[]): ExitCode {
  return problems.some(({ code }) => code === 'VARS_OPTION' || code === 'ARGS_OPTION')
    ? exitCode.usage
    : exitCode.failed;
}

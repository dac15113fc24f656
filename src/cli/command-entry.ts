// What the command line knows of a command: its words, its options, its help, and the call of app/ that it comes to.

import type { Argv } from 'yargs';
import type { ExitCode } from '../app/exit-code.ts';
import type { Given } from './options.ts';
import type { ProcessSurroundings } from './process-surroundings.ts';

export interface CommandEntry {
  /** The command as it is typed, with its arguments: `show [model]`; and by which other name. */
  readonly words: string;
  readonly alias?: string;
  readonly summary: string;
  options(command: Argv): Argv;
  /** What is typed, and what it means. */
  readonly examples: readonly (readonly [typed: string, meaning: string])[];
  /** Loads what it needs only now: most start-ups need little of it. Throws UsageError, and for bugs. */
  run(given: Given, surroundings: ProcessSurroundings): Promise<ExitCode>;
}

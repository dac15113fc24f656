// A command's life, the same for every command: the project is opened, the command does its work on it, what is wrong is reported, and
// the exit code follows. What a command does is in its own file; how a database is lent, in lend-database.ts.

import type { Database } from '../database/database.ts';
import { type Checked, type Diagnostic, mistakeOf } from '../diagnostics/diagnostic.ts';
import { maskDiagnostic } from '../diagnostics/mask-secrets.ts';
import { type ExitCode, exitCode, exitCodeOf } from './exit-code.ts';
import { type OpenOptions, type OpenProject, openProject } from './open-project.ts';
import type { CommonOptions } from './options.ts';
import type { ProcessIo } from './process-io.ts';
import { reportProblems } from './report-problems.ts';

export interface CommandResult {
  /** Reported after what the command has written, in any order; the secrets of the project still in them. */
  readonly diagnostics: readonly Diagnostic[];
  /** The answer, for the output stream, with the end of its last line; empty where it was written on the way. */
  readonly output: string;
  /** Whether something went wrong that these diagnostics do not show: a failed test, a right that is missing. */
  readonly failed: boolean;
  /** Whether that was before anything was begun. */
  readonly unstarted?: boolean;
}

/** What a command works with. Nothing here is to be used once `run` has ended. */
export interface CommandContext<Options> {
  readonly opened: OpenProject;
  readonly options: Options;
  readonly io: ProcessIo;
  /** For what is to be read before the command goes on: warnings of a selection. */
  report(diagnostics: readonly Diagnostic[]): void;
  /** Whether the mistake, free of secrets, is met for the first time in the command's life; whoever asks reports it. */
  isNews(diagnostic: Diagnostic): boolean;
  /** How many warnings have been reported by now, before what `run` answers. */
  warnings(): number;
  /**
   * Lends the target's database for the time of `work`. Where it cannot be had, the connection breaks or a node fails, the result says so.
   * It is left alone where an error has been reported, which with `--warn-error` a warning is.
   */
  withDatabase(work: (database: Database) => Promise<CommandResult>): Promise<CommandResult>;
}

export interface Command<Options> {
  /** As templates know it (`flags.WHICH`). */
  readonly name: string;
  /** What it writes about the project in any case, also where the mistakes of the project end it there. */
  about?(opened: Checked<OpenProject>): string;
  /** Only on a project without mistakes, and with `--warn-error` without warnings. Throws for bugs. */
  run(context: CommandContext<Options>): Promise<CommandResult>;
}

/** The command has done what it was asked for. */
export function answered(output = ''): CommandResult {
  return { diagnostics: [], output, failed: false };
}

/** The command could not do what it was asked for. */
export function stopped(problems: readonly Diagnostic[]): CommandResult {
  return { diagnostics: problems, output: '', failed: true };
}

/** The command could not begin with what it was asked for. */
export function unstarted(problems: readonly Diagnostic[]): CommandResult {
  return { ...stopped(problems), unstarted: true };
}

/** An interrupt ends it without a word: what failed by it is nobody's mistake. Throws for bugs. */
export async function runCommand<Options extends OpenOptions>(
  command: Command<Options>,
  options: Options,
  io: ProcessIo,
): Promise<ExitCode> {
  const { interrupted } = io;
  const opened = await openProject(options, command.name, io);
  if (interrupted.aborted) return exitCode.interrupted;
  // Those of a project that cannot be opened have no secrets any more.
  const reported = reportTo(options, io, opened.ok ? opened.value.project.secrets : []);
  reported.add(opened.ok ? opened.warnings : opened.problems);
  if (command.about) io.write(command.about(opened));
  if (!opened.ok) return exitCode.unstarted;
  if (!reported.allWell()) return exitCode.failed;
  const result = await command.run(contextOf(opened.value, reported, options, io));
  if (interrupted.aborted) return exitCode.interrupted;
  if (result.output !== '') io.write(result.output);
  reported.add(result.diagnostics);
  if (result.unstarted) return exitCode.unstarted;
  return result.failed || !reported.allWell() ? exitCode.failed : exitCode.allWell;
}

/** For mistakes of a command's own options, which are reported before the project is looked at. */
export function endWith(problems: readonly Diagnostic[], options: CommonOptions, io: ProcessIo): ExitCode {
  reportTo(options, io, []).add(problems);
  return exitCode.unstarted;
}

function contextOf<Options>(
  opened: OpenProject,
  reported: Reported,
  options: Options,
  io: ProcessIo,
): CommandContext<Options> {
  return {
    opened,
    options,
    io,
    report: reported.add,
    isNews: reported.isNews,
    warnings: reported.warnings,
    async withDatabase(work) {
      if (!reported.allWell()) return stopped([]);
      // Most start-ups need none of what a database takes.
      const { lendDatabase } = await import('./lend-database.ts');
      let begun = false;
      const lent = await lendDatabase(opened, io.interrupted, async (database, warnings) => {
        begun = true;
        reported.add(warnings);
        return reported.allWell() ? work(database) : stopped([]);
      });
      if (lent.ok) return lent.value;
      return begun ? stopped(lent.problems) : unstarted(lent.problems);
    },
  };
}

interface Reported {
  /** A mistake that was reported before is passed over. */
  readonly add: (diagnostics: readonly Diagnostic[]) => void;
  readonly isNews: (diagnostic: Diagnostic) => boolean;
  readonly warnings: () => number;
  /** Whether none of it was an error. */
  readonly allWell: () => boolean;
}

function reportTo(options: CommonOptions, io: ProcessIo, secrets: readonly string[]): Reported {
  let allWell = true;
  const known = new Set<string>();
  let warnings = 0;
  const isNews = (diagnostic: Diagnostic) => {
    const mistake = mistakeOf(diagnostic);
    if (known.has(mistake)) return false;
    known.add(mistake);
    return true;
  };
  return {
    add(diagnostics) {
      const added = diagnostics.map((diagnostic) => maskDiagnostic(diagnostic, secrets)).filter(isNews);
      const written = reportProblems(added, options, io);
      warnings += written.filter(({ severity }) => severity === 'warning').length;
      if (exitCodeOf(written) !== exitCode.allWell) allWell = false;
    },
    isNews,
    warnings: () => warnings,
    allWell: () => allWell,
  };
}

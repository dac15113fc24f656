// What the command line knows of a command: its name, its options, its help, and the call of app/ that it comes to. From the
// entries follow the parser, `--help` and docs/commands.md.

import type { ExitCode } from '../app/exit-code.ts';
import { isReported, levelOf } from '../diagnostics/log-level.ts';
import { askedInVain } from './asked-in-vain.ts';
import { lookElsewhere } from './elsewhere.ts';
import type { NodeProcessIo } from './node-process-io.ts';
import { type GivenOf, type OptionTable, type Parsed, readGiven } from './option.ts';
import { commonOptions } from './options.ts';

/** What is typed behind the name and is no option. */
export interface Argument {
  readonly name: string;
  readonly required: boolean;
  /** For the message that another number of them was given: `one macro`. */
  readonly takes: string;
  /** What it means: one line. */
  readonly about: string;
}

interface Described {
  readonly name: string;
  /** Another name for it. */
  readonly alias?: string;
  readonly summary: string;
  readonly argument?: Argument;
  /** Which exit code means what of this command, in whole sentences; what all commands share is not said here. */
  readonly ending: string;
  /** What is typed, and what it means. */
  readonly examples: readonly (readonly [typed: string, meaning: string])[];
}

export interface CommandEntry extends Described {
  readonly options: OptionTable;
  /** Loads what it needs only now: most start-ups need little of it. Throws UsageError, and for bugs. */
  run(parsed: Parsed, io: NodeProcessIo): Promise<ExitCode>;
}

interface TypedEntry<Table extends OptionTable> extends Described {
  readonly options: Table;
  /** `argument` is undefined where there is none, or it was not given. */
  run(given: GivenOf<Table>, io: NodeProcessIo, argument: string | undefined): Promise<ExitCode>;
}

export function commandEntry<const Table extends OptionTable>(entry: TypedEntry<Table>): CommandEntry {
  return {
    ...entry,
    async run(parsed, io) {
      const argument = entry.argument && parsed[entry.argument.name];
      const { projectDir } = readGiven({ projectDir: commonOptions.projectDir }, parsed);
      const elsewhere = await lookElsewhere(projectDir, io);
      const given = readGiven(entry.options, parsed, elsewhere);
      const common = readGiven(commonOptions, parsed, elsewhere);
      const inVain = askedInVain(entry, parsed, elsewhere);
      if (inVain !== undefined && isReported('info', levelOf(common))) io.writeError(`${inVain}\n`);
      return entry.run(given, ioFor(common, io), typeof argument === 'string' ? argument : undefined);
    },
  };
}

/** As `--use-colors` and `--printer-width` ask. */
function ioFor({ useColors, printerWidth }: GivenOf<typeof commonOptions>, io: NodeProcessIo): NodeProcessIo {
  return {
    ...io,
    color: useColors ?? io.color,
    columns: printerWidth === undefined ? io.columns : () => printerWidth,
  };
}

/** The command as it is typed, with its argument: `show [model]`. */
export function wordsOf({ name, argument }: CommandEntry): string {
  if (!argument) return name;
  return argument.required ? `${name} <${argument.name}>` : `${name} [${argument.name}]`;
}

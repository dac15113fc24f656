// The command line: the words are parsed, one command runs, its exit code is the process's. What each command takes is in commands/.

import yargs, { type Argv } from 'yargs';
import { exitCode } from '../app/exit-code.ts';
import { smeltVersion } from '../base/version.ts';
import { ownNames } from './asked-in-vain.ts';
import { describeBug } from './bug.ts';
import { type CommandEntry, wordsOf } from './command-entry.ts';
import { behindCommand, commandFirst, namedOptions, withoutDbt } from './command-first.ts';
import { commands } from './commands.ts';
import { notThereYet } from './names-of-dbt.ts';
import { nodeProcessIo } from './node-process-io.ts';
import { addOptions, type Parsed, parserOption, UsageError } from './option.ts';
import { answeredOptions, commonOptions } from './options.ts';
import { unusedFlags, unusedFlagsOf } from './unused-flags.ts';

const { help, version } = answeredOptions;

export async function runCommandLine(typed: readonly string[]): Promise<number> {
  const words = commandFirst(withoutDbt(typed), globalOptions);
  const io = nodeProcessIo();
  let code: number = exitCode.allWell;
  const parser = yargs([...words]);
  for (const entry of commands)
    addCommand(parser, entry, async (parsed) => {
      code = await entry.run(parsed, io);
    });
  parser
    .scriptName('smelt')
    .usage('$0 <command> [options]\n\nSQL models in dbt’s language, built on PostgreSQL: embedded or a server.')
    .version('version', version.about, `smelt ${smeltVersion()}`)
    .alias('version', version.aliases)
    .help('help', help.about)
    .alias('help', help.aliases)
    .strict()
    .strictCommands()
    .demandCommand(1, 'Name a command; `smelt --help` lists them')
    .recommendCommands()
    .wrap(Math.min(110, io.columns()))
    .exitProcess(false)
    .fail((message, error) => {
      if (error && error.name !== 'YError') throw error;
      throw new UsageError(missingValue(message) ?? countOfArguments(words, message) ?? message);
    });
  try {
    const missing = notThereYet(words[0] ?? '');
    if (missing !== undefined) throw new UsageError(missing);
    const late = behindCommand(words, globalOptions);
    if (late !== undefined) throw new UsageError(late);
    await parser.parseAsync();
    return code;
  } catch (error) {
    if (error instanceof UsageError) {
      io.writeError(`${error.message}\n\nRun \`smelt --help\`, or \`smelt <command> --help\` for one command.\n`);
      return exitCode.unstarted;
    }
    io.writeError(describeBug(error));
    return exitCode.bug;
  } finally {
    io.release();
  }
}

/** Options that every command takes, by name: they may stand before it. */
const globalOptions = new Map([
  ...namedOptions(commonOptions),
  ...unusedFlags.flatMap(({ name, option, commands: some }) => (some ? [] : [...namedOptions({ [name]: option })])),
]);

/** The parser's words for an option at the end, or before another one. */
function missingValue(message: string): string | undefined {
  const option = /^Not enough arguments following: (.*)$/.exec(message)?.[1];
  return option === undefined ? undefined : `${option.length === 1 ? '-' : '--'}${option} needs a value`;
}

/** The parser takes a second model for a command, and says only how many words are missing. */
function countOfArguments([word = '']: readonly string[], message: string): string | undefined {
  const { name, argument } = commands.find((entry) => entry.name === word || entry.alias === word) ?? {};
  if (!argument) return undefined;
  if (message.startsWith('Not enough non-option arguments')) return `\`${name}\` takes ${argument.takes}`;
  const others = /^Unknown commands?: (.*)$/.exec(message)?.[1];
  return others === undefined ? undefined : `\`${name}\` takes ${argument.takes}; ${others} is too much`;
}

function addCommand(parser: Argv, entry: CommandEntry, run: (parsed: Parsed) => Promise<void>): void {
  const { alias, argument, summary, examples } = entry;
  const options = (command: Argv) => {
    for (const [typed, meaning] of examples) command.example(typed, meaning);
    if (argument) command.positional(argument.name, { type: 'string', describe: argument.about });
    addOptions(command, entry.options);
    for (const { name, option } of unusedFlagsOf(entry.name, ownNames(entry.options)))
      command.option(name, { ...parserOption(option), hidden: true });
    return command;
  };
  const words = wordsOf(entry);
  parser.command(alias === undefined ? words : [words, alias], summary, options, run);
}

// The command line: the words are parsed, one command runs, its exit code is the process's. What each command takes is in commands/.

import yargs, { type Argv } from 'yargs';
import { exitCode } from '../app/exit-code.ts';
import { smeltVersion } from '../base/version.ts';
import { describeBug } from './bug.ts';
import type { CommandEntry } from './command-entry.ts';
import { clean } from './commands/clean.ts';
import { compile } from './commands/compile.ts';
import { debug } from './commands/debug.ts';
import { execute } from './commands/execute.ts';
import { list } from './commands/list.ts';
import { parse } from './commands/parse.ts';
import { plan } from './commands/plan.ts';
import { runOperation } from './commands/run-operation.ts';
import { show } from './commands/show.ts';
import { watch } from './commands/watch.ts';
import { type Given, UsageError } from './options.ts';
import { processSurroundings } from './process-surroundings.ts';

/** In the order of the help. */
const commands: readonly CommandEntry[] = [
  ...execute,
  watch,
  plan,
  compile,
  list,
  show,
  runOperation,
  parse,
  debug,
  clean,
];

export async function runCommandLine(words: readonly string[]): Promise<number> {
  const surroundings = processSurroundings();
  let code: number = exitCode.allWell;
  const parser = yargs([...words]);
  for (const entry of commands)
    addCommand(parser, entry, async (given) => {
      code = await entry.run(given, surroundings);
    });
  parser
    .scriptName('smelt')
    .usage('$0 <command> [options]\n\nSQL models in dbt’s language, built on PostgreSQL: embedded or a server.')
    .version(`smelt ${smeltVersion()}`)
    .alias('version', 'v')
    .help()
    .alias('help', 'h')
    .strict()
    .strictCommands()
    .demandCommand(1, 'Name a command; `smelt --help` lists them')
    .recommendCommands()
    .wrap(Math.min(110, surroundings.columns()))
    .exitProcess(false)
    .fail((message, error) => {
      if (error && error.name !== 'YError') throw error;
      throw new UsageError(missingValue(message) ?? countOfArguments(words, message) ?? message);
    });
  try {
    await parser.parseAsync();
    return code;
  } catch (error) {
    if (error instanceof UsageError) {
      surroundings.writeError(
        `${error.message}\n\nRun \`smelt --help\`, or \`smelt <command> --help\` for one command.\n`,
      );
      return exitCode.usage;
    }
    surroundings.writeError(describeBug(error));
    return exitCode.bug;
  } finally {
    surroundings.release();
  }
}

/** The parser's words for an option at the end, or before another one. */
function missingValue(message: string): string | undefined {
  const option = /^Not enough arguments following: (.*)$/.exec(message)?.[1];
  return option === undefined ? undefined : `${option.length === 1 ? '-' : '--'}${option} needs a value`;
}

/** What commands take beside options. */
const takes: Readonly<Record<string, string>> = { show: 'one model, seed or source', 'run-operation': 'one macro' };

/** The parser takes a second model for a command, and tells only how many words are missing. */
function countOfArguments([command = '']: readonly string[], message: string): string | undefined {
  if (!Object.hasOwn(takes, command)) return undefined;
  if (message.startsWith('Not enough non-option arguments')) return `\`${command}\` takes ${takes[command]}`;
  const others = /^Unknown commands?: (.*)$/.exec(message)?.[1];
  return others === undefined ? undefined : `\`${command}\` takes ${takes[command]}; ${others} is too much`;
}

function addCommand(parser: Argv, entry: CommandEntry, run: (given: Given) => Promise<void>): void {
  const { words, alias, summary, examples } = entry;
  const options = (command: Argv) => {
    for (const [typed, meaning] of examples) command.example(typed, meaning);
    return entry.options(command);
  };
  parser.command(alias === undefined ? words : [words, alias], summary, options, run);
}

// The options and the help of `smelt run-operation`.

import type { CommandEntry } from '../command-entry.ts';
import { common, commonOptions, text } from '../options.ts';

export const runOperation: CommandEntry = {
  words: 'run-operation <macro>',
  summary: 'Run one macro of the project on the database, in one transaction',
  examples: [['$0 run-operation grant_select --args "{role: reader}"', 'a macro with an argument']],
  options: (command) =>
    commonOptions(command)
      .positional('macro', { type: 'string', describe: 'A macro, or package.macro' })
      .option('args', { type: 'string', requiresArg: true, describe: 'Its arguments as YAML: "{role: reader}"' }),
  async run(given, surroundings) {
    const { runOperationCommand } = await import('../../app/run-operation-command.ts');
    return runOperationCommand(
      { ...common(given), macro: text(given, 'macro') ?? '', args: text(given, 'args') },
      surroundings,
    );
  },
};

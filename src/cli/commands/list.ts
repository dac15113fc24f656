// The options and the help of `smelt ls`.

import type { CommandEntry } from '../command-entry.ts';
import { common, commonOptions, oneOf, selection, selectionOptions } from '../options.ts';

const outputs = ['name', 'path', 'selector', 'json'] as const;

export const list: CommandEntry = {
  words: 'ls',
  alias: 'list',
  summary: 'List the nodes that a selection means',
  examples: [
    ['$0 ls --select +gold_etl_affiliate_dashboard', 'a model and all its ancestors'],
    ['$0 ls --resource-type test', 'all tests'],
  ],
  options: (command) =>
    selectionOptions(commonOptions(command)).option('output', {
      choices: outputs,
      requiresArg: true,
      default: 'name' as const,
      describe: 'What to print of each',
    }),
  async run(given, surroundings) {
    const { listCommand } = await import('../../app/list-command.ts');
    return listCommand(
      { ...common(given), ...selection(given), output: oneOf(given, 'output', outputs, 'name') },
      surroundings,
    );
  },
};

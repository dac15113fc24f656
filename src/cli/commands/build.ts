// `smelt build` as the command line knows it.

import { commandEntry } from '../command-entry.ts';
import { commonOptions, emptyOption, retryOptions, runOptions, selectionOptions } from '../options.ts';

export const build = commandEntry({
  name: 'build',
  summary: 'Load files and seeds, build models, run tests, in the order of the graph',
  options: { ...commonOptions, ...selectionOptions, ...runOptions, ...emptyOption, ...retryOptions },
  ending: '1 when a node failed, or a data test of severity `error`. What depends on it is skipped.',
  examples: [
    ['$0 build', 'everything'],
    ['$0 build --select silver_deposits+', 'one model and all that reads it'],
    ['$0 build --target server', 'the same on a server'],
  ],
  async run(given, io) {
    const { executeCommand } = await import('../../app/execute-command.ts');
    return executeCommand('build', given, io);
  },
});

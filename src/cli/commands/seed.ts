// `smelt seed` as the command line knows it.

import { commandEntry } from '../command-entry.ts';
import { commonOptions, emptyOption, runOptions, selectionOptions } from '../options.ts';

export const seed = commandEntry({
  name: 'seed',
  summary: 'Load CSV seeds',
  options: { ...commonOptions, ...selectionOptions, ...runOptions, ...emptyOption },
  ending: '1 when a seed failed.',
  examples: [['$0 seed --select affiliates', 'one seed']],
  async run(given, io) {
    const { executeCommand } = await import('../../app/execute-command.ts');
    return executeCommand('seed', { ...given, retryFailed: false }, io);
  },
});

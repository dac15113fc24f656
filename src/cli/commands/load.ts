// `smelt load` as the command line knows it.

import { commandEntry } from '../command-entry.ts';
import { commonOptions, retryOptions, runOptions, selectionOptions } from '../options.ts';

export const load = commandEntry({
  name: 'load',
  summary: 'Take in new files: the models that read them, and nothing else',
  options: { ...commonOptions, ...selectionOptions, ...runOptions, ...retryOptions },
  ending: '1 when a model failed. A page that cannot be read fails alone, and is no failure of the model.',
  examples: [['$0 load --retry-failed', 'tries the pages that failed now']],
  async run(given, io) {
    const { executeCommand } = await import('../../app/execute-command.ts');
    return executeCommand('load', { ...given, empty: false }, io);
  },
});

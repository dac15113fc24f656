// `smelt run` as the command line knows it.

import { commandEntry } from '../command-entry.ts';
import { commonOptions, emptyOption, retryOptions, runOptions, selectionOptions } from '../options.ts';

export const run = commandEntry({
  name: 'run',
  summary: 'Build models, without seeds and tests',
  options: { ...commonOptions, ...selectionOptions, ...runOptions, ...emptyOption, ...retryOptions },
  ending: '1 when a model failed. What depends on it is skipped.',
  examples: [['$0 run --select tag:gold --full-refresh', 'remakes the gold models']],
  async run(given, io) {
    const { executeCommand } = await import('../../app/execute-command.ts');
    return executeCommand('run', given, io);
  },
});

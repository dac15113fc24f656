// `smelt test` as the command line knows it.

import { commandEntry } from '../command-entry.ts';
import { commonOptions, runOptions, selectionOptions } from '../options.ts';

export const test = commandEntry({
  name: 'test',
  summary: 'Run data tests and measure quality',
  options: { ...commonOptions, ...selectionOptions, ...runOptions },
  ending: '1 when a data test of severity `error` failed.',
  examples: [['$0 test --select bronze_deposits', 'the tests of one model']],
  async run(given, io) {
    const { executeCommand } = await import('../../app/execute-command.ts');
    return executeCommand('test', { ...given, retryFailed: false, empty: false }, io);
  },
});

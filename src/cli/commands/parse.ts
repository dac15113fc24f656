// `smelt parse` as the command line knows it.

import { commandEntry } from '../command-entry.ts';
import { commonOptions, renderingOptions } from '../options.ts';

export const parse = commandEntry({
  name: 'parse',
  summary: 'Read the project and report everything that is wrong with it',
  options: { ...commonOptions, threads: renderingOptions.threads },
  ending:
    '2 when the project has a mistake. What needs the database to be known, such as the columns that a query gives, is judged by a plan or a run.',
  examples: [['$0 parse --warn-error', 'the check of a pull request: no database is opened']],
  async run(given, io) {
    const { parseCommand } = await import('../../app/parse-command.ts');
    return parseCommand(given, io);
  },
});

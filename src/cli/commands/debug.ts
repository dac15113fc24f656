// `smelt debug` as the command line knows it.

import { commandEntry } from '../command-entry.ts';
import { commonOptions } from '../options.ts';

export const debug = commandEntry({
  name: 'debug',
  summary: 'Check the project, the target and the connection',
  options: commonOptions,
  ending: '1 when a build would lack a right on the database, and 2 when that cannot be reached.',
  examples: [['$0 debug --target server', 'tries the connection of a target']],
  async run(given, io) {
    const { debugCommand } = await import('../../app/debug-command.ts');
    return debugCommand(given, io);
  },
});

// The options and the help of `smelt debug`.

import type { CommandEntry } from '../command-entry.ts';
import { common, commonOptions } from '../options.ts';

export const debug: CommandEntry = {
  words: 'debug',
  summary: 'Check the project, the target and the connection',
  examples: [['$0 debug --target server', 'tries the connection of a target']],
  options: commonOptions,
  async run(given, surroundings) {
    const { debugCommand } = await import('../../app/debug-command.ts');
    return debugCommand(common(given), surroundings);
  },
};

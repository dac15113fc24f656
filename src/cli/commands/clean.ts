// The options and the help of `smelt clean`.

import type { CommandEntry } from '../command-entry.ts';
import { common, commonOptions } from '../options.ts';

export const clean: CommandEntry = {
  words: 'clean',
  summary: 'Remove what Smelt writes beside the project (target/); no database is touched',
  examples: [],
  options: commonOptions,
  async run(given, surroundings) {
    const { cleanCommand } = await import('../../app/clean-command.ts');
    return cleanCommand(common(given), surroundings);
  },
};

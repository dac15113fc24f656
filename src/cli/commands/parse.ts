// The options and the help of `smelt parse`.

import type { CommandEntry } from '../command-entry.ts';
import { common, commonOptions } from '../options.ts';

export const parse: CommandEntry = {
  words: 'parse',
  summary: 'Read the project and tell everything that is wrong with it',
  examples: [],
  options: commonOptions,
  async run(given, surroundings) {
    const { parseCommand } = await import('../../app/parse-command.ts');
    return parseCommand(common(given), surroundings);
  },
};

// `smelt clean` as the command line knows it.

import { commandEntry } from '../command-entry.ts';
import { commonOptions } from '../options.ts';

export const clean = commandEntry({
  name: 'clean',
  summary: 'Remove what Smelt writes beside the project (target/); no database is touched',
  options: commonOptions,
  ending: '2 when `clean-targets` names sources, a database or a folder outside the project. Then nothing is removed.',
  examples: [],
  async run(given, io) {
    const { cleanCommand } = await import('../../app/clean-command.ts');
    return cleanCommand(given, io);
  },
});

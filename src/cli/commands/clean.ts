// `smelt clean` as the command line knows it.

import { commandEntry } from '../command-entry.ts';
import { UsageError } from '../option.ts';
import { commonOptions } from '../options.ts';

export const clean = commandEntry({
  name: 'clean',
  summary: 'Remove what Smelt writes beside the project (target/), or relations of no model',
  options: {
    ...commonOptions,
    orphans: { kind: 'flag', about: "List Smelt's relations that no model claims; no folder is removed" },
    drop: { kind: 'flag', about: 'With --orphans: drop them, but what other things hang on' },
  },
  ending:
    '2 when `clean-targets` names sources, a database or a folder outside the project (then nothing is removed), and with 1 when an orphan could not be dropped.',
  examples: [['$0 clean --orphans --drop', 'drops what models that are gone have left']],
  async run(given, io) {
    if (given.drop && !given.orphans) throw new UsageError('--drop is for --orphans: what is removed else are folders');
    const { cleanCommand } = await import('../../app/clean-command.ts');
    return cleanCommand(given, io);
  },
});

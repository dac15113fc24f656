// `smelt adopt` as the command line knows it.

import { commandEntry } from '../command-entry.ts';
import { UsageError } from '../option.ts';
import { commonOptions, selectionOptions } from '../options.ts';

export const adopt = commandEntry({
  name: 'adopt',
  summary: 'Take over relations that dbt or people have made, or that were restored',
  options: {
    ...commonOptions,
    ...selectionOptions,
    all: { kind: 'flag', about: 'All models and seeds of the project' },
    dryRun: { kind: 'flag', about: 'Compare and say what would come of it, record nothing' },
  },
  ending: '1 when a relation was refused. The others are adopted nevertheless.',
  examples: [
    ['$0 adopt --all --dry-run', 'what the move of a whole dbt project comes to'],
    ['$0 adopt --select deposits', 'takes over one relation'],
  ],
  async run(given, io) {
    const { all, select } = given;
    if (all && select.length > 0) throw new UsageError('--all takes every model and seed: leave out --select');
    if (!all && select.length === 0) throw new UsageError('Say which relations to adopt: --select, or --all');
    const { adoptCommand } = await import('../../app/adopt-command.ts');
    return adoptCommand(given, io);
  },
});

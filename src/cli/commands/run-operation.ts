// `smelt run-operation` as the command line knows it.

import { commandEntry } from '../command-entry.ts';
import { commonOptions, renderingOptions } from '../options.ts';

export const runOperation = commandEntry({
  name: 'run-operation',
  argument: { name: 'macro', required: true, takes: 'one macro', about: 'A macro, or package.macro' },
  summary: 'Run one macro of the project on the database, in one transaction',
  options: {
    ...commonOptions,
    threads: renderingOptions.threads,
    args: { kind: 'text', value: 'YAML', about: 'Its arguments as YAML: "{role: reader}"' },
  },
  ending:
    '1 when the macro failed, and 2 when there is none of the name. Then nothing stays but what the macro itself committed.',
  examples: [['$0 run-operation grant_select --args "{role: reader}"', 'a macro with an argument']],
  async run(given, io, macro = '') {
    const { runOperationCommand } = await import('../../app/run-operation-command.ts');
    return runOperationCommand({ ...given, macro }, io);
  },
});

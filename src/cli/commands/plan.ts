// `smelt plan` as the command line knows it.

import { commandEntry } from '../command-entry.ts';
import { commonOptions, renderingOptions, selectionOptions } from '../options.ts';

export const plan = commandEntry({
  name: 'plan',
  summary: 'Show what a run would do, step by step, and change nothing',
  options: {
    ...commonOptions,
    ...selectionOptions,
    ...renderingOptions,
    sql: { kind: 'flag', about: 'Show the statements too' },
  },
  ending: '1 when a node cannot be rendered or planned.',
  examples: [['$0 plan --select silver_*', 'the steps of some models']],
  async run(given, io) {
    const { planCommand } = await import('../../app/plan-command.ts');
    return planCommand({ ...given, failFast: false, retryFailed: false, empty: false, statements: given.sql }, io);
  },
});

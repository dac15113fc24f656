// The options and the help of `smelt plan`.

import type { CommandEntry } from '../command-entry.ts';
import { common, commonOptions, running, runOptions, selection, selectionOptions } from '../options.ts';

export const plan: CommandEntry = {
  words: 'plan',
  summary: 'Show what a run would do, step by step, and change nothing',
  examples: [['$0 plan --select base_*', 'the steps of some models']],
  options: (command) => runOptions(selectionOptions(commonOptions(command)), 'plan'),
  async run(given, surroundings) {
    const { planCommand } = await import('../../app/plan-command.ts');
    return planCommand(
      { ...common(given), ...selection(given), ...running(given), statements: given.sql === true },
      surroundings,
    );
  },
};

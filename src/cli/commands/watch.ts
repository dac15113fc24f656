// The options and the help of `smelt watch`.

import type { CommandEntry } from '../command-entry.ts';
import { common, commonOptions, running, runOptions, selection, selectionOptions } from '../options.ts';

export const watch: CommandEntry = {
  words: 'watch',
  summary: 'Tell diagnostics at every save, then rebuild what changed and what reads it',
  examples: [['$0 watch --select gold_*', 'keeps to the gold models']],
  options: (command) => runOptions(selectionOptions(commonOptions(command)), 'watch'),
  async run(given, surroundings) {
    const { watchProject } = await import('../../watch/watch-project.ts');
    const interrupted = AbortSignal.any([surroundings.interrupted, surroundings.readerGone]);
    return watchProject({ ...common(given), ...selection(given), ...running(given) }, { ...surroundings, interrupted });
  },
};

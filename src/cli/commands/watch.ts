// `smelt watch` as the command line knows it.

import { commandEntry } from '../command-entry.ts';
import { commonOptions, runOptions, selectionOptions } from '../options.ts';

export const watch = commandEntry({
  name: 'watch',
  summary: 'Report diagnostics at every save, then rebuild what changed and what reads it',
  options: { ...commonOptions, ...selectionOptions, ...runOptions },
  ending: '130, by the interrupt that ends it. Mistakes and failures are reported, and it goes on watching.',
  examples: [['$0 watch --select gold_*', 'keeps to the gold models']],
  async run(given, io) {
    const { watchProject } = await import('../../watch/watch-project.ts');
    const interrupted = AbortSignal.any([io.interrupted, io.readerGone]);
    return watchProject({ ...given, retryFailed: false, empty: false }, { ...io, interrupted });
  },
});

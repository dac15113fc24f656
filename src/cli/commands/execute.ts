// The options and the help of `smelt build`, `run`, `test`, `load` and `seed`.

import type { RunCommand } from '../../app/execute-command.ts';
import type { CommandEntry } from '../command-entry.ts';
import { common, commonOptions, running, runOptions, selection, selectionOptions } from '../options.ts';

export const execute: readonly CommandEntry[] = [
  entry('build', 'Load files and seeds, build models, run tests, in the order of the graph', [
    ['$0 build', 'everything'],
    ['$0 build --select silver_deposits+', 'one model and all that reads it'],
    ['$0 build --target server', 'the same on a server'],
  ]),
  entry('run', 'Build models, without seeds and tests', [
    ['$0 run --select tag:gold --full-refresh', 'remakes the gold models'],
  ]),
  entry('test', 'Run data tests and measure quality', [['$0 test --select bronze_deposits', 'the tests of one model']]),
  entry('load', 'Take in new files: the models that read them, and nothing else', [
    ['$0 load --retry-failed', 'tries the pages that failed now'],
  ]),
  entry('seed', 'Load CSV seeds', [['$0 seed --select affiliates', 'one seed']]),
];

function entry(name: RunCommand, summary: string, examples: CommandEntry['examples']): CommandEntry {
  return {
    words: name,
    summary,
    examples,
    options: (command) => runOptions(selectionOptions(commonOptions(command)), name),
    async run(given, surroundings) {
      const { executeCommand } = await import('../../app/execute-command.ts');
      return executeCommand(name, { ...common(given), ...selection(given), ...running(given) }, surroundings);
    },
  };
}

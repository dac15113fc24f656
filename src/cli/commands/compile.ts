// The options and the help of `smelt compile`.

import type { CommandEntry } from '../command-entry.ts';
import { common, commonOptions, inlineQuery, running, runOptions, selection, selectionOptions } from '../options.ts';

export const compile: CommandEntry = {
  words: 'compile',
  summary: 'Render models to the SQL that is sent, into target/compiled, or one query to the terminal',
  examples: [
    ['$0 compile --select silver_deposits', 'one model, shown'],
    ['$0 compile --inline "select * from {{ ref(\'affiliates\') }}"', 'any query'],
  ],
  options: (command) =>
    runOptions(selectionOptions(commonOptions(command)), 'compile').option('inline', {
      type: 'string',
      requiresArg: true,
      describe: 'A query instead of models',
    }),
  async run(given, surroundings) {
    const { compileCommand } = await import('../../app/compile-command.ts');
    return compileCommand(
      { ...common(given), ...selection(given), ...running(given), inline: inlineQuery(given) },
      surroundings,
    );
  },
};

// `smelt compile` as the command line knows it.

import { commandEntry } from '../command-entry.ts';
import { commonOptions, emptyOption, inlineQuery, renderingOptions, selectionOptions } from '../options.ts';

export const compile = commandEntry({
  name: 'compile',
  summary: 'Render models to the SQL that is sent, into target/compiled, or one query to the terminal',
  options: {
    ...commonOptions,
    ...selectionOptions,
    ...renderingOptions,
    ...emptyOption,
    inline: { kind: 'text', value: 'query', about: 'A query instead of models' },
  },
  ending: '1 when a template cannot be rendered. All others are written all the same.',
  examples: [
    ['$0 compile --select silver_deposits', 'one model, shown'],
    ['$0 compile --inline "select * from {{ ref(\'affiliates\') }}"', 'any query'],
  ],
  async run(given, io) {
    const inline = inlineQuery(given.inline, given);
    const { compileCommand } = await import('../../app/compile-command.ts');
    return compileCommand({ ...given, inline }, io);
  },
});

// `smelt show` as the command line knows it.

import { commandEntry } from '../command-entry.ts';
import { UsageError } from '../option.ts';
import { commonOptions, inlineQuery, renderingOptions, selectionOptions } from '../options.ts';

export const show = commandEntry({
  name: 'show',
  argument: {
    name: 'node',
    required: false,
    takes: 'one model, seed or source',
    about: 'A model, seed or source.table',
  },
  summary: 'Show rows of a model as it would be, or of any query',
  options: {
    ...commonOptions,
    ...selectionOptions,
    ...renderingOptions,
    inline: { kind: 'text', value: 'query', about: 'A query instead of a model' },
    limit: {
      kind: 'number',
      default: 5,
      takes: 'a whole number, or -1 for all rows',
      accepts: Number.isSafeInteger,
      about: 'Rows at most; -1 for all',
    },
    output: {
      kind: 'choice',
      choices: ['table', 'json', 'csv'],
      sameAs: { text: 'table' },
      default: 'table',
      about: 'The form of the rows',
    },
  },
  ending: '1 when the query fails, and 2 when no node is named, or several are.',
  examples: [
    ['$0 show gold_affiliate_daily_metrics --limit 10', 'ten rows'],
    ['$0 show --inline "select count(*) from {{ ref(\'deposits\') }}" --output csv', 'any query'],
  ],
  async run(given, io, model) {
    const inline = inlineQuery(given.inline, given, model);
    const select = model === undefined ? given.select : [model];
    if (model !== undefined && given.select.length > 0)
      throw new UsageError('a model and --select cannot both be given');
    const { showCommand } = await import('../../app/show-command.ts');
    return showCommand({ ...given, inline, select }, io);
  },
});

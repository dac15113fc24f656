// The options and the help of `smelt show`.

import type { CommandEntry } from '../command-entry.ts';
import { common, commonOptions, inlineQuery, oneOf, rowLimit, selectionOptions, shownSelection } from '../options.ts';

const outputs = ['table', 'json', 'csv'] as const;

export const show: CommandEntry = {
  words: 'show [model]',
  summary: 'Show rows of a model as it would be, or of any query',
  examples: [
    ['$0 show gold_affiliate_daily_metrics --limit 10', 'ten rows'],
    ['$0 show --inline "select count(*) from {{ ref(\'deposits\') }}" --output csv', 'any query'],
  ],
  options: (command) =>
    selectionOptions(commonOptions(command))
      .positional('model', { type: 'string', describe: 'A model, seed or source.table' })
      .option('inline', { type: 'string', requiresArg: true, describe: 'A query instead of a model' })
      .option('limit', { type: 'number', requiresArg: true, default: 5, describe: 'Rows at most; -1 for all' })
      .option('output', {
        choices: outputs,
        requiresArg: true,
        default: 'table' as const,
        describe: 'The form of the rows',
      }),
  async run(given, surroundings) {
    const { showCommand } = await import('../../app/show-command.ts');
    return showCommand(
      {
        ...common(given),
        ...shownSelection(given),
        inline: inlineQuery(given),
        limit: rowLimit(given.limit),
        output: oneOf(given, 'output', outputs, 'table'),
      },
      surroundings,
    );
  },
};

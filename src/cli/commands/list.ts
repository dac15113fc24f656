// `smelt ls` as the command line knows it.

import { commandEntry } from '../command-entry.ts';
import { commonOptions, selectionOptions } from '../options.ts';

export const list = commandEntry({
  name: 'ls',
  alias: 'list',
  summary: 'List the nodes that a selection means',
  options: {
    ...commonOptions,
    ...selectionOptions,
    output: {
      kind: 'choice',
      choices: ['name', 'path', 'selector', 'json'],
      default: 'name',
      about: 'What to print of each: selector is what selects it alone, json one object a line',
    },
    outputKeys: {
      kind: 'list',
      value: 'keys',
      otherwise: 'a choice of them',
      about: 'Which keys of a node to print as JSON: name config.materialized',
    },
  },
  ending:
    '0 even when the selection means nothing, which is warned of. With `--output json` each node is an object of `name`, `resource_type`, `package_name`, `original_file_path`, `unique_id`, `alias`, `tags` and `config`, which has `materialized`. With `--output selector` it is what `--select` takes for it alone: `shop.base.orders`, `source:shop.web.visits`, `exposure:shop.weekly`.',
  examples: [
    ['$0 ls --select +gold_etl_affiliate_dashboard', 'a model and all its ancestors'],
    ['$0 ls --resource-type test', 'all tests'],
  ],
  async run(given, io) {
    const { listCommand } = await import('../../app/list-command.ts');
    return listCommand(given, io);
  },
});

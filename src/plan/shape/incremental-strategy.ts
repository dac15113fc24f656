// The incremental strategy of a model, from its config alone.

import { failed, passed } from '../../base/checked.ts';
import { type Checked, errorAt } from '../../diagnostics/diagnostic.ts';
import type { ModelNode } from '../../graph/node.ts';
import { spanOfConfig } from '../input.ts';
import { mergeKeyOf, uniqueKeyOf } from './unique-key.ts';

export type Strategy = 'append' | 'delete+insert' | 'merge';

/** dbt's defaults: with a unique_key delete+insert, without one append; the strategies that go by a key append without one. */
export function strategyOf(node: ModelNode): Checked<Strategy> {
  const { incrementalStrategy, uniqueKey } = node.config;
  switch (incrementalStrategy ?? 'delete+insert') {
    case 'insert_overwrite':
    case 'microbatch':
      return failed([
        errorAt(
          'INCREMENTAL_STRATEGY',
          `the strategy ${incrementalStrategy} of "${node.name}" comes in a later version`,
          {
            span: spanOfConfig(node, 'incremental_strategy'),
            help: 'Use append, delete+insert or merge',
          },
        ),
      ]);
    case 'append':
      return passed('append');
    case 'merge':
      return byKey(uniqueKey.length > 0 ? 'merge' : 'append', mergeKeyOf(node));
    case 'delete+insert':
      return byKey(uniqueKey.length > 0 ? 'delete+insert' : 'append', uniqueKeyOf(node));
  }
}

function byKey(strategy: Strategy, key: Checked<unknown>): Checked<Strategy> {
  return key.ok ? passed(strategy) : key;
}

// Keys that have no effect on what a node is materialized as: an index on a view, a view that is unlogged. They are warned of where the
// node itself states them; what a folder states is for those of its nodes that take it.

import { isDeepStrictEqual } from 'node:util';
import { warningAt } from '../diagnostics/diagnostic.ts';
import type { ConfigReader } from './config-reader.ts';
import { nodeKeys } from './keys/config-keys.ts';
import type { ModelConfig } from './model-config.ts';

export function reportIdleKeys(config: ModelConfig, reader: ConfigReader): void {
  const { materialized } = config;
  if (materialized === 'custom') return;
  for (const [property, { name, actsOn, otherwise }] of Object.entries(nodeKeys)) {
    const span = reader.spanOf(name);
    if (!actsOn || actsOn.includes(materialized) || !span || reader.isOfFolder(name)) continue;
    if (isDeepStrictEqual(config[property as keyof typeof nodeKeys], otherwise)) continue;
    const what = materialized === 'ephemeral' ? 'ephemeral' : `a ${materialized.replace('_', ' ')}`;
    reader.report(
      warningAt('CONFIG_CONFLICT', `"${name}" has no effect on a model that is ${what}`, {
        span,
        help: `Remove "${name}", or make the model a table`,
      }),
    );
  }
}

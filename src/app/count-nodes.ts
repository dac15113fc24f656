// How big a project is, in the words of every command that tells it.

import type { Graph } from '../graph/graph.ts';
import { counted } from '../report/text.ts';

/** `2 models, 1 seed, 4 tests`. */
export function countNodes({ nodes }: Graph): string {
  const of = (type: string) => [...nodes.values()].filter((node) => node.resourceType === type).length;
  return `${counted(of('model'), 'model')}, ${counted(of('seed'), 'seed')}, ${counted(of('test'), 'test')}`;
}

// The schemas that a project builds into: the target's, and those of models and seeds that name one.

import type { NodeId } from '../graph/node.ts';
import type { OpenProject } from './open-project.ts';

/** In order, each once. Of the nodes `among`; an ephemeral model is built nowhere. */
export function builtSchemas(
  { graph, run }: Pick<OpenProject, 'graph' | 'run'>,
  among: Iterable<NodeId>,
): readonly string[] {
  const schemas = new Set([run.target.schema]);
  for (const id of among) {
    const node = graph.nodes.get(id);
    if (node?.resourceType !== 'model' && node?.resourceType !== 'seed') continue;
    if (node.config.materialized !== 'ephemeral') schemas.add(node.relation.schema);
  }
  return [...schemas].sort();
}

// Where the project's nodes are, and where the foreign keys in their properties lead: what planning asks of the other nodes.

import type { Graph } from '../graph/graph.ts';
import { isBuilt } from '../graph/node.ts';
import { parseReference } from '../graph/reference.ts';
import { indexReferences } from '../graph/reference-index.ts';
import type { ProjectRelations } from '../plan/input.ts';
import type { RelationName } from '../sql/sql.ts';

export function projectRelations(graph: Graph): ProjectRelations {
  const nodes = [...graph.nodes.values()].filter(isBuilt);
  const index = indexReferences([...graph.nodes.values()]);
  const foreignKeyTargets = new Map<string, RelationName>();
  for (const node of nodes) {
    for (const { to } of [...node.constraints, ...node.columns.flatMap(({ constraints }) => constraints)]) {
      const reference = to && parseReference(to.value, to.span);
      const resolution = reference ? index.resolve(reference, node.packageName) : null;
      const target = resolution?.kind === 'found' ? graph.nodes.get(resolution.id) : undefined;
      if (to && target?.relation) foreignKeyTargets.set(to.value, target.relation);
    }
  }
  return { relations: new Map(nodes.map((node) => [node.id, node.relation])), foreignKeyTargets };
}

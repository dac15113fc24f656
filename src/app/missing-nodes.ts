// Which relations that a selection rests on have never been built: what watching builds before it rebuilds what changed.

import type { Database } from '../database/database.ts';
import { hasTurn, type NodeId } from '../graph/node.ts';
import { introspect } from '../postgres/introspect.ts';
import { relationKey } from '../sql/sql.ts';
import type { OpenProject } from './open-project.ts';

/** Of the nodes and their ancestors, those that have a relation of their own when built and have none now. */
export async function missingNodes(
  database: Database,
  { graph }: OpenProject,
  selected: ReadonlySet<NodeId>,
): Promise<ReadonlySet<NodeId>> {
  const needed = [...selected, ...graph.ancestorsOf(selected)].flatMap((id) => {
    const node = graph.nodes.get(id);
    return hasTurn(node) ? [node] : [];
  });
  const schemas = [...new Set(needed.map((node) => node.relation.schema))];
  const catalog = await database.withSession((session) => introspect(session, { schemas }));
  const missing = needed.filter((node) => !catalog.relations.has(relationKey(node.relation)));
  return new Set(missing.map((node) => node.id));
}

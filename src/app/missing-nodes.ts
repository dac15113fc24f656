// Which relations that a selection stands on have never been built: what watching builds before it rebuilds what changed.

import { failed, passed } from '../base/checked.ts';
import type { Checked } from '../diagnostics/diagnostic.ts';
import type { NodeId } from '../graph/node.ts';
import { introspect } from '../postgres/introspect.ts';
import { openDatabase } from '../postgres/open-database.ts';
import { relationKey } from '../sql/sql.ts';
import { connectionProblem } from './connection-problem.ts';
import type { OpenProject } from './open-project.ts';
import { hasTurn, isBuilt } from './project-facts.ts';

/** Of the nodes and their ancestors, those that have a relation of their own when built and have none now. Opens the database and closes it. */
export async function missingNodes(
  { graph, project }: OpenProject,
  selected: ReadonlySet<NodeId>,
): Promise<Checked<ReadonlySet<NodeId>>> {
  const needed = [...selected, ...graph.ancestorsOf(selected)].flatMap((id) => {
    const node = graph.nodes.get(id);
    return node && isBuilt(node) && hasTurn(node) ? [node] : [];
  });
  const database = await openDatabase(project.target);
  if (!database.ok) return database;
  try {
    const schemas = [...new Set(needed.map((node) => node.relation.schema))];
    const catalog = await database.value.withSession((session) => introspect(session, { schemas }));
    const missing = needed.filter((node) => !catalog.relations.has(relationKey(node.relation)));
    return passed(new Set(missing.map((node) => node.id)));
  } catch (error) {
    const problem = connectionProblem(error);
    if (!problem) throw error;
    return failed([problem]);
  } finally {
    await database.value.close();
  }
}

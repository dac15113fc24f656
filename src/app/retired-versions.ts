// Retired versions of replaced relations at the end of a run: those that nothing reads any more are dropped, and who reads the
// others is reported until it has moved.

import { recordsOf, type Session } from '../database/database.ts';
import { type Diagnostic, warningAt } from '../diagnostics/diagnostic.ts';
import { wholeOf } from '../diagnostics/text-file.ts';
import type { Graph } from '../graph/graph.ts';
import { displayName, isBuilt } from '../graph/node.ts';
import { type RelationName, relationKey } from '../sql/sql.ts';
import { dropUnreadVersions, findVersionReaders } from '../state/retired-relations.ts';
import { textIn } from '../state/row.ts';

/** One warning for each relation of the project that has not moved, in the order of their names. */
export async function tidyRetiredVersions(session: Session, graph: Graph): Promise<readonly Diagnostic[]> {
  const rows = await session.transaction({}, async () => {
    await session.query(dropUnreadVersions(session.state));
    return recordsOf(await session.query(findVersionReaders(session.state)));
  });
  const readers = new Map<string, Reader>();
  for (const row of rows) {
    const relation = { schema: textIn(row, 'schema_name'), name: textIn(row, 'relation_name') };
    const key = relationKey(relation);
    const reader = readers.get(key) ?? { relation, nodeId: textIn(row, 'node_id'), retired: [] };
    reader.retired.push(textIn(row, 'retired_node').split('.').at(-1) ?? '');
    readers.set(key, reader);
  }
  return [...readers.values()].flatMap((reader) => warningOf(reader, graph));
}

interface Reader {
  readonly relation: RelationName;
  readonly nodeId: string;
  /** Names of the nodes whose earlier version it reads. */
  readonly retired: string[];
}

/** Nothing for relations of other projects and targets in the same database. */
function warningOf({ relation, nodeId, retired }: Reader, graph: Graph): readonly Diagnostic[] {
  const built = [...graph.nodes.values()].filter(isBuilt);
  const node = built.find((other) => relationKey(other.relation) === relationKey(relation));
  const isOurs = built.some(
    (other) => other.relation.schema === relation.schema && other.packageName === packageOf(nodeId),
  );
  if (!node && !isOurs) return [];
  const help = node
    ? `Run \`smelt run --select ${displayName(node)}\``
    : 'No model of the project makes it any more: drop it when nobody needs it';
  const message = `${relationKey(relation)} still reads ${retired.join(', ')} as it was before its columns changed`;
  return [warningAt('RETIRED_VERSION_READ', message, { span: node && wholeOf(node.file), help })];
}

/** `model.shop.orders` is of the package `shop`. */
function packageOf(nodeId: string): string | undefined {
  return nodeId.split('.')[1];
}

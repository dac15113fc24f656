// Orphans: relations of Smelt's that no node of the project claims any more, since its model was taken away or renamed. What other
// projects have in the same schemas is none of this one's.

import { counted } from '../base/counted.ts';
import { recordsOf, type Session } from '../database/database.ts';
import { nearestName } from '../diagnostics/nearest.ts';
import { type BuiltNode, hasTurn, ownsRelation } from '../graph/node.ts';
import { nounOf, type RelationNoun } from '../plan/shape/take-off.ts';
import { type RelationName, relationKey } from '../sql/sql.ts';
import { hasRecords } from '../state/adopted-relations.ts';
import { findAbsent, findOwnRelations, renameStatement } from '../state/orphans.ts';
import { textIn } from '../state/row.ts';
import type { OpenProject } from './open-project.ts';
import { builtSchemas } from './project-facts.ts';

export interface Orphan {
  readonly relation: RelationName;
  readonly kind: RelationNoun;
  /** `model.shop.orders`: whose it was. */
  readonly nodeId: string;
  /** The new node that it may have become: one without a relation, of its kind and schema. */
  readonly renamedTo: BuiltNode | null;
}

/** In the schemas that the project builds into now, in the order of their names. Empty where the role may not read the records. */
export async function findOrphans(session: Session, opened: OpenProject): Promise<readonly Orphan[]> {
  if (recordsOf(await session.query(hasRecords(session.state)))[0]?.present !== true) return [];
  const { graph, project } = opened;
  const schemas = builtSchemas(opened, graph.nodes.keys());
  const own = recordsOf(await session.query(findOwnRelations(session.state, schemas)));
  const claimed = new Set([...graph.nodes.values()].filter(ownsRelation).map(({ relation }) => relationKey(relation)));
  const packages = new Set([project.name, ...project.packages.keys()]);
  const orphans = own.flatMap((row) => {
    const relation = { schema: textIn(row, 'schema_name'), name: textIn(row, 'relation_name') };
    const nodeId = textIn(row, 'node_id');
    // `model.shop.orders` is of the package `shop`.
    if (claimed.has(relationKey(relation)) || !packages.has(nodeId.split('.')[1] ?? '')) return [];
    return [{ relation, nodeId, kind: kindIn(textIn(row, 'kind')) }];
  });
  return orphans.length === 0 ? [] : withNewNames(orphans, await nodesWithoutRelation(session, opened));
}

function kindIn(kind: string): RelationNoun {
  return kind === 'view' || kind === 'materialized view' ? kind : 'table';
}

async function nodesWithoutRelation(session: Session, { graph }: OpenProject): Promise<readonly BuiltNode[]> {
  const nodes = [...graph.nodes.values()].filter(hasTurn);
  const absent = recordsOf(await session.query(findAbsent(nodes.map(({ relation }) => relation))));
  const keys = new Set(
    absent.map((row) => relationKey({ schema: textIn(row, 'schema_name'), name: textIn(row, 'relation_name') })),
  );
  return nodes.filter(({ relation }) => keys.has(relationKey(relation)));
}

/** The only new node of the kind where there is but one orphan of it, else the one whose name is near. */
export function withNewNames(
  orphans: readonly Omit<Orphan, 'renamedTo'>[],
  fresh: readonly BuiltNode[],
): readonly Orphan[] {
  const isLike = (orphan: Omit<Orphan, 'renamedTo'>, node: BuiltNode) =>
    orphan.relation.schema === node.relation.schema && orphan.kind === nounOf(node);
  return orphans.map((orphan) => {
    const candidates = fresh.filter((node) => isLike(orphan, node));
    const rivals = orphans.filter((other) => candidates.some((node) => isLike(other, node)));
    const near = nearestName(
      orphan.relation.name,
      candidates.map(({ relation }) => relation.name),
    );
    const only = candidates.length === 1 && rivals.length === 1 ? candidates[0] : undefined;
    const renamedTo = only ?? candidates.find(({ relation }) => relation.name === near) ?? null;
    return { ...orphan, renamedTo };
  });
}

/** For `plan` and runs; empty where there are none. */
export function orphansText(orphans: readonly Orphan[]): string {
  if (orphans.length === 0) return '';
  const one = orphans.length === 1;
  return [
    `${counted(orphans.length, 'relation')} of Smelt's ${one ? 'belongs' : 'belong'} to no model any more (\`smelt clean --orphans\`):`,
    ...orphans.map((orphan) => `  ${orphanLine(orphan)}`),
    ...orphans.flatMap(keepRows),
  ].join('\n');
}

/** `table "public"."orders", of model.shop.orders`. */
export function orphanLine({ relation, kind, nodeId, renamedTo }: Orphan): string {
  const became = renamedTo === null ? '' : `; "${renamedTo.name}" is new and may be its new name`;
  return `${kind} ${relationKey(relation)}, of ${nodeId}${became}`;
}

function keepRows({ relation, kind, renamedTo }: Orphan): readonly string[] {
  if (renamedTo === null || kind !== 'table') return [];
  const { text } = renameStatement(relation, renamedTo.relation.name, kind);
  return [`  To keep its rows, before the next build: ${text}; then smelt adopt --select ${renamedTo.name}`];
}

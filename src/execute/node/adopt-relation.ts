// Makes a relation Smelt's: one short transaction under the node's lock, in which what was compared must still be what is there. Nothing
// but the state is written, and names of indexes that dbt named by a hash.

import type { CatalogRelation } from '../../catalog/relation.ts';
import { recordsOf, type Session } from '../../database/database.ts';
import type { BuiltNode } from '../../graph/node.ts';
import { constraintsToRename, indexesToRename, notAdopted } from '../../plan/adoption.ts';
import { relationFacts } from '../../plan/facts.ts';
import type { ProjectRelations } from '../../plan/input.ts';
import { declaredIndexes } from '../../plan/shape/indexes.ts';
import { readCatalog, scopeOf } from '../../postgres/introspect.ts';
import { identifier, literal, qualified, relationKey, type Sql, sql } from '../../sql/sql.ts';
import { findEarlierRecord, moveLedger } from '../../state/adopted-relations.ts';
import { lockTarget } from '../../state/locks.ts';
import { recordRelation } from '../../state/relations.ts';
import { textIn } from '../../state/row.ts';
import { recordSeed, rowsDigest } from '../../state/seed-rows.ts';
import { NodeFailure } from '../node-failure.ts';
import { takeNodeLocks } from '../take-locks.ts';
import type { Comparison, EarlierRecord } from './compare-relation.ts';

export interface Adoption {
  readonly node: BuiltNode;
  /** As it was compared. */
  readonly actual: CatalogRelation;
  readonly earlier: EarlierRecord | null;
  readonly comparison: Pick<Comparison, 'ownership' | 'rows'>;
  /** Where foreign keys of contracts lead. */
  readonly relations: ProjectRelations;
}

/** False: it is Smelt's already. Throws NodeFailure where it is not what was compared, or a DatabaseError. */
export function adoptRelation(session: Session, adoption: Adoption): Promise<boolean> {
  const { node, actual } = adoption;
  const { relation } = node;
  return session.transaction({}, async () => {
    await takeNodeLocks(session, [lockTarget(relation)]);
    const now = (await readCatalog(session, scopeOf([relation]))).relations.get(relationKey(relation));
    if (now?.ownership) return false;
    if (!now || JSON.stringify(relationFacts(now)) !== JSON.stringify(relationFacts(actual))) throw changed(node);
    for (const statement of renamings(adoption)) await session.query(statement);
    await record(session, adoption);
    return true;
  });
}

/** So that nobody waits long behind the lock that they take: what it needs passes by another try. */
function renamings({ node, actual, relations }: Adoption): readonly Sql[] {
  const { relation } = node;
  const indexes = indexesToRename(actual, declaredIndexes(node)).map(
    ({ from, to }) =>
      sql`alter index ${qualified({ schema: relation.schema, name: from })} rename to ${identifier(to)}`,
  );
  const constraints = constraintsToRename(node, actual, relations).map(
    ({ from, to }) =>
      sql`alter table ${qualified(relation)} rename constraint ${identifier(from)} to ${identifier(to)}`,
  );
  const all = [...indexes, ...constraints];
  return all.length === 0 ? [] : [sql`SET LOCAL lock_timeout = '450ms'`, ...all];
}

async function record(session: Session, { node, earlier, comparison }: Adoption): Promise<void> {
  const { relation } = node;
  const { generation, fingerprint, contentFingerprint, made, seed } = comparison.ownership;
  const remembered = made === null ? sql`null` : sql`${literal(JSON.stringify(made))}::pg_catalog.jsonb`;
  const kept = { nodeId: node.id, relation, generation, fingerprint, contentFingerprint, made: remembered };
  await session.query(recordRelation(session.state, kept));
  if (seed !== null && comparison.rows !== null) {
    const { columns, digest } = comparison.rows;
    await session.query(recordSeed(session.state, relation, seed, columns));
    const now = recordsOf(await session.query(rowsDigest(relation, columns)))[0]?.digest;
    if (now !== digest) throw changed(node);
  }
  if (earlier === null || relationKey(earlier.relation) === relationKey(relation)) return;
  for (const statement of moveLedger(session.state, earlier.relation, relation, generation))
    await session.query(statement);
}

function changed(node: BuiltNode): NodeFailure {
  return new NodeFailure([
    notAdopted(node, 'was changed while it was compared', {
      help: 'Run the command again: nothing of it was recorded',
    }),
  ]);
}

/** What was Smelt's before under the relation's name, or under its OID by another; null where nothing was. */
export async function earlierRecord(session: Session, { name, oid }: CatalogRelation): Promise<EarlierRecord | null> {
  const [row] = recordsOf(await session.query(findEarlierRecord(session.state, name, oid)));
  if (!row) return null;
  return {
    relation: { schema: textIn(row, 'schema_name'), name: textIn(row, 'relation_name') },
    generation: textIn(row, 'generation'),
    fingerprint: textIn(row, 'fingerprint'),
    // Only the engine writes the state, so that its shape is a fact, not an input.
    made: (row.made ?? null) as EarlierRecord['made'],
    files: Number(row.files),
  };
}

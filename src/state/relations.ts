// Ownership: which relations of the database Smelt has made, in smelt.relations. A record counts only while the relation of
// that name still has the recorded OID. The table is made by the migrations.

import { literal, type RelationName, relationKey, type Sql, sql } from '../sql/sql.ts';

export interface RelationRecord {
  readonly nodeId: string;
  readonly relation: RelationName;
  readonly generation: string;
  /** Of the definition that Smelt gave the relation. */
  readonly fingerprint: string;
  /** Of its content, where that decides whether there is anything to do (seeds). */
  readonly contentFingerprint: string | null;
}

/** Records the relation that has the name now, with its present OID, in place of any earlier record of that name. */
export function recordRelation(record: RelationRecord): Sql {
  const { schema, name } = record.relation;
  return sql`insert into smelt.relations (schema_name, relation_name, oid, node_id, generation, fingerprint, content_fingerprint)
values (${schema}, ${name}, ${literal(relationKey(record.relation))}::pg_catalog.regclass::pg_catalog.oid, ${record.nodeId}, ${record.generation}, ${record.fingerprint}, ${record.contentFingerprint})
on conflict (schema_name, relation_name) do update
set oid = excluded.oid, node_id = excluded.node_id, generation = excluded.generation, fingerprint = excluded.fingerprint,
  content_fingerprint = excluded.content_fingerprint, recorded_at = pg_catalog.now()`;
}

/** For a relation that is dropped. */
export function forgetRelation(relation: RelationName): Sql {
  return sql`delete from smelt.relations where schema_name = ${relation.schema} and relation_name = ${relation.name}`;
}

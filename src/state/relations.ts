// Which relations are Smelt's: the pair (name, OID) with the generation of the rows in it. Introspection joins the records to
// what stands; a relation that was dropped and made anew by somebody else has another OID, and is not ours.

import { literal, qualified, type RelationName, type Sql, sql } from '../sql/sql.ts';

export interface RelationRecord {
  readonly nodeId: string;
  readonly relation: RelationName;
  readonly generation: string;
  readonly fingerprint: string;
  readonly contentFingerprint: string | null;
}

/** Records what stands under the name now, in the transaction that made it, with its definition as the server reads it back. */
export function recordRelation(record: RelationRecord): Sql {
  const { schema, name } = record.relation;
  return sql`insert into smelt.relations as known
  (schema_name, relation_name, oid, node_id, generation, fingerprint, content_fingerprint, definition, server_major)
select ${schema}::text, ${name}::text, c.oid, ${record.nodeId}::text, ${record.generation}::uuid, ${record.fingerprint}::text,
  ${record.contentFingerprint}::text, case when c.relkind in ('v', 'm') then pg_catalog.pg_get_viewdef(c.oid) end,
  pg_catalog.current_setting('server_version_num')::integer / 10000
from pg_catalog.pg_class c
where c.oid = ${literal(textOf(record.relation))}::pg_catalog.regclass
on conflict (schema_name, relation_name) do update set
  oid = excluded.oid, node_id = excluded.node_id, generation = excluded.generation, fingerprint = excluded.fingerprint,
  content_fingerprint = excluded.content_fingerprint, definition = excluded.definition,
  server_major = excluded.server_major, recorded_at = pg_catalog.now()`;
}

function textOf(relation: RelationName): string {
  return qualified(relation).sql;
}

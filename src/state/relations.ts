// Which relations are Smelt's: the pair (name, OID) with the generation of the rows in it. Introspection joins the records to
// what exists; a relation that was dropped and made anew by somebody else has another OID, and is not ours.

import { literal, qualified, type RelationName, type Sql, sql } from '../sql/sql.ts';
import { type StateSchema, tableOf } from './state-schema.ts';

export interface RelationRecord {
  readonly nodeId: string;
  readonly relation: RelationName;
  readonly generation: string;
  readonly fingerprint: string;
  readonly contentFingerprint: string | null;
  /** What config and hooks have made on it: an expression of jsonb, for which the relation is `relation.oid`. */
  readonly made: Sql;
}

/**
 * Records what is under the name now, in the transaction that made it. `server_major` is read by nobody, but an older Smelt has made
 * it NOT NULL; `definition`, which older ones filled, is left empty: asking for a view's locks all that it reads until the transaction ends.
 */
export function recordRelation(state: StateSchema, record: RelationRecord): Sql {
  const { schema, name } = record.relation;
  return sql`insert into ${tableOf(state, 'relations')} as known
  (schema_name, relation_name, oid, node_id, generation, fingerprint, content_fingerprint, server_major, made)
select ${schema}::pg_catalog.text, ${name}::pg_catalog.text, relation.oid, ${record.nodeId}::pg_catalog.text, ${record.generation}::pg_catalog.uuid, ${record.fingerprint}::pg_catalog.text,
  ${record.contentFingerprint}::pg_catalog.text, pg_catalog.current_setting('server_version_num')::integer / 10000, ${record.made}
from pg_catalog.pg_class as relation
where relation.oid = ${literal(textOf(record.relation))}::pg_catalog.regclass
on conflict (schema_name, relation_name) do update set
  oid = excluded.oid, node_id = excluded.node_id, generation = excluded.generation, fingerprint = excluded.fingerprint,
  content_fingerprint = excluded.content_fingerprint, definition = null, server_major = excluded.server_major,
  made = excluded.made, recorded_at = pg_catalog.now()`;
}

/** An expression: whether the session may read the records; NULL where there are none. */
export function mayReadRecords(state: StateSchema): Sql {
  return sql`(select pg_catalog.has_schema_privilege(n.oid, 'USAGE') and pg_catalog.has_table_privilege(c.oid, 'SELECT')
    from pg_catalog.pg_class as c join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
    where n.nspname = ${literal(state)} and c.relname = 'relations')`;
}

/** An expression: whether the relation of that schema, name and OID is recorded. */
export function isRecorded(state: StateSchema, schema: Sql, name: Sql, oid: Sql): Sql {
  return sql`exists (select from ${tableOf(state, 'relations')} as known
    where known.schema_name = ${schema} and known.relation_name = ${name} and known.oid = ${oid})`;
}

/** The record goes with a relation that was renamed; one that its new name has left over is nobody's. */
export function renameRecord(state: StateSchema, { schema, name }: RelationName, newName: string): Sql {
  const table = tableOf(state, 'relations');
  return sql`with gone as (
  delete from ${table} where schema_name = ${literal(schema)} and relation_name = ${literal(newName)}
)
update ${table} set relation_name = ${literal(newName)}
where schema_name = ${literal(schema)} and relation_name = ${literal(name)}`;
}

function textOf(relation: RelationName): string {
  return qualified(relation).sql;
}

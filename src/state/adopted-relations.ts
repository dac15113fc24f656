// Records of relations that Smelt takes over: what is remembered of one that was Smelt's before, under its name or its OID, and how
// such a record moves to what exists now. After a dump and restore every OID is another, and the names are what stays.

import { doBlock } from '../sql/do-block.ts';
import { literal, type RelationName, relationKey, type Sql, sql } from '../sql/sql.ts';
import { isRetired, type StateSchema, tableOf } from './state-schema.ts';

/**
 * At most one row for the relation of that name and OID: (schema_name, relation_name, generation, fingerprint, made, files). The record of
 * its name; else, of a relation that was renamed, the one of its OID whose own name nothing has any more. `files`: how many its ledger holds.
 */
export function findEarlierRecord(state: StateSchema, relation: RelationName, oid: number): Sql {
  const isNamed = sql`(r.schema_name = ${relation.schema}::pg_catalog.text and r.relation_name = ${relation.name}::pg_catalog.text)`;
  return sql`select r.schema_name, r.relation_name, r.generation::pg_catalog.text as generation, r.fingerprint, r.made,
  (select pg_catalog.count(*)::integer from ${tableOf(state, 'files')} as f where f.generation = r.generation) as files
from ${tableOf(state, 'relations')} as r
where ${isNamed} or (r.oid = ${oid}::pg_catalog.int8::pg_catalog.oid and not ${isRetired(sql`r`)} and not exists (
  select from pg_catalog.pg_class as c join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
  where n.nspname = r.schema_name and c.relname = r.relation_name))
order by ${isNamed} desc limit 1`;
}

/** One row: whether the state holds records that can be asked. */
export function hasRecords(state: StateSchema): Sql {
  return sql`select exists (select from pg_catalog.pg_class as c join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
  where n.nspname = ${state}::pg_catalog.text and c.relname = 'relations' and pg_catalog.has_table_privilege(c.oid, 'SELECT')) as present`;
}

/** After the relation is recorded under its new name: its ledger goes along, and the old name is nobody's. */
export function moveLedger(
  state: StateSchema,
  from: RelationName,
  to: RelationName,
  generation: string,
): readonly Sql[] {
  const place = sql`set schema_name = ${to.schema}::pg_catalog.text, relation_name = ${to.name}::pg_catalog.text`;
  const old = sql`schema_name = ${from.schema}::pg_catalog.text and relation_name = ${from.name}::pg_catalog.text`;
  return [
    sql`delete from ${tableOf(state, 'relations')} where ${old}`,
    sql`update ${tableOf(state, 'files')} ${place} where ${old} and generation = ${generation}::pg_catalog.uuid`,
    sql`delete from ${tableOf(state, 'file_failures')} where schema_name = ${to.schema}::pg_catalog.text and relation_name = ${to.name}::pg_catalog.text`,
    sql`update ${tableOf(state, 'file_failures')} ${place} where ${old}`,
  ];
}

/**
 * Gives retired versions, after a restore, the names and records of their OIDs of now, so that they are dropped once nothing reads
 * them. What belongs to another role, or is in use, stays for the next time.
 */
export function adoptRetiredVersions(state: StateSchema): Sql {
  return doBlock(sql`declare
  item record;
begin
  perform pg_catalog.set_config('lock_timeout', '450ms', true);
  for item in
    select r.schema_name, r.relation_name, c.oid::pg_catalog.text as new_oid, c.relkind,
      pg_catalog.left(r.relation_name, -pg_catalog.length(r.oid || '_retired')) || c.oid || '_retired' as new_name
    from ${tableOf(state, 'relations')} as r join pg_catalog.pg_namespace as n on n.nspname = r.schema_name
    join pg_catalog.pg_class as c on c.relnamespace = n.oid and c.relname = r.relation_name and c.oid <> r.oid
    where ${isRetired(sql`r`)} and c.relkind in ('r', 'p', 'v', 'm')
  loop
    continue when pg_catalog.octet_length(item.new_name) > 63;
    begin
      execute pg_catalog.format('alter %s %I.%I rename to %I', case item.relkind when 'v' then 'view' when 'm' then 'materialized view'
        else 'table' end, item.schema_name, item.relation_name, item.new_name);
      update ${tableOf(state, 'relations')} set relation_name = item.new_name, oid = item.new_oid::pg_catalog.oid
        where schema_name = item.schema_name and relation_name = item.relation_name;
    exception when lock_not_available or insufficient_privilege then
      null;
    end;
  end loop;
end`);
}

/**
 * Rows of `oid` of those that belong to another role: what takes the place of one is given to its owner, which only a superuser can do
 * with what waits in the schema of the state.
 */
export function findOthersRelations(oids: readonly number[]): Sql {
  return sql`select c.oid::pg_catalog.int8 as oid from pg_catalog.pg_class as c
join pg_catalog.pg_roles as me on me.rolname = current_user
where c.oid = any (${[...oids].map(String)}::pg_catalog.text[]::pg_catalog.oid[]) and c.relowner <> me.oid and not me.rolsuper`;
}

/** One row: whether both relations have the same query, as PostgreSQL writes it, and columns of the same names, types and collations. It locks what they read. */
export function sameView(one: RelationName, other: RelationName): Sql {
  const oid = (relation: RelationName) => sql`${literal(relationKey(relation))}::pg_catalog.regclass`;
  const columns = (
    relation: RelationName,
  ) => sql`(select pg_catalog.array_agg(pg_catalog.format('%I %s %s', a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), a.attcollation) order by a.attnum)
    from pg_catalog.pg_attribute as a where a.attrelid = ${oid(relation)} and a.attnum > 0 and not a.attisdropped)`;
  return sql`select pg_catalog.pg_get_viewdef(${oid(one)}) = pg_catalog.pg_get_viewdef(${oid(other)}) as query,
  ${columns(one)} = ${columns(other)} as columns`;
}

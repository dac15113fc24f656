// Relations of Smelt's as the state knows them, whatever the project says: what a project's nodes do not claim is judged in app/. And how
// one is dropped, with all that is remembered of it.

import { identifier, qualified, type RelationName, raw, type Sql, sql } from '../sql/sql.ts';
import { isRetired, type StateSchema, tableOf } from './state-schema.ts';

/** Rows of (schema_name, relation_name, node_id, kind) of what is Smelt's in these schemas, by (name, OID); `kind` as DROP calls it. In the order of the names. */
export function findOwnRelations(state: StateSchema, schemas: readonly string[]): Sql {
  return sql`select r.schema_name, r.relation_name, r.node_id,
  case c.relkind when 'v' then 'view' when 'm' then 'materialized view' else 'table' end as kind
from ${tableOf(state, 'relations')} as r
join pg_catalog.pg_namespace as n on n.nspname = r.schema_name
join pg_catalog.pg_class as c on c.oid = r.oid and c.relname = r.relation_name and c.relnamespace = n.oid
where r.schema_name = any (${schemas}::pg_catalog.text[]) and c.relkind in ('r', 'p', 'v', 'm') and not ${isRetired(sql`r`)}
order by 1, 2`;
}

/** Rows of (schema_name, relation_name) of those that nothing has the name of. */
export function findAbsent(relations: readonly RelationName[]): Sql {
  return sql`select asked.schema_name, asked.relation_name
from rows from (pg_catalog.unnest(${relations.map(({ schema }) => schema)}::pg_catalog.text[]),
  pg_catalog.unnest(${relations.map(({ name }) => name)}::pg_catalog.text[])) as asked (schema_name, relation_name)
where not exists (select from pg_catalog.pg_class as c join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
  where n.nspname = asked.schema_name and c.relname = asked.relation_name)`;
}

/** `kind` is a word of DROP. Without CASCADE; the ledger goes with the rows. */
export function dropOwn(state: StateSchema, relation: RelationName, kind: string): readonly Sql[] {
  const named = sql`where schema_name = ${relation.schema}::pg_catalog.text and relation_name = ${relation.name}::pg_catalog.text`;
  return [
    sql`set local lock_timeout = '450ms'`,
    sql`drop ${raw(kind)} ${qualified(relation)} restrict`,
    ...(['relations', 'files', 'file_failures'] as const).map(
      (table) => sql`delete from ${tableOf(state, table)} ${named}`,
    ),
  ];
}

/** By which the rows of a table stay with a model that was renamed. */
export function renameStatement(from: RelationName, to: string, kind: string): Sql {
  return sql`alter ${raw(kind)} ${qualified(from)} rename to ${identifier(to)}`;
}

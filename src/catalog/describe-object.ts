// How something that hangs on a relation is named to people, as SQL over the catalog.

import { type Sql, sql } from '../sql/sql.ts';

/** ` (owner bob)`, of the owner's OID; empty where that is null. */
export function ownedBy(owner: Sql): Sql {
  return sql`coalesce(' (owner ' || pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(${owner})) || ')', '')`;
}

/**
 * `pg_describe_object`, with the view instead of the rule that holds its query, and with the owner of a view, a relation with a rule, or a
 * function. NULL where the object is being dropped.
 */
export function describeDependent(classOid: Sql, object: Sql): Sql {
  return sql`coalesce((select case when r.rulename = '_RETURN' then pg_catalog.pg_describe_object('pg_catalog.pg_class'::pg_catalog.regclass, c.oid, 0)
        else pg_catalog.pg_describe_object(${classOid}, ${object}, 0) end || ${ownedBy(sql`c.relowner`)}
      from pg_catalog.pg_rewrite as r join pg_catalog.pg_class as c on c.oid = r.ev_class
      where ${classOid} = 'pg_catalog.pg_rewrite'::pg_catalog.regclass and r.oid = ${object}),
    pg_catalog.pg_describe_object(${classOid}, ${object}, 0) || coalesce((select ${ownedBy(sql`p.proowner`)} from pg_catalog.pg_proc as p
      where ${classOid} = 'pg_catalog.pg_proc'::pg_catalog.regclass and p.oid = ${object}), ''))`;
}

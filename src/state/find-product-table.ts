// What is under the name of an engine table that belongs to the product, and whether it is what Smelt made: its mark, its owner, and
// whose code it runs.

import { type RelationName, type Sql, sql } from '../sql/sql.ts';
import { auditBody, auditGuardFunction, auditGuardTrigger, auditWriter } from './audit-log.ts';
import { commentOf, type ProductTable } from './product-tables.ts';
import type { StateSchema } from './state-schema.ts';
import { mayOwn } from './trusted-owner.ts';

/**
 * One row when a relation of the name exists, else none: whether it is `marked` as Smelt's table of the kind, its `owner` and whether that is `trusted`, the `user` who asks;
 * of a log, `writer`, whether the function of the audit triggers is there, of this version where it is the role's to replace, and `unguarded`, whether its own trigger is gone and can be put back.
 */
export function findProductTable(state: StateSchema, kind: ProductTable, table: RelationName): Sql {
  return sql`select c.relkind = 'r' and pg_catalog.obj_description(c.oid, 'pg_class') is not distinct from ${commentOf(kind)}::pg_catalog.text as marked,
  pg_catalog.pg_get_userbyid(c.relowner)::pg_catalog.text as owner, ${mayOwn(state, sql`c.relowner`)} as trusted, current_user::pg_catalog.text as "user", exists (
    select from pg_catalog.pg_proc p where p.pronamespace = c.relnamespace and p.proname = ${auditWriter(table).name} and p.pronargs = 0
      and (p.prosrc = ${auditBody(state)} or not pg_catalog.pg_has_role(current_user, p.proowner, 'USAGE'))
  ) as writer, pg_catalog.pg_has_role(c.relowner, 'USAGE') and not exists (
    select from pg_catalog.pg_trigger t where t.tgrelid = c.oid and t.tgname = ${auditGuardTrigger}
  ) as unguarded
from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where n.nspname = ${table.schema} and c.relname = ${table.name}`;
}

/** The functions that are beside a table of the kind and belong to it. */
export function functionsBeside(kind: ProductTable, table: RelationName): readonly string[] {
  return kind === 'audit_log' ? [auditWriter(table).name, auditGuardFunction(table).name] : [];
}

/**
 * Rows of `thing` and `owner`: what is on the table and runs a function of a role that may not own the table: a trigger, as a role with the privilege TRIGGER can make it, or
 * what an owner of before has left. Nothing is asked that would wait for a lock on the table.
 */
export function findForeignCode(state: StateSchema, table: RelationName): Sql {
  return sql`with c as (
  select c.oid from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where n.nspname = ${table.schema} and c.relname = ${table.name}
),
part (class, oid) as (
  select 'pg_catalog.pg_trigger'::pg_catalog.regclass, t.oid from c join pg_catalog.pg_trigger t on t.tgrelid = c.oid
  union all select 'pg_catalog.pg_attrdef'::pg_catalog.regclass, a.oid from c join pg_catalog.pg_attrdef a on a.adrelid = c.oid
  union all select 'pg_catalog.pg_constraint'::pg_catalog.regclass, o.oid from c join pg_catalog.pg_constraint o on o.conrelid = c.oid
  union all select 'pg_catalog.pg_rewrite'::pg_catalog.regclass, r.oid from c join pg_catalog.pg_rewrite r on r.ev_class = c.oid
  union all select 'pg_catalog.pg_policy'::pg_catalog.regclass, p.oid from c join pg_catalog.pg_policy p on p.polrelid = c.oid
  union all select 'pg_catalog.pg_class'::pg_catalog.regclass, i.indexrelid from c join pg_catalog.pg_index i on i.indrelid = c.oid
)
select pg_catalog.pg_describe_object(part.class, part.oid, 0) as thing, pg_catalog.pg_get_userbyid(p.proowner)::pg_catalog.text as owner
from part join pg_catalog.pg_depend d on d.classid = part.class and d.objid = part.oid and d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass
join pg_catalog.pg_proc p on p.oid = d.refobjid
where not ${mayOwn(state, sql`p.proowner`)} order by 1`;
}

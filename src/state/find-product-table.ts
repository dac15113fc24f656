// What stands under the name of an engine table that belongs to the product, and whether it is what Smelt made: its mark, its owner, and
// what is on it.

import { type RelationName, type Sql, sql } from '../sql/sql.ts';
import { auditBody, auditGuardFunction, auditGuardTrigger, auditWriter } from './audit-log.ts';
import { commentOf, type ProductTable } from './product-tables.ts';
import type { StateSchema } from './state-schema.ts';
import { findForeignCode } from './state-trust.ts';
import { mayOwn } from './trusted-owner.ts';

/**
 * One row when a relation of the name exists, else none: whether it is `marked` as Smelt's table of the kind, its `owner` and whether that is `trusted`, the `role` that asks;
 * of a log, `writer`, whether the function of the audit triggers is there, of this version where it is the role's to replace, and `unguarded`, whether its own trigger is gone and can be put back.
 */
export function findProductTable(state: StateSchema, kind: ProductTable, table: RelationName): Sql {
  return sql`select c.relkind = 'r' and pg_catalog.obj_description(c.oid, 'pg_class') is not distinct from ${commentOf(kind)}::pg_catalog.text as marked,
  pg_catalog.pg_get_userbyid(c.relowner)::pg_catalog.text as owner, ${mayOwn(state, sql`c.relowner`)} as trusted, current_user::pg_catalog.text as role, exists (
    select from pg_catalog.pg_proc p where p.pronamespace = c.relnamespace and p.proname = ${auditWriter(table).name} and p.pronargs = 0
      and (p.prosrc = ${auditBody(state)} or not pg_catalog.pg_has_role(current_user, p.proowner, 'USAGE'))
  ) as writer, pg_catalog.pg_has_role(c.relowner, 'USAGE') and not exists (
    select from pg_catalog.pg_trigger t where t.tgrelid = c.oid and t.tgname = ${auditGuardTrigger}
  ) as unguarded
from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where n.nspname = ${table.schema} and c.relname = ${table.name}`;
}

/** The functions that stand beside a table of the kind and belong to it. */
export function functionsBeside(kind: ProductTable, table: RelationName): readonly string[] {
  return kind === 'audit_log' ? [auditWriter(table).name, auditGuardFunction(table).name] : [];
}

/** As findTampering of the state's tables (state-trust.ts). Where the owner is trusted, nobody can put more there than whom the owner lets. */
export function findTamperingOf(kind: ProductTable, table: RelationName): Sql {
  const now = "(now() AT TIME ZONE 'UTC'::text)";
  const timed = kind === 'audit_log' ? [] : ['created_at', 'updated_at'];
  const guard = sql`t.tgname = ${auditGuardTrigger} and exists (
    select from pg_catalog.pg_proc p where p.oid = t.tgfoid and p.pronamespace = c.relnamespace and p.proname = ${auditGuardFunction(table).name}
  )`;
  return findForeignCode({
    schema: table.schema,
    tables: [table.name],
    expressions: timed.map((column) => [`${table.name}.${column}`, now]),
    knownTrigger: kind === 'audit_log' ? guard : null,
  });
}

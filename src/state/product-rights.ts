// What a role may do with the engine tables of a project's schema: its own, or those that another role has made there, whose
// builds write to them. What is missing follows from the facts.

import { type Diagnostic, errorAt } from '../diagnostics/diagnostic.ts';
import { quoteIdentifier, type RelationName, relationKey, type Sql, sql } from '../sql/sql.ts';
import { auditWriter } from './audit-log.ts';
import { commentOf, type ProductTable } from './product-tables.ts';

export interface ProductRights {
  /** Who asks: after SET ROLE. */
  readonly user: string;
  /** Of the table; null: it is not there. */
  readonly owner: string | null;
  /** Whether it has Smelt's mark, where it is there. */
  readonly marked: boolean;
  /** Whether it can be written, or made where it is not there. Who may call the function of the log writes the log. */
  readonly held: boolean;
}

/** One row with `rights`, ProductRights as json. The schema is there. */
export function lookAtProductTable(kind: ProductTable, table: RelationName): Sql {
  const may = (privilege: string) => sql`pg_catalog.has_table_privilege(c.oid, ${privilege}::pg_catalog.text)`;
  const writes =
    kind === 'audit_log'
      ? sql`coalesce((select pg_catalog.has_function_privilege(p.oid, 'EXECUTE') from pg_catalog.pg_proc p
    where p.pronamespace = n.oid and p.proname = ${auditWriter(table).name} and p.pronargs = 0), pg_catalog.pg_has_role(c.relowner, 'USAGE'))`
      : sql`${may('SELECT')} and ${may('INSERT')} and ${may('UPDATE')}`;
  return sql`select pg_catalog.json_build_object('user', current_user, 'owner', pg_catalog.pg_get_userbyid(c.relowner),
  'marked', coalesce(pg_catalog.obj_description(c.oid, 'pg_class') = ${commentOf(kind)}::pg_catalog.text, false),
  'held', pg_catalog.has_schema_privilege(n.oid, 'USAGE') and case when c.oid is null then pg_catalog.has_schema_privilege(n.oid, 'CREATE')
    else ${writes} end) as rights
from pg_catalog.pg_namespace n left join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = ${table.name}
where n.nspname = ${table.schema}`;
}

/** STATE_TABLE_FOREIGN: a relation of the name that is none of Smelt's. */
export function foreignTable(kind: ProductTable, table: RelationName): Diagnostic {
  return errorAt('STATE_TABLE_FOREIGN', `${relationKey(table)} exists, and is not the ${kind} of Smelt`, {
    help: `Rename that relation, or take ${kind} out of engine_tables`,
  });
}

/** STATE_TABLE_FOREIGN, STATE_TABLE_RIGHTS; undefined where the table can be used, or made. */
export function judgeProductRights(
  { user, owner, marked, held }: ProductRights,
  kind: ProductTable,
  table: RelationName,
): Diagnostic | undefined {
  if (owner !== null && !marked) return foreignTable(kind, table);
  if (held) return undefined;
  const [role, schema] = [quoteIdentifier(user), quoteIdentifier(table.schema)];
  if (owner === null) {
    return errorAt('STATE_TABLE_RIGHTS', `the role ${role} may not make ${relationKey(table)}`, {
      help: `The owner of the schema runs once: grant usage, create on schema ${schema} to ${role}`,
    });
  }
  const message = `the role ${role} may not write to ${relationKey(table)}, which belongs to ${quoteIdentifier(owner)}`;
  return errorAt('STATE_TABLE_RIGHTS', message, {
    help: `One schema has one builder: build into a schema of your own, or all as one role (\`role:\` of the target, a group role that owns what is in ${schema})`,
  });
}

// What a role may do with the engine tables of a project's schema: its own, or those that another role has made there, whose
// builds write to them. What is missing follows from the facts.

import { type Diagnostic, errorAt } from '../diagnostics/diagnostic.ts';
import { quoteIdentifier, type RelationName, relationKey, type Sql, sql } from '../sql/sql.ts';
import { auditWriter } from './audit-log.ts';
import { commentOf, type ProductTable } from './product-tables.ts';
import type { StateSchema } from './state-schema.ts';
import { mayOwn } from './trusted-owner.ts';

export interface ProductRights {
  /** Who asks: after SET ROLE. */
  readonly user: string;
  /** Of the table; null: it is not there. */
  readonly owner: string | null;
  /** Whether it is a table with Smelt's mark, where it is there. */
  readonly marked: boolean;
  /** Whether its owner could do all that who asks may do anyway: what is put on it runs as that. */
  readonly trusted: boolean;
  /** Whether it can be written, or made where it is not there. Who may call the function of the log writes the log. */
  readonly held: boolean;
}

/** One row with `rights`, ProductRights as json. The schema is there. */
export function lookAtProductTable(state: StateSchema, kind: ProductTable, table: RelationName): Sql {
  const may = (privilege: string) => sql`pg_catalog.has_table_privilege(c.oid, ${privilege}::pg_catalog.text)`;
  const writes =
    kind === 'audit_log'
      ? sql`coalesce((select pg_catalog.has_function_privilege(p.oid, 'EXECUTE') from pg_catalog.pg_proc p
    where p.pronamespace = n.oid and p.proname = ${auditWriter(table).name} and p.pronargs = 0), pg_catalog.pg_has_role(c.relowner, 'USAGE'))`
      : sql`${may('SELECT')} and ${may('INSERT')} and ${may('UPDATE')}`;
  return sql`select pg_catalog.json_build_object('user', current_user, 'owner', pg_catalog.pg_get_userbyid(c.relowner),
  'marked', c.relkind = 'r' and coalesce(pg_catalog.obj_description(c.oid, 'pg_class') = ${commentOf(kind)}::pg_catalog.text, false),
  'trusted', ${mayOwn(state, sql`c.relowner`)},
  'held', pg_catalog.has_schema_privilege(n.oid, 'USAGE') and case when c.oid is null then pg_catalog.has_schema_privilege(n.oid, 'CREATE')
    else ${writes} end) as rights
from pg_catalog.pg_namespace n left join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = ${table.name}
where n.nspname = ${table.schema}`;
}

/** STATE_TABLE_FOREIGN: a relation of the name that is none of Smelt's, or belongs to somebody who would get more than is theirs. */
export function judgeOwnership(
  { user, owner, marked, trusted }: Omit<ProductRights, 'held'>,
  kind: ProductTable,
  table: RelationName,
): Diagnostic | undefined {
  if (owner === null) return undefined;
  const name = relationKey(table);
  if (!marked) {
    return errorAt('STATE_TABLE_FOREIGN', `${name} exists, and is not the ${kind} of Smelt`, {
      help: `Rename that relation, or take ${kind} out of engine_tables`,
    });
  }
  if (trusted) return undefined;
  const [of, role] = [quoteIdentifier(owner), quoteIdentifier(user)];
  return errorAt('STATE_TABLE_FOREIGN', `${name} belongs to ${of}: what is put on it would run as ${role}`, {
    help: `If it was made by runs as ${of}, an administrator runs once: alter table ${name} owner to ${role}. Else rename it, or take ${kind} out of engine_tables`,
  });
}

/** STATE_TABLE_FOREIGN, STATE_TABLE_RIGHTS; undefined where the table can be used, or made. */
export function judgeProductRights(
  rights: ProductRights,
  kind: ProductTable,
  table: RelationName,
): Diagnostic | undefined {
  const { user, owner, marked, held } = rights;
  if (held || (owner !== null && !marked)) return judgeOwnership(rights, kind, table);
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

// Who may own what Smelt makes in a schema of the target: a relation's owner can put triggers on it, a function's owner can replace its
// body, and both then run as Smelt's role. What is there under a name of Smelt's and is somebody else's is not taken over.

import { doBlock } from '../sql/do-block.ts';
import { join, literal, qualified, type RelationName, type Sql, sql } from '../sql/sql.ts';
import type { StateSchema } from './state-schema.ts';

/** A condition: the role of that OID is a superuser, the owner of the database, or who asks. */
export function isTrustedOwner(oid: Sql): Sql {
  return sql`(${oid} = (select d.datdba from pg_catalog.pg_database d where d.datname = pg_catalog.current_database())
    or exists (select from pg_catalog.pg_roles r where r.oid = ${oid} and (r.rolsuper or r.rolname = current_user)))`;
}

/** A condition: the role of that OID may do all that who asks may do, or is trusted anyway: the owner of the database or of the state. */
export function mayOwn(state: StateSchema, oid: Sql): Sql {
  return sql`(pg_catalog.pg_has_role(${oid}, current_user, 'MEMBER') or ${isTrustedOwner(oid)}
    or ${oid} = (select s.nspowner from pg_catalog.pg_namespace s where s.nspname = ${literal(state)}))`;
}

function foreignFunctions(state: StateSchema, schema: string, names: readonly string[]): Sql {
  return sql`from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
where n.nspname = ${literal(schema)} and p.pronargs = 0 and p.proname = any (array[${join(names.map(literal), ', ')}]::pg_catalog.name[])
  and not ${mayOwn(state, sql`p.proowner`)}`;
}

/** Rows of `name`, `owner`, `role` (who asks): functions without arguments of these names that are somebody else's. */
export function findForeignFunctions(state: StateSchema, schema: string, names: readonly string[]): Sql {
  return sql`select p.proname::pg_catalog.text as name, pg_catalog.pg_get_userbyid(p.proowner)::pg_catalog.text as owner, current_user::pg_catalog.text as role
${foreignFunctions(state, schema, names)} order by 1`;
}

/**
 * Right after CREATE OR REPLACE FUNCTION, in its transaction: raises where that has replaced a function that was somebody else's, whose owner it keeps. From then on
 * nobody can give it to another until the transaction ends.
 */
export function refuseForeignFunction(state: StateSchema, name: RelationName): Sql {
  return doBlock(sql`begin
  if exists (select ${foreignFunctions(state, name.schema, [name.name])}) then
    raise exception ${literal(`the function ${qualified(name).sql.replaceAll('%', '%%')}() belongs to another role`)}
      using errcode = 'insufficient_privilege', hint = ${literal(`An administrator runs once: drop function ${qualified(name).sql}()`)};
  end if;
end`);
}

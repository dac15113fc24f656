// Who may use what migrations make. What the owner of the state granted stays, and holds for new tables too; what default privileges
// gave to others goes.

import { doBlock } from '../sql/do-block.ts';
import { literal, quoteIdentifier, raw, type Sql, sql } from '../sql/sql.ts';
import { namespaceOf, type StateSchema } from './state-schema.ts';

/** Rows of `oid`: the tables and functions of the schema. */
export function grantable(state: StateSchema): Sql {
  return sql`select c.oid from pg_catalog.pg_class c where c.relnamespace = ${namespaceOf(state)} and c.relkind in ('r', 'p')
union all select p.oid from pg_catalog.pg_proc p where p.pronamespace = ${namespaceOf(state)}`;
}

/**
 * After migrations, in their transaction: of the tables and functions that are not among `known`, and of the schema where it was made
 * with them, all that default privileges granted is taken back; then who may change the table of runs may use the new tables alike, and call
 * the new functions that do no more than their caller may.
 */
export function settlePrivileges(state: StateSchema, known: readonly number[], madeSchema: boolean): Sql {
  const isNew = (oid: Sql) => sql`not ${oid} = any (${literal(`{${known.join(',')}}`)}::pg_catalog.oid[])`;
  const runs = sql`(select r.oid from pg_catalog.pg_class r where r.relnamespace = ${namespaceOf(state)} and r.relname = 'runs')`;
  return doBlock(sql`declare
  granted record;
begin
  for granted in
    select 'schema ' || ${literal(quoteIdentifier(state))} as what, acl.grantee
    from pg_catalog.pg_namespace n, pg_catalog.aclexplode(n.nspacl) acl
    where n.oid = ${namespaceOf(state)} and acl.grantee <> n.nspowner and ${raw(String(madeSchema))}
    union
    select 'table ' || c.oid::pg_catalog.regclass, acl.grantee
    from pg_catalog.pg_class c, pg_catalog.aclexplode(c.relacl) acl
    where c.relnamespace = ${namespaceOf(state)} and c.relkind in ('r', 'p') and acl.grantee <> c.relowner and ${isNew(sql`c.oid`)}
    union
    select 'function ' || p.oid::pg_catalog.regprocedure, acl.grantee
    from pg_catalog.pg_proc p, pg_catalog.aclexplode(p.proacl) acl
    where p.pronamespace = ${namespaceOf(state)} and acl.grantee <> p.proowner and ${isNew(sql`p.oid`)}
  loop
    execute pg_catalog.format('revoke all on %s from %s', granted.what,
      case granted.grantee when 0 then 'public' else pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(granted.grantee)) end);
  end loop;
  for granted in
    select c.oid::pg_catalog.regclass as what, acl.grantee, acl.privilege_type
    from pg_catalog.pg_class c, pg_catalog.pg_class runs, pg_catalog.aclexplode(runs.relacl) acl
    where c.relnamespace = ${namespaceOf(state)} and c.relkind in ('r', 'p') and ${isNew(sql`c.oid`)}
      and runs.oid = ${runs} and not ${isNew(sql`runs.oid`)} and acl.grantee <> runs.relowner
      and acl.privilege_type in ('SELECT', 'INSERT', 'UPDATE', 'DELETE')
  loop
    execute pg_catalog.format('grant %s on %s to %s', granted.privilege_type, granted.what,
      case granted.grantee when 0 then 'public' else pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(granted.grantee)) end);
  end loop;
  for granted in
    select p.oid::pg_catalog.regprocedure as what, acl.grantee
    from pg_catalog.pg_proc p, pg_catalog.pg_class runs, pg_catalog.aclexplode(runs.relacl) acl
    where p.pronamespace = ${namespaceOf(state)} and not p.prosecdef and ${isNew(sql`p.oid`)}
      and runs.oid = ${runs} and not ${isNew(sql`runs.oid`)} and acl.grantee <> runs.relowner and acl.privilege_type = 'INSERT'
  loop
    execute pg_catalog.format('grant execute on function %s to %s', granted.what,
      case granted.grantee when 0 then 'public' else pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(granted.grantee)) end);
  end loop;
end`);
}

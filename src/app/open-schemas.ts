// Schemas on the target's search_path in which others may create: what the models themselves say without a schema may come to mean
// a function of theirs there, called as Smelt's role. Smelt's own statements are not under that path (postgres/statement-settings.ts).

import { recordsOf, type Session } from '../database/database.ts';
import { inUserWords, sql } from '../sql/sql.ts';
import { textIn } from '../state/row.ts';

/** One sentence for each schema and role, with what shuts it. Superusers and Smelt's own role are nobody else. */
export async function openSchemas(session: Session): Promise<readonly string[]> {
  const { rows } = await session.query(inUserWords(sql`select pg_catalog.current_schemas(false)::pg_catalog.text[]`));
  const open = await session.query(sql`select n.nspname::pg_catalog.text as schema,
  case when who.role = 0 then 'public' else pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(who.role)) end as role,
  case when who.role = n.nspowner then pg_catalog.format('alter schema %I owner to %I', n.nspname, current_user)
    when g.grantee = 0 then pg_catalog.format('revoke create on schema %I from public', n.nspname)
    else pg_catalog.format('revoke create on schema %I from %I', n.nspname, pg_catalog.pg_get_userbyid(g.grantee)) end as shut
from pg_catalog.pg_namespace as n
cross join lateral pg_catalog.aclexplode(coalesce(n.nspacl, pg_catalog.acldefault('n', n.nspowner))) as g
join pg_catalog.pg_database as d on d.datname = pg_catalog.current_database()
cross join lateral (select case when g.grantee = 'pg_database_owner'::pg_catalog.regrole then d.datdba else g.grantee end) as who (role)
left join pg_catalog.pg_roles as r on r.oid = who.role
where n.nspname = any (${rows[0]?.[0]}::pg_catalog.text[]) and n.nspname <> 'pg_catalog' and g.privilege_type = 'CREATE'
  and not coalesce(r.rolsuper, false) and r.rolname is distinct from current_user
order by 1, 2`);
  return recordsOf(open).map(
    (row) =>
      `${textIn(row, 'role')} may create in schema ${textIn(row, 'schema')}, which the models' names are looked up in: ${textIn(row, 'shut')}`,
  );
}

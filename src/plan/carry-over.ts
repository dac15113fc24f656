// What a swap carries from the replaced table to the new one, and what it cannot and therefore refuses: one block, run while
// both are locked, so that nothing changes between looking and doing. Everything in it is read from the catalog there and then.

import type { MadeKind, MadePart } from '../catalog/relation.ts';
import { doBlock } from '../sql/do-block.ts';
import { literal, type RelationName, raw, relationKey, type Sql, sql } from '../sql/sql.ts';

/** SQLSTATE of the exception, of a class that PostgreSQL does not use. */
export const wouldLose = 'SM001';

/**
 * Raises an exception, which undoes the whole transaction, when the old relation has something that would be lost; else gives
 * owner, privileges and comments to the new one. What config and hooks have `made` is neither carried nor lost: they make it
 * again.
 */
export function carryOver(
  from: RelationName,
  to: RelationName,
  kind: 'table' | 'view' | 'materialized view',
  made: readonly MadePart[],
): Sql {
  const again = (of: MadeKind): Sql => namesOf(made, of);
  const isRowSecurity = sql`(relrowsecurity and 'row security' <> all (${again('setting')}) or relforcerowsecurity and 'force row security' <> all (${again('setting')}))`;
  return doBlock(sql`declare
  old_table constant oid := ${literal(relationKey(from))}::pg_catalog.regclass;
  new_table constant oid := ${literal(relationKey(to))}::pg_catalog.regclass;
  found text;
  item record;
begin
  select string_agg(distinct what, ', ') into found from (
    select 'row security' as what from pg_catalog.pg_class where oid = old_table and ${isRowSecurity}
    union all select 'a policy' from pg_catalog.pg_policy where polrelid = old_table and polname <> all (${again('policy')})
    union all select 'a replica identity' from pg_catalog.pg_class where oid = old_table and relkind in ('r', 'p') and relreplident <> 'd'
      and 'replica identity' <> all (${again('setting')})
    union all select 'storage parameters' from pg_catalog.pg_class, pg_catalog.pg_options_to_table(reloptions) as o where oid = old_table
      and o.option_name <> all (${again('setting')})
    union all select 'a tablespace of its own' from pg_catalog.pg_class where oid = old_table and reltablespace <> 0
    union all select 'a publication' from pg_catalog.pg_publication_rel where prrelid = old_table
    union all select 'a security label' from pg_catalog.pg_seclabel where objoid = old_table
    union all select 'extended statistics' from pg_catalog.pg_statistic_ext where stxrelid = old_table and stxname <> all (${again('statistics')})
    union all select 'a trigger' from pg_catalog.pg_trigger where tgrelid = old_table and not tgisinternal and tgname <> all (${again('trigger')})
    union all select 'a rule' from pg_catalog.pg_rewrite where ev_class = old_table and rulename <> '_RETURN' and rulename <> all (${again('rule')})
    union all select 'an inbound foreign key' from pg_catalog.pg_constraint where confrelid = old_table and conrelid <> old_table
    union all select 'inheritance' from pg_catalog.pg_inherits as i join pg_catalog.pg_class as c on c.oid = i.inhrelid
      where i.inhrelid = old_table or (i.inhparent = old_table and not c.relispartition)
    union all select 'a sequence of its own' from pg_catalog.pg_depend as d join pg_catalog.pg_class as c on c.oid = d.objid
      where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjid = old_table and c.relkind = 'S'
    union all select 'settings of a column' from pg_catalog.pg_attribute as a join pg_catalog.pg_type as t on t.oid = a.atttypid
      where a.attrelid = old_table and a.attnum > 0 and not a.attisdropped
        -- Any other option of a column is the server's own.
        and (a.attstattarget >= 0 and 'statistics ' || a.attname <> all (${again('setting')}) or a.attcompression <> '' or a.attstorage <> t.typstorage or exists (
          select from unnest(a.attoptions) as o where split_part(o, '=', 1) in ('n_distinct', 'n_distinct_inherited')))
    union all select 'a default of a column' from pg_catalog.pg_attrdef as d join pg_catalog.pg_class as c on c.oid = d.adrelid
      where d.adrelid = old_table and c.relkind = 'v'
  ) as lost;
  if found is not null then
    raise exception 'replacing % would lose: %', old_table::pg_catalog.regclass, found
      using errcode = ${literal(wouldLose)};
  end if;
  for item in select pg_catalog.pg_get_userbyid(relowner) as owner from pg_catalog.pg_class where oid = old_table
    and relowner <> (select relowner from pg_catalog.pg_class where oid = new_table)
  loop
    execute format('alter table %s owner to %I', new_table::pg_catalog.regclass, item.owner);
  end loop;
  for item in select distinct g.grantee, case g.grantee when 0 then 'public' else quote_ident(pg_catalog.pg_get_userbyid(g.grantee)) end as role
    from pg_catalog.pg_class as c, pg_catalog.aclexplode(c.relacl) as g where c.oid = new_table and g.grantee <> c.relowner
  loop
    execute format('revoke all on table %s from %s', new_table::pg_catalog.regclass, item.role);
  end loop;
  for item in
    select g.privilege_type, g.is_grantable, null::name as attname,
      case g.grantee when 0 then 'public' else quote_ident(pg_catalog.pg_get_userbyid(g.grantee)) end as role
    from pg_catalog.pg_class as c, pg_catalog.aclexplode(c.relacl) as g where c.oid = old_table and g.grantee <> c.relowner
      and g.privilege_type || ' ' || case g.grantee when 0 then 'public' else quote_ident(pg_catalog.pg_get_userbyid(g.grantee)) end <> all (${again('grant')})
    union all
    select g.privilege_type, g.is_grantable, a.attname,
      case g.grantee when 0 then 'public' else quote_ident(pg_catalog.pg_get_userbyid(g.grantee)) end
    from pg_catalog.pg_attribute as a, pg_catalog.aclexplode(a.attacl) as g
    where a.attrelid = old_table and not a.attisdropped
      and a.attname || ' ' || g.privilege_type || ' ' || case g.grantee when 0 then 'public' else quote_ident(pg_catalog.pg_get_userbyid(g.grantee)) end <> all (${again('grant')})
      and exists (select 1 from pg_catalog.pg_attribute as n where n.attrelid = new_table and n.attname = a.attname)
  loop
    execute format('grant %s%s on table %s to %s%s', item.privilege_type,
      case when item.attname is not null then format(' (%I)', item.attname) end, new_table::pg_catalog.regclass, item.role,
      case when item.is_grantable then ' with grant option' end);
  end loop;
  for item in
    select a.attname, d.description from pg_catalog.pg_description as d
    left join pg_catalog.pg_attribute as a on a.attrelid = d.objoid and a.attnum = d.objsubid and d.objsubid > 0
    where d.objoid = old_table and d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
      and coalesce(a.attname, '') <> all (${namesOf(
        made.filter(({ origin }) => origin === 'hook'),
        'comment',
      )})
      and (d.objsubid = 0 or exists (select 1 from pg_catalog.pg_attribute as n where n.attrelid = new_table and n.attname = a.attname))
  loop
    if item.attname is null then
      execute format('comment on ${raw(kind)} %s is %L', new_table::pg_catalog.regclass, item.description);
    else
      execute format('comment on column %s.%I is %L', new_table::pg_catalog.regclass, item.attname, item.description);
    end if;
  end loop;
end`);
}

function namesOf(made: readonly MadePart[], kind: MadeKind): Sql {
  const names = made.filter((part) => part.kind === kind).map(({ name }) => literal(name).text);
  return raw(`array[${names.join(', ')}]::text[]`);
}

/** Moves the partitions of a table, made in schema smelt, to the table's own schema. */
export function movePartitions(table: RelationName): Sql {
  return doBlock(sql`declare
  item record;
begin
  for item in select inhrelid::pg_catalog.regclass as part from pg_catalog.pg_inherits
    where inhparent = ${literal(relationKey(table))}::pg_catalog.regclass
  loop
    execute format('alter table %s set schema %I', item.part, ${literal(table.schema)});
  end loop;
end`);
}

-- swap
replace "public"."rates"
  create table "smelt"."rates__efa1f375_new" (
    "coin" text,
    "rate" numeric
  );
  -- copy 1 rows into "smelt"."rates__efa1f375_new" ("coin", "rate")
  analyze "smelt"."rates__efa1f375_new";
  -- count what changed
  select (select count(*) from "smelt"."rates__efa1f375_new"), 0::bigint, case when exists (select from "smelt"."rates__efa1f375_new") then 0 else (select count(*) from "public"."rates") end;
  -- publish: all locks at once, tried again when one is not granted in time
  lock table "public"."rates" in access exclusive mode;
  do $smelt$
  declare
    old_table constant oid := '"public"."rates"'::pg_catalog.regclass;
    new_table constant oid := '"smelt"."rates__efa1f375_new"'::pg_catalog.regclass;
    found text;
    item record;
  begin
    select string_agg(distinct what, ', ') into found from (
      select 'row security' as what from pg_catalog.pg_class where oid = old_table and (relrowsecurity or relforcerowsecurity)
      union all select 'a policy' from pg_catalog.pg_policy where polrelid = old_table
      union all select 'a replica identity' from pg_catalog.pg_class where oid = old_table and relkind in ('r', 'p') and relreplident <> 'd'
      union all select 'storage parameters' from pg_catalog.pg_class where oid = old_table and reloptions is not null
      union all select 'a tablespace of its own' from pg_catalog.pg_class where oid = old_table and reltablespace <> 0
      union all select 'a publication' from pg_catalog.pg_publication_rel where prrelid = old_table
      union all select 'a security label' from pg_catalog.pg_seclabel where objoid = old_table
      union all select 'extended statistics' from pg_catalog.pg_statistic_ext where stxrelid = old_table
      union all select 'a trigger' from pg_catalog.pg_trigger where tgrelid = old_table and not tgisinternal
      union all select 'a rule' from pg_catalog.pg_rewrite where ev_class = old_table and rulename <> '_RETURN'
      union all select 'an inbound foreign key' from pg_catalog.pg_constraint where confrelid = old_table and conrelid <> old_table
      union all select 'inheritance' from pg_catalog.pg_inherits as i join pg_catalog.pg_class as c on c.oid = i.inhrelid
        where i.inhrelid = old_table or (i.inhparent = old_table and not c.relispartition)
      union all select 'a sequence of its own' from pg_catalog.pg_depend as d join pg_catalog.pg_class as c on c.oid = d.objid
        where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjid = old_table and c.relkind = 'S'
      union all select 'settings of a column' from pg_catalog.pg_attribute as a join pg_catalog.pg_type as t on t.oid = a.atttypid
        where a.attrelid = old_table and a.attnum > 0 and not a.attisdropped
          -- Any other option of a column is the server's own.
          and (a.attstattarget >= 0 or a.attcompression <> '' or a.attstorage <> t.typstorage or exists (
            select from unnest(a.attoptions) as o where split_part(o, '=', 1) in ('n_distinct', 'n_distinct_inherited')))
      union all select 'a default of a column' from pg_catalog.pg_attrdef as d join pg_catalog.pg_class as c on c.oid = d.adrelid
        where d.adrelid = old_table and c.relkind = 'v'
    ) as lost;
    if found is not null then
      raise exception 'replacing % would lose: %', old_table::pg_catalog.regclass, found
        using errcode = 'SM001';
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
      union all
      select g.privilege_type, g.is_grantable, a.attname,
        case g.grantee when 0 then 'public' else quote_ident(pg_catalog.pg_get_userbyid(g.grantee)) end
      from pg_catalog.pg_attribute as a, pg_catalog.aclexplode(a.attacl) as g
      where a.attrelid = old_table and not a.attisdropped
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
        and (d.objsubid = 0 or exists (select 1 from pg_catalog.pg_attribute as n where n.attrelid = new_table and n.attname = a.attname))
    loop
      if item.attname is null then
        execute format('comment on table %s is %L', new_table::pg_catalog.regclass, item.description);
      else
        execute format('comment on column %s.%I is %L', new_table::pg_catalog.regclass, item.attname, item.description);
      end if;
    end loop;
  end
  $smelt$;
  alter table "public"."rates" rename to "rates__efa1f375_old";
  alter table "smelt"."rates__efa1f375_new" set schema "public";
  alter table "public"."rates__efa1f375_new" rename to "rates";
  drop table "public"."rates__efa1f375_old";
  insert into smelt.relations as known
    (schema_name, relation_name, oid, node_id, generation, fingerprint, content_fingerprint, definition, server_major)
  select 'public'::text, 'rates'::text, c.oid, 'seed.shop.rates'::text, '00000000-0000-4000-8000-000000000001'::uuid, 'eeb4893fe981d99894519f3a549d7405'::text,
    'abc'::text, case when c.relkind in ('v', 'm') then pg_catalog.pg_get_viewdef(c.oid) end,
    pg_catalog.current_setting('server_version_num')::integer / 10000
  from pg_catalog.pg_class c
  where c.oid = '"public"."rates"'::pg_catalog.regclass
  on conflict (schema_name, relation_name) do update set
    oid = excluded.oid, node_id = excluded.node_id, generation = excluded.generation, fingerprint = excluded.fingerprint,
    content_fingerprint = excluded.content_fingerprint, definition = excluded.definition,
    server_major = excluded.server_major, recorded_at = pg_catalog.now();

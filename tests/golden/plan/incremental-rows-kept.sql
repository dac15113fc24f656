-- delete+insert
replace "public"."growing" by its rows in other columns: add more date, drop t, id becomes bigint, n becomes text
  create temporary table "pg_temp"."growing__smelt_form" (like "public"."growing") on commit drop;
  alter table "pg_temp"."growing__smelt_form"
    drop column "t",
    alter column "id" type bigint,
    alter column "n" type text,
    add column "more" date;
  create table "smelt"."growing__efa1f375_new" (like "pg_temp"."growing__smelt_form");
  -- publish: all locks at once, tried again when one is not granted in time
  lock table "public"."growing" in share mode;
  insert into "smelt"."growing__efa1f375_new" ("id", "n")
  select "id", "n" from "public"."growing";
  create index "idx_n__efa1f375_new" on "smelt"."growing__efa1f375_new" using "btree" ("n");
  analyze "smelt"."growing__efa1f375_new";
  -- publish: all locks at once, tried again when one is not granted in time
  lock table "public"."growing" in access exclusive mode;
  do $smelt$
  declare
    old_table constant oid := '"public"."growing"'::pg_catalog.regclass;
    new_table constant oid := '"smelt"."growing__efa1f375_new"'::pg_catalog.regclass;
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
  alter table "public"."growing" rename to "growing__efa1f375_old";
  alter table "smelt"."growing__efa1f375_new" set schema "public";
  alter table "public"."growing__efa1f375_new" rename to "growing";
  drop table "public"."growing__efa1f375_old";
  alter index "public"."idx_n__efa1f375_new" rename to "idx_n";
  insert into smelt.relations as known
    (schema_name, relation_name, oid, node_id, generation, fingerprint, content_fingerprint, definition, server_major)
  select 'public'::text, 'growing'::text, c.oid, 'model.shop.growing'::text, '00000000-0000-4000-8000-000000000000'::uuid, 'of an earlier run'::text,
    NULL::text, case when c.relkind in ('v', 'm') then pg_catalog.pg_get_viewdef(c.oid) end,
    pg_catalog.current_setting('server_version_num')::integer / 10000
  from pg_catalog.pg_class c
  where c.oid = '"public"."growing"'::pg_catalog.regclass
  on conflict (schema_name, relation_name) do update set
    oid = excluded.oid, node_id = excluded.node_id, generation = excluded.generation, fingerprint = excluded.fingerprint,
    content_fingerprint = excluded.content_fingerprint, definition = excluded.definition,
    server_major = excluded.server_major, recorded_at = pg_catalog.now();
  -- undone when that fails with SM001, and then instead:
    -- publish: all locks at once, tried again when one is not granted in time
    lock table "public"."growing" in access exclusive mode;
    alter table "public"."growing"
      drop column "t",
      alter column "id" type bigint,
      alter column "n" type text,
      add column "more" date;
delete+insert into "public"."growing" by id
  create temporary table "pg_temp"."growing__smelt_stage" on commit drop as
  select 1;
  analyze "pg_temp"."growing__smelt_stage";
  create temporary table "pg_temp"."growing__smelt_groups" on commit drop as
  select distinct "id" from (
    select "id", "n", "more" from (
      select dbt_internal_source."id" as "id", dbt_internal_source."n" collate "C" as "n", dbt_internal_source."more"::date as "more", 1 as smelt_side from "pg_temp"."growing__smelt_stage" as dbt_internal_source
      union all
      select dbt_internal_dest."id" as "id", dbt_internal_dest."n" collate "C" as "n", dbt_internal_dest."more"::date as "more", -1 from "public"."growing" as dbt_internal_dest
      where exists (select 1 from "pg_temp"."growing__smelt_stage" as dbt_internal_source where dbt_internal_dest."id" = dbt_internal_source."id")
      union all
      select dbt_internal_dest."id" as "id", dbt_internal_dest."n" collate "C" as "n", dbt_internal_dest."more"::date as "more", -1 from "public"."growing" as dbt_internal_dest
      where exists (select 1 from "pg_temp"."growing__smelt_stage" as dbt_internal_source where (dbt_internal_dest."id" is null) and (dbt_internal_source."id" is null) and row(dbt_internal_dest."id")::record operator(pg_catalog.=) row(dbt_internal_source."id")::record)
    ) as smelt_rows
    group by "id", "n", "more" having sum(smelt_side) <> 0
  ) as smelt_differences;
  analyze "pg_temp"."growing__smelt_groups";
  delete from "public"."growing" as dbt_internal_dest
  using "pg_temp"."growing__smelt_groups" as dbt_internal_source
  where dbt_internal_dest."id" = dbt_internal_source."id";
  delete from "public"."growing" as dbt_internal_dest
  using "pg_temp"."growing__smelt_groups" as dbt_internal_source
  where (dbt_internal_dest."id" is null) and (dbt_internal_source."id" is null) and row(dbt_internal_dest."id")::record operator(pg_catalog.=) row(dbt_internal_source."id")::record;
  insert into "public"."growing" ("id", "n", "more")
  select "id", "n", "more" from "pg_temp"."growing__smelt_stage" as dbt_internal_source
  where exists (select 1 from "pg_temp"."growing__smelt_groups" as smelt_group where dbt_internal_source."id" = smelt_group."id");
  insert into "public"."growing" ("id", "n", "more")
  select "id", "n", "more" from "pg_temp"."growing__smelt_stage" as dbt_internal_source
  where exists (select 1 from "pg_temp"."growing__smelt_groups" as smelt_group where (dbt_internal_source."id" is null) and (smelt_group."id" is null) and row(dbt_internal_source."id")::record operator(pg_catalog.=) row(smelt_group."id")::record);
  create index "idx_n" on "public"."growing" using "btree" ("n");
  insert into smelt.relations as known
    (schema_name, relation_name, oid, node_id, generation, fingerprint, content_fingerprint, definition, server_major)
  select 'public'::text, 'growing'::text, c.oid, 'model.shop.growing'::text, '00000000-0000-4000-8000-000000000000'::uuid, 'ed02b51729d70ece60ef4615f7b8b662'::text,
    NULL::text, case when c.relkind in ('v', 'm') then pg_catalog.pg_get_viewdef(c.oid) end,
    pg_catalog.current_setting('server_version_num')::integer / 10000
  from pg_catalog.pg_class c
  where c.oid = '"public"."growing"'::pg_catalog.regclass
  on conflict (schema_name, relation_name) do update set
    oid = excluded.oid, node_id = excluded.node_id, generation = excluded.generation, fingerprint = excluded.fingerprint,
    content_fingerprint = excluded.content_fingerprint, definition = excluded.definition,
    server_major = excluded.server_major, recorded_at = pg_catalog.now();

-- rewrite
rewrite "public"."t"
  create temporary table "pg_temp"."t__smelt_stage" on commit drop as
  select 2 as a;
  analyze "pg_temp"."t__smelt_stage";
  do $smelt$
  begin
    if exists (select coalesce(given.attname, standing.attname) as "column", coalesce(given.type, 'nothing') as "the model gives",
    coalesce(standing.type, 'nothing') as "the table has"
  from (select attname, pg_catalog.format_type(atttypid, atttypmod) as type
    from pg_catalog.pg_attribute where attrelid = '"pg_temp"."t__smelt_stage"'::pg_catalog.regclass and attnum > 0 and not attisdropped) as given full join (select attname, pg_catalog.format_type(atttypid, atttypmod) as type
    from pg_catalog.pg_attribute where attrelid = '"public"."t"'::pg_catalog.regclass and attnum > 0 and not attisdropped) as standing using (attname)
  where given.type is distinct from standing.type
  order by 1) or exists (select from (select attname, pg_catalog.row_number() over (order by attnum) as place
    from pg_catalog.pg_attribute where attrelid = '"pg_temp"."t__smelt_stage"'::pg_catalog.regclass and attnum > 0 and not attisdropped) as given join (select attname, pg_catalog.row_number() over (order by attnum) as place
    from pg_catalog.pg_attribute where attrelid = '"public"."t"'::pg_catalog.regclass and attnum > 0 and not attisdropped) as standing using (attname)
  where given.place <> standing.place) then
      raise exception 'the columns have changed' using errcode = 'SM002';
    end if;
  end
  $smelt$;
  delete from "public"."t";
  insert into "public"."t" ("a")
  select "a" from "pg_temp"."t__smelt_stage";
  create unique index "000f50309c9f86677c5575306a7e6f89" on "public"."t" using "btree" ("a");
  -- undone when that fails with SM002, and then instead:
    create table "smelt"."t__efa1f375_new" as
    select 2 as a;
    create unique index "000f50309c9f86677c5575306a7e6f89__efa1f375_new" on "smelt"."t__efa1f375_new" using "btree" ("a");
    analyze "smelt"."t__efa1f375_new";
    -- count what changed
    select 0::bigint, 0::bigint, case when exists (select from "smelt"."t__efa1f375_new") then 0 else (select count(*) from "public"."t") end;
    -- publish: all locks at once, tried again when one is not granted in time
    lock table "public"."t" in access exclusive mode;
    do $smelt$
    declare
      old_table constant oid := '"public"."t"'::pg_catalog.regclass;
      new_table constant oid := '"smelt"."t__efa1f375_new"'::pg_catalog.regclass;
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
    alter table "public"."t" rename to "t__efa1f375_old";
    alter table "smelt"."t__efa1f375_new" set schema "public";
    alter table "public"."t__efa1f375_new" rename to "t";
    do $smelt$
    declare
      old_relation constant oid := '"public"."t__efa1f375_old"'::pg_catalog.regclass;
      item record;
    begin
      if not exists (
        select from (
          select 'pg_catalog.pg_class'::pg_catalog.regclass as class, old_relation as object
          union all select 'pg_catalog.pg_type'::pg_catalog.regclass, unnest(array[t.oid, t.typarray])
          from pg_catalog.pg_class as c join pg_catalog.pg_type as t on t.oid = c.reltype where c.oid = old_relation
        ) as part
        join pg_catalog.pg_depend as d on d.refclassid = part.class and d.refobjid = part.object
        join pg_catalog.pg_rewrite as r on r.oid = d.objid
        where d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass and r.ev_class <> old_relation
      ) then
        drop table "public"."t__efa1f375_old";
        return;
      end if;
      for item in select conname from pg_catalog.pg_constraint where conrelid = old_relation and contype = 'f' and conparentid = 0
      loop
        execute format('alter table %s drop constraint %I', old_relation::pg_catalog.regclass, item.conname);
      end loop;
      for item in select i.indexrelid as index from pg_catalog.pg_index as i
        where i.indrelid = old_relation or i.indrelid in (select relid from pg_catalog.pg_partition_tree(old_relation))
      loop
        execute format('alter index %s rename to %I', item.index::pg_catalog.regclass, 'retired_' || item.index);
      end loop;
      for item in select relid::oid as part from pg_catalog.pg_partition_tree(old_relation) where relid <> old_relation
      loop
        execute format('alter table %s rename to %I', item.part::pg_catalog.regclass, 'retired_' || item.part);
        execute format('alter table %s set schema smelt', item.part::pg_catalog.regclass);
      end loop;
      alter table "public"."t__efa1f375_old" rename to "t__16400_retired";
      alter table "public"."t__16400_retired" set schema smelt;
      update smelt.relations set schema_name = 'smelt', relation_name = 't__16400_retired', recorded_at = pg_catalog.now()
      where schema_name = 'public' and relation_name = 't' and oid = old_relation;
    end
    $smelt$;
    alter index "public"."000f50309c9f86677c5575306a7e6f89__efa1f375_new" rename to "000f50309c9f86677c5575306a7e6f89";
  insert into smelt.relations as known
    (schema_name, relation_name, oid, node_id, generation, fingerprint, content_fingerprint, definition, server_major)
  select 'public'::text, 't'::text, c.oid, 'model.shop.t'::text, '00000000-0000-4000-8000-000000000001'::uuid, 'ed02b51729d70ece60ef4615f7b8b662'::text,
    NULL::text, case when c.relkind in ('v', 'm') then pg_catalog.pg_get_viewdef(c.oid) end,
    pg_catalog.current_setting('server_version_num')::integer / 10000
  from pg_catalog.pg_class c
  where c.oid = '"public"."t"'::pg_catalog.regclass
  on conflict (schema_name, relation_name) do update set
    oid = excluded.oid, node_id = excluded.node_id, generation = excluded.generation, fingerprint = excluded.fingerprint,
    content_fingerprint = excluded.content_fingerprint, definition = excluded.definition,
    server_major = excluded.server_major, recorded_at = pg_catalog.now();

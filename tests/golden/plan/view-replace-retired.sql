-- replace
replace view "public"."v"
  select from (
  select 1 as a
  ) as locked limit 0;
  -- publish: all locks at once, tried again when one is not granted in time
  alter view "public"."v" owner to "smelt";
  select pg_catalog.set_config('smelt.view_options', coalesce(pg_catalog.array_to_string(reloptions, ', '), ''), true)
  from pg_catalog.pg_class where oid = '"public"."v"'::pg_catalog.regclass;
  create or replace view "public"."v" as
  select 1 as a;
  -- stop when this answers rows: "v" would come to read itself, through a view that still reads it
  with recursive through (oid) as (
    select '"public"."v"'::pg_catalog.regclass::pg_catalog.oid
    union select d.refobjid from through join pg_catalog.pg_class as c on c.oid = through.oid and c.relkind = 'v'
      join pg_catalog.pg_rewrite as r on r.ev_class = c.oid
      join pg_catalog.pg_depend as d on d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass and d.objid = r.oid
        and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjid <> c.oid
  )
  select distinct 'view ' || c.oid::pg_catalog.regclass::pg_catalog.text || coalesce(' (owner ' || pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(c.relowner)) || ')', '') as view from through join pg_catalog.pg_class as c on c.oid = through.oid and c.relkind = 'v'
      join pg_catalog.pg_rewrite as r on r.ev_class = c.oid
      join pg_catalog.pg_depend as d on d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass and d.objid = r.oid
        and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjid <> c.oid
  where d.refobjid = '"public"."v"'::pg_catalog.regclass order by 1;
  do $smelt$
  begin
    if pg_catalog.current_setting('smelt.view_options') <> '' then
      execute pg_catalog.format('alter view %s set (%s)', '"public"."v"'::pg_catalog.regclass,
        pg_catalog.current_setting('smelt.view_options'));
    end if;
  end
  $smelt$;
  insert into "smelt"."relations" as known
    (schema_name, relation_name, oid, node_id, generation, fingerprint, content_fingerprint, server_major, made)
  select 'public'::pg_catalog.text, 'v'::pg_catalog.text, relation.oid, 'model.shop.v'::pg_catalog.text, '00000000-0000-4000-8000-000000000001'::pg_catalog.uuid, 'd77da1cf03544e058c3575a0fc4c2173'::pg_catalog.text,
    NULL::pg_catalog.text, pg_catalog.current_setting('server_version_num')::integer / 10000, null
  from pg_catalog.pg_class as relation
  where relation.oid = '"public"."v"'::pg_catalog.regclass
  on conflict (schema_name, relation_name) do update set
    oid = excluded.oid, node_id = excluded.node_id, generation = excluded.generation, fingerprint = excluded.fingerprint,
    content_fingerprint = excluded.content_fingerprint, definition = null, server_major = excluded.server_major,
    made = excluded.made, recorded_at = pg_catalog.now();
  do $smelt$
  declare
    timeout constant pg_catalog.text := pg_catalog.current_setting('lock_timeout');
    item record;
    again boolean := true;
  begin
    while again loop
      again := false;
      for item in
        select v.schema_name, v.relation_name, c.relkind from "smelt"."relations" as v
        left join (pg_catalog.pg_class as c join pg_catalog.pg_namespace as n on n.oid = c.relnamespace)
          on c.oid = v.oid and c.relname = v.relation_name and n.nspname = v.schema_name
        where v.relation_name like '%\_\_' || v.oid || '\_retired' and not exists (
      select from (
        select 'pg_catalog.pg_class'::pg_catalog.regclass as class, v.oid as object
        union all select 'pg_catalog.pg_type'::pg_catalog.regclass, pg_catalog.unnest(array[t.oid, t.typarray])
        from pg_catalog.pg_class as c join pg_catalog.pg_type as t on t.oid = c.reltype where c.oid = v.oid
      ) as part
      join pg_catalog.pg_depend as d on d.refclassid = part.class and d.refobjid = part.object
      join pg_catalog.pg_rewrite as r on r.oid = d.objid
      where d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass and r.ev_class <> v.oid
    )
          -- After a restore the name is there under another OID, until it is adopted.
          and (c.oid is not null or pg_catalog.to_regclass(pg_catalog.format('%I.%I', v.schema_name, v.relation_name)) is null)
      loop
        begin
          perform pg_catalog.set_config('lock_timeout', '10ms', true);
          if item.relkind is not null then
            execute pg_catalog.format('drop %s %I.%I', case item.relkind when 'v' then 'view' when 'm' then 'materialized view'
              else 'table' end, item.schema_name, item.relation_name);
          end if;
          delete from "smelt"."relations" where schema_name = item.schema_name and relation_name = item.relation_name;
          again := true;
        exception when lock_not_available or dependent_objects_still_exist or undefined_table or insufficient_privilege then
          null;
        end;
      end loop;
    end loop;
    perform pg_catalog.set_config('lock_timeout', timeout, true);
  end
  $smelt$;
  -- undone when that fails with 42P16, and then instead:
    create view "smelt"."v__efa1f375_new" as
    select 1 as a;
    -- stop when this answers rows: "v" would come to read itself, through a view that still reads it
    with recursive through (oid) as (
      select '"smelt"."v__efa1f375_new"'::pg_catalog.regclass::pg_catalog.oid
      union select d.refobjid from through join pg_catalog.pg_class as c on c.oid = through.oid and c.relkind = 'v'
        join pg_catalog.pg_rewrite as r on r.ev_class = c.oid
        join pg_catalog.pg_depend as d on d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass and d.objid = r.oid
          and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjid <> c.oid
    )
    select distinct 'view ' || c.oid::pg_catalog.regclass::pg_catalog.text || coalesce(' (owner ' || pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(c.relowner)) || ')', '') as view from through join pg_catalog.pg_class as c on c.oid = through.oid and c.relkind = 'v'
        join pg_catalog.pg_rewrite as r on r.ev_class = c.oid
        join pg_catalog.pg_depend as d on d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass and d.objid = r.oid
          and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjid <> c.oid
    where d.refobjid = '"public"."v"'::pg_catalog.regclass order by 1;
    -- publish: all locks at once, tried again when one is not granted in time
    -- carries over owner, privileges, comments, settings and indexes; undone with SM001 where anything else would be lost
    alter view "public"."v" owner to "smelt";
    select "smelt"."carry_over_31452cc8d3f9"('"public"."v"'::pg_catalog.regclass, '"smelt"."v__efa1f375_new"'::pg_catalog.regclass, '{}'::pg_catalog.text[], '{}'::pg_catalog.text[], NULL::pg_catalog.text[]);
    alter table "public"."v" rename to "v__efa1f375_old";
    alter table "smelt"."v__efa1f375_new" set schema "public";
    alter table "public"."v__efa1f375_new" rename to "v";
    do $smelt$
    declare
      old_relation constant pg_catalog.oid := '"public"."v__efa1f375_old"'::pg_catalog.regclass;
      item record;
    begin
      if not exists (
        select from (
          select 'pg_catalog.pg_class'::pg_catalog.regclass as class, old_relation as object
          union all select 'pg_catalog.pg_type'::pg_catalog.regclass, pg_catalog.unnest(array[t.oid, t.typarray])
          from pg_catalog.pg_class as c join pg_catalog.pg_type as t on t.oid = c.reltype where c.oid = old_relation
        ) as part
        join pg_catalog.pg_depend as d on d.refclassid = part.class and d.refobjid = part.object
        join pg_catalog.pg_rewrite as r on r.oid = d.objid
        where d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass and r.ev_class <> old_relation
      ) then
        drop view "public"."v__efa1f375_old";
        return;
      end if;
      for item in select conname from pg_catalog.pg_constraint where conrelid = old_relation and contype = 'f' and conparentid = 0
      loop
        execute pg_catalog.format('alter table %s drop constraint %I', old_relation::pg_catalog.regclass, item.conname);
      end loop;
      for item in select i.indexrelid as index from pg_catalog.pg_index as i
        where i.indrelid = old_relation or i.indrelid in (select relid from pg_catalog.pg_partition_tree(old_relation))
      loop
        execute pg_catalog.format('alter index %s rename to %I', item.index::pg_catalog.regclass, 'retired_' || item.index);
      end loop;
      for item in select relid::pg_catalog.oid as part from pg_catalog.pg_partition_tree(old_relation) where relid <> old_relation
      loop
        execute pg_catalog.format('alter table %s rename to %I', item.part::pg_catalog.regclass, 'retired_' || item.part);
        execute pg_catalog.format('alter table %s set schema %I', item.part::pg_catalog.regclass, 'smelt');
      end loop;
      alter table "public"."v__efa1f375_old" rename to "v__16500_retired";
      alter table "public"."v__16500_retired" set schema "smelt";
      update "smelt"."relations" set schema_name = 'smelt', relation_name = 'v__16500_retired', recorded_at = pg_catalog.now()
      where schema_name = 'public' and relation_name = 'v' and oid = old_relation;
    end
    $smelt$;
    do $smelt$
    declare
      timeout constant pg_catalog.text := pg_catalog.current_setting('lock_timeout');
      item record;
      again boolean := true;
    begin
      while again loop
        again := false;
        for item in
          select v.schema_name, v.relation_name, c.relkind from "smelt"."relations" as v
          left join (pg_catalog.pg_class as c join pg_catalog.pg_namespace as n on n.oid = c.relnamespace)
            on c.oid = v.oid and c.relname = v.relation_name and n.nspname = v.schema_name
          where v.relation_name like '%\_\_' || v.oid || '\_retired' and not exists (
        select from (
          select 'pg_catalog.pg_class'::pg_catalog.regclass as class, v.oid as object
          union all select 'pg_catalog.pg_type'::pg_catalog.regclass, pg_catalog.unnest(array[t.oid, t.typarray])
          from pg_catalog.pg_class as c join pg_catalog.pg_type as t on t.oid = c.reltype where c.oid = v.oid
        ) as part
        join pg_catalog.pg_depend as d on d.refclassid = part.class and d.refobjid = part.object
        join pg_catalog.pg_rewrite as r on r.oid = d.objid
        where d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass and r.ev_class <> v.oid
      )
            -- After a restore the name is there under another OID, until it is adopted.
            and (c.oid is not null or pg_catalog.to_regclass(pg_catalog.format('%I.%I', v.schema_name, v.relation_name)) is null)
        loop
          begin
            perform pg_catalog.set_config('lock_timeout', '10ms', true);
            if item.relkind is not null then
              execute pg_catalog.format('drop %s %I.%I', case item.relkind when 'v' then 'view' when 'm' then 'materialized view'
                else 'table' end, item.schema_name, item.relation_name);
            end if;
            delete from "smelt"."relations" where schema_name = item.schema_name and relation_name = item.relation_name;
            again := true;
          exception when lock_not_available or dependent_objects_still_exist or undefined_table or insufficient_privilege then
            null;
          end;
        end loop;
      end loop;
      perform pg_catalog.set_config('lock_timeout', timeout, true);
    end
    $smelt$;
    insert into "smelt"."relations" as known
      (schema_name, relation_name, oid, node_id, generation, fingerprint, content_fingerprint, server_major, made)
    select 'public'::pg_catalog.text, 'v'::pg_catalog.text, relation.oid, 'model.shop.v'::pg_catalog.text, '00000000-0000-4000-8000-000000000001'::pg_catalog.uuid, 'd77da1cf03544e058c3575a0fc4c2173'::pg_catalog.text,
      NULL::pg_catalog.text, pg_catalog.current_setting('server_version_num')::integer / 10000, null
    from pg_catalog.pg_class as relation
    where relation.oid = '"public"."v"'::pg_catalog.regclass
    on conflict (schema_name, relation_name) do update set
      oid = excluded.oid, node_id = excluded.node_id, generation = excluded.generation, fingerprint = excluded.fingerprint,
      content_fingerprint = excluded.content_fingerprint, definition = null, server_major = excluded.server_major,
      made = excluded.made, recorded_at = pg_catalog.now();
  -- comments, where they differ
  comment on view "public"."v" is 'v''s meaning';
  -- remember what config and hooks have made

-- swap
replace "public"."t"
  create table "smelt"."t__efa1f375_new" as
  select 2 as a;
  create unique index "000f50309c9f86677c5575306a7e6f89__efa1f375_new" on "smelt"."t__efa1f375_new" using "btree" ("a");
  analyze "smelt"."t__efa1f375_new";
  -- count what changed
  select 0::bigint, 0::bigint, case when exists (select from "smelt"."t__efa1f375_new") then 0 else (select pg_catalog.count(*) from "public"."t") end;
  -- publish: all locks at once, tried again when one is not granted in time
  -- carries over owner, privileges, comments, settings and indexes; undone with SM001 where anything else would be lost
  alter view "public"."over_t" owner to "smelt";
  select pg_catalog.set_config('smelt.definition_0', pg_catalog.pg_get_viewdef('"public"."over_t"'::pg_catalog.regclass), true);
  lock table "public"."t" in access exclusive mode;
  select "smelt"."carry_over_31452cc8d3f9"('"public"."t"'::pg_catalog.regclass, '"smelt"."t__efa1f375_new"'::pg_catalog.regclass, array['000f50309c9f86677c5575306a7e6f89']::pg_catalog.text[], array['000f50309c9f86677c5575306a7e6f89__efa1f375_new']::pg_catalog.text[], NULL::pg_catalog.text[]);
  alter table "public"."t" rename to "t__efa1f375_old";
  alter table "smelt"."t__efa1f375_new" set schema "public";
  alter table "public"."t__efa1f375_new" rename to "t";
  do $smelt$
  begin
    execute pg_catalog.concat('create or replace view "public"."over_t"', (
        select pg_catalog.concat(' with (', pg_catalog.array_to_string(reloptions, ', '), ')')
        from pg_catalog.pg_class where oid = '"public"."over_t"'::pg_catalog.regclass and reloptions is not null
      ), ' as ', pg_catalog.current_setting('smelt.definition_0'));
  exception when undefined_column or undefined_function or invalid_table_definition or datatype_mismatch or cannot_coerce or ambiguous_column or ambiguous_function or grouping_error or invalid_column_reference or wrong_object_type or feature_not_supported or collation_mismatch or indeterminate_collation then
    null;
  end
  $smelt$;
  do $smelt$
  declare
    old_relation constant pg_catalog.oid := '"public"."t__efa1f375_old"'::pg_catalog.regclass;
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
      drop table "public"."t__efa1f375_old";
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
    alter table "public"."t__efa1f375_old" rename to "t__16400_retired";
    alter table "public"."t__16400_retired" set schema "smelt";
    update "smelt"."relations" set schema_name = 'smelt', relation_name = 't__16400_retired', recorded_at = pg_catalog.now()
    where schema_name = 'public' and relation_name = 't' and oid = old_relation;
  end
  $smelt$;
  alter index "public"."000f50309c9f86677c5575306a7e6f89__efa1f375_new" rename to "000f50309c9f86677c5575306a7e6f89";
  -- undone when that fails with SM001, and then instead:
    create temporary table "pg_temp"."t__smelt_stage" on commit drop as
    select 2 as a;
    analyze "pg_temp"."t__smelt_stage";
    -- stop when this answers rows: the columns of "t" have changed, and something hangs on the table that a new one would lose
    select pg_catalog.format('column %I: the model gives %s, the table has %s', attname,
      coalesce(given.type, 'nothing'), coalesce(existing.type, 'nothing')) as difference
    from (select attname, pg_catalog.format_type(atttypid, atttypmod) as type
      from pg_catalog.pg_attribute where attrelid = '"pg_temp"."t__smelt_stage"'::pg_catalog.regclass and attnum > 0 and not attisdropped) as given full join (select attname, pg_catalog.format_type(atttypid, atttypmod) as type
      from pg_catalog.pg_attribute where attrelid = '"public"."t"'::pg_catalog.regclass and attnum > 0 and not attisdropped) as existing using (attname)
    where given.type is distinct from existing.type
    order by 1;
    delete from "public"."t";
    insert into "public"."t" ("a")
    select "a" from "pg_temp"."t__smelt_stage";
    create unique index "000f50309c9f86677c5575306a7e6f89" on "public"."t" using "btree" ("a");
  insert into "smelt"."relations" as known
    (schema_name, relation_name, oid, node_id, generation, fingerprint, content_fingerprint, server_major, made)
  select 'public'::pg_catalog.text, 't'::pg_catalog.text, relation.oid, 'model.shop.t'::pg_catalog.text, '00000000-0000-4000-8000-000000000001'::pg_catalog.uuid, 'ed02b51729d70ece60ef4615f7b8b662'::pg_catalog.text,
    NULL::pg_catalog.text, pg_catalog.current_setting('server_version_num')::integer / 10000, (select coalesce(pg_catalog.jsonb_agg(pg_catalog.to_jsonb(part) || '{"origin": "config", "hook": null}' order by part.kind, part.name), '[]')
        from (select 'index' as kind, ic.relname::pg_catalog.text as name,
      case when i.indisunique then 'unique ' else '' end || pg_catalog.substr(pg_catalog.pg_get_indexdef(i.indexrelid),
        pg_catalog.length(pg_catalog.format('CREATE %sINDEX %I ON %s%I.%I ', case when i.indisunique then 'UNIQUE ' end,
          ic.relname, case when ic.relkind = 'I' then 'ONLY ' end, n.nspname, c.relname)) + 1)
        || case when i.indisvalid then '' else ' (not valid)' end as definition
    from pg_catalog.pg_index as i join pg_catalog.pg_class as ic on ic.oid = i.indexrelid
    join pg_catalog.pg_class as c on c.oid = i.indrelid join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
    where i.indrelid = relation.oid
      and not exists (select from pg_catalog.pg_constraint as o where o.conindid = i.indexrelid and o.conrelid = i.indrelid and o.contype <> 'f')) as part (kind, name, definition) where exists (
          select from (values ('index'::pg_catalog.text, '000f50309c9f86677c5575306a7e6f89'::pg_catalog.text, NULL::pg_catalog.text)) as wanted (kind, name, definition) where wanted.kind = part.kind
            and case part.kind when 'grant' then pg_catalog.replace(pg_catalog.lower(wanted.name), '"', '') = pg_catalog.replace(pg_catalog.lower(part.name), '"', '') else wanted.name = part.name end
            and coalesce(wanted.definition, part.definition) = part.definition))
  from pg_catalog.pg_class as relation
  where relation.oid = '"public"."t"'::pg_catalog.regclass
  on conflict (schema_name, relation_name) do update set
    oid = excluded.oid, node_id = excluded.node_id, generation = excluded.generation, fingerprint = excluded.fingerprint,
    content_fingerprint = excluded.content_fingerprint, definition = null, server_major = excluded.server_major,
    made = excluded.made, recorded_at = pg_catalog.now();

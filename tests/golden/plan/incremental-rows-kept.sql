-- delete+insert
replace "public"."growing" by its rows in other columns: add more date, drop t, id becomes bigint, n becomes text
  create temporary table "pg_temp"."growing__smelt_form" (like "public"."growing") on commit drop;
  alter table "pg_temp"."growing__smelt_form"
    drop column "t",
    alter column "id" type bigint,
    alter column "n" type pg_catalog.text,
    add column "more" pg_catalog.date;
  create table "smelt"."growing__efa1f375_new" (like "pg_temp"."growing__smelt_form");
  -- publish: all locks at once, tried again when one is not granted in time
  lock table "public"."growing" in share mode;
  insert into "smelt"."growing__efa1f375_new" ("id", "n")
  select "id", "n" from "public"."growing";
  create index "idx_n__efa1f375_new" on "smelt"."growing__efa1f375_new" using "btree" ("n");
  analyze "smelt"."growing__efa1f375_new";
  -- publish: all locks at once, tried again when one is not granted in time
  -- carries over owner, privileges, comments, settings and indexes; undone with SM001 where anything else would be lost
  lock table "public"."growing" in access exclusive mode;
  select "smelt"."carry_over_31452cc8d3f9"('"public"."growing"'::pg_catalog.regclass, '"smelt"."growing__efa1f375_new"'::pg_catalog.regclass, array['idx_n']::pg_catalog.text[], array['idx_n__efa1f375_new']::pg_catalog.text[], NULL::pg_catalog.text[]);
  alter table "public"."growing" rename to "growing__efa1f375_old";
  alter table "smelt"."growing__efa1f375_new" set schema "public";
  alter table "public"."growing__efa1f375_new" rename to "growing";
  drop table "public"."growing__efa1f375_old";
  alter index "public"."idx_n__efa1f375_new" rename to "idx_n";
  insert into "smelt"."relations" as known
    (schema_name, relation_name, oid, node_id, generation, fingerprint, content_fingerprint, server_major, made)
  select 'public'::pg_catalog.text, 'growing'::pg_catalog.text, relation.oid, 'model.shop.growing'::pg_catalog.text, '00000000-0000-4000-8000-000000000000'::pg_catalog.uuid, 'of an earlier run'::pg_catalog.text,
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
          select from (values ('index'::pg_catalog.text, 'idx_n'::pg_catalog.text, NULL::pg_catalog.text)) as wanted (kind, name, definition) where wanted.kind = part.kind
            and case part.kind when 'grant' then pg_catalog.replace(pg_catalog.lower(wanted.name), '"', '') = pg_catalog.replace(pg_catalog.lower(part.name), '"', '') else wanted.name = part.name end
            and coalesce(wanted.definition, part.definition) = part.definition))
  from pg_catalog.pg_class as relation
  where relation.oid = '"public"."growing"'::pg_catalog.regclass
  on conflict (schema_name, relation_name) do update set
    oid = excluded.oid, node_id = excluded.node_id, generation = excluded.generation, fingerprint = excluded.fingerprint,
    content_fingerprint = excluded.content_fingerprint, definition = null, server_major = excluded.server_major,
    made = excluded.made, recorded_at = pg_catalog.now();
  -- undone when that fails with SM001, and then instead:
    -- publish: all locks at once, tried again when one is not granted in time
    lock table "public"."growing" in access exclusive mode;
    alter table "public"."growing"
      drop column "t",
      alter column "id" type bigint,
      alter column "n" type pg_catalog.text,
      add column "more" pg_catalog.date;
look again at "public"."growing", and plan what follows on what is there then
delete+insert into "public"."growing" by id
  create temporary table "pg_temp"."growing__smelt_stage" on commit drop as
  select 1;
  analyze "pg_temp"."growing__smelt_stage";
  create temporary table "pg_temp"."growing__smelt_groups" on commit drop as
  select distinct "id" from (
    select "id", "n", "more" from (
      select dbt_internal_source."id" as "id", dbt_internal_source."n" collate pg_catalog."C" as "n", dbt_internal_source."more"::pg_catalog.date as "more", 1 as smelt_side from "pg_temp"."growing__smelt_stage" as dbt_internal_source
      union all
      select dbt_internal_dest."id" as "id", dbt_internal_dest."n" collate pg_catalog."C" as "n", dbt_internal_dest."more"::pg_catalog.date as "more", -1 from "public"."growing" as dbt_internal_dest
      where exists (select 1 from "pg_temp"."growing__smelt_stage" as dbt_internal_source where dbt_internal_dest."id" = dbt_internal_source."id")
      union all
      select dbt_internal_dest."id" as "id", dbt_internal_dest."n" collate pg_catalog."C" as "n", dbt_internal_dest."more"::pg_catalog.date as "more", -1 from "public"."growing" as dbt_internal_dest
      where exists (select 1 from "pg_temp"."growing__smelt_stage" as dbt_internal_source where (dbt_internal_dest."id" is null) and (dbt_internal_source."id" is null) and row(dbt_internal_dest."id")::pg_catalog.record operator(pg_catalog.=) row(dbt_internal_source."id")::pg_catalog.record)
    ) as smelt_rows
    group by "id", "n", "more" having pg_catalog.sum(smelt_side) <> 0
  ) as smelt_differences;
  analyze "pg_temp"."growing__smelt_groups";
  delete from "public"."growing" as dbt_internal_dest
  using "pg_temp"."growing__smelt_groups" as dbt_internal_source
  where dbt_internal_dest."id" = dbt_internal_source."id";
  delete from "public"."growing" as dbt_internal_dest
  using "pg_temp"."growing__smelt_groups" as dbt_internal_source
  where (dbt_internal_dest."id" is null) and (dbt_internal_source."id" is null) and row(dbt_internal_dest."id")::pg_catalog.record operator(pg_catalog.=) row(dbt_internal_source."id")::pg_catalog.record;
  insert into "public"."growing" ("id", "n", "more")
  select "id", "n", "more" from "pg_temp"."growing__smelt_stage" as dbt_internal_source
  where exists (select 1 from "pg_temp"."growing__smelt_groups" as smelt_group where dbt_internal_source."id" = smelt_group."id");
  insert into "public"."growing" ("id", "n", "more")
  select "id", "n", "more" from "pg_temp"."growing__smelt_stage" as dbt_internal_source
  where exists (select 1 from "pg_temp"."growing__smelt_groups" as smelt_group where (dbt_internal_source."id" is null) and (smelt_group."id" is null) and row(dbt_internal_source."id")::pg_catalog.record operator(pg_catalog.=) row(smelt_group."id")::pg_catalog.record);
  create index "idx_n" on "public"."growing" using "btree" ("n");
  insert into "smelt"."relations" as known
    (schema_name, relation_name, oid, node_id, generation, fingerprint, content_fingerprint, server_major, made)
  select 'public'::pg_catalog.text, 'growing'::pg_catalog.text, relation.oid, 'model.shop.growing'::pg_catalog.text, '00000000-0000-4000-8000-000000000000'::pg_catalog.uuid, 'ed02b51729d70ece60ef4615f7b8b662'::pg_catalog.text,
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
          select from (values ('index'::pg_catalog.text, 'idx_n'::pg_catalog.text, NULL::pg_catalog.text)) as wanted (kind, name, definition) where wanted.kind = part.kind
            and case part.kind when 'grant' then pg_catalog.replace(pg_catalog.lower(wanted.name), '"', '') = pg_catalog.replace(pg_catalog.lower(part.name), '"', '') else wanted.name = part.name end
            and coalesce(wanted.definition, part.definition) = part.definition))
  from pg_catalog.pg_class as relation
  where relation.oid = '"public"."growing"'::pg_catalog.regclass
  on conflict (schema_name, relation_name) do update set
    oid = excluded.oid, node_id = excluded.node_id, generation = excluded.generation, fingerprint = excluded.fingerprint,
    content_fingerprint = excluded.content_fingerprint, definition = null, server_major = excluded.server_major,
    made = excluded.made, recorded_at = pg_catalog.now();

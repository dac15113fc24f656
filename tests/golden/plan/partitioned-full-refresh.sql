-- swap
replace "public"."logs"
  select "smelt"."carry_over_31452cc8d3f9"('"public"."logs"'::pg_catalog.regclass, NULL::pg_catalog.regclass, '{}'::pg_catalog.text[], '{}'::pg_catalog.text[], '{}'::pg_catalog.text[]);
  create temporary table "pg_temp"."logs__smelt_shape" on commit drop as
  select now() as at
  with no data;
  create table "smelt"."logs__efa1f375_new" (like "pg_temp"."logs__smelt_shape") partition by range ("at");
  -- make those of these partitions that are missing
  select moment::pg_catalog.date::pg_catalog.text as lower, (moment + interval '1 month')::pg_catalog.date::pg_catalog.text as upper from (
    select pg_catalog.date_trunc('month', pg_catalog.now() at time zone 'UTC') + g * interval '1 month' as moment
    from pg_catalog.generate_series(-1, 1) as g
  ) as moments order by moment;
  insert into "smelt"."logs__efa1f375_new"
  select now() as at;
  -- undone when that fails with 23514, and then instead:
    create temporary table "pg_temp"."logs__smelt_stage" on commit drop as
    select now() as at;
    -- stop when this answers rows: rows of "logs" have no at, by which the table is partitioned
    select * from "pg_temp"."logs__smelt_stage" where "at" is null limit 5;
    -- make those of these partitions that are missing
    select moment::pg_catalog.date::pg_catalog.text as lower, (moment + interval '1 month')::pg_catalog.date::pg_catalog.text as upper from (
      select pg_catalog.date_trunc('month', pg_catalog.now() at time zone 'UTC') + g * interval '1 month' as moment
      from pg_catalog.generate_series(-1, 1) as g
      union select distinct pg_catalog.date_trunc('month', case when pg_catalog.pg_typeof("at") in ('date'::pg_catalog.regtype, 'timestamp'::pg_catalog.regtype, 'timestamptz'::pg_catalog.regtype)
        then "at"::timestamp else (case when pg_catalog.pg_typeof("at")::pg_catalog.oid operator(pg_catalog.<) '16384'::pg_catalog.oid then "at"::pg_catalog.text
        when pg_catalog.num_nonnulls("at") operator(pg_catalog.=) 1 then pg_catalog.concat("at") end)::timestamp end) from "pg_temp"."logs__smelt_stage"
    ) as moments order by moment;
    insert into "smelt"."logs__efa1f375_new"
    select * from "pg_temp"."logs__smelt_stage";
  analyze "smelt"."logs__efa1f375_new";
  -- count what changed
  select 0::bigint, 0::bigint, case when exists (select from "smelt"."logs__efa1f375_new") then 0 else (select pg_catalog.count(*) from "public"."logs") end;
  -- publish: all locks at once, tried again when one is not granted in time
  -- carries over owner, privileges, comments, settings and indexes; undone with SM001 where anything else would be lost
  lock table "public"."logs" in access exclusive mode;
  select "smelt"."carry_over_31452cc8d3f9"('"public"."logs"'::pg_catalog.regclass, '"smelt"."logs__efa1f375_new"'::pg_catalog.regclass, '{}'::pg_catalog.text[], '{}'::pg_catalog.text[], NULL::pg_catalog.text[]);
  alter table "public"."logs" rename to "logs__efa1f375_old";
  alter table "smelt"."logs__efa1f375_new" set schema "public";
  alter table "public"."logs__efa1f375_new" rename to "logs";
  drop table "public"."logs__efa1f375_old";
  do $smelt$
  declare
    item record;
  begin
    for item in select inhrelid::pg_catalog.regclass as part from pg_catalog.pg_inherits
      where inhparent = '"public"."logs"'::pg_catalog.regclass
    loop
      execute pg_catalog.format('alter table %s set schema %I', item.part, 'public');
    end loop;
  end
  $smelt$;
  -- undone when that fails with SM001, and then instead:
    create temporary table "pg_temp"."logs__smelt_stage" on commit drop as
    select now() as at;
    analyze "pg_temp"."logs__smelt_stage";
    -- stop when this answers rows: the columns of "logs" have changed, and something hangs on the table that a new one would lose
    select pg_catalog.format('column %I: the model gives %s, the table has %s', attname,
      coalesce(given.type, 'nothing'), coalesce(existing.type, 'nothing')) as difference
    from (select attname, pg_catalog.format_type(atttypid, atttypmod) as type
      from pg_catalog.pg_attribute where attrelid = '"pg_temp"."logs__smelt_stage"'::pg_catalog.regclass and attnum > 0 and not attisdropped) as given full join (select attname, pg_catalog.format_type(atttypid, atttypmod) as type
      from pg_catalog.pg_attribute where attrelid = '"public"."logs"'::pg_catalog.regclass and attnum > 0 and not attisdropped) as existing using (attname)
    where given.type is distinct from existing.type
    order by 1;
    -- stop when this answers rows: rows of "logs" have no at, by which the table is partitioned
    select * from "pg_temp"."logs__smelt_stage" where "at" is null limit 5;
    -- make those of these partitions that are missing
    select moment::pg_catalog.date::pg_catalog.text as lower, (moment + interval '1 month')::pg_catalog.date::pg_catalog.text as upper from (
      select pg_catalog.date_trunc('month', pg_catalog.now() at time zone 'UTC') + g * interval '1 month' as moment
      from pg_catalog.generate_series(-1, 1) as g
      union select distinct pg_catalog.date_trunc('month', case when pg_catalog.pg_typeof("at") in ('date'::pg_catalog.regtype, 'timestamp'::pg_catalog.regtype, 'timestamptz'::pg_catalog.regtype)
        then "at"::timestamp else (case when pg_catalog.pg_typeof("at")::pg_catalog.oid operator(pg_catalog.<) '16384'::pg_catalog.oid then "at"::pg_catalog.text
        when pg_catalog.num_nonnulls("at") operator(pg_catalog.=) 1 then pg_catalog.concat("at") end)::timestamp end) from "pg_temp"."logs__smelt_stage"
    ) as moments order by moment;
    delete from "public"."logs";
    insert into "public"."logs" ("at")
    select "at" from "pg_temp"."logs__smelt_stage";
  insert into "smelt"."relations" as known
    (schema_name, relation_name, oid, node_id, generation, fingerprint, content_fingerprint, server_major, made)
  select 'public'::pg_catalog.text, 'logs'::pg_catalog.text, relation.oid, 'model.shop.logs'::pg_catalog.text, '00000000-0000-4000-8000-000000000001'::pg_catalog.uuid, '3b27bcfd02aa32d7244164bb4d4b2c2a'::pg_catalog.text,
    NULL::pg_catalog.text, pg_catalog.current_setting('server_version_num')::integer / 10000, '[]'::pg_catalog.jsonb
  from pg_catalog.pg_class as relation
  where relation.oid = '"public"."logs"'::pg_catalog.regclass
  on conflict (schema_name, relation_name) do update set
    oid = excluded.oid, node_id = excluded.node_id, generation = excluded.generation, fingerprint = excluded.fingerprint,
    content_fingerprint = excluded.content_fingerprint, definition = null, server_major = excluded.server_major,
    made = excluded.made, recorded_at = pg_catalog.now();

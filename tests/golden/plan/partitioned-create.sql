-- create
create "public"."logs"
  create temporary table "pg_temp"."logs__smelt_shape" on commit drop as
  select now() as at
  with no data;
  create table "public"."logs" (like "pg_temp"."logs__smelt_shape") partition by range ("at");
  -- make those of these partitions that are missing
  select moment::pg_catalog.date::pg_catalog.text as lower, (moment + interval '1 month')::pg_catalog.date::pg_catalog.text as upper from (
    select pg_catalog.date_trunc('month', pg_catalog.now() at time zone 'UTC') + g * interval '1 month' as moment
    from pg_catalog.generate_series(-1, 1) as g
  ) as moments order by moment;
  insert into "public"."logs"
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
    insert into "public"."logs"
    select * from "pg_temp"."logs__smelt_stage";
  analyze "public"."logs";
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

-- swap
replace "public"."rates"
  create table "smelt"."rates__efa1f375_new" (
    "coin" pg_catalog.text,
    "rate" numeric
  );
  -- copy the rows of seeds/rates.csv into "smelt"."rates__efa1f375_new" ("coin", "rate")
  analyze "smelt"."rates__efa1f375_new";
  -- count what changed
  select (select pg_catalog.count(*) from "smelt"."rates__efa1f375_new"), 0::bigint, case when exists (select from "smelt"."rates__efa1f375_new") then 0 else (select pg_catalog.count(*) from "public"."rates") end;
  -- publish: all locks at once, tried again when one is not granted in time
  -- carries over owner, privileges, comments, settings and indexes; undone with SM001 where anything else would be lost
  lock table "public"."rates" in access exclusive mode;
  select "smelt"."carry_over_31452cc8d3f9"('"public"."rates"'::pg_catalog.regclass, '"smelt"."rates__efa1f375_new"'::pg_catalog.regclass, '{}'::pg_catalog.text[], '{}'::pg_catalog.text[], NULL::pg_catalog.text[]);
  alter table "public"."rates" rename to "rates__efa1f375_old";
  alter table "smelt"."rates__efa1f375_new" set schema "public";
  alter table "public"."rates__efa1f375_new" rename to "rates";
  drop table "public"."rates__efa1f375_old";
  insert into "smelt"."relations" as known
    (schema_name, relation_name, oid, node_id, generation, fingerprint, content_fingerprint, server_major, made)
  select 'public'::pg_catalog.text, 'rates'::pg_catalog.text, relation.oid, 'seed.shop.rates'::pg_catalog.text, '00000000-0000-4000-8000-000000000001'::pg_catalog.uuid, 'eeb4893fe981d99894519f3a549d7405'::pg_catalog.text,
    'c3d5fb0bdab2c46f82cf8e383daa693a4fdd0bdf195bd90da5820cdae1e82eb9'::pg_catalog.text, pg_catalog.current_setting('server_version_num')::integer / 10000, '[]'::pg_catalog.jsonb
  from pg_catalog.pg_class as relation
  where relation.oid = '"public"."rates"'::pg_catalog.regclass
  on conflict (schema_name, relation_name) do update set
    oid = excluded.oid, node_id = excluded.node_id, generation = excluded.generation, fingerprint = excluded.fingerprint,
    content_fingerprint = excluded.content_fingerprint, definition = null, server_major = excluded.server_major,
    made = excluded.made, recorded_at = pg_catalog.now();
  update "smelt"."relations" set seed = '{"columns":["coin","rate"],"types":["text","numeric"],"inference":2}'::pg_catalog.jsonb
    || pg_catalog.jsonb_build_object('rows', (select pg_catalog.count(*)::pg_catalog.text || ':' || coalesce(pg_catalog.sum(
    pg_catalog.hashtextextended(row("coin", "rate")::pg_catalog.text collate pg_catalog."C", 0)), 0)::pg_catalog.text as digest
  from "public"."rates"))
  where schema_name = 'public'::pg_catalog.text and relation_name = 'rates'::pg_catalog.text;
  -- undone when that fails with SM001, and then instead:
    create temporary table "pg_temp"."rates__smelt_stage" on commit drop as
    select "coin", "rate" from "public"."rates" with no data;
    -- copy the rows of seeds/rates.csv into "pg_temp"."rates__smelt_stage" ("coin", "rate")
    analyze "pg_temp"."rates__smelt_stage";
    delete from "public"."rates";
    insert into "public"."rates" ("coin", "rate")
    select "coin", "rate" from "pg_temp"."rates__smelt_stage";
    insert into "smelt"."relations" as known
      (schema_name, relation_name, oid, node_id, generation, fingerprint, content_fingerprint, server_major, made)
    select 'public'::pg_catalog.text, 'rates'::pg_catalog.text, relation.oid, 'seed.shop.rates'::pg_catalog.text, '00000000-0000-4000-8000-000000000000'::pg_catalog.uuid, 'eeb4893fe981d99894519f3a549d7405'::pg_catalog.text,
      'c3d5fb0bdab2c46f82cf8e383daa693a4fdd0bdf195bd90da5820cdae1e82eb9'::pg_catalog.text, pg_catalog.current_setting('server_version_num')::integer / 10000, '[]'::pg_catalog.jsonb
    from pg_catalog.pg_class as relation
    where relation.oid = '"public"."rates"'::pg_catalog.regclass
    on conflict (schema_name, relation_name) do update set
      oid = excluded.oid, node_id = excluded.node_id, generation = excluded.generation, fingerprint = excluded.fingerprint,
      content_fingerprint = excluded.content_fingerprint, definition = null, server_major = excluded.server_major,
      made = excluded.made, recorded_at = pg_catalog.now();
    update "smelt"."relations" set seed = '{"columns":["coin","rate"],"types":["text","numeric"],"inference":2}'::pg_catalog.jsonb
      || pg_catalog.jsonb_build_object('rows', (select pg_catalog.count(*)::pg_catalog.text || ':' || coalesce(pg_catalog.sum(
      pg_catalog.hashtextextended(row("coin", "rate")::pg_catalog.text collate pg_catalog."C", 0)), 0)::pg_catalog.text as digest
    from "public"."rates"))
    where schema_name = 'public'::pg_catalog.text and relation_name = 'rates'::pg_catalog.text;

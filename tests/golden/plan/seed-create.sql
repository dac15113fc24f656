-- create
create "public"."rates" from its file
  create table "public"."rates" (
    "coin" text,
    "rate" numeric
  );
  -- copy 1 rows into "public"."rates" ("coin", "rate")
  analyze "public"."rates";
  insert into smelt.relations as known
    (schema_name, relation_name, oid, node_id, generation, fingerprint, content_fingerprint, definition, server_major, made)
  select 'public'::text, 'rates'::text, relation.oid, 'seed.shop.rates'::text, '00000000-0000-4000-8000-000000000001'::uuid, 'eeb4893fe981d99894519f3a549d7405'::text,
    'abc'::text, case when relation.relkind in ('v', 'm') then pg_catalog.pg_get_viewdef(relation.oid) end,
    pg_catalog.current_setting('server_version_num')::integer / 10000, '[]'::pg_catalog.jsonb
  from pg_catalog.pg_class as relation
  where relation.oid = '"public"."rates"'::pg_catalog.regclass
  on conflict (schema_name, relation_name) do update set
    oid = excluded.oid, node_id = excluded.node_id, generation = excluded.generation, fingerprint = excluded.fingerprint,
    content_fingerprint = excluded.content_fingerprint, definition = excluded.definition,
    server_major = excluded.server_major, made = excluded.made, recorded_at = pg_catalog.now();
  -- count what changed
  select count(*), 0::bigint, 0::bigint from "public"."rates";

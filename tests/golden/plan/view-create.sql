-- create
create view "public"."v"
  create view "public"."v" as
  select 1 as a -- one;
  insert into "smelt"."relations" as known
    (schema_name, relation_name, oid, node_id, generation, fingerprint, content_fingerprint, server_major, made)
  select 'public'::pg_catalog.text, 'v'::pg_catalog.text, relation.oid, 'model.shop.v'::pg_catalog.text, '00000000-0000-4000-8000-000000000001'::pg_catalog.uuid, 'd77da1cf03544e058c3575a0fc4c2173'::pg_catalog.text,
    NULL::pg_catalog.text, pg_catalog.current_setting('server_version_num')::integer / 10000, '[]'::pg_catalog.jsonb
  from pg_catalog.pg_class as relation
  where relation.oid = '"public"."v"'::pg_catalog.regclass
  on conflict (schema_name, relation_name) do update set
    oid = excluded.oid, node_id = excluded.node_id, generation = excluded.generation, fingerprint = excluded.fingerprint,
    content_fingerprint = excluded.content_fingerprint, definition = null, server_major = excluded.server_major,
    made = excluded.made, recorded_at = pg_catalog.now();
  -- comments, where they differ
  comment on view "public"."v" is 'v''s meaning';
  -- remember what config and hooks have made

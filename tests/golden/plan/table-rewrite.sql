-- rewrite
rewrite "public"."t"
  create temporary table "pg_temp"."t__smelt_stage" on commit drop as
  select 2 as a;
  analyze "pg_temp"."t__smelt_stage";
  -- stop when this answers rows: the columns of "t" have changed, and something hangs on the table that a new one would lose
  select coalesce(given.attname, standing.attname) as "column", coalesce(given.type, 'nothing') as "the model gives",
    coalesce(standing.type, 'nothing') as "the table has"
  from (select attname, pg_catalog.format_type(atttypid, atttypmod) as type
    from pg_catalog.pg_attribute where attrelid = '"pg_temp"."t__smelt_stage"'::pg_catalog.regclass and attnum > 0 and not attisdropped) as given full join (select attname, pg_catalog.format_type(atttypid, atttypmod) as type
    from pg_catalog.pg_attribute where attrelid = '"public"."t"'::pg_catalog.regclass and attnum > 0 and not attisdropped) as standing using (attname)
  where given.type is distinct from standing.type
  order by 1;
  delete from "public"."t";
  insert into "public"."t" ("a")
  select "a" from "pg_temp"."t__smelt_stage";
  create unique index "000f50309c9f86677c5575306a7e6f89" on "public"."t" using "btree" ("a");
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

-- create
create view "public"."v"
  create view "public"."v" as
  select 1 as a -- one;
  comment on view "public"."v" is 'v''s meaning';
  insert into smelt.relations as known
    (schema_name, relation_name, oid, node_id, generation, fingerprint, content_fingerprint, definition, server_major, made)
  select 'public'::text, 'v'::text, relation.oid, 'model.shop.v'::text, '00000000-0000-4000-8000-000000000001'::uuid, 'd77da1cf03544e058c3575a0fc4c2173'::text,
    NULL::text, case when relation.relkind in ('v', 'm') then pg_catalog.pg_get_viewdef(relation.oid) end,
    pg_catalog.current_setting('server_version_num')::integer / 10000, (select quiet.answer from (
      select asked.answer, pg_catalog.set_config('search_path', asked.search_path, true) as restored from (
        select path.search_path, (select coalesce(pg_catalog.jsonb_agg(pg_catalog.to_jsonb(part) || '{"origin": "config", "hook": null}' order by part.kind, part.name), '[]')
        from (select 'comment', coalesce(a.attname::pg_catalog.text, ''), d.description from pg_catalog.pg_description as d
    left join pg_catalog.pg_attribute as a on a.attrelid = d.objoid and a.attnum = d.objsubid and d.objsubid > 0
    where d.objoid = relation.oid and d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass) as part (kind, name, definition) where path.quiet = '' and exists (
          select from (values ('comment'::text, ''::text, 'v''s meaning'::text)) as wanted (kind, name, definition) where wanted.kind = part.kind
            and case part.kind when 'grant' then pg_catalog.replace(pg_catalog.lower(wanted.name), '"', '') = pg_catalog.replace(pg_catalog.lower(part.name), '"', '') else wanted.name = part.name end
            and coalesce(wanted.definition, part.definition) = part.definition)) as answer from (
          select pg_catalog.current_setting('search_path') as search_path, pg_catalog.set_config('search_path', '', true) as quiet offset 0
        ) as path offset 0
      ) as asked offset 0) as quiet where quiet.restored is not null)
  from pg_catalog.pg_class as relation
  where relation.oid = '"public"."v"'::pg_catalog.regclass
  on conflict (schema_name, relation_name) do update set
    oid = excluded.oid, node_id = excluded.node_id, generation = excluded.generation, fingerprint = excluded.fingerprint,
    content_fingerprint = excluded.content_fingerprint, definition = excluded.definition,
    server_major = excluded.server_major, made = excluded.made, recorded_at = pg_catalog.now();

-- replace
replace "public"."totals"
  create materialized view "smelt"."totals__efa1f375_new" as
  select 2 as a;
  create unique index "totals_key__efa1f375_new" on "smelt"."totals__efa1f375_new" using "btree" ("a");
  analyze "smelt"."totals__efa1f375_new";
  -- count what changed
  select (select pg_catalog.count(*) from "smelt"."totals__efa1f375_new"), 0::bigint, case when exists (select from "smelt"."totals__efa1f375_new") then 0 else (select pg_catalog.count(*) from "public"."totals") end;
  -- publish: all locks at once, tried again when one is not granted in time
  -- carries over owner, privileges, comments, settings and indexes; undone with SM001 where anything else would be lost
  alter materialized view "public"."totals" owner to "smelt";
  select "smelt"."carry_over_31452cc8d3f9"('"public"."totals"'::pg_catalog.regclass, '"smelt"."totals__efa1f375_new"'::pg_catalog.regclass, array['totals_key']::pg_catalog.text[], array['totals_key__efa1f375_new']::pg_catalog.text[], NULL::pg_catalog.text[]);
  alter table "public"."totals" rename to "totals__efa1f375_old";
  alter table "smelt"."totals__efa1f375_new" set schema "public";
  alter table "public"."totals__efa1f375_new" rename to "totals";
  drop materialized view "public"."totals__efa1f375_old";
  alter index "public"."totals_key__efa1f375_new" rename to "totals_key";
  insert into "smelt"."relations" as known
    (schema_name, relation_name, oid, node_id, generation, fingerprint, content_fingerprint, server_major, made)
  select 'public'::pg_catalog.text, 'totals'::pg_catalog.text, relation.oid, 'model.shop.totals'::pg_catalog.text, '00000000-0000-4000-8000-000000000001'::pg_catalog.uuid, 'd5677e6527746d08e76b468aa1084eef'::pg_catalog.text,
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
          select from (values ('index'::pg_catalog.text, 'totals_key'::pg_catalog.text, NULL::pg_catalog.text)) as wanted (kind, name, definition) where wanted.kind = part.kind
            and case part.kind when 'grant' then pg_catalog.replace(pg_catalog.lower(wanted.name), '"', '') = pg_catalog.replace(pg_catalog.lower(part.name), '"', '') else wanted.name = part.name end
            and coalesce(wanted.definition, part.definition) = part.definition))
  from pg_catalog.pg_class as relation
  where relation.oid = '"public"."totals"'::pg_catalog.regclass
  on conflict (schema_name, relation_name) do update set
    oid = excluded.oid, node_id = excluded.node_id, generation = excluded.generation, fingerprint = excluded.fingerprint,
    content_fingerprint = excluded.content_fingerprint, definition = null, server_major = excluded.server_major,
    made = excluded.made, recorded_at = pg_catalog.now();

-- rewrite
rewrite "public"."t"
  create temporary table "pg_temp"."t__smelt_stage" on commit drop as
  select 2 as a;
  analyze "pg_temp"."t__smelt_stage";
  -- stop when this answers rows: the columns of "t" have changed, and something hangs on the table that a new one would lose
  --   a new table would lose: materialized view public.totals
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

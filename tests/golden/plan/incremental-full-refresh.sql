-- rewrite
rewrite "public"."orders"
  create temporary table "pg_temp"."orders__smelt_stage" on commit drop as
  select 'x' as affiliate, '1' as id, date '2026-11-23' as day, null::json as extra;
  analyze "pg_temp"."orders__smelt_stage";
  -- stop when this answers rows: "orders" does not give the columns of its contract
  select pg_catalog.format('column %I: the model gives %s, the contract says %s', coalesce(declared.name, given.attname),
    coalesce(pg_catalog.format_type(given.atttypid, given.atttypmod), 'nothing'),
    coalesce(pg_catalog.format_type(declared.type, null), 'nothing')) as difference
  from (values ('affiliate', 'text'::pg_catalog.regtype, false), ('id', 'text'::pg_catalog.regtype, false), ('day', 'date'::pg_catalog.regtype, false), ('extra', 'json'::pg_catalog.regtype, false), ('updated_at', 'timestamp(6) without time zone'::pg_catalog.regtype, true)) as declared (name, type, optional)
  full join (
    select attname::pg_catalog.text collate pg_catalog."C" as attname, atttypid, atttypmod from pg_catalog.pg_attribute
    where attrelid operator(pg_catalog.=) '"pg_temp"."orders__smelt_stage"'::pg_catalog.regclass and attnum operator(pg_catalog.>) 0 and not attisdropped
  ) as given on given.attname operator(pg_catalog.=) declared.name
  where case
    when given.attname is null then not declared.optional
    when declared.name is null then true
    when given.atttypid operator(pg_catalog.=) declared.type then false
    else not (given.atttypid operator(pg_catalog.=) any (array['text', 'varchar']::pg_catalog.regtype[]) and declared.type operator(pg_catalog.=) any (array['text', 'varchar']::pg_catalog.regtype[]))
  end
  order by 1;
  -- stop when this answers rows: "orders" gives more than one row for the same affiliate, id
  select "affiliate", "id", pg_catalog.count(*) as "rows" from "pg_temp"."orders__smelt_stage"
  group by "affiliate", "id" having pg_catalog.count(*) > 1 order by pg_catalog.count(*) desc limit 5;
  delete from "public"."orders" as dbt_internal_dest
  where not exists (select 1 from "pg_temp"."orders__smelt_stage" as dbt_internal_source where dbt_internal_dest."affiliate" = dbt_internal_source."affiliate" and dbt_internal_dest."id" = dbt_internal_source."id");
  update "public"."orders" as dbt_internal_dest
  set "day" = dbt_internal_source."day",
    "extra" = dbt_internal_source."extra",
    "updated_at" = default
  from "pg_temp"."orders__smelt_stage" as dbt_internal_source
  where dbt_internal_dest."affiliate" = dbt_internal_source."affiliate" and dbt_internal_dest."id" = dbt_internal_source."id"
    and (dbt_internal_dest."day" is distinct from dbt_internal_source."day"::pg_catalog.date or row(dbt_internal_dest."extra")::pg_catalog.record operator(pg_catalog.*<>) row(dbt_internal_source."extra")::pg_catalog.record);
  insert into "public"."orders" ("affiliate", "id", "day", "extra")
  select "affiliate", "id", "day", "extra" from "pg_temp"."orders__smelt_stage" as dbt_internal_source
  where not exists (select 1 from "public"."orders" as dbt_internal_dest where dbt_internal_dest."affiliate" = dbt_internal_source."affiliate" and dbt_internal_dest."id" = dbt_internal_source."id");
  create index "idx_orders_day" on "public"."orders" using "btree" ("day");
  insert into "smelt"."relations" as known
    (schema_name, relation_name, oid, node_id, generation, fingerprint, content_fingerprint, server_major, made)
  select 'public'::pg_catalog.text, 'orders'::pg_catalog.text, relation.oid, 'model.shop.orders'::pg_catalog.text, '00000000-0000-4000-8000-000000000001'::pg_catalog.uuid, 'f28531dbe51300a41ef9e7f92e2f9566'::pg_catalog.text,
    NULL::pg_catalog.text, pg_catalog.current_setting('server_version_num')::integer / 10000, (select coalesce(pg_catalog.jsonb_agg(pg_catalog.to_jsonb(part) || '{"origin": "config", "hook": null}' order by part.kind, part.name), '[]')
        from (select 'index' as kind, ic.relname::pg_catalog.text as name,
      case when i.indisunique then 'unique ' else '' end || pg_catalog.substr(pg_catalog.pg_get_indexdef(i.indexrelid),
        pg_catalog.length(pg_catalog.format('CREATE %sINDEX %I ON %s%I.%I ', case when i.indisunique then 'UNIQUE ' end,
          ic.relname, case when ic.relkind = 'I' then 'ONLY ' end, n.nspname, c.relname)) + 1)
        || case when i.indisvalid then '' else ' (not valid)' end as definition
    from pg_catalog.pg_index as i join pg_catalog.pg_class as ic on ic.oid = i.indexrelid
    join pg_catalog.pg_class as c on c.oid = i.indrelid join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
    where i.indrelid = relation.oid
      and not exists (select from pg_catalog.pg_constraint as o where o.conindid = i.indexrelid and o.conrelid = i.indrelid and o.contype <> 'f')
    union all
    select 'constraint', o.conname::pg_catalog.text, pg_catalog.pg_get_constraintdef(o.oid) from pg_catalog.pg_constraint as o
    where o.conrelid = relation.oid and o.contype in ('p', 'u', 'c', 'x', 'f') and not exists (
      select from pg_catalog.pg_constraint as whole where whole.oid = o.conparentid and whole.conrelid = o.conrelid)
    union all
    select 'setting', s.name, s.definition from pg_catalog.pg_class as c
    left join pg_catalog.pg_class as toast on toast.oid = c.reltoastrelid
    cross join lateral (
      select 'row security' as name, '' as definition where c.relrowsecurity
      union all select 'force row security', '' where c.relforcerowsecurity
      union all select 'unlogged', '' where c.relpersistence = 'u'
      union all select 'replica identity', case c.relreplident when 'i' then 'index ' || (select ic.relname
        from pg_catalog.pg_index as i join pg_catalog.pg_class as ic on ic.oid = i.indexrelid where i.indrelid = c.oid and i.indisreplident)
        when 'f' then 'full' else 'nothing' end where c.relreplident <> 'd' and c.relkind in ('r', 'p')
      union all select o.option_name, o.option_value from pg_catalog.pg_options_to_table(c.reloptions) as o
      union all select 'toast.' || o.option_name, o.option_value from pg_catalog.pg_options_to_table(toast.reloptions) as o
    ) as s where c.oid = relation.oid
    union all
    select 'setting', s.name || ' ' || a.attname, s.definition
    from pg_catalog.pg_attribute as a join pg_catalog.pg_type as t on t.oid = a.atttypid
    left join pg_catalog.pg_attrdef as d on d.adrelid = a.attrelid and d.adnum = a.attnum
    cross join lateral (
      select 'not null' as name, '' as definition where a.attnotnull
      union all select 'default', pg_catalog.pg_get_expr(d.adbin, d.adrelid) where d.adbin is not null and a.attgenerated = ''
      union all select 'identity', a.attidentity::pg_catalog.text where a.attidentity <> ''
      union all select 'statistics', a.attstattarget::pg_catalog.text where a.attstattarget >= 0
      union all select o.option_name, o.option_value from pg_catalog.pg_options_to_table(a.attoptions) as o
        where o.option_name in ('n_distinct', 'n_distinct_inherited')
      union all select 'storage', a.attstorage::pg_catalog.text where a.attstorage <> t.typstorage
      union all select 'compression', a.attcompression::pg_catalog.text where a.attcompression <> ''
    ) as s where a.attrelid = relation.oid and a.attnum > 0 and not a.attisdropped
    union all
    select 'trigger', t.tgname::pg_catalog.text, pg_catalog.replace(pg_catalog.substr(pg_catalog.pg_get_triggerdef(t.oid),
        pg_catalog.length(pg_catalog.format('CREATE %sTRIGGER %I ', case when t.tgconstraint <> 0 then 'CONSTRAINT ' end, t.tgname)) + 1),
      pg_catalog.format(' ON %I.%I ', n.nspname, c.relname), ' ON ') || case when t.tgenabled = 'O' then '' else ' ' || t.tgenabled::pg_catalog.text end
    from pg_catalog.pg_trigger as t join pg_catalog.pg_class as c on c.oid = t.tgrelid
    join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
    where t.tgrelid = relation.oid and not t.tgisinternal) as part (kind, name, definition) where exists (
          select from (values ('index'::pg_catalog.text, 'idx_orders_day'::pg_catalog.text, NULL::pg_catalog.text), ('constraint'::pg_catalog.text, 'orders_pkey'::pg_catalog.text, NULL::pg_catalog.text), ('constraint'::pg_catalog.text, 'orders_day_check'::pg_catalog.text, NULL::pg_catalog.text), ('constraint'::pg_catalog.text, 'orders_affiliate_fkey'::pg_catalog.text, NULL::pg_catalog.text), ('setting'::pg_catalog.text, 'not null affiliate'::pg_catalog.text, NULL::pg_catalog.text), ('setting'::pg_catalog.text, 'not null id'::pg_catalog.text, NULL::pg_catalog.text), ('setting'::pg_catalog.text, 'not null day'::pg_catalog.text, NULL::pg_catalog.text), ('setting'::pg_catalog.text, 'default updated_at'::pg_catalog.text, NULL::pg_catalog.text), ('setting'::pg_catalog.text, 'not null updated_at'::pg_catalog.text, NULL::pg_catalog.text), ('trigger'::pg_catalog.text, 'smelt_audit_insert'::pg_catalog.text, NULL::pg_catalog.text), ('trigger'::pg_catalog.text, 'smelt_audit_update'::pg_catalog.text, NULL::pg_catalog.text), ('trigger'::pg_catalog.text, 'smelt_audit_delete'::pg_catalog.text, NULL::pg_catalog.text), ('trigger'::pg_catalog.text, 'smelt_audit_truncate'::pg_catalog.text, NULL::pg_catalog.text)) as wanted (kind, name, definition) where wanted.kind = part.kind
            and case part.kind when 'grant' then pg_catalog.replace(pg_catalog.lower(wanted.name), '"', '') = pg_catalog.replace(pg_catalog.lower(part.name), '"', '') else wanted.name = part.name end
            and coalesce(wanted.definition, part.definition) = part.definition))
  from pg_catalog.pg_class as relation
  where relation.oid = '"public"."orders"'::pg_catalog.regclass
  on conflict (schema_name, relation_name) do update set
    oid = excluded.oid, node_id = excluded.node_id, generation = excluded.generation, fingerprint = excluded.fingerprint,
    content_fingerprint = excluded.content_fingerprint, definition = null, server_major = excluded.server_major,
    made = excluded.made, recorded_at = pg_catalog.now();

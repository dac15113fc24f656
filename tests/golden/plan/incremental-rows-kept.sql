-- delete+insert
replace "public"."growing" by its rows in other columns: add more date, drop t, id becomes bigint, n becomes text
  create temporary table "pg_temp"."growing__smelt_form" (like "public"."growing") on commit drop;
  alter table "pg_temp"."growing__smelt_form"
    drop column "t",
    alter column "id" type bigint,
    alter column "n" type pg_catalog.text,
    add column "more" pg_catalog.date;
  create table "smelt"."growing__efa1f375_new" (like "pg_temp"."growing__smelt_form");
  -- publish: all locks at once, tried again when one is not granted in time
  lock table "public"."growing" in share mode;
  insert into "smelt"."growing__efa1f375_new" ("id", "n")
  select "id", "n" from "public"."growing";
  create index "idx_n__efa1f375_new" on "smelt"."growing__efa1f375_new" using "btree" ("n");
  analyze "smelt"."growing__efa1f375_new";
  -- publish: all locks at once, tried again when one is not granted in time
  lock table "public"."growing" in access exclusive mode;
  do $smelt$
  declare
    old_table constant pg_catalog.oid := '"public"."growing"'::pg_catalog.regclass;
    tree constant pg_catalog.oid[] := array[old_table];
    row_types constant pg_catalog.oid[] := array(select pg_catalog.unnest(array[t.oid, t.typarray])
      from pg_catalog.pg_class as c join pg_catalog.pg_type as t on t.oid = c.reltype where c.oid = any (tree));
    tree_indexes constant pg_catalog.oid[] := array(select indexrelid from pg_catalog.pg_index where indrelid = any (tree));
    new_table constant pg_catalog.oid := '"smelt"."growing__efa1f375_new"'::pg_catalog.regclass;
    found pg_catalog.text;
    item record;
    one pg_catalog.text;
    carried pg_catalog.text[] := '{}';
  begin
    if exists (select from pg_catalog.pg_depend as d
        where (d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjid = any (tree || tree_indexes)
            or d.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass and d.refobjid = any (row_types))
          and case d.classid
            when 'pg_catalog.pg_class'::pg_catalog.regclass then
              d.objid not in (select c.oid from pg_catalog.pg_class as c where c.oid = d.objid and c.relkind in ('t', 'i', 'I'))
            when 'pg_catalog.pg_type'::pg_catalog.regclass then d.objid <> all (row_types)
            when 'pg_catalog.pg_attrdef'::pg_catalog.regclass then d.deptype = 'n'
            when 'pg_catalog.pg_constraint'::pg_catalog.regclass then d.deptype = 'n'
            when 'pg_catalog.pg_rewrite'::pg_catalog.regclass then
              d.objid not in (select r.oid from pg_catalog.pg_rewrite as r where r.oid = d.objid and r.rulename = '_RETURN')
            else true end)
      or exists (select from pg_catalog.pg_depend as d where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = old_table
        and (d.refclassid in ('pg_catalog.pg_class'::pg_catalog.regclass, 'pg_catalog.pg_extension'::pg_catalog.regclass)
          or d.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass and d.objsubid = 0))
      or exists (select from pg_catalog.pg_seclabel where objoid = any (tree || tree_indexes))
      or exists (select from pg_catalog.pg_description where classoid = 'pg_catalog.pg_type'::pg_catalog.regclass and objoid = any (row_types))
      or exists (select from pg_catalog.pg_type where oid = any (row_types) and typacl is not null)
      or exists (select from pg_catalog.pg_class as c, pg_catalog.aclexplode(c.relacl) as g where c.oid = old_table and g.grantor <> c.relowner)
      or exists (select from pg_catalog.pg_attribute where attrelid = old_table and attacl is not null)
      or exists (select from pg_catalog.pg_subscription_rel where srrelid = old_table)
      or exists (select from pg_catalog.pg_trigger where tgrelid = old_table and tgenabled <> 'O') then
      select pg_catalog.string_agg(distinct what || case when holder <> old_table
        then pg_catalog.format(' of %s', holder::pg_catalog.regclass) else '' end, ', ') into found from (
      select null::pg_catalog.text, null::pg_catalog.oid where false
      union all select 'a security label', objoid from pg_catalog.pg_seclabel
        where classoid = 'pg_catalog.pg_class'::pg_catalog.regclass and objoid = any (tree || tree_indexes)
      union all select 'its place in extension ' || e.extname, d.objid from pg_catalog.pg_depend as d join pg_catalog.pg_extension as e on e.oid = d.refobjid
        where d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass and d.deptype = 'e'
          and d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = any (tree)
      union all select 'a comment on the row type', null from pg_catalog.pg_description
        where classoid = 'pg_catalog.pg_type'::pg_catalog.regclass and objoid = any (row_types)
      union all select 'privileges on the row type', null from pg_catalog.pg_type where oid = any (row_types) and typacl is not null
      union all select 'a privilege granted by ' || pg_catalog.pg_get_userbyid(g.grantor), c.oid
        from pg_catalog.pg_class as c, pg_catalog.aclexplode(c.relacl) as g where c.oid = any (tree) and g.grantor <> c.relowner
      union all select 'a privilege granted by ' || pg_catalog.pg_get_userbyid(g.grantor), c.oid
        from pg_catalog.pg_class as c join pg_catalog.pg_attribute as a on a.attrelid = c.oid, pg_catalog.aclexplode(a.attacl) as g
        where c.oid = any (tree) and g.grantor <> c.relowner
      union all select coalesce((select case when r.rulename = '_RETURN' then pg_catalog.pg_describe_object('pg_catalog.pg_class'::pg_catalog.regclass, c.oid, 0)
          else pg_catalog.pg_describe_object(d.classid, d.objid, 0) end || coalesce(' (owner ' || pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(c.relowner)) || ')', '')
        from pg_catalog.pg_rewrite as r join pg_catalog.pg_class as c on c.oid = r.ev_class
        where d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass and r.oid = d.objid),
      pg_catalog.pg_describe_object(d.classid, d.objid, 0) || coalesce((select coalesce(' (owner ' || pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(p.proowner)) || ')', '') from pg_catalog.pg_proc as p
        where d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and p.oid = d.objid), '')), null from pg_catalog.pg_depend as d
        where (d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjid = any (tree || tree_indexes)
            or d.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass and d.refobjid = any (row_types))
          and case d.classid
            when 'pg_catalog.pg_class'::pg_catalog.regclass then d.objid <> all (tree || tree_indexes) and not exists (
              select from pg_catalog.pg_class as c where c.oid = d.objid and (c.relkind in ('t', 'S', 'i', 'I') or exists (
                select from pg_catalog.pg_inherits as i where i.inhrelid = c.oid and i.inhparent = any (tree))))
            when 'pg_catalog.pg_type'::pg_catalog.regclass then d.objid <> all (row_types)
            when 'pg_catalog.pg_attrdef'::pg_catalog.regclass then not exists (
              select from pg_catalog.pg_attrdef as a where a.oid = d.objid and a.adrelid = any (tree))
            when 'pg_catalog.pg_constraint'::pg_catalog.regclass then not exists (
              select from pg_catalog.pg_constraint as o where o.oid = d.objid and (o.conrelid = any (tree) or o.confrelid = any (tree)))
            when 'pg_catalog.pg_policy'::pg_catalog.regclass then not exists (
              select from pg_catalog.pg_policy as p where p.oid = d.objid and p.polrelid = any (tree))
            when 'pg_catalog.pg_rewrite'::pg_catalog.regclass then not exists (
              select from pg_catalog.pg_rewrite as r where r.oid = d.objid and (r.rulename = '_RETURN' or r.ev_class = any (tree)))
            when 'pg_catalog.pg_trigger'::pg_catalog.regclass then not exists (
              select from pg_catalog.pg_trigger as t where t.oid = d.objid and (t.tgrelid = any (tree) or t.tgisinternal))
            when 'pg_catalog.pg_publication_rel'::pg_catalog.regclass then false
            when 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass then false
            else true end
      union all select pg_catalog.format('statistics %I', stxname), stxrelid from pg_catalog.pg_statistic_ext
        where stxrelid = any (tree) and (stxrelid <> old_table or stxname <> all (array[]::pg_catalog.text[]))
      union all select pg_catalog.format('trigger %I', tgname), tgrelid from pg_catalog.pg_trigger
        where tgrelid = any (tree) and not tgisinternal and tgparentid = 0
          and tgname <> all (case when tgrelid = old_table then array[]::pg_catalog.text[] else array[]::pg_catalog.text[] end)
      union all select pg_catalog.format('rule %I', rulename), ev_class from pg_catalog.pg_rewrite
        where ev_class = any (tree) and rulename <> '_RETURN'
          and (ev_class <> old_table or rulename <> all (array[]::pg_catalog.text[]))
      union all select pg_catalog.format('policy %I', polname), polrelid from pg_catalog.pg_policy
        where polrelid = any (tree) and (polrelid <> old_table or polname <> all (array[]::pg_catalog.text[]))
      union all select pg_catalog.format('publication %I', b.pubname), r.prrelid
        from pg_catalog.pg_publication_rel as r join pg_catalog.pg_publication as b on b.oid = r.prpubid where r.prrelid = any (tree)
      union all select 'a subscription', srrelid from pg_catalog.pg_subscription_rel where srrelid = any (tree)
      union all select pg_catalog.format('inbound foreign key %I', conname), confrelid from pg_catalog.pg_constraint
        where confrelid = any (tree) and conrelid <> all (tree)
      union all select 'a trigger of a foreign key that was switched off', tgrelid from pg_catalog.pg_trigger
        where tgrelid = any (tree) and tgisinternal and tgenabled <> 'O'
      union all select 'inheritance', null from pg_catalog.pg_inherits as i join pg_catalog.pg_class as c on c.oid = i.inhrelid
        where i.inhrelid = old_table or (i.inhparent = any (tree) and not c.relispartition)
      union all select pg_catalog.format('type %s', reloftype::pg_catalog.regtype), oid from pg_catalog.pg_class where oid = any (tree) and reloftype <> 0
      union all select pg_catalog.format('sequence %I', c.relname), d.refobjid from pg_catalog.pg_depend as d join pg_catalog.pg_class as c on c.oid = d.objid
        where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refclassid = d.classid and d.refobjid = any (tree) and c.relkind = 'S'
    ) as lost (what, holder);
    if found is not null then
      raise exception 'replacing % would lose: %', old_table::pg_catalog.regclass, found
        using errcode = 'SM001';
    end if;
    end if;
    select pg_catalog.string_agg(distinct what || case when holder <> old_table
        then pg_catalog.format(' of %s', holder::pg_catalog.regclass) else '' end, ', ') into found from (
      select null::pg_catalog.text, null::pg_catalog.oid where false
      union all select 'its place of storage', o.oid from (select old_table, new_table) as both_of (old, new)
        join pg_catalog.pg_class as o on o.oid = both_of.old join pg_catalog.pg_class as n on n.oid = both_of.new
        where o.reltablespace <> n.reltablespace or coalesce(nullif(o.relam, 0), (select oid from pg_catalog.pg_am
          where amname = pg_catalog.current_setting('default_table_access_method'))) <> coalesce(nullif(n.relam, 0), (select oid from pg_catalog.pg_am
          where amname = pg_catalog.current_setting('default_table_access_method')))
    ) as lost (what, holder);
    if found is not null then
      raise exception 'replacing % would lose: %', old_table::pg_catalog.regclass, found
        using errcode = 'SM001';
    end if;
    for item in with pair (old, new) as (select old_table, new_table)
      select pg_catalog.format('alter table %s owner to %I', pair.new::pg_catalog.regclass, pg_catalog.pg_get_userbyid(o.relowner)) as statement
      from pair join pg_catalog.pg_class as o on o.oid = pair.old join pg_catalog.pg_class as n on n.oid = pair.new where o.relowner <> n.relowner
    loop
      execute item.statement;
    end loop;
    if exists (select from pg_catalog.pg_class as c left join pg_catalog.pg_class as t on t.oid = c.reltoastrelid
        where c.oid in (old_table, new_table) and (c.relacl is not null or c.reloptions is not null or t.reloptions is not null
          or c.relrowsecurity or c.relforcerowsecurity or c.relreplident in ('f', 'n')))
      or exists (select from pg_catalog.pg_description as d
        where d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objoid = old_table and d.objsubid = 0) then
      carried := carried || array(with pair (old, new) as (select old_table, new_table),
      index_pair (old, new) as (
        select i.indexrelid, j.indexrelid from (values ('idx_n', 'idx_n__efa1f375_new')) as named (old_name, new_name)
        join pg_catalog.pg_class as o on o.relname = named.old_name join pg_catalog.pg_index as i on i.indexrelid = o.oid and i.indrelid = old_table
        join pg_catalog.pg_class as n on n.relname = named.new_name join pg_catalog.pg_index as j on j.indexrelid = n.oid and j.indrelid = new_table
      ),
      both_relations as materialized (
        select pair.old, pair.new::pg_catalog.regclass as new, o.reloptions as options, o.reltoastrelid as toast, o.relrowsecurity as secured, o.relforcerowsecurity as forced,
          o.relreplident as identity, coalesce(o.relacl, pg_catalog.acldefault('r', o.relowner)) as held, coalesce(n.relacl, pg_catalog.acldefault('r', n.relowner)) as given
        from pair join pg_catalog.pg_class as o on o.oid = pair.old join pg_catalog.pg_class as n on n.oid = pair.new
      )
      select statement from (
        select 1, pg_catalog.format('revoke %s on table %s from %s', g.privilege_type, r.new, case g.grantee when 0 then 'public' else pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(g.grantee)) end)
        from both_relations as r, pg_catalog.aclexplode(r.given) as g where not exists (select from pg_catalog.aclexplode(r.held) as h
          where h.grantee = g.grantee and h.privilege_type = g.privilege_type and h.is_grantable = g.is_grantable)
        union all select 2, pg_catalog.format('grant %s on table %s to %s%s', g.privilege_type, r.new, case g.grantee when 0 then 'public' else pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(g.grantee)) end, case when g.is_grantable then ' with grant option' end)
        from both_relations as r, pg_catalog.aclexplode(r.held) as g
        where not exists (select from pg_catalog.aclexplode(r.given) as h
          where h.grantee = g.grantee and h.privilege_type = g.privilege_type and h.is_grantable = g.is_grantable) and g.privilege_type || ' ' || case g.grantee when 0 then 'public' else pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(g.grantee)) end <> all (array[]::pg_catalog.text[])
        union all select 3, pg_catalog.format('comment on %s %s is %L', case when r.old = old_table then 'table' else 'table' end, r.new, d.description)
        from both_relations as r join pg_catalog.pg_description as d on d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objoid = r.old and d.objsubid = 0 where r.old <> old_table or '' <> all (array[]::pg_catalog.text[])
        union all select 4, pg_catalog.format('alter table %s set (%s)', r.new, pg_catalog.string_agg(pg_catalog.format('%I=%L', p.option_name, p.option_value), ', '))
        from both_relations as r, pg_catalog.pg_options_to_table(r.options) as p
        where (r.old <> old_table or p.option_name <> all (array[]::pg_catalog.text[])) group by r.new
        union all select 4, pg_catalog.format('alter table %s set (%s)', r.new, pg_catalog.string_agg(pg_catalog.format('toast.%I=%L', p.option_name, p.option_value), ', '))
        from both_relations as r join pg_catalog.pg_class as t on t.oid = r.toast, pg_catalog.pg_options_to_table(t.reloptions) as p
        where (r.old <> old_table or 'toast.' || p.option_name <> all (array[]::pg_catalog.text[])) group by r.new
        union all select 6, pg_catalog.format('alter table %s enable row level security', r.new) from both_relations as r
        where r.secured and (r.old <> old_table or 'row security' <> all (array[]::pg_catalog.text[]))
        union all select 6, pg_catalog.format('alter table %s force row level security', r.new) from both_relations as r
        where r.forced and (r.old <> old_table or 'force row security' <> all (array[]::pg_catalog.text[]))
        union all select 6, pg_catalog.format('alter table %s replica identity %s', r.new, case r.identity when 'f' then 'full' else 'nothing' end)
        from both_relations as r where r.identity in ('f', 'n') and (r.old <> old_table or 'replica identity' <> all (array[]::pg_catalog.text[]))
      ) as found (step, statement) order by step);
    end if;
    if exists (select from pg_catalog.pg_attribute as a join pg_catalog.pg_type as t on t.oid = a.atttypid
        where a.attrelid = any (tree) and a.attnum > 0 and not a.attisdropped and (a.attacl is not null
          or a.attstattarget >= 0 or a.attoptions is not null or a.attcompression <> '' or a.attstorage <> t.typstorage))
      or exists (select from pg_catalog.pg_description as d
        where d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objoid = any (tree) and d.objsubid > 0) then
      carried := carried || array(with pair (old, new) as (select old_table, new_table),
      index_pair (old, new) as (
        select i.indexrelid, j.indexrelid from (values ('idx_n', 'idx_n__efa1f375_new')) as named (old_name, new_name)
        join pg_catalog.pg_class as o on o.relname = named.old_name join pg_catalog.pg_index as i on i.indexrelid = o.oid and i.indrelid = old_table
        join pg_catalog.pg_class as n on n.relname = named.new_name join pg_catalog.pg_index as j on j.indexrelid = n.oid and j.indrelid = new_table
      ),
      both_columns as materialized (
        select pair.old, pair.new::pg_catalog.regclass as new, a.attnum as place, a.attname as name, a.attacl as held, a.attstattarget as target, b.attstattarget as new_target,
          a.attoptions as options, a.attstorage as storage, b.attstorage as new_storage, a.attcompression as compression, b.attcompression as new_compression,
          a.atttypid = b.atttypid as same_type
        from pair join pg_catalog.pg_attribute as a on a.attrelid = pair.old and a.attnum > 0 and not a.attisdropped
        join pg_catalog.pg_attribute as b on b.attrelid = pair.new and b.attname = a.attname and not b.attisdropped
      )
      select statement from (
        select 2, pg_catalog.format('grant %s (%I) on table %s to %s%s', g.privilege_type, a.name, a.new, case g.grantee when 0 then 'public' else pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(g.grantee)) end, case when g.is_grantable then ' with grant option' end)
        from both_columns as a, pg_catalog.aclexplode(a.held) as g
        where a.name || ' ' || g.privilege_type || ' ' || case g.grantee when 0 then 'public' else pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(g.grantee)) end <> all (array[]::pg_catalog.text[])
        union all select 3, pg_catalog.format('comment on column %s.%I is %L', a.new, a.name, d.description)
        from both_columns as a join pg_catalog.pg_description as d on d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objoid = a.old and d.objsubid = a.place where a.old <> old_table or a.name <> all (array[]::pg_catalog.text[])
        union all select 4, pg_catalog.format('alter table %s alter column %I set statistics %s', a.new, a.name, a.target) from both_columns as a
        where a.target >= 0 and a.target is distinct from a.new_target and (a.old <> old_table or 'statistics' || ' ' || a.name <> all (array[]::pg_catalog.text[]))
        union all select 4, pg_catalog.format('alter table %s alter column %I set (%s)', a.new, a.name, p.option_name || '=' || p.option_value) from both_columns as a, pg_catalog.pg_options_to_table(a.options) as p
        where p.option_name in ('n_distinct', 'n_distinct_inherited') and (a.old <> old_table or p.option_name || ' ' || a.name <> all (array[]::pg_catalog.text[]))
        union all select 4, pg_catalog.format('alter table %s alter column %I set storage %s', a.new, a.name, case a.storage when 'p' then 'plain' when 'e' then 'external' when 'm' then 'main' else 'extended' end) from both_columns as a
        where a.storage <> a.new_storage and a.same_type and (a.old <> old_table or 'storage' || ' ' || a.name <> all (array[]::pg_catalog.text[]))
        union all select 4, pg_catalog.format('alter table %s alter column %I set compression %s', a.new, a.name, case a.compression when 'l' then 'lz4' when 'p' then 'pglz' else 'default' end) from both_columns as a
        where a.compression <> a.new_compression and a.same_type and (a.old <> old_table or 'compression' || ' ' || a.name <> all (array[]::pg_catalog.text[]))
      ) as found (step, statement) order by step);
    end if;
    foreach one in array carried loop
      begin
        execute one;
      exception when lock_not_available or deadlock_detected then
        raise;
      when others then
        raise exception 'replacing % would lose what "%" would give: %', old_table::pg_catalog.regclass, one, sqlerrm
          using errcode = 'SM001';
      end;
    end loop;
  end
  $smelt$;
  alter table "public"."growing" rename to "growing__efa1f375_old";
  alter table "smelt"."growing__efa1f375_new" set schema "public";
  alter table "public"."growing__efa1f375_new" rename to "growing";
  drop table "public"."growing__efa1f375_old";
  alter index "public"."idx_n__efa1f375_new" rename to "idx_n";
  insert into "smelt"."relations" as known
    (schema_name, relation_name, oid, node_id, generation, fingerprint, content_fingerprint, server_major, made)
  select 'public'::pg_catalog.text, 'growing'::pg_catalog.text, relation.oid, 'model.shop.growing'::pg_catalog.text, '00000000-0000-4000-8000-000000000000'::pg_catalog.uuid, 'of an earlier run'::pg_catalog.text,
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
          select from (values ('index'::pg_catalog.text, 'idx_n'::pg_catalog.text, NULL::pg_catalog.text)) as wanted (kind, name, definition) where wanted.kind = part.kind
            and case part.kind when 'grant' then pg_catalog.replace(pg_catalog.lower(wanted.name), '"', '') = pg_catalog.replace(pg_catalog.lower(part.name), '"', '') else wanted.name = part.name end
            and coalesce(wanted.definition, part.definition) = part.definition))
  from pg_catalog.pg_class as relation
  where relation.oid = '"public"."growing"'::pg_catalog.regclass
  on conflict (schema_name, relation_name) do update set
    oid = excluded.oid, node_id = excluded.node_id, generation = excluded.generation, fingerprint = excluded.fingerprint,
    content_fingerprint = excluded.content_fingerprint, definition = null, server_major = excluded.server_major,
    made = excluded.made, recorded_at = pg_catalog.now();
  -- undone when that fails with SM001, and then instead:
    -- publish: all locks at once, tried again when one is not granted in time
    lock table "public"."growing" in access exclusive mode;
    alter table "public"."growing"
      drop column "t",
      alter column "id" type bigint,
      alter column "n" type pg_catalog.text,
      add column "more" pg_catalog.date;
look again at "public"."growing", and plan what follows on what is there then
delete+insert into "public"."growing" by id
  create temporary table "pg_temp"."growing__smelt_stage" on commit drop as
  select 1;
  analyze "pg_temp"."growing__smelt_stage";
  create temporary table "pg_temp"."growing__smelt_groups" on commit drop as
  select distinct "id" from (
    select "id", "n", "more" from (
      select dbt_internal_source."id" as "id", dbt_internal_source."n" collate pg_catalog."C" as "n", dbt_internal_source."more"::pg_catalog.date as "more", 1 as smelt_side from "pg_temp"."growing__smelt_stage" as dbt_internal_source
      union all
      select dbt_internal_dest."id" as "id", dbt_internal_dest."n" collate pg_catalog."C" as "n", dbt_internal_dest."more"::pg_catalog.date as "more", -1 from "public"."growing" as dbt_internal_dest
      where exists (select 1 from "pg_temp"."growing__smelt_stage" as dbt_internal_source where dbt_internal_dest."id" = dbt_internal_source."id")
      union all
      select dbt_internal_dest."id" as "id", dbt_internal_dest."n" collate pg_catalog."C" as "n", dbt_internal_dest."more"::pg_catalog.date as "more", -1 from "public"."growing" as dbt_internal_dest
      where exists (select 1 from "pg_temp"."growing__smelt_stage" as dbt_internal_source where (dbt_internal_dest."id" is null) and (dbt_internal_source."id" is null) and row(dbt_internal_dest."id")::pg_catalog.record operator(pg_catalog.=) row(dbt_internal_source."id")::pg_catalog.record)
    ) as smelt_rows
    group by "id", "n", "more" having pg_catalog.sum(smelt_side) <> 0
  ) as smelt_differences;
  analyze "pg_temp"."growing__smelt_groups";
  delete from "public"."growing" as dbt_internal_dest
  using "pg_temp"."growing__smelt_groups" as dbt_internal_source
  where dbt_internal_dest."id" = dbt_internal_source."id";
  delete from "public"."growing" as dbt_internal_dest
  using "pg_temp"."growing__smelt_groups" as dbt_internal_source
  where (dbt_internal_dest."id" is null) and (dbt_internal_source."id" is null) and row(dbt_internal_dest."id")::pg_catalog.record operator(pg_catalog.=) row(dbt_internal_source."id")::pg_catalog.record;
  insert into "public"."growing" ("id", "n", "more")
  select "id", "n", "more" from "pg_temp"."growing__smelt_stage" as dbt_internal_source
  where exists (select 1 from "pg_temp"."growing__smelt_groups" as smelt_group where dbt_internal_source."id" = smelt_group."id");
  insert into "public"."growing" ("id", "n", "more")
  select "id", "n", "more" from "pg_temp"."growing__smelt_stage" as dbt_internal_source
  where exists (select 1 from "pg_temp"."growing__smelt_groups" as smelt_group where (dbt_internal_source."id" is null) and (smelt_group."id" is null) and row(dbt_internal_source."id")::pg_catalog.record operator(pg_catalog.=) row(smelt_group."id")::pg_catalog.record);
  create index "idx_n" on "public"."growing" using "btree" ("n");
  insert into "smelt"."relations" as known
    (schema_name, relation_name, oid, node_id, generation, fingerprint, content_fingerprint, server_major, made)
  select 'public'::pg_catalog.text, 'growing'::pg_catalog.text, relation.oid, 'model.shop.growing'::pg_catalog.text, '00000000-0000-4000-8000-000000000000'::pg_catalog.uuid, 'ed02b51729d70ece60ef4615f7b8b662'::pg_catalog.text,
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
          select from (values ('index'::pg_catalog.text, 'idx_n'::pg_catalog.text, NULL::pg_catalog.text)) as wanted (kind, name, definition) where wanted.kind = part.kind
            and case part.kind when 'grant' then pg_catalog.replace(pg_catalog.lower(wanted.name), '"', '') = pg_catalog.replace(pg_catalog.lower(part.name), '"', '') else wanted.name = part.name end
            and coalesce(wanted.definition, part.definition) = part.definition))
  from pg_catalog.pg_class as relation
  where relation.oid = '"public"."growing"'::pg_catalog.regclass
  on conflict (schema_name, relation_name) do update set
    oid = excluded.oid, node_id = excluded.node_id, generation = excluded.generation, fingerprint = excluded.fingerprint,
    content_fingerprint = excluded.content_fingerprint, definition = null, server_major = excluded.server_major,
    made = excluded.made, recorded_at = pg_catalog.now();

-- swap
replace "public"."logs"
  do $smelt$
  declare
    old_table constant pg_catalog.oid := '"public"."logs"'::pg_catalog.regclass;
    tree constant pg_catalog.oid[] := array(select old_table union select relid::pg_catalog.oid from pg_catalog.pg_partition_tree(old_table));
    row_types constant pg_catalog.oid[] := array(select pg_catalog.unnest(array[t.oid, t.typarray])
      from pg_catalog.pg_class as c join pg_catalog.pg_type as t on t.oid = c.reltype where c.oid = any (tree));
    tree_indexes constant pg_catalog.oid[] := array(select indexrelid from pg_catalog.pg_index where indrelid = any (tree));
    found pg_catalog.text;
  begin
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
      union all select coalesce((select case when r.rulename = '_RETURN' then pg_catalog.pg_describe_object('pg_catalog.pg_class'::pg_catalog.regclass, c.oid, 0)
          else pg_catalog.pg_describe_object(d.classid, d.objid, 0) end || coalesce(' (owner ' || pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(c.relowner)) || ')', '')
        from pg_catalog.pg_rewrite as r join pg_catalog.pg_class as c on c.oid = r.ev_class
        where d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass and r.oid = d.objid),
      pg_catalog.pg_describe_object(d.classid, d.objid, 0) || coalesce((select coalesce(' (owner ' || pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(p.proowner)) || ')', '') from pg_catalog.pg_proc as p
        where d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and p.oid = d.objid), '')), c.oid
        from pg_catalog.pg_class as c join pg_catalog.pg_type as t on t.oid = c.reltype
        join pg_catalog.pg_depend as d on d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
          and (d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjid = c.oid
            or d.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass and d.refobjid in (t.oid, t.typarray))
        join pg_catalog.pg_rewrite as r on r.oid = d.objid and r.ev_class <> c.oid
        where c.oid = any (tree) and c.oid <> old_table
      union all select case when relkind <> 'r' then 'its own division' when relpersistence <> 'p' then 'UNLOGGED' else 'replica identity' end, oid
        from pg_catalog.pg_class where oid = any (tree) and oid <> old_table and (relkind <> 'r' or relpersistence <> 'p' or relreplident = 'i')
      union all select pg_catalog.format('constraint %I', conname), conrelid from pg_catalog.pg_constraint
        where conrelid = any (tree) and conrelid <> old_table
          and case when contype in ('c', 'n') then coninhcount = 0 else contype <> 't' and conparentid = 0 end
      union all select pg_catalog.format('a comment on constraint %I', o.conname), o.conrelid
        from pg_catalog.pg_description as d join pg_catalog.pg_constraint as o on o.oid = d.objoid
        where d.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass and o.conrelid = any (tree) and o.conrelid <> old_table
      union all select pg_catalog.format('%s of column %I', case when a.attnotnull <> w.attnotnull then 'NOT NULL' else 'default' end, a.attname), a.attrelid
        from pg_catalog.pg_attribute as a join pg_catalog.pg_attribute as w on w.attrelid = old_table and w.attname = a.attname
        left join pg_catalog.pg_attrdef as d on d.adrelid = a.attrelid and d.adnum = a.attnum
        left join pg_catalog.pg_attrdef as e on e.adrelid = w.attrelid and e.adnum = w.attnum
        where a.attrelid = any (tree) and a.attrelid <> old_table and a.attnum > 0 and not a.attisdropped
          and (a.attnotnull <> w.attnotnull
            or pg_catalog.pg_get_expr(d.adbin, d.adrelid) is distinct from pg_catalog.pg_get_expr(e.adbin, e.adrelid))
      union all select case when h.inhparent is null then pg_catalog.format('index %I', c.relname)
          else pg_catalog.format('settings of index %I', c.relname) end, i.indrelid
        from pg_catalog.pg_index as i join pg_catalog.pg_class as c on c.oid = i.indexrelid
        left join pg_catalog.pg_inherits as h on h.inhrelid = i.indexrelid
        left join pg_catalog.pg_class as w on w.oid = h.inhparent
        where i.indrelid = any (tree) and i.indrelid <> old_table
          and (h.inhparent is null and not exists (select from pg_catalog.pg_constraint as o where o.conindid = i.indexrelid)
            or i.indisclustered or i.indisreplident or c.reloptions is distinct from w.reloptions or c.reltablespace <> w.reltablespace
            or exists (select from pg_catalog.pg_attribute as a where a.attrelid = i.indexrelid and a.attstattarget >= 0)
            or exists (select from pg_catalog.pg_description as d
              where d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objoid = i.indexrelid)
            or exists (select from pg_catalog.pg_depend as d where d.deptype = 'x'
              and d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = i.indexrelid))
    ) as lost (what, holder);
    if found is not null then
      raise exception 'replacing % would lose: %', old_table::pg_catalog.regclass, found
        using errcode = 'SM001';
    end if;
  end
  $smelt$;
  create temporary table "pg_temp"."logs__smelt_shape" on commit drop as
  select now() as at
  with no data;
  create table "smelt"."logs__efa1f375_new" (like "pg_temp"."logs__smelt_shape") partition by range ("at");
  -- make those of these partitions that are missing
  select moment::pg_catalog.date::pg_catalog.text as lower, (moment + interval '1 month')::pg_catalog.date::pg_catalog.text as upper from (
    select pg_catalog.date_trunc('month', pg_catalog.now() at time zone 'UTC') + g * interval '1 month' as moment
    from pg_catalog.generate_series(-1, 1) as g
  ) as moments order by moment;
  insert into "smelt"."logs__efa1f375_new"
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
    insert into "smelt"."logs__efa1f375_new"
    select * from "pg_temp"."logs__smelt_stage";
  analyze "smelt"."logs__efa1f375_new";
  -- count what changed
  select 0::bigint, 0::bigint, case when exists (select from "smelt"."logs__efa1f375_new") then 0 else (select pg_catalog.count(*) from "public"."logs") end;
  -- publish: all locks at once, tried again when one is not granted in time
  lock table "public"."logs" in access exclusive mode;
  do $smelt$
  declare
    old_table constant pg_catalog.oid := '"public"."logs"'::pg_catalog.regclass;
    tree constant pg_catalog.oid[] := array(select old_table union select relid::pg_catalog.oid from pg_catalog.pg_partition_tree(old_table));
    row_types constant pg_catalog.oid[] := array(select pg_catalog.unnest(array[t.oid, t.typarray])
      from pg_catalog.pg_class as c join pg_catalog.pg_type as t on t.oid = c.reltype where c.oid = any (tree));
    tree_indexes constant pg_catalog.oid[] := array(select indexrelid from pg_catalog.pg_index where indrelid = any (tree));
    new_table constant pg_catalog.oid := '"smelt"."logs__efa1f375_new"'::pg_catalog.regclass;
    found pg_catalog.text;
    item record;
    one pg_catalog.text;
    carried pg_catalog.text[] := '{}';
  begin
    if true then
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
      union all select coalesce((select case when r.rulename = '_RETURN' then pg_catalog.pg_describe_object('pg_catalog.pg_class'::pg_catalog.regclass, c.oid, 0)
          else pg_catalog.pg_describe_object(d.classid, d.objid, 0) end || coalesce(' (owner ' || pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(c.relowner)) || ')', '')
        from pg_catalog.pg_rewrite as r join pg_catalog.pg_class as c on c.oid = r.ev_class
        where d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass and r.oid = d.objid),
      pg_catalog.pg_describe_object(d.classid, d.objid, 0) || coalesce((select coalesce(' (owner ' || pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(p.proowner)) || ')', '') from pg_catalog.pg_proc as p
        where d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and p.oid = d.objid), '')), c.oid
        from pg_catalog.pg_class as c join pg_catalog.pg_type as t on t.oid = c.reltype
        join pg_catalog.pg_depend as d on d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
          and (d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjid = c.oid
            or d.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass and d.refobjid in (t.oid, t.typarray))
        join pg_catalog.pg_rewrite as r on r.oid = d.objid and r.ev_class <> c.oid
        where c.oid = any (tree) and c.oid <> old_table
      union all select case when relkind <> 'r' then 'its own division' when relpersistence <> 'p' then 'UNLOGGED' else 'replica identity' end, oid
        from pg_catalog.pg_class where oid = any (tree) and oid <> old_table and (relkind <> 'r' or relpersistence <> 'p' or relreplident = 'i')
      union all select pg_catalog.format('constraint %I', conname), conrelid from pg_catalog.pg_constraint
        where conrelid = any (tree) and conrelid <> old_table
          and case when contype in ('c', 'n') then coninhcount = 0 else contype <> 't' and conparentid = 0 end
      union all select pg_catalog.format('a comment on constraint %I', o.conname), o.conrelid
        from pg_catalog.pg_description as d join pg_catalog.pg_constraint as o on o.oid = d.objoid
        where d.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass and o.conrelid = any (tree) and o.conrelid <> old_table
      union all select pg_catalog.format('%s of column %I', case when a.attnotnull <> w.attnotnull then 'NOT NULL' else 'default' end, a.attname), a.attrelid
        from pg_catalog.pg_attribute as a join pg_catalog.pg_attribute as w on w.attrelid = old_table and w.attname = a.attname
        left join pg_catalog.pg_attrdef as d on d.adrelid = a.attrelid and d.adnum = a.attnum
        left join pg_catalog.pg_attrdef as e on e.adrelid = w.attrelid and e.adnum = w.attnum
        where a.attrelid = any (tree) and a.attrelid <> old_table and a.attnum > 0 and not a.attisdropped
          and (a.attnotnull <> w.attnotnull
            or pg_catalog.pg_get_expr(d.adbin, d.adrelid) is distinct from pg_catalog.pg_get_expr(e.adbin, e.adrelid))
      union all select case when h.inhparent is null then pg_catalog.format('index %I', c.relname)
          else pg_catalog.format('settings of index %I', c.relname) end, i.indrelid
        from pg_catalog.pg_index as i join pg_catalog.pg_class as c on c.oid = i.indexrelid
        left join pg_catalog.pg_inherits as h on h.inhrelid = i.indexrelid
        left join pg_catalog.pg_class as w on w.oid = h.inhparent
        where i.indrelid = any (tree) and i.indrelid <> old_table
          and (h.inhparent is null and not exists (select from pg_catalog.pg_constraint as o where o.conindid = i.indexrelid)
            or i.indisclustered or i.indisreplident or c.reloptions is distinct from w.reloptions or c.reltablespace <> w.reltablespace
            or exists (select from pg_catalog.pg_attribute as a where a.attrelid = i.indexrelid and a.attstattarget >= 0)
            or exists (select from pg_catalog.pg_description as d
              where d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objoid = i.indexrelid)
            or exists (select from pg_catalog.pg_depend as d where d.deptype = 'x'
              and d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = i.indexrelid))
    ) as lost (what, holder);
    if found is not null then
      raise exception 'replacing % would lose: %', old_table::pg_catalog.regclass, found
        using errcode = 'SM001';
    end if;
    end if;
    select pg_catalog.string_agg(distinct what || case when holder <> old_table
        then pg_catalog.format(' of %s', holder::pg_catalog.regclass) else '' end, ', ') into found from (
      select null::pg_catalog.text, null::pg_catalog.oid where false
      union all select 'its place of storage', o.oid from (select old_table, new_table union all select o.oid, n.oid from pg_catalog.pg_partition_tree(new_table) as t
        join pg_catalog.pg_class as n on n.oid = t.relid join pg_catalog.pg_class as o on o.relname = n.relname
        where o.oid = any (tree) and o.oid <> old_table and n.oid <> new_table) as both_of (old, new)
        join pg_catalog.pg_class as o on o.oid = both_of.old join pg_catalog.pg_class as n on n.oid = both_of.new
        where o.reltablespace <> n.reltablespace or coalesce(nullif(o.relam, 0), (select oid from pg_catalog.pg_am
          where amname = pg_catalog.current_setting('default_table_access_method'))) <> coalesce(nullif(n.relam, 0), (select oid from pg_catalog.pg_am
          where amname = pg_catalog.current_setting('default_table_access_method')))
      union all select 'settings', o.oid from pg_catalog.pg_class as o join pg_catalog.pg_class as w on w.oid = old_table
        where o.oid = any (tree) and o.oid <> old_table
          and not exists (select from pg_catalog.pg_partition_tree(new_table) as t join pg_catalog.pg_class as n on n.oid = t.relid where n.relname = o.relname)
          and (o.relacl is not null or o.reloptions is not null or o.relowner <> w.relowner or o.relrowsecurity or o.relforcerowsecurity or o.relreplident <> 'd'
            or exists (select from pg_catalog.pg_description as d where d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objoid = o.oid)
            or exists (select from pg_catalog.pg_attribute as a where a.attrelid = o.oid and a.attnum > 0 and (a.attacl is not null or a.attstattarget >= 0)))
    ) as lost (what, holder);
    if found is not null then
      raise exception 'replacing % would lose: %', old_table::pg_catalog.regclass, found
        using errcode = 'SM001';
    end if;
    for item in with pair (old, new) as (select old_table, new_table union all select o.oid, n.oid from pg_catalog.pg_partition_tree(new_table) as t
        join pg_catalog.pg_class as n on n.oid = t.relid join pg_catalog.pg_class as o on o.relname = n.relname
        where o.oid = any (tree) and o.oid <> old_table and n.oid <> new_table)
      select pg_catalog.format('alter table %s owner to %I', pair.new::pg_catalog.regclass, pg_catalog.pg_get_userbyid(o.relowner)) as statement
      from pair join pg_catalog.pg_class as o on o.oid = pair.old join pg_catalog.pg_class as n on n.oid = pair.new where o.relowner <> n.relowner
    loop
      execute item.statement;
    end loop;
    if true then
      carried := carried || array(with pair (old, new) as (select old_table, new_table union all select o.oid, n.oid from pg_catalog.pg_partition_tree(new_table) as t
        join pg_catalog.pg_class as n on n.oid = t.relid join pg_catalog.pg_class as o on o.relname = n.relname
        where o.oid = any (tree) and o.oid <> old_table and n.oid <> new_table),
      index_pair (old, new) as (
        select i.indexrelid, j.indexrelid from (select null, null where false) as named (old_name, new_name)
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
      carried := carried || array(with pair (old, new) as (select old_table, new_table union all select o.oid, n.oid from pg_catalog.pg_partition_tree(new_table) as t
        join pg_catalog.pg_class as n on n.oid = t.relid join pg_catalog.pg_class as o on o.relname = n.relname
        where o.oid = any (tree) and o.oid <> old_table and n.oid <> new_table),
      index_pair (old, new) as (
        select i.indexrelid, j.indexrelid from (select null, null where false) as named (old_name, new_name)
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
  alter table "public"."logs" rename to "logs__efa1f375_old";
  alter table "smelt"."logs__efa1f375_new" set schema "public";
  alter table "public"."logs__efa1f375_new" rename to "logs";
  drop table "public"."logs__efa1f375_old";
  do $smelt$
  declare
    item record;
  begin
    for item in select inhrelid::pg_catalog.regclass as part from pg_catalog.pg_inherits
      where inhparent = '"public"."logs"'::pg_catalog.regclass
    loop
      execute pg_catalog.format('alter table %s set schema %I', item.part, 'public');
    end loop;
  end
  $smelt$;
  -- undone when that fails with SM001, and then instead:
    create temporary table "pg_temp"."logs__smelt_stage" on commit drop as
    select now() as at;
    analyze "pg_temp"."logs__smelt_stage";
    -- stop when this answers rows: the columns of "logs" have changed, and something hangs on the table that a new one would lose
    select pg_catalog.format('column %I: the model gives %s, the table has %s', attname,
      coalesce(given.type, 'nothing'), coalesce(standing.type, 'nothing')) as difference
    from (select attname, pg_catalog.format_type(atttypid, atttypmod) as type
      from pg_catalog.pg_attribute where attrelid = '"pg_temp"."logs__smelt_stage"'::pg_catalog.regclass and attnum > 0 and not attisdropped) as given full join (select attname, pg_catalog.format_type(atttypid, atttypmod) as type
      from pg_catalog.pg_attribute where attrelid = '"public"."logs"'::pg_catalog.regclass and attnum > 0 and not attisdropped) as standing using (attname)
    where given.type is distinct from standing.type
    order by 1;
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
    delete from "public"."logs";
    insert into "public"."logs" ("at")
    select "at" from "pg_temp"."logs__smelt_stage";
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

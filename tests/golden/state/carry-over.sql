create function "smelt"."carry_over_31452cc8d3f9"(old_relation pg_catalog.regclass, new_relation pg_catalog.regclass, old_indexes pg_catalog.text[], new_indexes pg_catalog.text[], again pg_catalog.text[]) returns void
language plpgsql security invoker set search_path = pg_catalog, pg_temp as $smelt$
declare
  old_table constant pg_catalog.oid := old_relation;
  new_table constant pg_catalog.oid := new_relation;
  made_again constant pg_catalog.text[] := coalesce(again, '{}');
  old_kind constant pg_catalog."char" := (select relkind from pg_catalog.pg_class where oid = old_table);
  new_kind constant pg_catalog."char" := (select relkind from pg_catalog.pg_class where oid = new_table);
  new_noun constant pg_catalog.text := case new_kind when 'v' then 'view' when 'm' then 'materialized view' else 'table' end;
  divided constant pg_catalog.bool := old_kind = 'p';
  same_kind constant pg_catalog.bool := old_kind = new_kind or old_kind in ('r', 'p') and new_kind in ('r', 'p');
  has_rows constant pg_catalog.bool := same_kind and new_kind <> 'v';
  tree pg_catalog.oid[] := array[old_table];
  row_types pg_catalog.oid[];
  tree_indexes pg_catalog.oid[];
  old_parts pg_catalog.oid[] := array[old_table];
  new_parts pg_catalog.oid[] := array[new_table];
  lost pg_catalog.text;
  item record;
  one pg_catalog.text;
  carried pg_catalog.text[] := '{}';
begin
  if divided then
    tree := array(select old_table union select relid::pg_catalog.oid from pg_catalog.pg_partition_tree(old_table));
  end if;
  row_types := array(select pg_catalog.unnest(array[t.oid, t.typarray])
    from pg_catalog.pg_class as c join pg_catalog.pg_type as t on t.oid = c.reltype where c.oid = any (tree));
  tree_indexes := array(select indexrelid from pg_catalog.pg_index where indrelid = any (tree));
  if divided or exists (select from pg_catalog.pg_depend as d
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
    lost := (select pg_catalog.string_agg(distinct what || case when holder <> old_table
      then pg_catalog.format(' of %s', holder::pg_catalog.regclass) else '' end, ', ') from (
    select 'a security label', objoid from pg_catalog.pg_seclabel
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
      where stxrelid = any (tree) and (stxrelid <> old_table or 'statistics ' || stxname <> all (made_again))
    union all select pg_catalog.format('trigger %I', tgname), tgrelid from pg_catalog.pg_trigger
      where tgrelid = any (tree) and not tgisinternal and tgparentid = 0
        and case when tgrelid = old_table then 'trigger ' else 'copied trigger ' end || tgname <> all (made_again)
    union all select pg_catalog.format('rule %I', rulename), ev_class from pg_catalog.pg_rewrite
      where ev_class = any (tree) and rulename <> '_RETURN'
        and (ev_class <> old_table or 'rule ' || rulename <> all (made_again))
    union all select pg_catalog.format('policy %I', polname), polrelid from pg_catalog.pg_policy
      where polrelid = any (tree) and (polrelid <> old_table or 'policy ' || polname <> all (made_again))
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
  ) as found (what, holder));
  if lost is not null then
    raise exception 'replacing % would lose: %', old_relation, lost using errcode = 'SM001';
  end if;
  end if;
  if new_relation is null then
    return;
  end if;
  if divided then
    select old_table || pg_catalog.array_agg(o.oid order by o.oid), new_table || pg_catalog.array_agg(n.oid order by o.oid) into old_parts, new_parts
    from pg_catalog.pg_partition_tree(new_table) as t
    join pg_catalog.pg_class as n on n.oid = t.relid join pg_catalog.pg_class as o on o.relname = n.relname
    where o.oid = any (tree) and o.oid <> old_table and n.oid <> new_table;
  end if;
  if not same_kind then
    lost := (select pg_catalog.string_agg(distinct what || case when holder <> old_table
      then pg_catalog.format(' of %s', holder::pg_catalog.regclass) else '' end, ', ') from (
    select 'options', null::pg_catalog.oid from pg_catalog.pg_class where oid = old_table and reloptions is not null
    union all select 'row security', null from pg_catalog.pg_class where oid = old_table and (relrowsecurity or relforcerowsecurity)
    union all select 'a default of a column', null from pg_catalog.pg_attrdef where adrelid = old_table and old_kind = 'v'
  ) as found (what, holder));
  if lost is not null then
    raise exception 'replacing % would lose: %', old_relation, lost using errcode = 'SM001';
  end if;
  elsif has_rows and not divided and tree_indexes = '{}' then
    lost := (select pg_catalog.string_agg(distinct what || case when holder <> old_table
      then pg_catalog.format(' of %s', holder::pg_catalog.regclass) else '' end, ', ') from (
    select 'its place of storage', o.oid
      from rows from (pg_catalog.unnest(old_parts), pg_catalog.unnest(new_parts)) as p (old_part, new_part)
      join pg_catalog.pg_class as o on o.oid = p.old_part join pg_catalog.pg_class as n on n.oid = p.new_part
      where o.reltablespace <> n.reltablespace or coalesce(nullif(o.relam, 0), (select oid from pg_catalog.pg_am
        where amname = pg_catalog.current_setting('default_table_access_method'))) <> coalesce(nullif(n.relam, 0), (select oid from pg_catalog.pg_am
        where amname = pg_catalog.current_setting('default_table_access_method')))
  ) as found (what, holder));
  if lost is not null then
    raise exception 'replacing % would lose: %', old_relation, lost using errcode = 'SM001';
  end if;
  elsif has_rows then
    lost := (select pg_catalog.string_agg(distinct what || case when holder <> old_table
      then pg_catalog.format(' of %s', holder::pg_catalog.regclass) else '' end, ', ') from (
    select 'its place of storage', o.oid
      from rows from (pg_catalog.unnest(old_parts), pg_catalog.unnest(new_parts)) as p (old_part, new_part)
      join pg_catalog.pg_class as o on o.oid = p.old_part join pg_catalog.pg_class as n on n.oid = p.new_part
      where o.reltablespace <> n.reltablespace or coalesce(nullif(o.relam, 0), (select oid from pg_catalog.pg_am
        where amname = pg_catalog.current_setting('default_table_access_method'))) <> coalesce(nullif(n.relam, 0), (select oid from pg_catalog.pg_am
        where amname = pg_catalog.current_setting('default_table_access_method')))
    union all select pg_catalog.format('index %I', x.relname), null::pg_catalog.oid
      from pg_catalog.pg_index as i join pg_catalog.pg_class as x on x.oid = i.indexrelid
      where i.indrelid = old_table
        and case when x.relname = any (old_indexes) or 'index ' || x.relname = any (made_again)
            or exists (select from pg_catalog.pg_constraint as o where o.conindid = i.indexrelid)
          then x.relname = any (old_indexes) and x.reltablespace not in (select y.reltablespace
            from pg_catalog.pg_index as j join pg_catalog.pg_class as y on y.oid = j.indexrelid where j.indrelid = new_table)
          else (again is not null or x.relname !~ '^[0-9a-f]{32}$') and (i.indisclustered or i.indisreplident or i.indisvalid and not exists (
            select from pg_catalog.unnest(i.indkey::pg_catalog.int2[]) as k join pg_catalog.pg_attribute as a on a.attrelid = old_table and a.attnum = k
            where not exists (select from pg_catalog.pg_attribute as b where b.attrelid = new_table and b.attname = a.attname)))
          end
    union all select 'settings', o.oid from pg_catalog.pg_class as o join pg_catalog.pg_class as w on w.oid = old_table
      where o.oid = any (tree) and o.oid <> old_table
        and not exists (select from pg_catalog.pg_partition_tree(new_table) as t join pg_catalog.pg_class as n on n.oid = t.relid where n.relname = o.relname)
        and (o.relacl is not null or o.reloptions is not null or o.relowner <> w.relowner or o.relrowsecurity or o.relforcerowsecurity or o.relreplident <> 'd'
          or exists (select from pg_catalog.pg_description as d where d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objoid = o.oid)
          or exists (select from pg_catalog.pg_attribute as a where a.attrelid = o.oid and a.attnum > 0 and (a.attacl is not null or a.attstattarget >= 0)))
  ) as found (what, holder));
  if lost is not null then
    raise exception 'replacing % would lose: %', old_relation, lost using errcode = 'SM001';
  end if;
  end if;
  for item in
    select p.new_part::pg_catalog.regclass as relation, pg_catalog.pg_get_userbyid(o.relowner) as owner
    from rows from (pg_catalog.unnest(old_parts), pg_catalog.unnest(new_parts)) as p (old_part, new_part)
    join pg_catalog.pg_class as o on o.oid = p.old_part join pg_catalog.pg_class as n on n.oid = p.new_part where o.relowner <> n.relowner
  loop
    execute pg_catalog.format('alter table %s owner to %I', item.relation, item.owner);
  end loop;
  if divided or exists (select from pg_catalog.pg_class as c left join pg_catalog.pg_class as t on t.oid = c.reltoastrelid
      where c.oid in (old_table, new_table) and (c.relacl is not null or c.reloptions is not null or t.reloptions is not null
        or c.relrowsecurity or c.relforcerowsecurity or c.relreplident in ('f', 'n')))
    or exists (select from pg_catalog.pg_description as d
      where d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objoid = old_table and d.objsubid = 0) then
    carried := carried || array(with pair (old, new) as (
      select p.old_part, p.new_part from rows from (pg_catalog.unnest(old_parts), pg_catalog.unnest(new_parts)) as p (old_part, new_part)
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
        where h.grantee = g.grantee and h.privilege_type = g.privilege_type and h.is_grantable = g.is_grantable) and 'grant ' || g.privilege_type || ' ' || case g.grantee when 0 then 'public' else pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(g.grantee)) end <> all (made_again)
      union all select 3, pg_catalog.format('comment on %s %s is %L', case when r.old = old_table then new_noun else 'table' end, r.new, d.description)
      from both_relations as r join pg_catalog.pg_description as d on d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objoid = r.old and d.objsubid = 0 where r.old <> old_table or 'comment ' <> all (made_again)
      union all select 4, pg_catalog.format('alter table %s set (%s)', r.new, pg_catalog.string_agg(pg_catalog.format('%I=%L', p.option_name, p.option_value), ', '))
      from both_relations as r, pg_catalog.pg_options_to_table(r.options) as p
      where same_kind and (r.old <> old_table or 'setting ' || p.option_name <> all (made_again)) group by r.new
      union all select 4, pg_catalog.format('alter table %s set (%s)', r.new, pg_catalog.string_agg(pg_catalog.format('toast.%I=%L', p.option_name, p.option_value), ', '))
      from both_relations as r join pg_catalog.pg_class as t on t.oid = r.toast, pg_catalog.pg_options_to_table(t.reloptions) as p
      where has_rows and (r.old <> old_table or 'setting ' || 'toast.' || p.option_name <> all (made_again)) group by r.new
      union all select 6, pg_catalog.format('alter table %s enable row level security', r.new) from both_relations as r
      where has_rows and r.secured and (r.old <> old_table or 'setting ' || 'row security' <> all (made_again))
      union all select 6, pg_catalog.format('alter table %s force row level security', r.new) from both_relations as r
      where has_rows and r.forced and (r.old <> old_table or 'setting ' || 'force row security' <> all (made_again))
      union all select 6, pg_catalog.format('alter table %s replica identity %s', r.new, case r.identity when 'f' then 'full' else 'nothing' end)
      from both_relations as r where has_rows and r.identity in ('f', 'n') and (r.old <> old_table or 'setting ' || 'replica identity' <> all (made_again))
    ) as listed (step, statement) order by step);
  end if;
  if exists (select from pg_catalog.pg_attribute as a join pg_catalog.pg_type as t on t.oid = a.atttypid
      where a.attrelid = any (tree) and a.attnum > 0 and not a.attisdropped and (a.attacl is not null
        or a.attstattarget >= 0 or a.attoptions is not null or a.attcompression <> '' or a.attstorage <> t.typstorage))
    or exists (select from pg_catalog.pg_description as d
      where d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objoid = any (tree) and d.objsubid > 0)
    or new_kind = 'v' and exists (select from pg_catalog.pg_attrdef where adrelid = old_table) then
    carried := carried || array(with pair (old, new) as (
      select p.old_part, p.new_part from rows from (pg_catalog.unnest(old_parts), pg_catalog.unnest(new_parts)) as p (old_part, new_part)
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
      where 'grant ' || a.name || ' ' || g.privilege_type || ' ' || case g.grantee when 0 then 'public' else pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(g.grantee)) end <> all (made_again)
      union all select 3, pg_catalog.format('comment on column %s.%I is %L', a.new, a.name, d.description)
      from both_columns as a join pg_catalog.pg_description as d on d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objoid = a.old and d.objsubid = a.place where a.old <> old_table or 'comment ' || a.name <> all (made_again)
      union all select 4, pg_catalog.format('alter table %s alter column %I set default %s', a.new, a.name, pg_catalog.pg_get_expr(d.adbin, d.adrelid))
      from both_columns as a join pg_catalog.pg_attrdef as d on d.adrelid = a.old and d.adnum = a.place where same_kind and new_kind = 'v'
      union all select 4, pg_catalog.format('alter table %s alter column %I set statistics %s', a.new, a.name, a.target) from both_columns as a
      where has_rows and a.target >= 0 and a.target is distinct from a.new_target and (a.old <> old_table or 'setting ' || 'statistics' || ' ' || a.name <> all (made_again))
      union all select 4, pg_catalog.format('alter table %s alter column %I set (%s)', a.new, a.name, p.option_name || '=' || p.option_value) from both_columns as a, pg_catalog.pg_options_to_table(a.options) as p
      where has_rows and p.option_name in ('n_distinct', 'n_distinct_inherited') and (a.old <> old_table or 'setting ' || p.option_name || ' ' || a.name <> all (made_again))
      union all select 4, pg_catalog.format('alter table %s alter column %I set storage %s', a.new, a.name, case a.storage when 'p' then 'plain' when 'e' then 'external' when 'm' then 'main' else 'extended' end) from both_columns as a
      where has_rows and a.storage <> a.new_storage and a.same_type and (a.old <> old_table or 'setting ' || 'storage' || ' ' || a.name <> all (made_again))
      union all select 4, pg_catalog.format('alter table %s alter column %I set compression %s', a.new, a.name, case a.compression when 'l' then 'lz4' when 'p' then 'pglz' else 'default' end) from both_columns as a
      where has_rows and a.compression <> a.new_compression and a.same_type and (a.old <> old_table or 'setting ' || 'compression' || ' ' || a.name <> all (made_again))
    ) as listed (step, statement) order by step);
  end if;
  if has_rows and (new_kind = 'm' or tree_indexes <> '{}' or exists (select from pg_catalog.pg_constraint where conrelid = old_table)) then
  if exists (select from pg_catalog.pg_index as i join pg_catalog.pg_class as c on c.oid = i.indexrelid
      where i.indrelid = old_table and (i.indisclustered or i.indisreplident or c.reloptions is not null))
    or exists (select from pg_catalog.pg_attribute as a where a.attrelid = any (tree_indexes) and a.attstattarget >= 0)
    or exists (select from pg_catalog.pg_depend as d
      where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = any (tree || tree_indexes) and d.deptype = 'x')
    or exists (select from pg_catalog.pg_description as d
      where d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objoid = any (tree_indexes))
    or exists (select from pg_catalog.pg_description as d
      where d.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass and d.objoid in (select o.oid from pg_catalog.pg_constraint as o where o.conrelid = old_table)) then
    carried := carried || array(with pair (old, new) as (
      select p.old_part, p.new_part from rows from (pg_catalog.unnest(old_parts), pg_catalog.unnest(new_parts)) as p (old_part, new_part)
    ),
    index_pair (old, new) as (
      select i.indexrelid, j.indexrelid from rows from (pg_catalog.unnest(old_indexes), pg_catalog.unnest(new_indexes)) as named (old_name, new_name)
      join pg_catalog.pg_class as o on o.relname = named.old_name join pg_catalog.pg_index as i on i.indexrelid = o.oid and i.indrelid = old_table
      join pg_catalog.pg_class as n on n.relname = named.new_name join pg_catalog.pg_index as j on j.indexrelid = n.oid and j.indrelid = new_table
    ),
    both_indexes as materialized (
      select index_pair.old, index_pair.new::pg_catalog.regclass as new, c.relname as name, o.reloptions as options, i.indisclustered as clustered, i.indisreplident as identity
      from index_pair join pg_catalog.pg_index as i on i.indexrelid = index_pair.old
      join pg_catalog.pg_class as o on o.oid = index_pair.old join pg_catalog.pg_class as c on c.oid = index_pair.new
    )
    select statement from (
      select 5, pg_catalog.format('comment on index %s is %L', x.new, d.description) from both_indexes as x
      join pg_catalog.pg_description as d on d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objoid = x.old
      union all select 5, pg_catalog.format('comment on constraint %I on %s is %L', n.conname, new_table::pg_catalog.regclass, d.description)
      from pg_catalog.pg_constraint as o
      join pg_catalog.pg_description as d on d.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass and d.objoid = o.oid
      left join both_indexes as x on x.old = o.conindid
      join pg_catalog.pg_constraint as n on n.conrelid = new_table and (n.conindid = x.new or x.new is null and n.conname = o.conname)
      where o.conrelid = old_table
      union all select 5, pg_catalog.format('alter index %s alter column %s set statistics %s', x.new, a.attnum, a.attstattarget)
      from both_indexes as x join pg_catalog.pg_attribute as a on a.attrelid = x.old where a.attstattarget >= 0
      union all select 5, pg_catalog.format('alter index %s set (%s)', x.new, pg_catalog.string_agg(pg_catalog.format('%I=%L', p.option_name, p.option_value), ', '))
      from both_indexes as x, pg_catalog.pg_options_to_table(x.options) as p group by x.new
      union all select 5, pg_catalog.format('alter table %s cluster on %I', new_table::pg_catalog.regclass, x.name) from both_indexes as x where x.clustered
      union all select 5, pg_catalog.format('alter index %s depends on extension %I', x.new, e.extname) from both_indexes as x join pg_catalog.pg_depend as d on d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = x.old and d.deptype = 'x'
      join pg_catalog.pg_extension as e on d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass and e.oid = d.refobjid
      union all select 6, pg_catalog.format('alter table %s replica identity using index %I', new_table::pg_catalog.regclass, x.name)
      from both_indexes as x join pg_catalog.pg_class as o on o.oid = old_table
      where o.relreplident = 'i' and x.identity and (o.oid <> old_table or 'setting ' || 'replica identity' <> all (made_again))
      union all select 5, pg_catalog.format('alter materialized view %s depends on extension %I', pair.new::pg_catalog.regclass, e.extname)
      from pair join pg_catalog.pg_depend as d on d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = pair.old and d.deptype = 'x'
      join pg_catalog.pg_extension as e on d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass and e.oid = d.refobjid where new_kind = 'm'
    ) as listed (step, statement) order by step);
  end if;
  end if;
  foreach one in array carried loop
    begin
      execute one;
    exception when lock_not_available or deadlock_detected then
      raise;
    when others then
      raise exception 'replacing % would lose what "%" would give: %', old_relation, one, sqlerrm using errcode = 'SM001';
    end;
  end loop;
end
$smelt$;
revoke all on function "smelt"."carry_over_31452cc8d3f9"(pg_catalog.regclass, pg_catalog.regclass, pg_catalog.text[], pg_catalog.text[], pg_catalog.text[]) from public;

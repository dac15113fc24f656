-- replace
replace view "public"."v"
  select from (
  select 2 as a
  ) as locked limit 0;
  -- publish: all locks at once, tried again when one is not granted in time
  alter view "public"."v" owner to "smelt";
  select pg_catalog.set_config('smelt.view_options', coalesce(pg_catalog.array_to_string(reloptions, ', '), ''), true)
  from pg_catalog.pg_class where oid = '"public"."v"'::pg_catalog.regclass;
  create or replace view "public"."v" as
  select 2 as a;
  -- stop when this answers rows: "v" would come to read itself, through a view that still reads it
  with recursive through (oid) as (
    select '"public"."v"'::pg_catalog.regclass::pg_catalog.oid
    union select d.refobjid from through join pg_catalog.pg_class as c on c.oid = through.oid and c.relkind = 'v'
      join pg_catalog.pg_rewrite as r on r.ev_class = c.oid
      join pg_catalog.pg_depend as d on d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass and d.objid = r.oid
        and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjid <> c.oid
  )
  select distinct 'view ' || c.oid::pg_catalog.regclass::pg_catalog.text || coalesce(' (owner ' || pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(c.relowner)) || ')', '') as view from through join pg_catalog.pg_class as c on c.oid = through.oid and c.relkind = 'v'
      join pg_catalog.pg_rewrite as r on r.ev_class = c.oid
      join pg_catalog.pg_depend as d on d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass and d.objid = r.oid
        and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjid <> c.oid
  where d.refobjid = '"public"."v"'::pg_catalog.regclass order by 1;
  do $smelt$
  begin
    if pg_catalog.current_setting('smelt.view_options') <> '' then
      execute pg_catalog.format('alter view %s set (%s)', '"public"."v"'::pg_catalog.regclass,
        pg_catalog.current_setting('smelt.view_options'));
    end if;
  end
  $smelt$;
  insert into "smelt"."relations" as known
    (schema_name, relation_name, oid, node_id, generation, fingerprint, content_fingerprint, server_major, made)
  select 'public'::pg_catalog.text, 'v'::pg_catalog.text, relation.oid, 'model.shop.v'::pg_catalog.text, '00000000-0000-4000-8000-000000000001'::pg_catalog.uuid, 'd5677e6527746d08e76b468aa1084eef'::pg_catalog.text,
    NULL::pg_catalog.text, pg_catalog.current_setting('server_version_num')::integer / 10000, null
  from pg_catalog.pg_class as relation
  where relation.oid = '"public"."v"'::pg_catalog.regclass
  on conflict (schema_name, relation_name) do update set
    oid = excluded.oid, node_id = excluded.node_id, generation = excluded.generation, fingerprint = excluded.fingerprint,
    content_fingerprint = excluded.content_fingerprint, definition = null, server_major = excluded.server_major,
    made = excluded.made, recorded_at = pg_catalog.now();
  -- undone when that fails with 42P16, and then instead:
    create view "smelt"."v__efa1f375_new" as
    select 2 as a;
    -- stop when this answers rows: "v" cannot be replaced: its columns change while others depend on it
    --   it is read by view public.theirs
    select case
      when wanted.name is null then pg_catalog.format('column %s would be gone', existing.name)
      when wanted.name <> existing.name then pg_catalog.format('column %s would be %s', existing.name, wanted.name)
      when wanted.type <> existing.type
        then pg_catalog.format('column %s is %s and would be %s', existing.name, existing.type, wanted.type)
      else pg_catalog.format('column %s would have another collation', existing.name) end
    from (select pg_catalog.row_number() over (order by attnum) as place,
        pg_catalog.quote_ident(attname) as name, pg_catalog.format_type(atttypid, atttypmod) as type, attcollation
      from pg_catalog.pg_attribute
      where attrelid = '"public"."v"'::pg_catalog.regclass and attnum > 0 and not attisdropped) as existing left join (select pg_catalog.row_number() over (order by attnum) as place,
        pg_catalog.quote_ident(attname) as name, pg_catalog.format_type(atttypid, atttypmod) as type, attcollation
      from pg_catalog.pg_attribute
      where attrelid = '"smelt"."v__efa1f375_new"'::pg_catalog.regclass and attnum > 0 and not attisdropped) as wanted using (place)
    where (wanted.name, wanted.type, wanted.attcollation) is distinct from (existing.name, existing.type, existing.attcollation)
    order by place;
    create or replace view "public"."v" as
    select 2 as a;
  -- comments, where they differ
  comment on view "public"."v" is 'v''s meaning';
  -- remember what config and hooks have made

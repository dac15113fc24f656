// All that the catalog says of a relation and its partitions, by names: two portraits are equal when nothing was lost, whatever
// OIDs there are. It is written apart from the product's own look (src/plan/swap-losses.ts), so that both can be wrong only once.

/** A query of (of, what, name, value). Of constraints NOT NULL counts by its column: PostgreSQL 18 names them after a table's first name. */
export function portraitOf(relation: string): string {
  return `with whole as (select '${relation}'::regclass::oid as oid),
tree as (select oid from whole union select relid from whole, pg_partition_tree(oid)),
rel as (select c.* from pg_class c join tree using (oid)),
idx as (select i.*, c.relname, c.reloptions, c.reltablespace, r.relname as of from pg_index i join pg_class c on c.oid = i.indexrelid join rel r on r.oid = i.indrelid)
select * from (
select relname as of, 'relation' as what, relname::text as name, jsonb_build_array(relkind, relpersistence, pg_get_userbyid(relowner),
  (select array_agg(a::text order by a::text) from unnest(coalesce(relacl, acldefault('r', relowner))) a), reltablespace, relam, relrowsecurity, relforcerowsecurity,
  relreplident, reloftype::regtype, (select array_agg(o order by o) from unnest(reloptions) o),
  (select array_agg(o order by o) from pg_class t, unnest(t.reloptions) o where t.oid = rel.reltoastrelid), pg_get_expr(relpartbound, oid), typacl::text)::text as value
  from rel join (select oid as type_oid, typacl from pg_type) t on type_oid = reltype
union all select relname, 'column', attname, jsonb_build_array(format_type(atttypid, atttypmod), attcollation, attnotnull, pg_get_expr(adbin, adrelid), attidentity, attgenerated,
  case when attstattarget >= 0 then attstattarget end, (select array_agg(option_name || '=' || option_value order by 1) from pg_options_to_table(attoptions) where option_name like 'n\\_distinct%'),
  attstorage, attcompression, (select array_agg(x::text order by x::text) from unnest(attacl) x))::text
  from rel join pg_attribute a on attrelid = rel.oid and attnum > 0 and not attisdropped left join pg_attrdef on adrelid = attrelid and adnum = attnum
union all select relname, 'constraint', conname, jsonb_build_array(pg_get_constraintdef(o.oid), convalidated, condeferrable, obj_description(o.oid, 'pg_constraint'))::text
  from rel join pg_constraint o on conrelid = rel.oid where contype <> 'n' and (conparentid = 0 or contype <> 'f')
union all select idx.of, 'index', relname, jsonb_build_array(regexp_replace(pg_get_indexdef(indexrelid), 'ON ONLY', 'ON'), indisclustered, indisreplident, indisvalid, indnullsnotdistinct, reltablespace, reloptions,
  obj_description(indexrelid, 'pg_class'), (select array_agg(attstattarget order by attnum) from pg_attribute where attrelid = indexrelid and attstattarget >= 0),
  (select array_agg(extname) from pg_depend join pg_extension e on refclassid = 'pg_extension'::regclass and refobjid = e.oid where objid = indexrelid and deptype = 'x'))::text from idx
union all select relname, 'policy', polname, jsonb_build_array(polcmd, polpermissive, polroles::regrole[]::text, pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid), obj_description(p.oid, 'pg_policy'))::text
  from rel join pg_policy p on polrelid = rel.oid
union all select relname, 'trigger', tgname, jsonb_build_array(pg_get_triggerdef(t.oid), tgenabled, obj_description(t.oid, 'pg_trigger'),
  (select array_agg(extname) from pg_depend join pg_extension e on refclassid = 'pg_extension'::regclass and refobjid = e.oid where objid = t.oid and deptype = 'x'))::text
  from rel join pg_trigger t on tgrelid = rel.oid where not tgisinternal
union all select relname, 'triggers that are off', '', count(*)::text from rel join pg_trigger on tgrelid = rel.oid where tgisinternal and tgenabled <> 'O' group by relname
union all select relname, 'rule', rulename, jsonb_build_array(pg_get_ruledef(w.oid), ev_enabled, obj_description(w.oid, 'pg_rewrite'))::text
  from rel join pg_rewrite w on ev_class = rel.oid where rulename <> '_RETURN'
union all select relname, 'statistics', stxname, jsonb_build_array(pg_get_statisticsobjdef(s.oid), case when stxstattarget >= 0 then stxstattarget end)::text from rel join pg_statistic_ext s on stxrelid = rel.oid
union all select relname, 'publication', pubname, jsonb_build_array(attnames::text, rowfilter)::text from rel join pg_publication_tables on schemaname = relnamespace::regnamespace::text and tablename = relname
union all select relname, 'parent', inhparent::regclass::text, '' from rel join pg_inherits on inhrelid = rel.oid
union all select relname, 'heir', inhrelid::regclass::text, '' from rel join pg_inherits on inhparent = rel.oid
union all select relname, 'comment', coalesce(attname, ''), description from rel join pg_description on classoid = 'pg_class'::regclass and objoid = rel.oid left join pg_attribute on attrelid = rel.oid and attnum = objsubid and objsubid > 0
union all select relname, 'comment on the type', '', description from rel join pg_description on classoid = 'pg_type'::regclass and objoid = reltype
union all select relname, 'extension', extname, deptype::text from rel join pg_depend d on classid = 'pg_class'::regclass and objid = rel.oid join pg_extension e on refclassid = 'pg_extension'::regclass and refobjid = e.oid
union all select relname, 'hangs on it', description, '' from rel cross join lateral (select pg_describe_object(classid, objid, 0) as description from pg_depend
  where (refclassid = 'pg_class'::regclass and refobjid = rel.oid or refclassid = 'pg_type'::regclass and refobjid in (select unnest(array[t.oid, typarray]) from pg_type t where t.oid = reltype))
    and classid not in ('pg_constraint'::regclass, 'pg_type'::regclass, 'pg_attrdef'::regclass, 'pg_publication_rel'::regclass)
    and not (classid = 'pg_class'::regclass and objid in (select oid from pg_class where relkind = 't'))
    and not (classid = 'pg_rewrite'::regclass and objid in (select oid from pg_rewrite where ev_class = rel.oid and rulename = '_RETURN'))) hanging
union all select relname, 'hangs on it', pg_describe_object('pg_constraint'::regclass, o.oid, 0), '' from rel join pg_constraint o on confrelid = rel.oid where conrelid not in (select oid from tree)
) portrait order by 1, 2, 3, 4`;
}

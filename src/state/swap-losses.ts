// What hangs on a relation that a new one in its place would not have: everything that can point at it in the catalog, or at a
// partition, an index or the row type of it, and is neither carried over (carried-statements.ts) nor treated by the swap itself. Conditions and
// queries for the body of carry-over.ts, whose variables they use.

import { describeDependent } from '../catalog/describe-object.ts';
import { join, type Sql, sql } from '../sql/sql.ts';

/** SQLSTATE of the exception, of a class that PostgreSQL does not use. */
export const wouldLose = 'SM001';

/** False where `losses` would find nothing, as nearly always: planning all of that takes longer than the swap. Of partitioned tables it is not known that quickly. */
export const mayLose: Sql = sql`divided or exists (select from pg_catalog.pg_depend as d
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
    or exists (select from pg_catalog.pg_trigger where tgrelid = old_table and tgenabled <> 'O')`;

/** Of whatever kind it is. The last one is what nothing else accounts for. */
const everywhere: readonly Sql[] = [
  sql`select 'a security label', objoid from pg_catalog.pg_seclabel
      where classoid = 'pg_catalog.pg_class'::pg_catalog.regclass and objoid = any (tree || tree_indexes)`,
  sql`select 'its place in extension ' || e.extname, d.objid from pg_catalog.pg_depend as d join pg_catalog.pg_extension as e on e.oid = d.refobjid
      where d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass and d.deptype = 'e'
        and d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = any (tree)`,
  sql`select 'a comment on the row type', null from pg_catalog.pg_description
      where classoid = 'pg_catalog.pg_type'::pg_catalog.regclass and objoid = any (row_types)`,
  sql`select 'privileges on the row type', null from pg_catalog.pg_type where oid = any (row_types) and typacl is not null`,
  // Nobody can grant in another's name.
  sql`select 'a privilege granted by ' || pg_catalog.pg_get_userbyid(g.grantor), c.oid
      from pg_catalog.pg_class as c, pg_catalog.aclexplode(c.relacl) as g where c.oid = any (tree) and g.grantor <> c.relowner`,
  sql`select 'a privilege granted by ' || pg_catalog.pg_get_userbyid(g.grantor), c.oid
      from pg_catalog.pg_class as c join pg_catalog.pg_attribute as a on a.attrelid = c.oid, pg_catalog.aclexplode(a.attacl) as g
      where c.oid = any (tree) and g.grantor <> c.relowner`,
  sql`select ${describeDependent(sql`d.classid`, sql`d.objid`)}, null from pg_catalog.pg_depend as d
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
          else true end`,
];

const extendedStatistics = sql`select pg_catalog.format('statistics %I', stxname), stxrelid from pg_catalog.pg_statistic_ext
      where stxrelid = any (tree) and (stxrelid <> old_table or 'statistics ' || stxname <> all (made_again))`;

/** Triggers and rules, of tables and views. The copies that partitions have of a trigger go with it, as those do that Smelt has made of audit triggers. */
const written: readonly Sql[] = [
  sql`select pg_catalog.format('trigger %I', tgname), tgrelid from pg_catalog.pg_trigger
      where tgrelid = any (tree) and not tgisinternal and tgparentid = 0
        and case when tgrelid = old_table then 'trigger ' else 'copied trigger ' end || tgname <> all (made_again)`,
  sql`select pg_catalog.format('rule %I', rulename), ev_class from pg_catalog.pg_rewrite
      where ev_class = any (tree) and rulename <> '_RETURN'
        and (ev_class <> old_table or 'rule ' || rulename <> all (made_again))`,
];

/** Of tables, and sequences of views. */
const ofTables: readonly Sql[] = [
  sql`select pg_catalog.format('policy %I', polname), polrelid from pg_catalog.pg_policy
      where polrelid = any (tree) and (polrelid <> old_table or 'policy ' || polname <> all (made_again))`,
  sql`select pg_catalog.format('publication %I', b.pubname), r.prrelid
      from pg_catalog.pg_publication_rel as r join pg_catalog.pg_publication as b on b.oid = r.prpubid where r.prrelid = any (tree)`,
  sql`select 'a subscription', srrelid from pg_catalog.pg_subscription_rel where srrelid = any (tree)`,
  sql`select pg_catalog.format('inbound foreign key %I', conname), confrelid from pg_catalog.pg_constraint
      where confrelid = any (tree) and conrelid <> all (tree)`,
  sql`select 'a trigger of a foreign key that was switched off', tgrelid from pg_catalog.pg_trigger
      where tgrelid = any (tree) and tgisinternal and tgenabled <> 'O'`,
  sql`select 'inheritance', null from pg_catalog.pg_inherits as i join pg_catalog.pg_class as c on c.oid = i.inhrelid
      where i.inhrelid = old_table or (i.inhparent = any (tree) and not c.relispartition)`,
  sql`select pg_catalog.format('type %s', reloftype::pg_catalog.regtype), oid from pg_catalog.pg_class where oid = any (tree) and reloftype <> 0`,
  sql`select pg_catalog.format('sequence %I', c.relname), d.refobjid from pg_catalog.pg_depend as d join pg_catalog.pg_class as c on c.oid = d.objid
      where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refclassid = d.classid and d.refobjid = any (tree) and c.relkind = 'S'`,
];

/**
 * A partition is made anew from its table: what it has beyond that, and who reads it past its table. Its privileges, options
 * and comments are carried over.
 */
const ofPartitions: readonly Sql[] = [
  sql`select ${describeDependent(sql`d.classid`, sql`d.objid`)}, c.oid
      from pg_catalog.pg_class as c join pg_catalog.pg_type as t on t.oid = c.reltype
      join pg_catalog.pg_depend as d on d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
        and (d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjid = c.oid
          or d.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass and d.refobjid in (t.oid, t.typarray))
      join pg_catalog.pg_rewrite as r on r.oid = d.objid and r.ev_class <> c.oid
      where c.oid = any (tree) and c.oid <> old_table`,
  sql`select case when relkind <> 'r' then 'its own division' when relpersistence <> 'p' then 'UNLOGGED' else 'replica identity' end, oid
      from pg_catalog.pg_class where oid = any (tree) and oid <> old_table and (relkind <> 'r' or relpersistence <> 'p' or relreplident = 'i')`,
  sql`select pg_catalog.format('constraint %I', conname), conrelid from pg_catalog.pg_constraint
      where conrelid = any (tree) and conrelid <> old_table
        and case when contype in ('c', 'n') then coninhcount = 0 else contype <> 't' and conparentid = 0 end`,
  sql`select pg_catalog.format('a comment on constraint %I', o.conname), o.conrelid
      from pg_catalog.pg_description as d join pg_catalog.pg_constraint as o on o.oid = d.objoid
      where d.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass and o.conrelid = any (tree) and o.conrelid <> old_table`,
  sql`select pg_catalog.format('%s of column %I', case when a.attnotnull <> w.attnotnull then 'NOT NULL' else 'default' end, a.attname), a.attrelid
      from pg_catalog.pg_attribute as a join pg_catalog.pg_attribute as w on w.attrelid = old_table and w.attname = a.attname
      left join pg_catalog.pg_attrdef as d on d.adrelid = a.attrelid and d.adnum = a.attnum
      left join pg_catalog.pg_attrdef as e on e.adrelid = w.attrelid and e.adnum = w.attnum
      where a.attrelid = any (tree) and a.attrelid <> old_table and a.attnum > 0 and not a.attisdropped
        and (a.attnotnull <> w.attnotnull
          or pg_catalog.pg_get_expr(d.adbin, d.adrelid) is distinct from pg_catalog.pg_get_expr(e.adbin, e.adrelid))`,
  sql`select case when h.inhparent is null then pg_catalog.format('index %I', c.relname)
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
            and d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = i.indexrelid))`,
];

/** Rows of (what, of which relation; null: the replaced one). */
export const losses: Sql = join(
  [...everywhere, extendedStatistics, ...written, ...ofTables, ...ofPartitions],
  '\n    union all ',
);

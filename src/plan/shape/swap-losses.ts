// What hangs on a relation that a new one in its place would not have: everything that can point at it in the catalog, or at a
// partition, an index or the row type of it, and is neither carried over (carry-over.ts) nor treated by the swap itself.

import { describeDependent } from '../../catalog/describe-object.ts';
import type { CatalogRelation, MadeKind, MadePart } from '../../catalog/relation.ts';
import { doBlock } from '../../sql/do-block.ts';
import { join, literal, raw, relationKey, type Sql, sql } from '../../sql/sql.ts';
import { isAuditTrigger } from '../../state/audit-log.ts';

/** SQLSTATE of the exception, of a class that PostgreSQL does not use. */
export const wouldLose = 'SM001';

export interface Losses {
  readonly actual: CatalogRelation;
  /** What config and hooks have made, and will make again: nothing of it is a loss. */
  readonly made: readonly MadePart[];
}

/**
 * Raises wouldLose where something would be lost whatever the new relation is. For partitioned tables, whose rows are many,
 * it comes before the new one is filled.
 */
export function raiseLosses(losses: Losses): Sql {
  return doBlock(sql`declare
  ${lossVariables(losses.actual)}
  found pg_catalog.text;
begin
  ${raiseWhereFound(lossesOf(losses))}
end`);
}

/**
 * Of a PL/pgSQL block: `old_table`; `tree`, it and its partitions; `row_types` and `tree_indexes`, theirs. Their names are
 * those of no column of the catalog.
 */
export function lossVariables(actual: CatalogRelation): Sql {
  const tree =
    actual.kind === 'partitioned'
      ? sql`array(select old_table union select relid::pg_catalog.oid from pg_catalog.pg_partition_tree(old_table))`
      : sql`array[old_table]`;
  return sql`old_table constant pg_catalog.oid := ${literal(relationKey(actual.name))}::pg_catalog.regclass;
  tree constant pg_catalog.oid[] := ${tree};
  row_types constant pg_catalog.oid[] := array(select pg_catalog.unnest(array[t.oid, t.typarray])
    from pg_catalog.pg_class as c join pg_catalog.pg_type as t on t.oid = c.reltype where c.oid = any (tree));
  tree_indexes constant pg_catalog.oid[] := array(select indexrelid from pg_catalog.pg_index where indrelid = any (tree));`;
}

/** Statements of a block that has a variable `found`. `losses`: rows of (what, of which relation; null: the replaced one). */
export function raiseWhereFound(losses: Sql): Sql {
  return sql`select pg_catalog.string_agg(distinct what || case when holder <> old_table
      then pg_catalog.format(' of %s', holder::pg_catalog.regclass) else '' end, ', ') into found from (
    select null::pg_catalog.text, null::pg_catalog.oid where false
    union all ${losses}
  ) as lost (what, holder);
  if found is not null then
    raise exception 'replacing % would lose: %', old_table::pg_catalog.regclass, found
      using errcode = ${literal(wouldLose)};
  end if;`;
}

/**
 * False where `lossesOf` would find nothing, as nearly always: planning all of that takes longer than the swap. Of partitioned
 * tables it is not known that quickly.
 */
export function mayLose(actual: CatalogRelation): Sql {
  if (actual.kind === 'partitioned') return raw('true');
  return sql`exists (select from pg_catalog.pg_depend as d
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
}

/** For `raiseWhereFound`, in a block with `lossVariables`. */
export function lossesOf(losses: Losses): Sql {
  const { actual } = losses;
  const isTable = actual.kind === 'table' || actual.kind === 'partitioned';
  const found = [
    ...everywhere,
    ...(actual.kind === 'view' ? [] : extendedStatistics(losses)),
    ...(actual.kind === 'materialized_view' ? [] : written(losses)),
    ...(isTable ? ofTables(losses) : []),
    ...(actual.kind === 'partitioned' ? ofPartitions : []),
  ];
  return join(found, '\n    union all ');
}

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

function extendedStatistics({ made }: Losses): readonly Sql[] {
  return [
    sql`select pg_catalog.format('statistics %I', stxname), stxrelid from pg_catalog.pg_statistic_ext
      where stxrelid = any (tree) and (stxrelid <> old_table or stxname <> all (${namesOf(made, 'statistics')}))`,
  ];
}

/** Triggers and rules, of tables and views. The copies that partitions have of a trigger go with it, as those do that Smelt has made of audit triggers. */
function written({ made }: Losses): readonly Sql[] {
  const ofAudit = made.filter(({ name }) => isAuditTrigger(name));
  return [
    sql`select pg_catalog.format('trigger %I', tgname), tgrelid from pg_catalog.pg_trigger
      where tgrelid = any (tree) and not tgisinternal and tgparentid = 0
        and tgname <> all (case when tgrelid = old_table then ${namesOf(made, 'trigger')} else ${namesOf(ofAudit, 'trigger')} end)`,
    sql`select pg_catalog.format('rule %I', rulename), ev_class from pg_catalog.pg_rewrite
      where ev_class = any (tree) and rulename <> '_RETURN'
        and (ev_class <> old_table or rulename <> all (${namesOf(made, 'rule')}))`,
  ];
}

/** Of tables alone. */
function ofTables({ made }: Losses): readonly Sql[] {
  return [
    sql`select pg_catalog.format('policy %I', polname), polrelid from pg_catalog.pg_policy
      where polrelid = any (tree) and (polrelid <> old_table or polname <> all (${namesOf(made, 'policy')}))`,
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
}

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

/** The names of what was made of the kind, as an array of SQL. */
export function namesOf(made: readonly MadePart[], kind: MadeKind): Sql {
  const names = made.filter((part) => part.kind === kind).map(({ name }) => literal(name));
  return sql`array[${names.length > 0 ? join(names, ', ') : raw('')}]::pg_catalog.text[]`;
}

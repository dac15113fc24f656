// What is on a relation beside its columns and rows: each part by kind, name and definition, so that what Smelt made is known
// from what people made. Definitions leave the part's own name and the relation's out: equal things have equal ones.

import type { MadeKind } from '../catalog/relation.ts';
import { join, type Sql, sql } from '../sql/sql.ts';

/**
 * Rows of (kind, name, definition), the kinds' columns under no names of their own; `relation` is an expression of an oid that
 * names nothing but a row `relation` around the query. How far names in definitions are qualified depends on the search_path,
 * which is the engine's wherever they are asked for.
 *
 * Names: of statistics those in the relation's own schema; of a grant `SELECT reader`, on a column `amount SELECT reader`; of a comment the column's, or ''; of a setting that of
 * the option, `row security`, …, of one of a column `default amount`, `not null amount`, ….
 */
export function partsOf(relation: Sql, kinds: readonly MadeKind[] = allKinds): Sql {
  return join(
    kinds.map((kind) => queries[kind](relation)),
    '\n  union all\n  ',
  );
}

const queries: Readonly<Record<MadeKind, (relation: Sql) => Sql>> = {
  index: (relation) => sql`select 'index' as kind, ic.relname::pg_catalog.text as name,
    case when i.indisunique then 'unique ' else '' end || pg_catalog.substr(pg_catalog.pg_get_indexdef(i.indexrelid),
      pg_catalog.length(pg_catalog.format('CREATE %sINDEX %I ON %s%I.%I ', case when i.indisunique then 'UNIQUE ' end,
        ic.relname, case when ic.relkind = 'I' then 'ONLY ' end, n.nspname, c.relname)) + 1)
      || case when i.indisvalid then '' else ' (not valid)' end as definition
  from pg_catalog.pg_index as i join pg_catalog.pg_class as ic on ic.oid = i.indexrelid
  join pg_catalog.pg_class as c on c.oid = i.indrelid join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
  where i.indrelid = ${relation}
    and not exists (select from pg_catalog.pg_constraint as o where o.conindid = i.indexrelid and o.conrelid = i.indrelid and o.contype <> 'f')`,
  constraint: (
    relation,
  ) => sql`select 'constraint', o.conname::pg_catalog.text, pg_catalog.pg_get_constraintdef(o.oid) from pg_catalog.pg_constraint as o
  where o.conrelid = ${relation} and o.contype in ('p', 'u', 'c', 'x', 'f') and not exists (
    select from pg_catalog.pg_constraint as whole where whole.oid = o.conparentid and whole.conrelid = o.conrelid)`,
  trigger: (
    relation,
  ) => sql`select 'trigger', t.tgname::pg_catalog.text, pg_catalog.replace(pg_catalog.substr(pg_catalog.pg_get_triggerdef(t.oid),
      pg_catalog.length(pg_catalog.format('CREATE %sTRIGGER %I ', case when t.tgconstraint <> 0 then 'CONSTRAINT ' end, t.tgname)) + 1),
    pg_catalog.format(' ON %I.%I ', n.nspname, c.relname), ' ON ') || case when t.tgenabled = 'O' then '' else ' ' || t.tgenabled::pg_catalog.text end
  from pg_catalog.pg_trigger as t join pg_catalog.pg_class as c on c.oid = t.tgrelid
  join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
  where t.tgrelid = ${relation} and not t.tgisinternal`,
  policy: (
    relation,
  ) => sql`select 'policy', p.polname::pg_catalog.text, pg_catalog.concat_ws(' ', p.polcmd, p.polpermissive,
    (select pg_catalog.string_agg(case r when 0 then 'public' else pg_catalog.pg_get_userbyid(r)::pg_catalog.text end, ',' order by r)
      from pg_catalog.unnest(p.polroles) as r),
    'using ' || pg_catalog.pg_get_expr(p.polqual, p.polrelid), 'check ' || pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid))
  from pg_catalog.pg_policy as p where p.polrelid = ${relation}`,
  rule: (
    relation,
  ) => sql`select 'rule', r.rulename::pg_catalog.text, pg_catalog.replace(pg_catalog.substr(pg_catalog.pg_get_ruledef(r.oid),
      pg_catalog.length(pg_catalog.format('CREATE RULE %I AS', r.rulename)) + 1),
    pg_catalog.format(' TO %I.%I', n.nspname, c.relname), '') || case when r.ev_enabled = 'O' then '' else ' ' || r.ev_enabled::pg_catalog.text end
  from pg_catalog.pg_rewrite as r join pg_catalog.pg_class as c on c.oid = r.ev_class
  join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
  where r.ev_class = ${relation} and r.rulename <> '_RETURN'`,
  statistics: (
    relation,
  ) => sql`select 'statistics', s.stxname::pg_catalog.text, pg_catalog.replace(pg_catalog.substr(pg_catalog.pg_get_statisticsobjdef(s.oid),
      pg_catalog.length(pg_catalog.format('CREATE STATISTICS %I.%I ', n.nspname, s.stxname)) + 1),
    pg_catalog.format(' FROM %I.%I', n.nspname, c.relname), '')
  from pg_catalog.pg_statistic_ext as s join pg_catalog.pg_class as c on c.oid = s.stxrelid and c.relnamespace = s.stxnamespace
  join pg_catalog.pg_namespace as n on n.oid = c.relnamespace where s.stxrelid = ${relation}`,
  grant: (
    relation,
  ) => sql`select 'grant', granted.on_column || g.privilege_type || ' ' || case g.grantee when 0 then 'public'
      else pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(g.grantee)) end,
    case when pg_catalog.bool_or(g.is_grantable) then 'with grant option' else '' end
  from (
    select '' as on_column, c.relacl as acl, c.relowner as owner from pg_catalog.pg_class as c where c.oid = ${relation}
    union all
    select a.attname || ' ', a.attacl, c.relowner
    from pg_catalog.pg_attribute as a join pg_catalog.pg_class as c on c.oid = a.attrelid
    where a.attrelid = ${relation} and a.attnum > 0 and not a.attisdropped and a.attacl is not null
  ) as granted cross join lateral pg_catalog.aclexplode(granted.acl) as g
  where g.grantee <> granted.owner group by 2`,
  comment: (
    relation,
  ) => sql`select 'comment', coalesce(a.attname::pg_catalog.text, ''), d.description from pg_catalog.pg_description as d
  left join pg_catalog.pg_attribute as a on a.attrelid = d.objoid and a.attnum = d.objsubid and d.objsubid > 0
  where d.objoid = ${relation} and d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass`,
  setting: settingsOf,
};

const allKinds: readonly MadeKind[] = [
  'index',
  'constraint',
  'trigger',
  'policy',
  'rule',
  'statistics',
  'grant',
  'comment',
  'setting',
];

/** What ALTER sets on a relation and on its columns; what PostgreSQL would have without is left out. */
function settingsOf(relation: Sql): Sql {
  return sql`select 'setting', s.name, s.definition from pg_catalog.pg_class as c
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
  ) as s where c.oid = ${relation}
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
  ) as s where a.attrelid = ${relation} and a.attnum > 0 and not a.attisdropped`;
}

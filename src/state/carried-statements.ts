// The statements that give a new relation what the replaced one had, as queries that answer them in the order of their
// steps. What is read of the catalog is read once, in CTEs: planning a join in each part takes longer than all the rest. They use the variables of
// the body of carry-over.ts.

import { join, raw, type Sql, sql } from '../sql/sql.ts';

const isDescribed = (catalog: string, objects: Sql): Sql => sql`exists (select from pg_catalog.pg_description as d
      where d.classoid = '${raw(`pg_catalog.${catalog}`)}'::pg_catalog.regclass and d.objoid ${objects})`;

const relationsGlance = sql`divided or exists (select from pg_catalog.pg_class as c left join pg_catalog.pg_class as t on t.oid = c.reltoastrelid
      where c.oid in (old_table, new_table) and (c.relacl is not null or c.reloptions is not null or t.reloptions is not null
        or c.relrowsecurity or c.relforcerowsecurity or c.relreplident in ('f', 'n')))
    or ${isDescribed('pg_class', raw('= old_table and d.objsubid = 0'))}`;

const columnsGlance = sql`exists (select from pg_catalog.pg_attribute as a join pg_catalog.pg_type as t on t.oid = a.atttypid
      where a.attrelid = any (tree) and a.attnum > 0 and not a.attisdropped and (a.attacl is not null
        or a.attstattarget >= 0 or a.attoptions is not null or a.attcompression <> '' or a.attstorage <> t.typstorage))
    or ${isDescribed('pg_class', raw('= any (tree) and d.objsubid > 0'))}
    or new_kind = 'v' and exists (select from pg_catalog.pg_attrdef where adrelid = old_table)`;

const indexesGlance = sql`exists (select from pg_catalog.pg_index as i join pg_catalog.pg_class as c on c.oid = i.indexrelid
      where i.indrelid = old_table and (i.indisclustered or i.indisreplident or c.reloptions is not null))
    or exists (select from pg_catalog.pg_attribute as a where a.attrelid = any (tree_indexes) and a.attstattarget >= 0)
    or exists (select from pg_catalog.pg_depend as d
      where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = any (tree || tree_indexes) and d.deptype = 'x')
    or ${isDescribed('pg_class', raw('= any (tree_indexes)'))}
    or ${isDescribed('pg_constraint', raw('in (select o.oid from pg_catalog.pg_constraint as o where o.conrelid = old_table)'))}`;

const hasIndexes = sql`has_rows and (new_kind = 'm' or tree_indexes <> '{}' or exists (select from pg_catalog.pg_constraint where conrelid = old_table))`;

const pairs = sql`pair (old, new) as (
      select p.old_part, p.new_part from rows from (pg_catalog.unnest(old_parts), pg_catalog.unnest(new_parts)) as p (old_part, new_part)
    )`;

const bothRelations = sql`${pairs},
    both_relations as materialized (
      select pair.old, pair.new::pg_catalog.regclass as new, o.reloptions as options, o.reltoastrelid as toast, o.relrowsecurity as secured, o.relforcerowsecurity as forced,
        o.relreplident as identity, coalesce(o.relacl, pg_catalog.acldefault('r', o.relowner)) as held, coalesce(n.relacl, pg_catalog.acldefault('r', n.relowner)) as given
      from pair join pg_catalog.pg_class as o on o.oid = pair.old join pg_catalog.pg_class as n on n.oid = pair.new
    )`;

const bothColumns = sql`${pairs},
    both_columns as materialized (
      select pair.old, pair.new::pg_catalog.regclass as new, a.attnum as place, a.attname as name, a.attacl as held, a.attstattarget as target, b.attstattarget as new_target,
        a.attoptions as options, a.attstorage as storage, b.attstorage as new_storage, a.attcompression as compression, b.attcompression as new_compression,
        a.atttypid = b.atttypid as same_type
      from pair join pg_catalog.pg_attribute as a on a.attrelid = pair.old and a.attnum > 0 and not a.attisdropped
      join pg_catalog.pg_attribute as b on b.attrelid = pair.new and b.attname = a.attname and not b.attisdropped
    )`;

/** Indexes that both have, also of keys, by their names on the one and on the other. */
const bothIndexes = sql`${pairs},
    index_pair (old, new) as (
      select i.indexrelid, j.indexrelid from rows from (pg_catalog.unnest(old_indexes), pg_catalog.unnest(new_indexes)) as named (old_name, new_name)
      join pg_catalog.pg_class as o on o.relname = named.old_name join pg_catalog.pg_index as i on i.indexrelid = o.oid and i.indrelid = old_table
      join pg_catalog.pg_class as n on n.relname = named.new_name join pg_catalog.pg_index as j on j.indexrelid = n.oid and j.indrelid = new_table
    ),
    both_indexes as materialized (
      select index_pair.old, index_pair.new::pg_catalog.regclass as new, c.relname as name, o.reloptions as options, i.indisclustered as clustered, i.indisreplident as identity
      from index_pair join pg_catalog.pg_index as i on i.indexrelid = index_pair.old
      join pg_catalog.pg_class as o on o.oid = index_pair.old join pg_catalog.pg_class as c on c.oid = index_pair.new
    )`;

const role = sql`case g.grantee when 0 then 'public' else pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(g.grantee)) end`;
const grantable = sql`case when g.is_grantable then ' with grant option' end`;

/**
 * What the new one has too much (by default privileges, or of its owner) is revoked, what it lacks is granted. All of it was
 * granted by the owner: of another grantor it is a loss.
 */
const lacking = (list: Sql): Sql => sql`not exists (select from pg_catalog.aclexplode(${list}) as h
        where h.grantee = g.grantee and h.privilege_type = g.privilege_type and h.is_grantable = g.is_grantable)`;

const privileges: readonly Sql[] = [
  sql`select 1, pg_catalog.format('revoke %s on table %s from %s', g.privilege_type, r.new, ${role})
      from both_relations as r, pg_catalog.aclexplode(r.given) as g where ${lacking(raw('r.held'))}`,
  sql`select 2, pg_catalog.format('grant %s on table %s to %s%s', g.privilege_type, r.new, ${role}, ${grantable})
      from both_relations as r, pg_catalog.aclexplode(r.held) as g
      where ${lacking(raw('r.given'))} and 'grant ' || g.privilege_type || ' ' || ${role} <> all (made_again)`,
];

const described = (relation: Sql, place: Sql): Sql =>
  sql`join pg_catalog.pg_description as d on d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objoid = ${relation} and d.objsubid = ${place}`;

/** Privileges and comments. */
const ofEachColumn: readonly Sql[] = [
  sql`select 2, pg_catalog.format('grant %s (%I) on table %s to %s%s', g.privilege_type, a.name, a.new, ${role}, ${grantable})
      from both_columns as a, pg_catalog.aclexplode(a.held) as g
      where 'grant ' || a.name || ' ' || g.privilege_type || ' ' || ${role} <> all (made_again)`,
  sql`select 3, pg_catalog.format('comment on column %s.%I is %L', a.new, a.name, d.description)
      from both_columns as a ${described(raw('a.old'), raw('a.place'))} where a.old <> old_table or 'comment ' || a.name <> all (made_again)`,
];

const commentOn = sql`select 3, pg_catalog.format('comment on %s %s is %L', case when r.old = old_table then new_noun else 'table' end, r.new, d.description)
      from both_relations as r ${described(raw('r.old'), raw('0'))} where r.old <> old_table or 'comment ' <> all (made_again)`;

/** What config and hooks have set they say again. Only what is on the relation itself is remembered, not what is on a partition. */
function notAgain(relation: Sql, name: Sql): Sql {
  return sql`(${relation} <> old_table or 'setting ' || ${name} <> all (made_again))`;
}

const options = sql`select 4, pg_catalog.format('alter table %s set (%s)', r.new, pg_catalog.string_agg(pg_catalog.format('%I=%L', p.option_name, p.option_value), ', '))
      from both_relations as r, pg_catalog.pg_options_to_table(r.options) as p
      where same_kind and ${notAgain(raw('r.old'), raw('p.option_name'))} group by r.new`;

const toastOptions = sql`select 4, pg_catalog.format('alter table %s set (%s)', r.new, pg_catalog.string_agg(pg_catalog.format('toast.%I=%L', p.option_name, p.option_value), ', '))
      from both_relations as r join pg_catalog.pg_class as t on t.oid = r.toast, pg_catalog.pg_options_to_table(t.reloptions) as p
      where has_rows and ${notAgain(raw('r.old'), sql`'toast.' || p.option_name`)} group by r.new`;

/** Of the columns of a view. */
const defaults = sql`select 4, pg_catalog.format('alter table %s alter column %I set default %s', a.new, a.name, pg_catalog.pg_get_expr(d.adbin, d.adrelid))
      from both_columns as a join pg_catalog.pg_attrdef as d on d.adrelid = a.old and d.adnum = a.place where same_kind and new_kind = 'v'`;

/** Of attoptions only n_distinct and n_distinct_inherited are anybody's: servers keep keys of their own there. */
const setOnColumn = (action: Sql, value: Sql): Sql =>
  sql`select 4, pg_catalog.format('alter table %s alter column %I ${action}', a.new, a.name, ${value}) from both_columns as a`;
const notAgainOf = (word: Sql): Sql => notAgain(raw('a.old'), sql`${word} || ' ' || a.name`);

const columnSettings: readonly Sql[] = [
  sql`${setOnColumn(raw('set statistics %s'), raw('a.target'))}
      where has_rows and a.target >= 0 and a.target is distinct from a.new_target and ${notAgainOf(raw("'statistics'"))}`,
  sql`${setOnColumn(raw('set (%s)'), raw("p.option_name || '=' || p.option_value"))}, pg_catalog.pg_options_to_table(a.options) as p
      where has_rows and p.option_name in ('n_distinct', 'n_distinct_inherited') and ${notAgainOf(raw('p.option_name'))}`,
  sql`${setOnColumn(raw('set storage %s'), raw("case a.storage when 'p' then 'plain' when 'e' then 'external' when 'm' then 'main' else 'extended' end"))}
      where has_rows and a.storage <> a.new_storage and a.same_type and ${notAgainOf(raw("'storage'"))}`,
  sql`${setOnColumn(raw('set compression %s'), raw("case a.compression when 'l' then 'lz4' when 'p' then 'pglz' else 'default' end"))}
      where has_rows and a.compression <> a.new_compression and a.same_type and ${notAgainOf(raw("'compression'"))}`,
];

const onExtension = (object: Sql): Sql =>
  sql`join pg_catalog.pg_depend as d on d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = ${object} and d.deptype = 'x'
      join pg_catalog.pg_extension as e on d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass and e.oid = d.refobjid`;

const dependsOnExtension = sql`select 5, pg_catalog.format('alter materialized view %s depends on extension %I', pair.new::pg_catalog.regclass, e.extname)
      from pair ${onExtension(raw('pair.old'))} where new_kind = 'm'`;

/** Of those indexes that both relations have, and of the constraints that have the names of such or the same names. */
const indexSettings: readonly Sql[] = [
  sql`select 5, pg_catalog.format('comment on index %s is %L', x.new, d.description) from both_indexes as x
      join pg_catalog.pg_description as d on d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objoid = x.old`,
  sql`select 5, pg_catalog.format('comment on constraint %I on %s is %L', n.conname, new_table::pg_catalog.regclass, d.description)
      from pg_catalog.pg_constraint as o
      join pg_catalog.pg_description as d on d.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass and d.objoid = o.oid
      left join both_indexes as x on x.old = o.conindid
      join pg_catalog.pg_constraint as n on n.conrelid = new_table and (n.conindid = x.new or x.new is null and n.conname = o.conname)
      where o.conrelid = old_table`,
  sql`select 5, pg_catalog.format('alter index %s alter column %s set statistics %s', x.new, a.attnum, a.attstattarget)
      from both_indexes as x join pg_catalog.pg_attribute as a on a.attrelid = x.old where a.attstattarget >= 0`,
  sql`select 5, pg_catalog.format('alter index %s set (%s)', x.new, pg_catalog.string_agg(pg_catalog.format('%I=%L', p.option_name, p.option_value), ', '))
      from both_indexes as x, pg_catalog.pg_options_to_table(x.options) as p group by x.new`,
  sql`select 5, pg_catalog.format('alter table %s cluster on %I', new_table::pg_catalog.regclass, x.name) from both_indexes as x where x.clustered`,
  sql`select 5, pg_catalog.format('alter index %s depends on extension %I', x.new, e.extname) from both_indexes as x ${onExtension(raw('x.old'))}`,
];

/** PostgreSQL lets materialized views have one, too. */
const replicaIdentity = sql`select 6, pg_catalog.format('alter table %s replica identity %s', r.new, case r.identity when 'f' then 'full' else 'nothing' end)
      from both_relations as r where has_rows and r.identity in ('f', 'n') and ${notAgain(raw('r.old'), sql`'replica identity'`)}`;

/** Only while it is in use; the mark on an index outlives it. */
const replicaIdentityByIndex = sql`select 6, pg_catalog.format('alter table %s replica identity using index %I', new_table::pg_catalog.regclass, x.name)
      from both_indexes as x join pg_catalog.pg_class as o on o.oid = old_table
      where o.relreplident = 'i' and x.identity and ${notAgain(raw('o.oid'), sql`'replica identity'`)}`;

const setSecurity = (word: Sql, found: Sql, name: Sql): Sql =>
  sql`select 6, pg_catalog.format('alter table %s ${word} row level security', r.new) from both_relations as r
      where has_rows and ${found} and ${notAgain(raw('r.old'), name)}`;

const rowSecurity: readonly Sql[] = [
  setSecurity(raw('enable'), raw('r.secured'), sql`'row security'`),
  setSecurity(raw('force'), raw('r.forced'), sql`'force row security'`),
];

function collect(glance: Sql, ctes: Sql, parts: readonly Sql[]): Sql {
  return sql`if ${glance} then
    carried := carried || array(with ${ctes}
    select statement from (
      ${join(parts, '\n      union all ')}
    ) as listed (step, statement) order by step);
  end if;`;
}

/**
 * Put into the variable `carried` (text[]) what is to be executed, in order. The new relation is of the same owner already. Nearly always
 * there is little to carry: what a glance at the old one does not find is not asked for, and not even planned.
 */
export const collectCarried: Sql = join(
  [
    collect(relationsGlance, bothRelations, [
      ...privileges,
      commentOn,
      options,
      toastOptions,
      ...rowSecurity,
      replicaIdentity,
    ]),
    collect(columnsGlance, bothColumns, [...ofEachColumn, defaults, ...columnSettings]),
    sql`if ${hasIndexes} then
  ${collect(indexesGlance, bothIndexes, [...indexSettings, replicaIdentityByIndex, dependsOnExtension])}
  end if;`,
  ],
  '\n  ',
);

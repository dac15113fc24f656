// The function of swaps: what it carries from a replaced relation to the new one, while both are locked, so that nothing changes between
// looking and doing. Everything is read from the catalog there and then; what cannot be carried is refused. Who may call it, and what is sent
// where nobody may, is carry-over.ts's.

import { join, literal, raw, type Sql, sql } from '../sql/sql.ts';
import { collectCarried } from './carried-statements.ts';
import { stateFunction } from './state-function.ts';
import { losses, mayLose, wouldLose } from './swap-losses.ts';

/** The arguments, in their order, under the names that the body calls them by. */
export const carryOverParameters = [
  ['old_relation', 'pg_catalog.regclass'],
  ['new_relation', 'pg_catalog.regclass'],
  ['old_indexes', 'pg_catalog.text[]'],
  ['new_indexes', 'pg_catalog.text[]'],
  ['again', 'pg_catalog.text[]'],
] as const;

/** The relation and its new one, and each partition with its namesake. */
const partitionPairs = sql`select old_table || pg_catalog.array_agg(o.oid order by o.oid), new_table || pg_catalog.array_agg(n.oid order by o.oid) into old_parts, new_parts
    from pg_catalog.pg_partition_tree(new_table) as t
    join pg_catalog.pg_class as n on n.oid = t.relid join pg_catalog.pg_class as o on o.relname = n.relname
    where o.oid = any (tree) and o.oid <> old_table and n.oid <> new_table`;

/** A view has no storage, a table no security_barrier. */
const settingsOfOtherKind = sql`select 'options', null::pg_catalog.oid from pg_catalog.pg_class where oid = old_table and reloptions is not null
    union all select 'row security', null from pg_catalog.pg_class where oid = old_table and (relrowsecurity or relforcerowsecurity)
    union all select 'a default of a column', null from pg_catalog.pg_attrdef where adrelid = old_table and old_kind = 'v'`;

/** A partitioned table and a view need not have one: what is put into their place has the usual one. */
function methodOf(alias: string): Sql {
  return sql`coalesce(nullif(${raw(alias)}.relam, 0), (select oid from pg_catalog.pg_am
        where amname = pg_catalog.current_setting('default_table_access_method')))`;
}

const otherStorage = sql`select 'its place of storage', o.oid
      from rows from (pg_catalog.unnest(old_parts), pg_catalog.unnest(new_parts)) as p (old_part, new_part)
      join pg_catalog.pg_class as o on o.oid = p.old_part join pg_catalog.pg_class as n on n.oid = p.new_part
      where o.reltablespace <> n.reltablespace or ${methodOf('o')} <> ${methodOf('n')}`;

/**
 * Those that would stay behind, and those that lie in a tablespace in which no index of the new one is. Of what was never remembered, an
 * index with such a name is one that a config without a name for it had.
 */
const goneIndexes = sql`select pg_catalog.format('index %I', x.relname), null::pg_catalog.oid
      from pg_catalog.pg_index as i join pg_catalog.pg_class as x on x.oid = i.indexrelid
      where i.indrelid = old_table
        and case when x.relname = any (old_indexes) or 'index ' || x.relname = any (made_again)
            or exists (select from pg_catalog.pg_constraint as o where o.conindid = i.indexrelid)
          then x.relname = any (old_indexes) and x.reltablespace not in (select y.reltablespace
            from pg_catalog.pg_index as j join pg_catalog.pg_class as y on y.oid = j.indexrelid where j.indrelid = new_table)
          else (again is not null or x.relname !~ '^[0-9a-f]{32}$') and (i.indisclustered or i.indisreplident or i.indisvalid and not exists (
            select from pg_catalog.unnest(i.indkey::pg_catalog.int2[]) as k join pg_catalog.pg_attribute as a on a.attrelid = old_table and a.attnum = k
            where not exists (select from pg_catalog.pg_attribute as b where b.attrelid = new_table and b.attname = a.attname)))
          end`;

/** A partition goes with its rows; one to which people have given something is kept, empty, by a rewrite in place. */
const settingsOfGonePartitions = sql`select 'settings', o.oid from pg_catalog.pg_class as o join pg_catalog.pg_class as w on w.oid = old_table
      where o.oid = any (tree) and o.oid <> old_table
        and not exists (select from pg_catalog.pg_partition_tree(new_table) as t join pg_catalog.pg_class as n on n.oid = t.relid where n.relname = o.relname)
        and (o.relacl is not null or o.reloptions is not null or o.relowner <> w.relowner or o.relrowsecurity or o.relforcerowsecurity or o.relreplident <> 'd'
          or exists (select from pg_catalog.pg_description as d where d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objoid = o.oid)
          or exists (select from pg_catalog.pg_attribute as a where a.attrelid = o.oid and a.attnum > 0 and (a.attacl is not null or a.attstattarget >= 0)))`;

function raiseWhereFound(found: Sql): Sql {
  return sql`lost := (select pg_catalog.string_agg(distinct what || case when holder <> old_table
      then pg_catalog.format(' of %s', holder::pg_catalog.regclass) else '' end, ', ') from (
    ${found}
  ) as found (what, holder));
  if lost is not null then
    raise exception 'replacing % would lose: %', old_relation, lost using errcode = ${literal(wouldLose)};
  end if;`;
}

/** Of the function, and of the block: a block of PL/pgSQL over the parameters. The names of its variables are those of no column of the catalog. */
export const carryOverBody: string = sql`declare
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
  if ${mayLose} then
    ${raiseWhereFound(losses)}
  end if;
  if new_relation is null then
    return;
  end if;
  if divided then
    ${partitionPairs};
  end if;
  if not same_kind then
    ${raiseWhereFound(settingsOfOtherKind)}
  elsif has_rows and not divided and tree_indexes = '{}' then
    ${raiseWhereFound(otherStorage)}
  elsif has_rows then
    ${raiseWhereFound(join([otherStorage, goneIndexes, settingsOfGonePartitions], '\n    union all '))}
  end if;
  for item in
    select p.new_part::pg_catalog.regclass as relation, pg_catalog.pg_get_userbyid(o.relowner) as owner
    from rows from (pg_catalog.unnest(old_parts), pg_catalog.unnest(new_parts)) as p (old_part, new_part)
    join pg_catalog.pg_class as o on o.oid = p.old_part join pg_catalog.pg_class as n on n.oid = p.new_part where o.relowner <> n.relowner
  loop
    execute pg_catalog.format('alter table %s owner to %I', item.relation, item.owner);
  end loop;
  ${collectCarried}
  foreach one in array carried loop
    begin
      execute one;
    exception when lock_not_available or deadlock_detected then
      raise;
    when others then
      raise exception 'replacing % would lose what "%" would give: %', old_relation, one, sqlerrm using errcode = ${literal(wouldLose)};
    end;
  end loop;
end`.text;

export const carryOverFunction = stateFunction('carry_over', () => ({
  parameters: carryOverParameters,
  returns: 'void',
  clauses: 'security invoker',
  body: carryOverBody,
}));

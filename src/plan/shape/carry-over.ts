// What a swap carries from the replaced relation to the new one: one block, run while both are locked, so that nothing changes
// between looking and doing. Everything in it is read from the catalog there and then; what it cannot carry it refuses.

import type { CatalogRelation, MadePart } from '../../catalog/relation.ts';
import { doBlock } from '../../sql/do-block.ts';
import { join, literal, type RelationName, raw, relationKey, type Sql, sql } from '../../sql/sql.ts';
import { collectCarried } from './carried-statements.ts';
import { lossesOf, lossVariables, mayLose, namesOf, raiseWhereFound, wouldLose } from './swap-losses.ts';

export interface CarryOver {
  /** What is replaced, by the catalog that was planned on. */
  readonly actual: CatalogRelation;
  /** The new relation, at its waiting place. */
  readonly to: RelationName;
  readonly kind: 'table' | 'view' | 'materialized view';
  /** Indexes that both have (also of keys), by their name on the old one and their name on the new one. */
  readonly indexes: readonly CarriedIndex[];
  /** What config and hooks have made, by kind and name: it is neither carried nor a loss, they make it again. Null: not known. */
  readonly made: readonly MadePart[] | null;
}

export interface CarriedIndex {
  readonly name: string;
  readonly waiting: string;
}

/**
 * Raises wouldLose, which undoes the whole transaction, when the old relation has something that would be lost; else gives
 * owner, privileges, comments and settings to the new one, and those of its partitions and indexes to their namesakes.
 */
export function carryOver(parts: CarryOver): Sql {
  const { actual, to, kind } = parts;
  const made = parts.made ?? [];
  const sameKind = kind === kindWord(actual);
  const others = sameKind ? againstNew(parts) : settingsOfOtherKind;
  return doBlock(sql`declare
  ${lossVariables(actual)}
  new_table constant pg_catalog.oid := ${literal(relationKey(to))}::pg_catalog.regclass;
  found pg_catalog.text;
  item record;
  one pg_catalog.text;
  carried pg_catalog.text[] := '{}';
begin
  if ${mayLose(actual)} then
    ${raiseWhereFound(lossesOf({ actual, made }))}
  end if;
  ${others.length > 0 ? raiseWhereFound(join(others, '\n    union all ')) : raw('')}
  for item in with ${pairs(parts)}
    select pg_catalog.format('alter table %s owner to %I', pair.new::pg_catalog.regclass, pg_catalog.pg_get_userbyid(o.relowner)) as statement
    from pair join pg_catalog.pg_class as o on o.oid = pair.old join pg_catalog.pg_class as n on n.oid = pair.new where o.relowner <> n.relowner
  loop
    execute item.statement;
  end loop;
  ${collectCarried({
    kind,
    sameKind,
    divided: actual.kind === 'partitioned',
    indexed: actual.indexes.length + actual.constraints.length > 0,
    made,
    pairs: sql`${pairs(parts)},
    ${indexPairs(parts.indexes)}`,
  })}
  foreach one in array carried loop
    begin
      execute one;
    exception when lock_not_available or deadlock_detected then
      raise;
    when others then
      raise exception 'replacing % would lose what "%" would give: %', old_table::pg_catalog.regclass, one, sqlerrm
        using errcode = ${literal(wouldLose)};
    end;
  end loop;
end`);
}

function kindWord(actual: CatalogRelation): string {
  return actual.kind === 'materialized_view' ? 'materialized view' : actual.kind === 'view' ? 'view' : 'table';
}

/** The relation and its new one, and each partition with its namesake. */
function pairs({ actual }: CarryOver): Sql {
  const whole = sql`pair (old, new) as (select old_table, new_table`;
  if (actual.kind !== 'partitioned') return sql`${whole})`;
  return sql`${whole} union all ${partitionPairs})`;
}

const partitionPairs = sql`select o.oid, n.oid from pg_catalog.pg_partition_tree(new_table) as t
      join pg_catalog.pg_class as n on n.oid = t.relid join pg_catalog.pg_class as o on o.relname = n.relname
      where o.oid = any (tree) and o.oid <> old_table and n.oid <> new_table`;

function indexPairs(indexes: readonly CarriedIndex[]): Sql {
  const names = indexes.map(({ name, waiting }) => sql`(${literal(name)}, ${literal(waiting)})`);
  const named = names.length > 0 ? sql`values ${join(names, ', ')}` : sql`select null, null where false`;
  return sql`index_pair (old, new) as (
      select i.indexrelid, j.indexrelid from (${named}) as named (old_name, new_name)
      join pg_catalog.pg_class as o on o.relname = named.old_name join pg_catalog.pg_index as i on i.indexrelid = o.oid and i.indrelid = old_table
      join pg_catalog.pg_class as n on n.relname = named.new_name join pg_catalog.pg_index as j on j.indexrelid = n.oid and j.indrelid = new_table
    )`;
}

/** A view has no storage, a table no security_barrier. */
const settingsOfOtherKind: readonly Sql[] = [
  sql`select 'options', null from pg_catalog.pg_class where oid = old_table and reloptions is not null`,
  sql`select 'row security', null from pg_catalog.pg_class where oid = old_table and (relrowsecurity or relforcerowsecurity)`,
  sql`select 'a default of a column', null from pg_catalog.pg_attrdef as d join pg_catalog.pg_class as c on c.oid = d.adrelid
      where d.adrelid = old_table and c.relkind = 'v'`,
];

/** What the new one would have otherwise, and cannot be given without rewriting it. */
function againstNew(parts: CarryOver): readonly Sql[] {
  const { actual } = parts;
  if (actual.kind === 'view') return [];
  const isDivided = actual.kind === 'partitioned';
  const partitions = isDivided ? sql` union all ${partitionPairs}` : raw('');
  return [
    sql`select 'its place of storage', o.oid from (select old_table, new_table${partitions}) as both_of (old, new)
      join pg_catalog.pg_class as o on o.oid = both_of.old join pg_catalog.pg_class as n on n.oid = both_of.new
      where o.reltablespace <> n.reltablespace or ${methodOf('o')} <> ${methodOf('n')}`,
    ...(actual.indexes.length > 0 ? [goneIndexes(parts)] : []),
    ...(isDivided ? [settingsOfGonePartitions] : []),
  ];
}

/** A partitioned table and a view need not have one: what is put into their place has the usual one. */
function methodOf(alias: string): Sql {
  return sql`coalesce(nullif(${raw(alias)}.relam, 0), (select oid from pg_catalog.pg_am
        where amname = pg_catalog.current_setting('default_table_access_method')))`;
}

/** Those that would stay behind, and those that lie in a tablespace in which no index of the new one is. */
function goneIndexes({ indexes, made }: CarryOver): Sql {
  const names = indexes.map(({ name }) => literal(name));
  const carried = sql`array[${names.length > 0 ? join(names, ', ') : raw('')}]::pg_catalog.text[]`;
  const known = sql`${carried} || ${namesOf(made ?? [], 'index')}`;
  // Of what was never remembered, an index with such a name is one that a config without a name for it had.
  const unnamed = made === null ? sql`x.relname !~ '^[0-9a-f]{32}$'` : raw('true');
  return sql`select pg_catalog.format('index %I', x.relname), null from pg_catalog.pg_index as i join pg_catalog.pg_class as x on x.oid = i.indexrelid
      where i.indrelid = old_table
        and case when x.relname = any (${known}) or exists (select from pg_catalog.pg_constraint as o where o.conindid = i.indexrelid)
          then x.relname = any (${carried}) and x.reltablespace not in (select y.reltablespace
            from pg_catalog.pg_index as j join pg_catalog.pg_class as y on y.oid = j.indexrelid where j.indrelid = new_table)
          else ${unnamed} and (i.indisclustered or i.indisreplident or i.indisvalid and not exists (
            select from pg_catalog.unnest(i.indkey::pg_catalog.int2[]) as k join pg_catalog.pg_attribute as a on a.attrelid = old_table and a.attnum = k
            where not exists (select from pg_catalog.pg_attribute as b where b.attrelid = new_table and b.attname = a.attname)))
          end`;
}

/** A partition goes with its rows; one to which people have given something is kept, empty, by a rewrite in place. */
const settingsOfGonePartitions = sql`select 'settings', o.oid from pg_catalog.pg_class as o join pg_catalog.pg_class as w on w.oid = old_table
      where o.oid = any (tree) and o.oid <> old_table
        and not exists (select from pg_catalog.pg_partition_tree(new_table) as t join pg_catalog.pg_class as n on n.oid = t.relid where n.relname = o.relname)
        and (o.relacl is not null or o.reloptions is not null or o.relowner <> w.relowner or o.relrowsecurity or o.relforcerowsecurity or o.relreplident <> 'd'
          or exists (select from pg_catalog.pg_description as d where d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objoid = o.oid)
          or exists (select from pg_catalog.pg_attribute as a where a.attrelid = o.oid and a.attnum > 0 and (a.attacl is not null or a.attstattarget >= 0)))`;

/** Moves the partitions of a table, made at the waiting place, to the table's own schema. */
export function movePartitions(table: RelationName): Sql {
  return doBlock(sql`declare
  item record;
begin
  for item in select inhrelid::pg_catalog.regclass as part from pg_catalog.pg_inherits
    where inhparent = ${literal(relationKey(table))}::pg_catalog.regclass
  loop
    execute pg_catalog.format('alter table %s set schema %I', item.part, ${literal(table.schema)});
  end loop;
end`);
}

// Retired versions: replaced relations that views of Smelt's still read. They are in the schema of the state, or beside what replaced
// them; their records, which go with them, distinguish them from everything else there. When one is retired, and to where, is plan/'s.

import { doBlock } from '../sql/do-block.ts';
import { identifier, literal, qualified, type RelationName, raw, relationKey, type Sql, sql } from '../sql/sql.ts';
import { isRetired, type StateSchema, tableOf } from './state-schema.ts';

/** Whether a view or materialized view reads the relation of that OID, or uses its row type. */
function isRead(oid: Sql): Sql {
  return sql`exists (
    select from (
      select 'pg_catalog.pg_class'::pg_catalog.regclass as class, ${oid} as object
      union all select 'pg_catalog.pg_type'::pg_catalog.regclass, pg_catalog.unnest(array[t.oid, t.typarray])
      from pg_catalog.pg_class as c join pg_catalog.pg_type as t on t.oid = c.reltype where c.oid = ${oid}
    ) as part
    join pg_catalog.pg_depend as d on d.refclassid = part.class and d.refobjid = part.object
    join pg_catalog.pg_rewrite as r on r.oid = d.objid
    where d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass and r.ev_class <> ${oid}
  )`;
}

export interface Retirement {
  /** The name that the relation is recorded by. */
  readonly recorded: RelationName;
  /** The name that it has been given to make room for its successor. */
  readonly existing: RelationName;
  readonly kind: 'table' | 'view' | 'materialized view';
  /** Where it goes, under a name by which its record is known as one of a retired version. */
  readonly retired: RelationName;
}

/**
 * Moves a replaced relation, with its record, out of the way when something still reads it; else drops it, without CASCADE.
 * The names of its indexes and partitions are freed, and its foreign keys go: they would hold back changes of other tables.
 */
export function retireOrDrop(state: StateSchema, { recorded, existing, kind, retired }: Retirement): Sql {
  return doBlock(sql`declare
  old_relation constant pg_catalog.oid := ${literal(relationKey(existing))}::pg_catalog.regclass;
  item record;
begin
  if not ${isRead(sql`old_relation`)} then
    drop ${raw(kind)} ${qualified(existing)};
    return;
  end if;
  for item in select conname from pg_catalog.pg_constraint where conrelid = old_relation and contype = 'f' and conparentid = 0
  loop
    execute pg_catalog.format('alter table %s drop constraint %I', old_relation::pg_catalog.regclass, item.conname);
  end loop;
  for item in select i.indexrelid as index from pg_catalog.pg_index as i
    where i.indrelid = old_relation or i.indrelid in (select relid from pg_catalog.pg_partition_tree(old_relation))
  loop
    execute pg_catalog.format('alter index %s rename to %I', item.index::pg_catalog.regclass, 'retired_' || item.index);
  end loop;
  for item in select relid::pg_catalog.oid as part from pg_catalog.pg_partition_tree(old_relation) where relid <> old_relation
  loop
    execute pg_catalog.format('alter table %s rename to %I', item.part::pg_catalog.regclass, 'retired_' || item.part);
    execute pg_catalog.format('alter table %s set schema %I', item.part::pg_catalog.regclass, ${literal(retired.schema)});
  end loop;
  alter table ${qualified(existing)} rename to ${identifier(retired.name)};
  alter table ${qualified({ schema: existing.schema, name: retired.name })} set schema ${identifier(retired.schema)};
  update ${tableOf(state, 'relations')} set schema_name = ${literal(retired.schema)}, relation_name = ${literal(retired.name)}, recorded_at = pg_catalog.now()
  where schema_name = ${literal(recorded.schema)} and relation_name = ${literal(recorded.name)} and oid = old_relation;
end`);
}

/**
 * Drops the retired versions that nothing reads any more, without CASCADE and without waiting for anybody: what a session has
 * still open stays for the next time, and what belongs to another role for its runs. One that reads another goes first.
 */
export function dropUnreadVersions(state: StateSchema): Sql {
  return doBlock(sql`declare
  timeout constant pg_catalog.text := pg_catalog.current_setting('lock_timeout');
  item record;
  again boolean := true;
begin
  while again loop
    again := false;
    for item in
      select v.schema_name, v.relation_name, c.relkind from ${tableOf(state, 'relations')} as v
      left join (pg_catalog.pg_class as c join pg_catalog.pg_namespace as n on n.oid = c.relnamespace)
        on c.oid = v.oid and c.relname = v.relation_name and n.nspname = v.schema_name
      where ${isRetired(sql`v`)} and not ${isRead(sql`v.oid`)}
        -- After a restore the name is there under another OID, until it is adopted.
        and (c.oid is not null or pg_catalog.to_regclass(pg_catalog.format('%I.%I', v.schema_name, v.relation_name)) is null)
    loop
      begin
        perform pg_catalog.set_config('lock_timeout', '10ms', true);
        if item.relkind is not null then
          execute pg_catalog.format('drop %s %I.%I', case item.relkind when 'v' then 'view' when 'm' then 'materialized view'
            else 'table' end, item.schema_name, item.relation_name);
        end if;
        delete from ${tableOf(state, 'relations')} where schema_name = item.schema_name and relation_name = item.relation_name;
        again := true;
      exception when lock_not_available or dependent_objects_still_exist or undefined_table or insufficient_privilege then
        null;
      end;
    end loop;
  end loop;
  perform pg_catalog.set_config('lock_timeout', timeout, true);
end`);
}

/** Who still reads retired versions: rows of (schema_name, relation_name, node_id, retired_node), in the order of the names. */
export function findVersionReaders(state: StateSchema): Sql {
  return sql`select distinct reader.schema_name, reader.relation_name, reader.node_id, v.node_id as retired_node
from ${tableOf(state, 'relations')} as v
join pg_catalog.pg_class as c on c.oid = v.oid and c.relname = v.relation_name
join pg_catalog.pg_type as t on t.oid = c.reltype
cross join lateral (values ('pg_catalog.pg_class'::pg_catalog.regclass, c.oid), ('pg_catalog.pg_type'::pg_catalog.regclass, t.oid),
  ('pg_catalog.pg_type'::pg_catalog.regclass, t.typarray)) as part (class, object)
join pg_catalog.pg_depend as d on d.refclassid = part.class and d.refobjid = part.object
  and d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
join pg_catalog.pg_rewrite as r on r.oid = d.objid
join pg_catalog.pg_class as rc on rc.oid = r.ev_class
join pg_catalog.pg_namespace as n on n.oid = rc.relnamespace
join ${tableOf(state, 'relations')} as reader on reader.oid = rc.oid and reader.schema_name = n.nspname and reader.relation_name = rc.relname
where ${isRetired(sql`v`)} and not ${isRetired(sql`reader`)}
order by 1, 2, 4`;
}

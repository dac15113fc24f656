// The audit triggers of partitions. A statement fires the triggers of the relation that it names and of no other
// (AfterTriggerBeginQuery, src/backend/commands/trigger.c; TRUNCATE alone fires those of all that it empties), so that rows written to a
// partition past its table are logged by triggers of the partition's own: those of the table, copied.

import { doBlock } from '../sql/do-block.ts';
import { identifier, join, literal, qualified, type RelationName, relationKey, type Sql, sql } from '../sql/sql.ts';
import { auditTriggerNames } from './audit-log.ts';

const names = sql`array[${join(auditTriggerNames.map(literal), ', ')}]::pg_catalog.text[]`;

/** Gives each partition of the table, whoever made it, the audit triggers that the table has and it has not. */
export function auditPartitions(table: RelationName): Sql {
  return doBlock(sql`declare
  item record;
begin
  for item in
    select part.relid, t.tgname, pg_catalog.pg_get_triggerdef(t.oid) as definition, pg_catalog.format(' ON %I.%I ', n.nspname, c.relname) as on_table
    from pg_catalog.pg_trigger as t join pg_catalog.pg_class as c on c.oid = t.tgrelid join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
    cross join pg_catalog.pg_partition_tree(t.tgrelid) as part
    where t.tgrelid = ${literal(relationKey(table))}::pg_catalog.regclass and t.tgname = any (${names}) and part.relid <> t.tgrelid
      and not exists (select from pg_catalog.pg_trigger as own where own.tgrelid = part.relid and own.tgname = t.tgname)
    order by part.relid::pg_catalog.oid, t.tgname
  loop
    execute overlay(item.definition placing pg_catalog.format(' ON %s ', item.relid)
      from pg_catalog.strpos(item.definition, item.on_table) for pg_catalog.length(item.on_table));
  end loop;
end`);
}

/** Takes an audit trigger off the table and its partitions. */
export function dropAuditTrigger(table: RelationName, name: string): Sql {
  return doBlock(sql`declare
  part pg_catalog.regclass;
begin
  drop trigger ${identifier(name)} on ${qualified(table)};
  for part in
    select t.tgrelid from pg_catalog.pg_trigger as t join pg_catalog.pg_partition_tree(${literal(relationKey(table))}::pg_catalog.regclass) as tree on tree.relid = t.tgrelid
    where t.tgname = ${literal(name)}
  loop
    execute pg_catalog.format('drop trigger %I on %s', ${literal(name)}, part);
  end loop;
end`);
}

// The product's `audit_log`: how changes of audited tables get into it. Each statement on such a table fires one trigger that
// logs the rows that really changed; nothing else writes the log, and nothing changes what is in it.

import { doBlock } from '../sql/do-block.ts';
import { identifier, join, literal, qualified, type RelationName, raw, type Sql, sql } from '../sql/sql.ts';
import { textSettings } from '../sql/text-settings.ts';
import { type StateSchema, tableOf } from './state-schema.ts';
import { refuseForeignFunction } from './trusted-owner.ts';

/**
 * The name of the function behind the audit triggers of a log: it is beside the log and belongs to whoever made that, so that each
 * of several roles on one database has a log of its own. (Triggers of before use one in the schema of the state.)
 */
export function auditWriter(auditLog: RelationName): RelationName {
  return { schema: auditLog.schema, name: 'smelt_write_audit_log' };
}

/**
 * What the text of a value depends on beside the value (docs/targets.md has the table): whoever writes a row has set these as they like.
 * Money is reported as where the log was made, since each locale has another number of digits after the point.
 */
const pinned: Sql = join(
  [
    sql`search_path = pg_catalog, pg_temp`,
    ...Object.entries(textSettings).map(([name, value]) => sql`${raw(name)} = ${literal(value)}`),
    sql`TimeZone = 'UTC'`,
    sql`lc_monetary from current`,
  ].map((setting) => sql`set ${setting}`),
  ' ',
);

/**
 * The statements that make that function: its arguments are the log's schema and name, then the columns of the primary key.
 *
 * A row's id is its key as text, of several columns a JSON array. Old and new rows meet by that id, so an update that changes
 * the key reads as a deletion and an insertion, and a TRUNCATE as the deletion of each row. `smelt.actor` names who changed a row only where the session's user may act as
 * the function's owner: anyone can set it, so nobody else is believed.
 * It works for Smelt's relations alone, whoever has put it on another one; a partition is logged by the name of its table. TRUNCATE of a
 * partitioned table fires the triggers of its partitions too: its own logs what these do not.
 *
 * to_jsonb() calls casts to json that the owner of a type has made (json_categorize_type, src/backend/utils/adt/jsonfuncs.c). So a column in
 * whose type there is one of somebody else than a superuser or the log's owner goes in as text, as its output function gives it, and an
 * array as one of texts; without such a cast JSON has the same for all but composite types. Of domains no cast is called.
 * In a transaction with a snapshot of its own the catalog may be older than the rows' columns: such a statement fails, as one to try again.
 */
export function auditFunction(state: StateSchema, name: RelationName): readonly Sql[] {
  return [
    sql`create or replace function ${qualified(name)}() returns trigger
language plpgsql security definer ${pinned} as ${literal(auditBody(state))}`,
    refuseForeignFunction(state, name),
    sql`revoke all on function ${qualified(name)}() from public`,
  ];
}

/** As pg_proc.prosrc has it: a function of another text is of another version of Smelt. */
export function auditBody(state: StateSchema): string {
  return sql`
declare
  audited pg_catalog.text;
  attributes pg_catalog.text := '*';
  types pg_catalog.oid[];
  actual_types pg_catalog.text;
  is_current pg_catalog.bool;
  record_id constant pg_catalog.text := case when tg_nargs = 3 then pg_catalog.format('v ->> %L', tg_argv[2])
    else pg_catalog.format('pg_catalog.jsonb_build_array(%s)::pg_catalog.text',
      (select pg_catalog.string_agg(pg_catalog.format('v -> %L', tg_argv[place]), ', ' order by place) from pg_catalog.generate_series(2, tg_nargs - 1) as place))
    end;
  old_rows pg_catalog.text := 'old_rows';
  new_rows pg_catalog.text := 'new_rows';
  changes pg_catalog.text;
  actor constant pg_catalog.text := case when pg_catalog.pg_has_role(session_user, current_user, 'MEMBER')
    then nullif(pg_catalog.current_setting('smelt.actor', true), '') end;
begin
  select case when n.nspname = tg_argv[0] then c.relname else n.nspname || '.' || c.relname end into audited
  from pg_catalog.pg_class as c join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
  where c.oid = coalesce(pg_catalog.pg_partition_root(tg_relid), tg_relid) and (
    pg_catalog.pg_has_role(c.relowner, current_user, 'MEMBER') or exists (select from ${tableOf(state, 'relations')} as r
      where r.oid = c.oid and r.schema_name = n.nspname and r.relation_name = c.relname));
  if audited is null then
    raise exception '% is not a relation of Smelt', tg_relid::pg_catalog.regclass using errcode = 'insufficient_privilege';
  end if;
  if tg_op = 'TRUNCATE' then
    old_rows := pg_catalog.format('(select * from %1$I.%2$I as t where t.tableoid = %3$s or not exists (
      select from pg_catalog.pg_trigger as own join pg_catalog.pg_trigger as its on its.tgfoid = own.tgfoid and its.tgname = own.tgname
      where own.tgrelid = t.tableoid and own.tgenabled <> ''D'' and its.tgrelid = %3$s and its.tgname = %4$L))',
      tg_table_schema, tg_table_name, tg_relid, tg_name);
  end if;
  if exists (select from pg_catalog.pg_attribute as a where a.attrelid = tg_relid and a.attnum > 0 and not a.attisdropped and a.atttypid >= 16384) then
    with recursive part (place, oid) as (
      select a.attnum, a.atttypid from pg_catalog.pg_attribute as a
      where a.attrelid = tg_relid and a.attnum > 0 and not a.attisdropped and a.atttypid >= 16384
      union
      select part.place, inside.oid from part join pg_catalog.pg_type as t on t.oid = part.oid cross join lateral (
        select t.typelem union all select t.typbasetype union all select a.atttypid from pg_catalog.pg_attribute as a
        where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped
      ) as inside (oid) where inside.oid >= 16384
    ), foreign_part as (
      select part.place from part join pg_catalog.pg_type as t on t.oid = part.oid join pg_catalog.pg_roles as r on r.oid = t.typowner
      where t.typtype <> 'd' and t.typcategory <> 'A' and not r.rolsuper and r.rolname <> current_user
    )
    select pg_catalog.string_agg(pg_catalog.format(case
        when not exists (select from foreign_part where foreign_part.place = a.attnum) then '%1$I'
        when t.typcategory = 'A' then '(case when pg_catalog.num_nonnulls(%1$I) = 1 then pg_catalog.concat(%1$I) end)::pg_catalog.text[] as %1$I'
        else '(case when pg_catalog.num_nonnulls(%1$I) = 1 then pg_catalog.concat(%1$I) end) as %1$I' end, a.attname), ', ' order by a.attnum) into attributes
    from pg_catalog.pg_attribute as a join pg_catalog.pg_type as t on t.oid = a.atttypid
    where a.attrelid = tg_relid and a.attnum > 0 and not a.attisdropped;
  end if;
  if pg_catalog.current_setting('transaction_isolation') in ('repeatable read', 'serializable') then
    select pg_catalog.array_agg(a.atttypid order by a.attnum),
      pg_catalog.string_agg(pg_catalog.format('pg_catalog.pg_typeof(o.%I)::pg_catalog.oid', a.attname), ', ' order by a.attnum) into types, actual_types
    from pg_catalog.pg_attribute as a where a.attrelid = tg_relid and a.attnum > 0 and not a.attisdropped;
    execute pg_catalog.format('select array[%s] = $1 and (select pg_catalog.count(*) from pg_catalog.jsonb_object_keys(pg_catalog.to_jsonb(row(o.*)))) = pg_catalog.cardinality($1)
      from (select) as nothing left join %s as o on false', actual_types, case tg_op when 'INSERT' then new_rows else old_rows end) into is_current using types;
    if not is_current then
      raise exception 'the columns of % have changed since this transaction began', tg_relid::pg_catalog.regclass using errcode = 'serialization_failure';
    end if;
  end if;
  old_rows := pg_catalog.format('select %s as record_id, v from (select pg_catalog.to_jsonb(o.*) as v from (select %s from %s as o) as o) rows', record_id, attributes, old_rows);
  new_rows := pg_catalog.format('select %s as record_id, v from (select pg_catalog.to_jsonb(n.*) as v from (select %s from %s as n) as n) rows', record_id, attributes, new_rows);
  changes := case tg_op
    when 'INSERT' then pg_catalog.format('select record_id, ''INSERT'' as action, null::pg_catalog.jsonb as before, v as after from (%s) n', new_rows)
    when 'UPDATE' then pg_catalog.format('select record_id,
        case when o.v is null then ''INSERT'' when n.v is null then ''DELETE'' else ''UPDATE'' end as action,
        o.v as before, n.v as after
      from (%s) o full join (%s) n using (record_id)
      where o.v is distinct from n.v', old_rows, new_rows)
    else pg_catalog.format('select record_id, ''DELETE'' as action, v as before, null::pg_catalog.jsonb as after from (%s) o', old_rows)
    end;
  execute pg_catalog.format('insert into %I.%I (table_name, record_id, action, old_values, new_values, changed_by, changed_at)
      select $1, record_id, action, before, after, $2, pg_catalog.now() at time zone ''UTC'' from (%s) changes', tg_argv[0], tg_argv[1], changes)
    using audited, coalesce(actor, session_user);
  return null;
end
`.text;
}

/** Names of the triggers on an audited table; there are none in between. */
export const auditTriggerNames = [
  'smelt_audit_insert',
  'smelt_audit_update',
  'smelt_audit_delete',
  'smelt_audit_truncate',
] as const;

export function isAuditTrigger(name: string): boolean {
  return auditTriggerNames.some((known) => known === name);
}

/** The statements that make changes of `table` go into the log; `primaryKey` in the order of the key. */
export function auditTriggers(
  table: RelationName,
  primaryKey: readonly string[],
  auditLog: RelationName,
): readonly Sql[] {
  const [onInsert, onUpdate, onDelete, onTruncate] = auditTriggerNames;
  const write = sql`for each statement execute function ${qualified(auditWriter(auditLog))}(${join(
    [auditLog.schema, auditLog.name, ...primaryKey].map(literal),
    ', ',
  )})`;
  return [
    sql`create trigger ${identifier(onInsert)} after insert on ${qualified(table)} referencing new table as new_rows ${write}`,
    sql`create trigger ${identifier(onUpdate)} after update on ${qualified(table)} referencing old table as old_rows new table as new_rows ${write}`,
    sql`create trigger ${identifier(onDelete)} after delete on ${qualified(table)} referencing old table as old_rows ${write}`,
    sql`create trigger ${identifier(onTruncate)} before truncate on ${qualified(table)} ${write}`,
  ];
}

const guardName = 'smelt_guard_audit_log';

/** The name of the function behind the log's own trigger, which is beside it. */
export function auditGuardFunction(auditLog: RelationName): RelationName {
  return { schema: auditLog.schema, name: guardName };
}

export const auditGuardTrigger = 'smelt_guard';

const guardBody = `
begin
  if tg_op <> 'INSERT' or pg_catalog.pg_trigger_depth() < 2 or not exists (
      select from pg_catalog.pg_class as log where log.oid = tg_relid and pg_catalog.pg_get_userbyid(log.relowner) = current_user) then
    raise exception 'only audit triggers write %', tg_relid::pg_catalog.regclass
      using errcode = 'insufficient_privilege', hint = 'The log is kept as it was written; disable its trigger to maintain it.';
  end if;
  return null;
end
`;

/**
 * The log accepts rows from the audit triggers alone: what they insert is nested in a trigger, and is inserted as the owner of the log,
 * who owns their function. A trigger of anybody's own is nested as well, but inserts as somebody else.
 * For the statements that make the log (product-tables.ts); the function's name is the log's own.
 */
export function auditGuard(state: StateSchema, auditLog: RelationName): readonly Sql[] {
  const guard = auditGuardFunction(auditLog);
  return [
    sql`create or replace function ${qualified(guard)}() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as ${literal(guardBody)}`,
    refuseForeignFunction(state, guard),
    sql`revoke all on function ${qualified(guard)}() from public`,
    sql`create trigger ${identifier(auditGuardTrigger)} before insert or update or delete or truncate on ${qualified(auditLog)}
for each statement execute function ${qualified(guard)}()`,
  ];
}

/** Gives the logs that exist the guard that a new one has. */
export const renewGuards: Sql = doBlock(sql`declare
  item record;
begin
  for item in select n.nspname, p.proname from pg_catalog.pg_proc as p join pg_catalog.pg_namespace as n on n.oid = p.pronamespace
    where p.proname = ${literal(guardName)} and pg_catalog.pg_has_role(current_user, p.proowner, 'MEMBER')
      and exists (select from pg_catalog.pg_trigger as t where t.tgfoid = p.oid and t.tgname = ${literal(auditGuardTrigger)})
  loop
    execute pg_catalog.format('create or replace function %I.%I() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as %L',
      item.nspname, item.proname, ${literal(guardBody)});
  end loop;
end`);

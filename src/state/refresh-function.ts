// `refresh_all_materialized_views()`, the function in the database that refreshes the project's materialized views.

import {
  inlineParameters,
  join,
  literal,
  qualified,
  quoteIdentifier,
  type RelationName,
  type Sql,
  sql,
} from '../sql/sql.ts';
import { isHeldElsewhere, taking } from './advisory-lock.ts';
import { lockNumber, refreshLock } from './locks.ts';
import { type StateSchema, tableOf } from './state-schema.ts';
import { mayOwn, refuseForeignFunction } from './trusted-owner.ts';

/**
 * `schema` and `name` of every materialized view that is recorded as Smelt's, and is no other role's. It reads the catalog's tables: to_regclass() answers from a cache that a
 * session which waited for a lock has not yet brought up to date.
 */
export function existingViews(state: StateSchema): Sql {
  return sql`select n.nspname::pg_catalog.text, c.relname::pg_catalog.text
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  join ${tableOf(state, 'relations')} r on r.oid = c.oid and r.schema_name = n.nspname and r.relation_name = c.relname
  where c.relkind = 'm' and ${mayOwn(state, sql`c.relowner`)}`;
}

/** Where the function is. */
export function refreshFunction(schema: string): RelationName {
  return { schema, name: 'refresh_all_materialized_views' };
}

/** A row where the function that is in `schema` is not one of Smelt's: its body takes no lock of theirs. */
export function findOtherFunction(schema: string): Sql {
  const lock = String(lockNumber);
  return sql`select 1 from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
where n.nspname = ${schema}::pg_catalog.text and p.proname = ${refreshFunction(schema).name}::pg_catalog.text and p.pronargs = 0
  and pg_catalog.strpos(p.prosrc, ${lock}::pg_catalog.text) = 0`;
}

/**
 * The statements that make or replace the function in `schema`; `views` in the order of their dependencies. A view is refreshed
 * CONCURRENTLY when that is possible at the time: it is populated and has a unique index on plain columns for all its rows.
 * What plans a view's query runs what is in it as the function's owner, so that each view's owner is asked for first.
 */
export function createRefreshFunction(
  state: StateSchema,
  schema: string,
  views: readonly RelationName[],
): readonly Sql[] {
  const name = qualified(refreshFunction(schema));
  const refreshes = views.length === 0 ? sql`null` : refreshLoop(views);
  const body = sql`
declare
  target pg_catalog.regclass;
  timeout constant pg_catalog.text := pg_catalog.current_setting('lock_timeout');
  holder record;
begin
  ${waitForLock(name)};
  ${refreshes};
end
`;
  return [
    sql`create or replace function ${name}() returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as ${literal(inlineParameters(body))}`,
    refuseForeignFunction(state, refreshFunction(schema)),
    sql`revoke execute on function ${name}() from public`,
  ];
}

/** Who may call the function holds the lock while it is at work; anybody else is not waited for. */
function waitForLock(name: Sql): Sql {
  return sql`loop
    begin
      perform pg_catalog.set_config('lock_timeout', case timeout when '0' then '10s' else timeout end, true);
      perform ${taking(refreshLock)};
      exit;
    exception when lock_not_available then
      select held.pid, session.usename, session.application_name into holder
      from pg_catalog.pg_locks as held left join pg_catalog.pg_stat_activity as session on session.pid = held.pid
      where ${isHeldElsewhere([refreshLock])}
        and not coalesce(pg_catalog.has_function_privilege(session.usesysid, ${literal(`${name.sql}()`)}::pg_catalog.regprocedure, 'EXECUTE'), false)
      limit 1;
      if found then
        raise exception 'the lock of refresh_all_materialized_views() is held by the role % (pid %, application %)', holder.usename, holder.pid, holder.application_name
          using errcode = 'lock_not_available', hint = 'End that session, then call it again.';
      end if;
      if timeout <> '0' then
        raise;
      end if;
    end;
  end loop;
  perform pg_catalog.set_config('lock_timeout', timeout, true)`;
}

function refreshLoop(views: readonly RelationName[]): Sql {
  const list = join(
    views.map((view) => literal(`${quoteIdentifier(view.schema)}.${quoteIdentifier(view.name)}`)),
    ', ',
  );
  return sql`foreach target in array array[${list}]::pg_catalog.regclass[] loop
    if not exists (select from pg_catalog.pg_class c
      where c.oid = target and c.relkind = 'm' and pg_catalog.pg_has_role(c.relowner, current_user, 'MEMBER')) then
      raise exception '% is not a materialized view of Smelt', target
        using errcode = 'insufficient_privilege', hint = 'Another role has made it since the last run.';
    end if;
    -- REFRESH takes its snapshot before it locks what stands under a view: all that is read is locked first.
    execute pg_catalog.format('select from (%s) as locked limit 0', pg_catalog.rtrim(pg_catalog.pg_get_viewdef(target), E';\n '));
    execute pg_catalog.format('refresh materialized view %s %s',
      case when exists (select from pg_catalog.pg_class c join pg_catalog.pg_index i on i.indrelid = c.oid
        where c.oid = target and c.relispopulated and i.indisunique and i.indisvalid and i.indpred is null and i.indexprs is null)
      then 'concurrently' else '' end, target);
  end loop`;
}

// What must not be on a table of the state: anything that runs somebody's code when Smelt reads or writes there. It is looked for once in
// a run, after locking the tables, so that nothing can be put there in between.

import { join, type Sql, sql } from '../sql/sql.ts';
import { type StateSchema, stateTables, tableOf } from './state-schema.ts';

/** Against triggers, rules, defaults and the like, until the transaction ends; whoever writes rows goes on. A migration is to be waited for first: it locks the tables in another order. */
export function lockState(state: StateSchema): Sql {
  const written = stateTables.filter((table) => table !== 'migrations').map((table) => tableOf(state, table));
  return sql`lock table ${join(written, ', ')} in row exclusive mode`;
}

/** What the migrations give to columns, checks and parts of indexes, as the server reads it back. */
const expressions: readonly (readonly [string, string])[] = [
  ['migrations.applied_at', 'now()'],
  ['runs.status', "'running'::text"],
  ['commits.committed_at', 'now()'],
  ['relations.recorded_at', 'now()'],
  [
    'runs.runs_status_check',
    "CHECK ((status = ANY (ARRAY['running'::text, 'success'::text, 'failed'::text, 'cancelled'::text, 'lost'::text])))",
  ],
  ['runs.runs_running', "(status = 'running'::text)"],
];

/** Rows of `what`, in words: `trigger x on relations`. None where all is as the migrations make it. */
export function findTampering(state: StateSchema): Sql {
  const known = JSON.stringify(expressions.map(([place, expression]) => ({ place, expression })));
  const isUnknown = (name: Sql, expression: Sql) => sql`not exists (
    select from known where known.place = c.relname || '.' || ${name} and known.expression = ${expression}
  )`;
  return sql`with known as (
  select place, expression from pg_catalog.jsonb_to_recordset(${known}::pg_catalog.jsonb) as known (place pg_catalog.text, expression pg_catalog.text)
),
c as (
  select c.* from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where n.nspname = ${state}::pg_catalog.text and c.relname = any (${[...stateTables]}::pg_catalog.text[]) and c.relkind not in ('i', 'I', 'S', 't', 'c')
)
select found.what || ' on ' || found.relname as what from (
  select c.relname, 'trigger ' || t.tgname as what from c join pg_catalog.pg_trigger t on t.tgrelid = c.oid where not t.tgisinternal
  union all select c.relname, 'rule ' || r.rulename from c join pg_catalog.pg_rewrite r on r.ev_class = c.oid
  union all select c.relname, 'policy ' || p.polname from c join pg_catalog.pg_policy p on p.polrelid = c.oid
  union all select c.relname, 'row-level security' from c where c.relrowsecurity
  union all select c.relname, 'another kind of relation' from c where c.relkind <> 'r' or c.relispartition
  union all select c.relname, 'inheritance' from c join pg_catalog.pg_inherits i on c.oid in (i.inhparent, i.inhrelid)
  union all select c.relname, 'default of ' || a.attname
    from c join pg_catalog.pg_attrdef d on d.adrelid = c.oid join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum = d.adnum
    where a.attgenerated <> '' or ${isUnknown(sql`a.attname`, sql`pg_catalog.pg_get_expr(d.adbin, d.adrelid)`)}
  union all select c.relname, 'type of ' || a.attname
    from c join pg_catalog.pg_attribute a on a.attrelid = c.oid join pg_catalog.pg_type t on t.oid = a.atttypid
    where a.attnum > 0 and not a.attisdropped and t.typnamespace <> 'pg_catalog'::pg_catalog.regnamespace
  union all select c.relname, 'constraint ' || o.conname from c join pg_catalog.pg_constraint o on c.oid in (o.conrelid, o.confrelid)
    where o.contype not in ('p', 'u', 'n') and ${isUnknown(sql`o.conname`, sql`pg_catalog.pg_get_constraintdef(o.oid)`)}
  union all select c.relname, 'index ' || x.relname
    from c join pg_catalog.pg_index i on i.indrelid = c.oid join pg_catalog.pg_class x on x.oid = i.indexrelid
    where i.indexprs is not null or i.indpred is not null and ${isUnknown(sql`x.relname`, sql`pg_catalog.pg_get_expr(i.indpred, i.indrelid)`)}
      or exists (select from pg_catalog.unnest(i.indclass::pg_catalog.oid[]) as used (oid) join pg_catalog.pg_opclass k on k.oid = used.oid
        where k.opcnamespace <> 'pg_catalog'::pg_catalog.regnamespace)
  union all select c.relname, 'statistics ' || s.stxname from c join pg_catalog.pg_statistic_ext s on s.stxrelid = c.oid where s.stxexprs is not null
) as found order by 1`;
}

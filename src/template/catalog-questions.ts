// What a template may ask the catalog through `adapter`: relations, columns and schemas. All of it only reads.

import { toText } from '../jinja/python/printing.ts';
import type { CallResult, Value } from '../jinja/value.ts';
import { hasUserText, inUserWords, literal, quoteIdentifier, raw, type Sql, sql } from '../sql/sql.ts';
import { ColumnObject } from './column-object.ts';
import type { NodeContext } from './node-context.ts';
import { RelationObject, type RelationType } from './relation-object.ts';
import { query } from './statements.ts';

type Asking<T> = Generator<CallResult, T, Value>;

/** A relation's row: its schema, name and kind. Temporary ones are in a schema whose name only the session knows. */
const relationsFrom = sql`select n.nspname, c.relname,
  case when c.relkind = 'v' then 'view' when c.relkind = 'm' then 'materialized_view' else 'table' end
from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'v', 'm')`;

function inSchema(schema: string): Sql {
  return schema === 'pg_temp' ? sql`n.oid = pg_catalog.pg_my_temp_schema()` : sql`n.nspname = ${literal(schema)}`;
}

function* rowsOf(context: NodeContext, statement: Sql): Asking<readonly (readonly Value[])[]> {
  const table = yield* query(context, statement.text, !hasUserText(statement));
  return table.answer.rows;
}

const typeOf = (text: Value): RelationType =>
  text === 'view' || text === 'materialized_view' || text === 'table' ? text : null;

function relationFrom(
  context: NodeContext,
  [schema = null, name = null, type = null]: readonly Value[],
): RelationObject {
  const { database } = context.environment.run.target;
  return RelationObject.of({ schema: toText(schema), name: toText(name) }, database, typeOf(type));
}

/** The relation as it is, or null. */
export function* askRelation(context: NodeContext, schema: string, name: string): Asking<RelationObject | null> {
  const rows = yield* rowsOf(context, sql`${relationsFrom} and ${inSchema(schema)} and c.relname = ${literal(name)}`);
  return rows[0] ? relationFrom(context, rows[0]) : null;
}

/** By name. */
export function* askRelations(context: NodeContext, schema: string): Asking<readonly RelationObject[]> {
  const rows = yield* rowsOf(context, sql`${relationsFrom} and ${inSchema(schema)} order by c.relname`);
  return rows.map((row) => relationFrom(context, row));
}

/** The relation that the template's own words would mean by the bare name. */
function* visible(context: NodeContext, name: string): Asking<Sql> {
  const meant = sql`select pg_catalog.to_regclass(${literal(quoteIdentifier(name))})::pg_catalog.oid`;
  const [[oid = null] = []] = yield* rowsOf(context, inUserWords(meant));
  return sql`c.oid = ${literal(oid === null ? 0 : toText(oid))}::pg_catalog.oid`;
}

/**
 * In their order, with types as information_schema.columns says them; the columns of a materialized view, which it leaves
 * out, are there, too.
 */
export function* askColumns(context: NodeContext, relation: RelationObject): Asking<readonly ColumnObject[]> {
  const { schema, identifier } = relation.values;
  if (identifier === null) return [];
  const place = schema === null ? yield* visible(context, identifier) : inSchema(schema);
  const type = sql`information_schema._pg_truetypid(a, t)`;
  const modifier = sql`information_schema._pg_truetypmod(a, t)`;
  const rows = yield* rowsOf(
    context,
    sql`select a.attname,
  case when t.typelem <> 0 and t.typlen = -1 then 'ARRAY'
    when coalesce(bn.nspname, tn.nspname) = 'pg_catalog' then pg_catalog.format_type(${type}, null) else 'USER-DEFINED' end,
  information_schema._pg_char_max_length(${type}, ${modifier})::int,
  information_schema._pg_numeric_precision(${type}, ${modifier})::int,
  information_schema._pg_numeric_scale(${type}, ${modifier})::int
from pg_catalog.pg_attribute a
join pg_catalog.pg_class c on c.oid = a.attrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_type t on t.oid = a.atttypid
join pg_catalog.pg_namespace tn on tn.oid = t.typnamespace
left join pg_catalog.pg_type bt on t.typtype = 'd' and bt.oid = t.typbasetype
left join pg_catalog.pg_namespace bn on bn.oid = bt.typnamespace
where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p', 'v', 'm', 'f')
  and ${place} and c.relname = ${literal(identifier)}
order by a.attnum`,
  );
  return rows.map(
    ([name = null, dataType = null, size = null, precision = null, scale = null]) =>
      new ColumnObject({ name: toText(name), type: toText(dataType), size, precision, scale }),
  );
}

export function* askSchemas(context: NodeContext): Asking<readonly string[]> {
  const rows = yield* rowsOf(context, sql`select nspname from pg_catalog.pg_namespace order by nspname`);
  return rows.map(([name = null]) => toText(name));
}

/** The columns that a query gives, without running it for its rows. */
export function* askQueryColumns(context: NodeContext, text: string): Asking<readonly ColumnObject[]> {
  const { answer } = yield* query(context, `select * from (\n${text}\n) as __dbt_sbq where false limit 0`);
  const types = answer.typeOids ?? [];
  if (types.length === 0) return [];
  // In the template's own words again, as which it may write them.
  const named =
    inUserWords(sql`select pg_catalog.format_type(t.oid, null) from pg_catalog.unnest(array[${raw(types.join(', '))}]::pg_catalog.oid[])
with ordinality as t(oid, place) order by t.place`);
  const rows = yield* rowsOf(context, named);
  return answer.columns.map(
    (name, index) =>
      new ColumnObject({ name, type: toText(rows[index]?.[0] ?? null), size: null, precision: null, scale: null }),
  );
}

// The methods of `adapter` that write: on relations of Smelt's, on temporary ones and on what this transaction has made. Nothing is
// dropped with CASCADE: what depends on a relation keeps it, and the database names it.

import { TemplateError } from '../jinja/errors.ts';
import { toText } from '../jinja/python/printing.ts';
import type { CallResult, Value } from '../jinja/value.ts';
import { identifier, inUserWords, literal, qualified, type RelationName, raw, type Sql, sql } from '../sql/sql.ts';
import { askColumns } from './catalog-questions.ts';
import type { NodeContext } from './node-context.ts';
import type { RelationObject } from './relation-object.ts';
import { query } from './statements.ts';

type Asking<T> = Generator<CallResult, T, Value>;

interface Found {
  /** Its schema as the catalog has it, also of a temporary one. */
  readonly relation: RelationName;
  /** As DDL names it: `table`, `view`. */
  readonly noun: string;
  readonly isRecorded: boolean;
}

function* send(context: NodeContext, statement: Sql): Asking<readonly (readonly Value[])[]> {
  return (yield* query(context, statement.text, true)).answer.rows;
}

/** Statements that run what people have made: triggers. */
function* sendAsUser(context: NodeContext, statement: Sql): Asking<void> {
  yield* query(context, inUserWords(statement).text);
}

/** The number of a transaction with its epoch, as far as it is not older than this one. */
const wholeId = sql`((pg_catalog.pg_snapshot_xmax(pg_catalog.pg_current_snapshot())::pg_catalog.text::pg_catalog.int8 >> 32 << 32)
      + d.xmin::pg_catalog.text::pg_catalog.int8)::pg_catalog.text::pg_catalog.xid8`;

/**
 * The row of pg_depend that ties its row type to a relation is made with it and never changed. Who sees one of a transaction that is
 * in progress is in that transaction: those of others are not seen.
 */
const isMadeHere = sql`exists (
  select from pg_catalog.pg_depend as d
  where d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass and d.objid = c.reltype
    and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjid = c.oid
    and case when pg_catalog.age(d.xmin) <= 0 then pg_catalog.pg_xact_status(${wholeId}) = 'in progress' else false end)`;

/** What is in the relation's place, which must be Smelt's to change; null where nothing is. */
function* owned(context: NodeContext, { values }: RelationObject, doing: string): Asking<Found | null> {
  const { schema, identifier: name } = values;
  if (name === null) throw new TemplateError('raised', `a relation without a name cannot be ${doing}`);
  const { records } = context.vocabulary;
  const [[isReadable = false] = []] = records ? yield* send(context, records.areReadable) : [];
  const isRecorded =
    records && isReadable === true ? records.hold(sql`n.nspname`, sql`c.relname`, sql`c.oid`) : sql`false`;
  const inPlace =
    schema === null
      ? sql`c.oid = pg_catalog.to_regclass(${literal(qualified({ schema: 'pg_temp', name }).text)})`
      : sql`n.nspname = ${literal(schema)}`;
  const [row] = yield* send(
    context,
    sql`select n.nspname, case c.relkind when 'v' then 'view' when 'm' then 'materialized view' else 'table' end,
  ${isRecorded}, n.oid = pg_catalog.pg_my_temp_schema() or ${isMadeHere}
from pg_catalog.pg_class as c join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'v', 'm') and c.relname = ${literal(name)} and ${inPlace}`,
  );
  if (!row) return null;
  const [place = null, noun = null, recorded = null, made = null] = row;
  const relation = { schema: toText(place), name };
  if (recorded !== true && made !== true) throw notOwned(relation, doing);
  return { relation, noun: toText(noun), isRecorded: recorded === true };
}

function notOwned(relation: RelationName, doing: string): TemplateError {
  const text = qualified(relation).text;
  return new TemplateError('raised', `${text} is not Smelt's, nor made in this transaction, and is not ${doing}`, {
    code: 'RELATION_NOT_OWNED',
    help: 'Write the statement yourself, with run_query, where it is yours to change',
  });
}

export function* dropRelation(context: NodeContext, relation: RelationObject): Asking<null> {
  const found = yield* owned(context, relation, 'dropped');
  if (found) yield* send(context, sql`drop ${raw(found.noun)} ${qualified(found.relation)}`);
  return null;
}

export function* truncateRelation(context: NodeContext, relation: RelationObject): Asking<null> {
  const found = yield* owned(context, relation, 'truncated');
  if (!found) throw notThere(relation);
  yield* sendAsUser(context, sql`truncate table ${qualified(found.relation)}`);
  return null;
}

export function* renameRelation(context: NodeContext, from: RelationObject, to: RelationObject): Asking<null> {
  const found = yield* owned(context, from, 'renamed');
  const name = to.values.identifier;
  if (!found || name === null) throw notThere(found ? to : from);
  yield* send(context, sql`alter ${raw(found.noun)} ${qualified(found.relation)} rename to ${identifier(name)}`);
  const { records } = context.vocabulary;
  if (found.isRecorded && records) yield* send(context, records.rename(found.relation, name));
  return null;
}

function notThere(relation: RelationObject): TemplateError {
  return new TemplateError('raised', `there is no relation ${relation.toText()}`, {
    help: 'Ask before: adapter.get_relation(database, schema, identifier)',
  });
}

export function* createSchema(context: NodeContext, { values: { schema } }: RelationObject): Asking<null> {
  if (schema !== null) yield* send(context, sql`create schema if not exists ${identifier(schema)}`);
  return null;
}

/** One with anything in it stays, and the database names that. */
export function* dropSchema(context: NodeContext, { values: { schema } }: RelationObject): Asking<null> {
  if (schema !== null) yield* send(context, sql`drop schema if exists ${identifier(schema)} restrict`);
  return null;
}

/** Columns of text of the second relation become as wide as those of the first. */
export function* expandColumnTypes(context: NodeContext, from: RelationObject, to: RelationObject): Asking<null> {
  const wanted = new Map((yield* askColumns(context, from)).map((column) => [column.values.name, column]));
  const narrow = (yield* askColumns(context, to)).flatMap((column) => {
    const other = wanted.get(column.values.name);
    return other?.isString && column.isString && other.stringSize() > column.stringSize() ? [other] : [];
  });
  if (narrow.length === 0) return null;
  const found = yield* owned(context, to, 'changed');
  if (!found) throw notThere(to);
  for (const column of narrow) {
    const type = raw(`character varying(${column.stringSize()})`);
    const name = identifier(column.values.name);
    yield* send(context, sql`alter table ${qualified(found.relation)} alter column ${name} type ${type}`);
  }
  return null;
}

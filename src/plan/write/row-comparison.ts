// When two rows are the same: keys in which NULLs equal each other without giving up indexes and hash joins, and "really
// changed" for columns of any type.

import { empty, identifier, join, raw, type Sql, sql, userText } from '../../sql/sql.ts';
import { textOf } from '../../sql/text-of.ts';
import { catalogType } from '../../sql/type-name.ts';

/** The names by which statements call the existing relation and the batch; dbt's, so that its incremental_predicates fit. */
export const existing = raw('dbt_internal_dest');
export const batch = raw('dbt_internal_source');

export interface ComparedColumn {
  readonly name: string;
  /** As format_type() writes it. */
  readonly type: string;
  readonly notNull: boolean;
  /** The schema of the type's `=`, where that is not PostgreSQL's own. */
  readonly equality?: string | undefined;
}

/**
 * A part of a key by which rows meet. One that is SQL is over the columns of the row on the left, and on the right is a column of that
 * name: of a relation that has no other columns, so that the expression's names mean the left one's.
 */
export interface KeyPart extends ComparedColumn {
  readonly expression?: string | undefined;
}

/** The columns of what exists, else of what is declared. */
export function comparedColumns(source: { readonly columns: readonly ComparedColumn[] }): readonly ComparedColumn[] {
  return source.columns.map(({ name, type, notNull, equality }) => ({ name, type, notNull, equality }));
}

/** With the `=` of those that are in the table, which its declaration does not give. */
export function withEqualities<Column extends ComparedColumn>(
  columns: readonly Column[],
  actual: { readonly columns: readonly ComparedColumn[] },
): readonly Column[] {
  const known = new Map(actual.columns.map(({ name, equality }) => [name, equality]));
  return columns.map((column) => ({ ...column, equality: known.get(column.name) }));
}

/** `dest.a = source.a and …`. `=` alone uses indexes and hash joins; a NULL in a key meets nothing. */
function sameKey(key: readonly KeyPart[], { left, right, underUsersPath }: Meeting): Sql {
  return join(
    key.map((part) => {
      const { name, equality, expression } = part;
      // Of an expression only the user's path knows the `=`.
      const schema = expression === undefined ? (equality ?? (underUsersPath ? 'pg_catalog' : null)) : null;
      const equal = schema === null ? sql`=` : sql`operator(${identifier(schema)}.=)`;
      return sql`${left(part)} ${equal} ${right}.${identifier(name)}`;
    }),
    ' and ',
  );
}

/**
 * For rows with a NULL in the key: records equal each other where their NULLs meet, and unlike IS NOT DISTINCT FROM that is an
 * equality by which PostgreSQL can merge.
 */
function sameKeyWithNull(key: readonly KeyPart[], { left, right }: Meeting): Sql {
  const given = (part: KeyPart): Sql => sql`${right}.${identifier(part.name)}`;
  return sql`${hasNull(key, left)} and ${hasNull(key, given)} and ${recordBy(key, left)} operator(pg_catalog.=) ${recordBy(key, given)}`;
}

interface Meeting {
  readonly left: (part: KeyPart) => Sql;
  readonly right: Sql;
  readonly underUsersPath: boolean;
}

/**
 * The ways in which keys can meet: one statement for each, so that each is an ordinary join. `underUsersPath`: the statement has words
 * of the user's in it (incremental_predicates) or runs them (triggers), for which the path is theirs.
 */
export function keyMatches(
  key: readonly KeyPart[],
  underUsersPath: boolean,
  left: Sql = existing,
  right: Sql = batch,
): readonly Sql[] {
  return meetings(key, { left: (part) => keyValue(part, left), right, underUsersPath });
}

/** The same for a condition that is put beside relations of any columns: what an expression names is looked for in `existing` first. */
export function keyMatchesAnywhere(key: readonly KeyPart[], underUsersPath: boolean): readonly Sql[] {
  const left = (part: KeyPart): Sql =>
    part.expression === undefined
      ? keyValue(part, existing)
      : sql`(select ${keyValue(part, existing)} from (select ${existing}.*) as smelt_row)`;
  return meetings(key, { left, right: batch, underUsersPath });
}

function meetings(key: readonly KeyPart[], meeting: Meeting): readonly Sql[] {
  const keyed = sameKey(key, meeting);
  return isNullable(key) ? [keyed, sameKeyWithNull(key, meeting)] : [keyed];
}

/** Of a row that is called `side`; an expression finds its columns by itself. */
export function keyValue({ name, expression }: KeyPart, side: Sql): Sql {
  return expression === undefined ? sql`${side}.${identifier(name)}` : userText(`(${expression}\n)`);
}

/** incremental_predicates, as further conditions of a statement that meets rows. */
export function predicatesOf({ predicates = [] }: { readonly predicates?: readonly string[] }): Sql {
  return predicates.length > 0
    ? join(
        predicates.map((text) => sql` and (${userText(text)}\n)`),
        '',
      )
    : empty;
}

/** `(a is null or b is null)` over the parts of the key that may be NULL. */
function hasNull(key: readonly KeyPart[], valueIn: (part: KeyPart) => Sql): Sql {
  const nullable = key.filter((column) => !column.notNull);
  return sql`(${join(
    nullable.map((part) => sql`${valueIn(part)} is null`),
    ' or ',
  )})`;
}

function isNullable(key: readonly ComparedColumn[]): boolean {
  return key.some((column) => !column.notNull);
}

/**
 * True where a column differs from what would be written: by the type's own equality where it is exact and the path is Smelt's, else by
 * the values' binary image.
 */
export function reallyChanged(
  columns: readonly ComparedColumn[],
  underUsersPath: boolean,
  left: Sql = existing,
  right: Sql = batch,
): Sql {
  const isExact = (column: ComparedColumn) => !underUsersPath && hasExactEquality(column.type);
  const exact = columns.filter(isExact);
  const image = columns.filter((column) => !isExact(column));
  const tests = exact.map((column) => {
    const current = sql`${left}.${identifier(column.name)}`;
    return sql`${byBytes(column, current)} is distinct from ${asWritten(column, right)}`;
  });
  if (image.length > 0) {
    const written = image.map((column) => asWritten(column, right));
    tests.push(sql`${recordOf(image, left)} operator(pg_catalog.*<>) row(${join(written, ', ')})::pg_catalog.record`);
  }
  return sql`(${join(tests, ' or ')})`;
}

function recordOf(columns: readonly ComparedColumn[], side: Sql): Sql {
  return recordBy(columns, ({ name }) => sql`${side}.${identifier(name)}`);
}

function recordBy(columns: readonly ComparedColumn[], valueIn: (column: ComparedColumn) => Sql): Sql {
  return sql`row(${join(columns.map(valueIn), ', ')})::pg_catalog.record`;
}

/** The column in a form that GROUP BY takes, whatever its type, and in which only what is the same is equal. */
export function groupable(column: ComparedColumn, side: Sql): Sql {
  if (hasExactEquality(column.type)) return byBytes(column, asWritten(column, side));
  return sql`(${textOf(asWritten(column, side))}) collate pg_catalog."C"`;
}

/** By the rules of a nondeterministic collation `a` may equal `A`, and the change from one to the other would be lost. */
function byBytes(column: ComparedColumn, value: Sql): Sql {
  return /^(?:text|character|character varying|bpchar)\b/.test(column.type)
    ? sql`${value} collate pg_catalog."C"`
    : value;
}

/**
 * A number or time as the column will hold it: writing rounds it to the column's scale, and a row that differs by less than
 * that has not changed. (A cast of text would cut what writing refuses.)
 */
function asWritten(column: ComparedColumn, side: Sql): Sql {
  const value = sql`${side}.${identifier(column.name)}`;
  const rounds = /^(?:smallint|integer|bigint|numeric|real|date|time|timestamp|interval)\b[^[]*$/.test(column.type);
  return rounds ? sql`${value}::${catalogType(column.type)}` : value;
}

/** json, xml and geometry have no equality or a loose one, a day is as long as 24 hours; of types that are not PostgreSQL's own nothing is known. */
function hasExactEquality(type: string): boolean {
  return /^(?:smallint|integer|bigint|numeric|real|double precision|boolean|text|character|character varying|bpchar|name|"char"|bytea|date|time|timestamp|uuid|jsonb|inet|cidr|macaddr|macaddr8|oid|money|bit|bit varying)(?:\([\d,]+\))?(?: with(?:out)? time zone)?(?:\[\])*$/.test(
    type,
  );
}

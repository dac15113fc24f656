// SQL as values: text with parameters, built by the `sql` tag, with identifiers and literals quoted here and nowhere else.
// Strings of SQL are put together only in this folder.

import sqlTag, { empty, join as joinParts, raw, Sql } from 'sql-template-tag';

export { empty, raw, Sql };

/** Statements with words of the user's in them. */
const withUserText = new WeakSet<Sql>();

/** What any of the parts holds of the user's words, the whole holds. */
export function sql(strings: readonly string[], ...values: readonly unknown[]): Sql {
  return inheriting(sqlTag(strings, ...values), values);
}

export function join(values: readonly unknown[], separator?: string): Sql {
  return inheriting(joinParts(values, separator), values);
}

function inheriting(whole: Sql, parts: readonly unknown[]): Sql {
  return parts.some((part) => part instanceof Sql && hasUserText(part)) ? inUserWords(whole) : whole;
}

/**
 * Text as a user wrote it: its names mean what they mean under the target's search_path, or the one that a hook has set, and so
 * a statement with it in it runs under that. Every other statement runs under a path of PostgreSQL's own (postgres/statement-settings.ts).
 */
export function userText(text: string): Sql {
  return inUserWords(raw(text));
}

/**
 * The statement itself, to be run as one of the user's: for what holds no name that the path could change, and runs what people
 * have put on a relation (triggers, expressions of indexes), or asks what a name of theirs means.
 */
export function inUserWords(statement: Sql): Sql {
  withUserText.add(statement);
  return statement;
}

export function hasUserText(statement: Sql): boolean {
  return withUserText.has(statement);
}

/** A quoted identifier: `"it""s"`. Always quoted, so that keywords and capitals mean themselves. */
export function identifier(name: string): Sql {
  return raw(quoteIdentifier(name));
}

/** A string literal as text of the statement, for the places where PostgreSQL takes no parameter (DDL). */
export function literal(value: string | number | bigint | boolean | null): Sql {
  if (value === null) return raw('NULL');
  if (typeof value === 'string') return raw(quoteLiteral(value));
  return raw(String(value));
}

export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Right whatever standard_conforming_strings is: a backslash makes it an escape string. */
export function quoteLiteral(value: string): string {
  const quoted = `'${value.replaceAll("'", "''")}'`;
  return value.includes('\\') ? ` E${quoted.replaceAll('\\', '\\\\')}` : quoted;
}

/** The name of a relation: schema and identifier, neither quoted. A query of the statement's own WITH has no schema: it is ''. */
export interface RelationName {
  readonly schema: string;
  readonly name: string;
}

/** `"schema"."name"`; of a query of the statement's own WITH, `"name"`. */
export function qualified(relation: RelationName): Sql {
  return relation.schema === '' ? identifier(relation.name) : raw(relationKey(relation));
}

/** The key under which maps hold a relation: both parts quoted, so that no two names collide. */
export function relationKey(relation: RelationName): string {
  return `${quoteIdentifier(relation.schema)}.${quoteIdentifier(relation.name)}`;
}

/** A list of quoted identifiers, separated by commas. */
export function identifiers(names: readonly string[]): Sql {
  return raw(names.map(quoteIdentifier).join(', '));
}

/** The statements' own texts, each followed by a semicolon: for reading, not for running. */
export function scriptOf(statements: readonly Sql[]): string {
  return statements.map((statement) => `${inlineParameters(statement)};`).join('\n');
}

/** The statement with its parameters written as literals: what a person can paste into psql. */
export function inlineParameters(statement: Sql): string {
  let text = statement.strings[0] ?? '';
  statement.values.forEach((value, index) => {
    text += literalOf(value) + (statement.strings[index + 1] ?? '');
  });
  return text;
}

function literalOf(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return quoteLiteral(value);
  return quoteLiteral(JSON.stringify(value));
}

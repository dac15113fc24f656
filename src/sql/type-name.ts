// The name of a type as PostgreSQL itself writes it: `varchar(20)` is `character varying(20)`, as format_type() says. For
// comparing what a project declares with what a catalog holds.

import { isJsonObject, type JsonObject, type JsonValue } from '../base/json-value.ts';
import { parseStatement } from './parser.ts';
import { raw, type Sql } from './sql.ts';

/** By the text: a project names few types, and many columns have each; the parser needs a fifth of a millisecond. */
const known = new Map<string, string | null>();

/** Null: the text names no type. `loadParser` must have finished. */
export function canonicalType(type: string): string | null {
  const before = known.get(type);
  if (before !== undefined) return before;
  const canonical = parsedType(type);
  known.set(type, canonical);
  return canonical;
}

function parsedType(type: string): string | null {
  const parsed = parseStatement(`select cast(null as ${type}\n)`);
  if (!parsed.ok) return null;
  const name = castTypeOf(parsed.value.tree);
  return name && canonicalName(name);
}

/** dbt's names for types that PostgreSQL does not have (`translate_type`): `string`. */
export function translateType(type: string): string {
  return /^string$/i.test(type) ? 'text' : type;
}

/** Words of SQL's grammar, which no search_path changes. */
const grammarTypes = new Set([
  'smallint',
  'integer',
  'bigint',
  'numeric',
  'real',
  'boolean',
  'character',
  'bit',
  'interval',
]);

/** A type as the catalog is read (format_type under the engine's search_path), so that it means the same under any path. */
export function catalogType(type: string): Sql {
  const [, base] = /^([a-z][a-z0-9_]*|"char")(?:\[\])*$/.exec(type) ?? [];
  return raw(base === undefined || grammarTypes.has(base) ? type : `pg_catalog.${type}`);
}

function castTypeOf(tree: JsonObject): JsonObject | null {
  const path = ['SelectStmt', 'targetList', 0, 'ResTarget', 'val', 'TypeCast', 'typeName'] as const;
  let value: JsonValue | undefined = tree;
  for (const step of path) {
    if (Array.isArray(value) && typeof step === 'number') value = value[step];
    else if (isJsonObject(value) && typeof step === 'string') value = value[step];
    else return null;
  }
  return isJsonObject(value) ? value : null;
}

/** Internal name → [text before the modifiers, text after]. */
const written: Readonly<Record<string, readonly [string, string]>> = {
  int2: ['smallint', ''],
  int4: ['integer', ''],
  int8: ['bigint', ''],
  float4: ['real', ''],
  float8: ['double precision', ''],
  bool: ['boolean', ''],
  // The word is `bpchar`; in quotes it is another type.
  char: ['"char"', ''],
  bpchar: ['character', ''],
  varchar: ['character varying', ''],
  varbit: ['bit varying', ''],
  timestamp: ['timestamp', ' without time zone'],
  timestamptz: ['timestamp', ' with time zone'],
  time: ['time', ' without time zone'],
  timetz: ['time', ' with time zone'],
};

/** By the parser's mask of fields; all of them have none. */
const intervalFields: Readonly<Record<string, string>> = {
  4: ' year',
  2: ' month',
  8: ' day',
  1024: ' hour',
  2048: ' minute',
  4096: ' second',
  6: ' year to month',
  1032: ' day to hour',
  3080: ' day to minute',
  7176: ' day to second',
  3072: ' hour to minute',
  7168: ' hour to second',
  6144: ' minute to second',
};

function canonicalName(type: JsonObject): string {
  const names = listOf(type.names).map(stringOf);
  const base = names.at(-1) ?? '';
  const schema = names.length > 1 ? names.at(-2) : undefined;
  const given = listOf(type.typmods).map(constantOf);
  // Without a length it is no character(1).
  const isBare = base === 'bpchar' && given.length === 0;
  const [before, after] = (isBare ? undefined : written[base]) ?? [quotedIfNeeded(base), ''];
  const prefix = schema === undefined || schema === 'pg_catalog' ? '' : `${quotedIfNeeded(schema)}.`;
  const [fields = '', ...precision] = given;
  const modifiers = base === 'interval' ? precision : [...given];
  // numeric(18) is numeric(18,0); a bare char is character(1).
  if (base === 'numeric' && modifiers.length === 1) modifiers.push('0');
  const parentheses = modifiers.length > 0 ? `(${modifiers.join(',')})` : '';
  const range = base === 'interval' ? (intervalFields[fields] ?? '') : '';
  return `${prefix}${before}${range}${parentheses}${after}${listOf(type.arrayBounds).length > 0 ? '[]' : ''}`;
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}

function stringOf(value: JsonValue): string {
  const node = isJsonObject(value) ? value.String : undefined;
  return isJsonObject(node) ? String(node.sval) : '';
}

function constantOf(value: JsonValue): string {
  const node = isJsonObject(value) ? value.A_Const : undefined;
  const integer = isJsonObject(node) ? node.ival : undefined;
  return isJsonObject(integer) ? String(integer.ival ?? 0) : '';
}

function quotedIfNeeded(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

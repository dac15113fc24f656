// The indexes that a config asks for, and which of them an existing relation lacks. Indexes that no config names are left alone.

import { createHash } from 'node:crypto';
import { failed, passed } from '../../base/checked.ts';
import type { CatalogRelation } from '../../catalog/relation.ts';
import { type Checked, type Diagnostic, errorAt } from '../../diagnostics/diagnostic.ts';
import type { BuiltNode } from '../../graph/node.ts';
import type { IndexSettings } from '../../project/model-config.ts';
import { words } from '../../sql/around-text.ts';
import { type IndexKey, parseExpressions, parseIndexKeys } from '../../sql/parse-expressions.ts';
import {
  identifier,
  identifiers,
  join,
  qualified,
  type RelationName,
  raw,
  type Sql,
  sql,
  userText,
} from '../../sql/sql.ts';
import { spanOfConfig } from '../input.ts';
import { boundedName } from './names.ts';

export interface DeclaredIndex extends IndexSettings {
  readonly name: string;
  /** What it is on, in order: a column's name whatever its order is, or null for an expression. */
  readonly keys: readonly (string | null)[];
}

/** SQL_SYNTAX where an index of the config is on something that is no SQL; it must be asked before `declaredIndexes`. */
export function checkIndexes(node: BuiltNode): Checked<null> {
  const problems = node.config.indexes.flatMap((index) => [
    ...index.columns.flatMap((text) => problemsOf(node, text, parseIndexKeys(text))),
    ...index.expressions.flatMap((text) => problemsOf(node, text, parseExpressions(text))),
  ]);
  return problems.length > 0 ? failed(problems) : passed(null);
}

function problemsOf(
  node: BuiltNode,
  text: string,
  parsed: ReturnType<typeof parseIndexKeys | typeof parseExpressions>,
): readonly Diagnostic[] {
  if (parsed.ok) return [];
  const message = `an index of "${node.name}" is on "${text}", which is no SQL: ${parsed.problems[0]?.message}`;
  return [
    errorAt('SQL_SYNTAX', message, {
      span: spanOfConfig(node, 'indexes'),
      help: 'Write what CREATE INDEX takes: `id`, `"Order No"`, `created desc`, `lower(email)`',
    }),
  ];
}

/** With the name each has in the database; one without a name gets the hash of what it is, as dbt names its indexes. */
export function declaredIndexes(node: BuiltNode): readonly DeclaredIndex[] {
  return node.config.indexes.map((index) => ({
    ...index,
    name: boundedName(index.name ?? hashedName(node, index), ''),
    keys: [
      ...index.columns.flatMap((text) => keysIn(text).map(({ column }) => column)),
      ...index.expressions.map(() => null),
    ],
  }));
}

function hashedName(node: BuiltNode, index: IndexSettings): string {
  const parts = [...index.columns, ...index.expressions, node.relation.name, String(index.unique), index.type];
  return createHash('md5')
    .update([...parts, ...index.include, index.where ?? ''].join('_'))
    .digest('hex');
}

export function createIndex(relation: RelationName, index: DeclaredIndex, name = index.name): Sql {
  const keys = [...index.columns.map(keyOf), ...index.expressions.map((expression) => userText(`(${expression}\n)`))];
  return words(
    raw(index.unique ? 'create unique index' : 'create index'),
    sql`${identifier(name)} on ${qualified(relation)} using ${identifier(index.type)} (${join(keys, ', ')})`,
    index.include.length > 0 ? sql`include (${identifiers(index.include)})` : null,
    index.where === null ? null : sql`where ${userText(index.where)}\n`,
  );
}

/** Smelt's own words where it is a column, else the user's. */
function keyOf(text: string): Sql {
  const keys = keysIn(text);
  return keys.every(({ isPlain }) => isPlain)
    ? identifiers(keys.flatMap(({ column }) => column ?? []))
    : userText(`${text}\n`);
}

/** What `checkIndexes` has refused is no more than a name. */
function keysIn(text: string): readonly IndexKey[] {
  const parsed = parseIndexKeys(text);
  return parsed.ok ? parsed.value : [{ column: text, isPlain: true }];
}

/** As far as the catalog shows without PostgreSQL's own rewriting of expressions. */
export function isSame(existing: CatalogRelation['indexes'][number], index: DeclaredIndex): boolean {
  return (
    existing.valid &&
    existing.unique === index.unique &&
    existing.partial === (index.where !== null) &&
    existing.columns.length === index.keys.length &&
    existing.columns.every((column, place) => column === index.keys[place])
  );
}

/** Whether REFRESH CONCURRENTLY may use it: unique, on plain columns, over all rows. */
export function allowsConcurrentRefresh(index: CatalogRelation['indexes'][number]): boolean {
  return index.unique && index.valid && !index.partial && index.columns.every((column) => column !== null);
}

// The indexes that a config asks for, and which of them an existing relation lacks. Indexes that no config names are left alone.

import { createHash } from 'node:crypto';
import type { CatalogRelation } from '../../catalog/relation.ts';
import type { BuiltNode } from '../../graph/node.ts';
import type { IndexSettings } from '../../project/model-config.ts';
import { words } from '../../sql/around-text.ts';
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
import { boundedName } from './names.ts';

export interface DeclaredIndex extends IndexSettings {
  readonly name: string;
}

/** With the name each has in the database; one without a name gets the hash of what it is, as dbt names its indexes. */
export function declaredIndexes(node: BuiltNode): readonly DeclaredIndex[] {
  return node.config.indexes.map((index) => ({
    ...index,
    name: boundedName(index.name ?? hashedName(node, index), ''),
  }));
}

function hashedName(node: BuiltNode, index: IndexSettings): string {
  const parts = [...index.columns, ...index.expressions, node.relation.name, String(index.unique), index.type];
  return createHash('md5')
    .update([...parts, ...index.include, index.where ?? ''].join('_'))
    .digest('hex');
}

export function createIndex(relation: RelationName, index: DeclaredIndex, name = index.name): Sql {
  const keys = [
    ...index.columns.map(identifier),
    ...index.expressions.map((expression) => userText(`(${expression}\n)`)),
  ];
  return words(
    raw(index.unique ? 'create unique index' : 'create index'),
    sql`${identifier(name)} on ${qualified(relation)} using ${identifier(index.type)} (${join(keys, ', ')})`,
    index.include.length > 0 ? sql`include (${identifiers(index.include)})` : null,
    index.where === null ? null : sql`where ${userText(index.where)}\n`,
  );
}

/** As far as the catalog shows without PostgreSQL's own rewriting of expressions. */
export function isSame(existing: CatalogRelation['indexes'][number], index: DeclaredIndex): boolean {
  const columns = existing.columns.filter((column) => column !== null);
  const expressions = existing.columns.length - columns.length;
  return (
    existing.valid &&
    existing.unique === index.unique &&
    existing.partial === (index.where !== null) &&
    expressions === index.expressions.length &&
    columns.join('\0') === index.columns.join('\0')
  );
}

/** Whether REFRESH CONCURRENTLY may use it: unique, on plain columns, over all rows. */
export function allowsConcurrentRefresh(index: CatalogRelation['indexes'][number]): boolean {
  return index.unique && index.valid && !index.partial && index.columns.every((column) => column !== null);
}

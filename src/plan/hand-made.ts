// What people have put on a table that Smelt made: it is kept by a swap, or it is a reason not to swap.

import type { CatalogRelation } from '../catalog/relation.ts';
import { identifier, qualified, type RelationName, raw, type Sql, sql } from '../sql/sql.ts';
import type { DeclaredTable } from './declared-table.ts';

export interface KeptIndex {
  readonly name: string;
  /** The same index on another relation, under another name. */
  create(relation: RelationName, name: string): Sql;
}

/** What an index without a name is called by Smelt, as by dbt: it belongs to a config that no longer asks for it. */
const hashedName = /^[0-9a-f]{32}$/;

/**
 * Indexes that no config names, to be made on the table's successor as well. `names`: those that the config and the contract
 * use. An index goes with a column that the successor no longer has; `columns` null: not known.
 */
export function keptIndexes(
  actual: CatalogRelation,
  names: readonly string[],
  columns: readonly string[] | null,
): readonly KeptIndex[] {
  const ofConstraints = new Set(actual.constraints.map((constraint) => constraint.name));
  return actual.indexes.flatMap((index) => {
    const own = names.includes(index.name) || ofConstraints.has(index.name) || hashedName.test(index.name);
    const lost = columns !== null && index.columns.some((column) => column !== null && !columns.includes(column));
    const parts = indexDefinition.exec(index.definition);
    if (own || lost || !index.valid || !parts) return [];
    const kind = raw(index.unique ? 'create unique index' : 'create index');
    const rest = raw(parts.groups?.rest ?? '');
    return [
      {
        name: index.name,
        create: (relation, name) => sql`${kind} ${identifier(name)} on ${qualified(relation)} ${rest}`,
      },
    ];
  });
}

/** `pg_get_indexdef`, with an empty search_path: `CREATE INDEX name ON schema.relation USING …`. */
const indexDefinition =
  /^CREATE (?:UNIQUE )?INDEX (?:"(?:[^"]|"")+"|[^\s"]+) ON (?:ONLY )?(?:"(?:[^"]|"")+"|[^\s".]+)\.(?:"(?:[^"]|"")+"|[^\s"]+) (?<rest>USING .*)$/s;

/** Constraints and settings of columns that the declaration does not know, each a clause for people; `declared` null: a table as its query gave it. */
export function handMade(actual: CatalogRelation, declared: DeclaredTable | null): readonly string[] {
  const names = new Set(declared?.constraints.map(({ name }) => name));
  const constraints = actual.constraints.filter(({ name, kind }) => kind !== 'not_null' && !names.has(name));
  const columns = actual.columns.flatMap((column) => {
    const known = declared?.columns.find(({ name }) => name === column.name);
    const settings = [
      ...(column.default !== null && (known?.default ?? null) === null ? ['default'] : []),
      ...(column.notNull && known?.notNull !== true ? ['NOT NULL'] : []),
      ...(column.identity !== null && known?.identity !== true ? ['identity'] : []),
    ];
    return settings.map((setting) => `${setting} of column ${column.name}`);
  });
  return [...constraints.map(({ name }) => `constraint ${name}`), ...columns];
}

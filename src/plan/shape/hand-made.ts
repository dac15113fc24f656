// What people have put on a table that Smelt made: it is kept by a swap, or it is a reason not to swap.

import type { CatalogRelation } from '../../catalog/relation.ts';
import { identifier, qualified, type RelationName, raw, type Sql, sql } from '../../sql/sql.ts';
import type { DeclaredTable } from './declared-table.ts';
import { indexDefinition, isMade } from './made-parts.ts';

export interface KeptIndex {
  readonly name: string;
  /** The same index on another relation, under another name. */
  create(relation: RelationName, name: string): Sql;
}

/**
 * Indexes that neither config nor hooks have made, to be made on the table's successor as well. `names`: those that the config and the contract
 * use now. An index goes with a column that the successor no longer has; `columns` null: not known.
 */
export function keptIndexes(
  actual: CatalogRelation,
  names: readonly string[],
  columns: readonly string[] | null,
): readonly KeptIndex[] {
  const ofConstraints = new Set(actual.constraints.map((constraint) => constraint.name));
  return actual.indexes.flatMap((index) => {
    const found = indexDefinition(index);
    const own = names.includes(index.name) || ofConstraints.has(index.name);
    const lost = columns !== null && index.columns.some((column) => column !== null && !columns.includes(column));
    if (own || lost || !index.valid || !found) return [];
    if (isMade(actual, 'index', index.name, found.part.definition)) return [];
    const rest = raw(found.rest);
    return [
      {
        name: index.name,
        create: (relation, name) => sql`${found.create} ${identifier(name)} on ${qualified(relation)} ${rest}`,
      },
    ];
  });
}

/** Constraints and settings of columns that neither the declaration nor what Smelt made accounts for, each a clause for people; `declared` null: a table as its query gave it. */
export function handMade(actual: CatalogRelation, declared: DeclaredTable | null): readonly string[] {
  const names = new Set(declared?.constraints.map(({ name }) => name));
  const constraints = actual.constraints.filter(
    ({ name, kind, definition }) =>
      kind !== 'not_null' && !names.has(name) && !isMade(actual, 'constraint', name, definition),
  );
  const columns = actual.columns.flatMap((column) => {
    const known = declared?.columns.find(({ name }) => name === column.name);
    const made = (setting: string, definition?: string) =>
      isMade(actual, 'setting', `${setting} ${column.name}`, definition);
    const settings = [
      ...(column.default !== null && (known?.default ?? null) === null && !made('default', column.default)
        ? ['default']
        : []),
      ...(column.notNull && known?.notNull !== true && !refusesRows(column, known, declared) && !made('not null')
        ? ['NOT NULL']
        : []),
      ...(column.identity !== null && known?.identity !== true && !made('identity') ? ['identity'] : []),
    ];
    return settings.map((setting) => `${setting} of column ${column.name}`);
  });
  return [...constraints.map(({ name }) => `constraint ${name}`), ...columns];
}

/** An added column that would refuse every row of the declared ones: the rows cannot be changed in place for its sake. */
function refusesRows(
  column: CatalogRelation['columns'][number],
  known: DeclaredTable['columns'][number] | undefined,
  declared: DeclaredTable | null,
): boolean {
  return declared !== null && known === undefined && column.default === null && column.identity === null;
}

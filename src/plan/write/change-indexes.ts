// What makes the indexes of a relation that exists those of its config: new ones beside readers, others in the place of those that differ.

import type { CatalogRelation } from '../../catalog/relation.ts';
import { identifier, qualified, type Sql, sql } from '../../sql/sql.ts';
import { createIndex, type DeclaredIndex, isSame } from '../shape/indexes.ts';
import { boundedName } from '../shape/names.ts';
import type { Action } from '../step.ts';
import { publishLocked } from './publish-locked.ts';

/** What makes the indexes of an existing relation those of the config; what locks readers out for a moment comes last. */
export function reconcileIndexes(actual: CatalogRelation, declared: readonly DeclaredIndex[]): readonly Action[] {
  const { created, replaced } = indexChanges(actual, declared);
  return [...created, ...replaced];
}

export interface IndexChanges {
  /** Indexes that are not there, and those that will replace another. Readers go on. */
  readonly created: readonly Action[];
  /** The replacements take their places. */
  readonly replaced: readonly Action[];
}

export function indexChanges(actual: CatalogRelation, declared: readonly DeclaredIndex[]): IndexChanges {
  const existing = new Map(actual.indexes.map((index) => [index.name, index]));
  const missing = declared.filter((index) => !existing.has(index.name));
  const other = declared.filter((index) => {
    const found = existing.get(index.name);
    return found !== undefined && !isSame(found, index);
  });
  const waiting = (index: DeclaredIndex): string => boundedName(index.name, '__smelt_new');
  const place = (name: string): Sql => qualified({ schema: actual.name.schema, name });
  const run = (statement: Sql): Action => ({ kind: 'run', statement });
  return {
    created: [
      ...missing.map((index) => run(createIndex(actual.name, index))),
      ...other.map((index) => run(createIndex(actual.name, index, waiting(index)))),
    ],
    replaced: other.map((index) =>
      publishLocked([], actual, {
        premises: [],
        statements: [
          sql`drop index ${place(index.name)}`,
          sql`alter index ${place(waiting(index))} rename to ${identifier(index.name)}`,
        ],
      }),
    ),
  };
}

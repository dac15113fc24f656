// What hangs on a relation that is to be replaced: Smelt's own views, which can be pointed to the new one, and everything
// else, for which the old one has to stay.

import type { Catalog, CatalogRelation, Dependent } from '../catalog/relation.ts';
import { qualified, raw, relationKey, type Sql, sql } from '../sql/sql.ts';

export interface Dependents {
  /** Own views over it, directly, that are plain views with a known definition. */
  readonly ownViews: readonly CatalogRelation[];
  /** Everything else, as PostgreSQL describes it. */
  readonly others: readonly Dependent[];
}

export function dependentsOf(relation: CatalogRelation, catalog: Catalog): Dependents {
  const ownViews: CatalogRelation[] = [];
  const others: Dependent[] = [];
  for (const dependent of relation.dependents) {
    const found = catalog.relations.get(relationKey(dependent.name));
    const isOwn = dependent.kind === 'view' && found?.kind === 'view' && found.ownership && found.definition !== null;
    if (isOwn) {
      if (!ownViews.some((view) => view.oid === found.oid)) ownViews.push(found);
    } else others.push(dependent);
  }
  return { ownViews, others };
}

/**
 * The view again over what has its parent's name now. The definition as PostgreSQL tells it names relations, so it follows
 * the name. (Smelt gives its views no options that CREATE OR REPLACE would drop.)
 */
export function repointView(view: CatalogRelation): Sql {
  return sql`create or replace view ${qualified(view.name)} as\n${raw((view.definition ?? '').replace(/;\s*$/, ''))}`;
}

// What hangs on a relation that is to be replaced: Smelt's own views, which are pointed to the new one where they fit, its own
// materialized views, which keep reading the old one until they are built anew, and everything else, for which it has to stay.

import { ownedBy } from '../../catalog/describe-object.ts';
import type { Catalog, CatalogRelation, Dependent } from '../../catalog/relation.ts';
import type { CompiledModel } from '../../compile/compiled-model.ts';
import { referencedRelations } from '../../sql/referenced-relations.ts';
import { literal, type RelationName, relationKey, type Sql, sql } from '../../sql/sql.ts';
import { isMadePart } from './made-parts.ts';

export interface Dependents {
  /** Own views over it, directly. */
  readonly ownViews: readonly CatalogRelation[];
  /** Own materialized views over it, directly: nothing points them elsewhere. */
  readonly ownMaterializedViews: readonly CatalogRelation[];
  /** Everything else but what config and hooks make again, as PostgreSQL describes it. */
  readonly others: readonly Dependent[];
}

export function dependentsOf(relation: CatalogRelation, catalog: Catalog): Dependents {
  const own = new Map<string, CatalogRelation>();
  const others: Dependent[] = [];
  for (const dependent of relation.dependents) {
    if (isMadePart(relation, dependent)) continue;
    const key = relationKey(dependent.name);
    const found = catalog.relations.get(key);
    const isReader = dependent.kind === 'view' || dependent.kind === 'materialized_view';
    if (isReader && found?.kind === dependent.kind && found.ownership) own.set(key, found);
    else others.push(dependent);
  }
  const readers = [...own.values()];
  return {
    ownViews: readers.filter(({ kind }) => kind === 'view'),
    ownMaterializedViews: readers.filter(({ kind }) => kind === 'materialized_view'),
    others,
  };
}

/** A clause for the title of a plan that replaces `relation`; empty where nothing is known to stay behind. */
export function staysBehind(relation: CatalogRelation, catalog: Catalog): string {
  const names = dependentsOf(relation, catalog).ownMaterializedViews.map(({ name }) => name.name);
  if (names.length === 0) return '';
  const one = names.length === 1;
  return `; ${names.join(', ')} ${one ? 'keeps' : 'keep'} reading the version before until ${one ? 'it is' : 'they are'} rebuilt`;
}

/**
 * Whether a view reads the relations that have the names in its text now, and no retired one: what took the place of a relation
 * does not know of its reader. By the text, not by the graph, where a parent may be named that is only waited for.
 */
export function readsPresentRelations(
  { statement }: CompiledModel,
  actual: CatalogRelation,
  catalog: Catalog,
): boolean {
  if (actual.readsRetired || statement === null) return false;
  const key = relationKey(actual.name);
  return referencedRelations(statement).every(({ schema, name }) => {
    const read = schema === null ? undefined : catalog.relations.get(relationKey({ schema, name }));
    return !read || read.dependents.some((dependent) => relationKey(dependent.name) === key);
  });
}

/**
 * The views, in a column `view`, that read `relation` directly and that `view` (it, or what is to take its place) reads, be it
 * by way of others. With any, they would all come to read themselves, which PostgreSQL reports only to those who read them.
 */
export function circleOf(view: RelationName, relation: RelationName): Sql {
  const readBy = sql`join pg_catalog.pg_class as c on c.oid = through.oid and c.relkind = 'v'
    join pg_catalog.pg_rewrite as r on r.ev_class = c.oid
    join pg_catalog.pg_depend as d on d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass and d.objid = r.oid
      and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjid <> c.oid`;
  return sql`with recursive through (oid) as (
  select ${literal(relationKey(view))}::pg_catalog.regclass::pg_catalog.oid
  union select d.refobjid from through ${readBy}
)
select distinct 'view ' || c.oid::pg_catalog.regclass::pg_catalog.text || ${ownedBy(sql`c.relowner`)} as view from through ${readBy}
where d.refobjid = ${literal(relationKey(relation))}::pg_catalog.regclass order by 1`;
}

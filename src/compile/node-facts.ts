// What templates and plans ask of a node's moment: whether it adds to what is there, and whether it is made from nothing. Decided here
// alone, so that a model's text, its hooks and its plan cannot disagree.

import type { Catalog, CatalogRelation } from '../catalog/relation.ts';
import { type BuiltNode, isModel } from '../graph/node.ts';
import { relationKey } from '../sql/sql.ts';

export interface NodeFacts {
  /** dbt's `is_incremental()`: a table of Smelt's is there, and rows are added to it. */
  readonly isIncremental: boolean;
  /** dbt's `should_full_refresh()`: the node's own `full_refresh`, which wins, else the command's. */
  readonly fullRefresh: boolean;
}

/** `actual`: what is in the place of the node's relation; null where nothing is, or where nobody has looked. `asked`: `--full-refresh`. */
export function nodeFacts(node: BuiltNode, actual: CatalogRelation | null, asked: boolean): NodeFacts {
  const fullRefresh = node.config.fullRefresh ?? asked;
  const adds = isModel(node) && node.config.materialized === 'incremental';
  return { isIncremental: adds && !fullRefresh && isOwnTable(actual), fullRefresh };
}

/** The same of any node. Without a catalog, as for data tests, operations and the hooks of a run, nothing is incremental. */
export function factsFrom(catalog: Pick<Catalog, 'relations'> | null, asked: boolean): (node: BuiltNode) => NodeFacts {
  return (node) => nodeFacts(node, catalog?.relations.get(relationKey(node.relation)) ?? null, asked);
}

/** What templates ask, with the facts of each node. `catalog`: as factsFrom takes it. */
export function withFacts<Environment extends { readonly run: { readonly fullRefresh: boolean } }>(
  env: Environment,
  catalog: Pick<Catalog, 'relations'> | null,
): Environment & { readonly facts: ReturnType<typeof factsFrom> } {
  return { ...env, facts: factsFrom(catalog, env.run.fullRefresh) };
}

function isOwnTable(actual: CatalogRelation | null): boolean {
  if (actual === null || actual.ownership === null) return false;
  return actual.kind !== 'view' && actual.kind !== 'materialized_view';
}

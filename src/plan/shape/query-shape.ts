// What only the server knows of an incremental model before it is planned: the columns that its query gives, and what hangs
// on single columns of its table. How it is asked is execute/'s.

import type { CatalogRelation } from '../../catalog/relation.ts';
import { type BuiltNode, isModel, type ModelNode } from '../../graph/node.ts';

export interface QueryShape {
  /** In the order of the query. */
  readonly columns: readonly QueryColumn[];
  /** The table's own columns reported in the same way, with their collations. */
  readonly existing: readonly QueryColumn[];
  readonly uses: readonly ColumnUse[];
}

export interface QueryColumn {
  readonly name: string;
  /** `format_type()`, as in the catalog. */
  readonly type: string;
  /** Quoted and with its schema, where it is not that of the type. */
  readonly collation: string | null;
}

/** Something for which PostgreSQL changes neither the type of a column nor drops it: a view, a rule, a policy, … */
export interface ColumnUse {
  readonly column: string;
  /** As people know it, with its owner: describe-object.ts of catalog/. */
  readonly by: string;
}

/** Whether a plan for the node depends on the types of its query: with a contract they are declared, a new table takes any. */
export function dependsOnShape(
  node: BuiltNode,
  actual: CatalogRelation | null,
  fullRefresh: boolean,
): node is ModelNode {
  if (!isModel(node) || node.config.materialized !== 'incremental') return false;
  const isTable = actual?.kind === 'table' || actual?.kind === 'partitioned';
  return isTable && actual.ownership !== null && !node.config.contractEnforced && !fullRefresh;
}

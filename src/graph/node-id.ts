// Ids of nodes, made as dbt makes its unique ids.

/** dbt's unique id: `model.affiliate.bronze_deposits`, `source.affiliate.affiliate_api.deposits`, `test.affiliate.not_null_x_y.1a2b3c4d5e`. */
export type NodeId = string & { readonly __brand: 'NodeId' };

/** `model.package.name`; the parts never contain what could make two ids equal, because names are checked on loading. */
export function nodeId(...parts: readonly string[]): NodeId {
  return parts.join('.') as NodeId;
}

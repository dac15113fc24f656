// A node as templates see it once it is parsed: dbt's dictionary of `model`, and of the entries of `graph`, with its merged config.

import type { JsonObject, JsonValue } from '../base/json-value.ts';
import { describe, isDeclared, isSource, type Node, type NodeId } from '../graph/node.ts';

/** `parents` is absent where the graph is not known yet. */
export function nodeValue(node: Node, database: string, parents: readonly NodeId[] = []): JsonObject {
  return describe(node, { database, config: configOf(node), parents, isPlaced: true });
}

function configOf(node: Node): JsonObject {
  return isSource(node) || isDeclared(node) ? { enabled: node.enabled } : node.config.values;
}

/** One key of the merged config of any node; undefined where nothing sets it and dbt has no default. */
export function configValue(node: Node, key: string): JsonValue | undefined {
  const values = configOf(node);
  return Object.hasOwn(values, key) ? values[key] : undefined;
}

// A node as templates see it: dbt's dictionary of `model`, and of the entries of `graph`.

import type { JsonObject, JsonValue } from '../base/json-value.ts';
import { describe, isDeclared, isSource, type Node, type NodeId } from '../graph/node.ts';
import type { TargetFacts } from '../project/target-facts.ts';

type Place = Pick<TargetFacts, 'database' | 'schema'>;

/** What the graph knows of a node. */
export interface NodeNeighbours {
  readonly parents: readonly NodeId[];
  readonly primaryKey: readonly string[];
}

export const noNeighbours: NodeNeighbours = { parents: [], primaryKey: [] };

/** Once it is parsed, with its merged config. */
export function nodeValue(node: Node, place: Place, neighbours: NodeNeighbours): JsonObject {
  return describe(node, { ...placeOf(place), ...neighbours, config: configOf(node), isPlaced: true });
}

/** While it is parsed, without a name of its relation. */
export function unplacedValue(node: Node, place: Place, config: JsonObject = {}): JsonObject {
  return describe(node, { ...placeOf(place), ...noNeighbours, config, isPlaced: false });
}

function placeOf({ database, schema }: Place): Place {
  return { database, schema };
}

function configOf(node: Node): JsonObject {
  return isSource(node) || isDeclared(node) ? { enabled: node.enabled } : node.config.values;
}

/** One key of the merged config of any node; undefined where nothing sets it and dbt has no default. */
export function configValue(node: Node, key: string): JsonValue | undefined {
  const values = configOf(node);
  return Object.hasOwn(values, key) ? values[key] : undefined;
}

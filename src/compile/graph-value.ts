// dbt's `graph`: the dictionaries of all nodes and sources by their ids, with what only the graph knows of them.

import type { JsonObject } from '../base/json-value.ts';
import type { Graph } from '../graph/graph.ts';
import { isModel, isPointer, isSource, isTest, type Node, type NodeId } from '../graph/node.ts';
import { primaryKeyOf } from '../graph/primary-key.ts';
import type { ReferenceIndex } from '../graph/reference-index.ts';
import type { Group } from '../project/groups.ts';
import type { TargetFacts } from '../project/target-facts.ts';
import { nodeValue } from './node-value.ts';

/** The dictionary of each node of the graph. */
export function dictionaries(
  graph: Graph,
  index: ReferenceIndex,
  target: Pick<TargetFacts, 'database' | 'schema'>,
): (node: Node) => JsonObject {
  return (node) =>
    nodeValue(node, target, { parents: parentsInOrder(node, graph, index), primaryKey: keyOf(node, graph) });
}

/** As dbt lists them: sources first, then what ref() names, each in the order of the text; the subject of a test comes last. */
function parentsInOrder(node: Node, graph: Graph, index: ReferenceIndex): readonly NodeId[] {
  const subject = isTest(node) ? node.attachedTo : null;
  const others = node.references.filter((reference) => reference !== subject);
  const sorted = [
    ...others.filter(({ kind }) => kind === 'source'),
    ...others.filter(({ kind }) => kind === 'ref'),
    ...(subject ? [subject] : []),
  ];
  const known = new Set(graph.parentsOf(node.id));
  const found = sorted.flatMap((reference) => {
    const resolved = index.resolve(reference, node.packageName);
    return resolved.kind === 'found' && known.has(resolved.id) ? [resolved.id] : [];
  });
  return [...new Set([...found, ...known])];
}

function keyOf(node: Node, graph: Graph): readonly string[] {
  if (!isModel(node)) return [];
  const tests = graph.childrenOf(node.id).flatMap((id) => {
    const child = graph.nodes.get(id);
    return isTest(child) && child.attachedTo?.name === node.name ? [child] : [];
  });
  return primaryKeyOf(node, tests);
}

/** The engine's tables are sources of every project: those that nothing reads would be strange to packages, as the views that point to a version. */
function isShown(node: Node, graph: Graph): boolean {
  if (isSource(node)) return !node.engineTable || graph.childrenOf(node.id).length > 0;
  return !isPointer(node);
}

/** Those that have a place of their own, by the kind of node that is there. */
const places: ReadonlyMap<string, string> = new Map([
  ['source', 'sources'],
  ['exposure', 'exposures'],
  ['metric', 'metrics'],
  ['semantic_model', 'semantic_models'],
  ['saved_query', 'saved_queries'],
]);

/** Kinds of dbt's graph that Smelt does not have: templates that walk through them find none. */
const emptyKinds = ['functions', 'unit_tests'];

export function graphValue(
  graph: Graph,
  groups: readonly Group[],
  dictionaryOf: (node: Node) => JsonObject,
): JsonObject {
  const value: Record<string, Record<string, JsonObject>> = { nodes: {} };
  for (const place of [...emptyKinds, ...places.values()]) value[place] = {};
  for (const node of graph.nodes.values()) {
    const kind = value[places.get(node.resourceType) ?? 'nodes'];
    if (kind && isShown(node, graph)) kind[node.id] = dictionaryOf(node);
  }
  const described = groups.map((group): [string, JsonObject] => [groupId(group), describeGroup(group)]);
  return { ...value, groups: Object.fromEntries(described) };
}

function groupId({ packageName, name }: Group): string {
  return `group.${packageName}.${name}`;
}

/** An entry of dbt's `graph.groups`. */
function describeGroup(group: Group): JsonObject {
  const { packageName, name, owner, description, span } = group;
  return {
    name,
    owner,
    description,
    resource_type: 'group',
    package_name: packageName,
    original_file_path: span.file.path,
    unique_id: groupId(group),
  };
}

// What a run of some nodes must wait for: edges of the graph, carried through nodes that are not part of the run, and the
// tests that hold back what is downstream of what they test.

import type { Graph } from './graph.ts';
import type { NodeId } from './node.ts';

export interface RunOrder {
  /** The nodes of the run; each comes after all that it depends on, late ones last. */
  readonly order: readonly NodeId[];
  /** What each node of the run waits for. When one of these fails, the node is skipped. */
  readonly dependsOn: ReadonlyMap<NodeId, readonly NodeId[]>;
  /** Nodes of the run that begin only when all others have ended, however those ended. */
  readonly late: ReadonlySet<NodeId>;
}

export interface RunOrderOptions {
  /** Whether tests come between what they test and what reads it (`build`). */
  readonly testsHoldBack: boolean;
}

export function runOrder(graph: Graph, selected: ReadonlySet<NodeId>, options: RunOrderOptions): RunOrder {
  const dependsOn = new Map<NodeId, Set<NodeId>>();
  // For nodes outside the run: the nearest ones inside, above them.
  const through = new Map<NodeId, ReadonlySet<NodeId>>();
  for (const id of graph.order) {
    const nearest = new Set<NodeId>();
    for (const parent of graph.parentsOf(id)) {
      if (selected.has(parent)) nearest.add(parent);
      else for (const above of through.get(parent) ?? []) nearest.add(above);
    }
    if (selected.has(id)) dependsOn.set(id, nearest);
    else through.set(id, nearest);
  }
  if (options.testsHoldBack) {
    for (const [node, tests] of heldBack(graph, selected)) for (const test of tests) dependsOn.get(node)?.add(test);
  }
  const late = new Set([...selected].filter((id) => graph.late.has(id)));
  return {
    order: orderOf(
      graph.order.filter((id) => selected.has(id)),
      dependsOn,
      late,
    ),
    dependsOn: new Map([...dependsOn].map(([id, parents]) => [id, [...parents].sort()])),
    late,
  };
}

/**
 * For each test of the run the first nodes that descend from everything that the test reads: those wait for it, and what
 * comes after waits with them. A node that descends from only some of it does not wait, as in dbt.
 */
function heldBack(graph: Graph, selected: ReadonlySet<NodeId>): ReadonlyMap<NodeId, readonly NodeId[]> {
  const waiting = new Map<NodeId, NodeId[]>();
  const descendants = new Map<NodeId, ReadonlySet<NodeId>>();
  const descendantsOf = (id: NodeId) => {
    const known = descendants.get(id) ?? graph.descendantsOf([id]);
    descendants.set(id, known);
    return known;
  };
  for (const [id, node] of graph.nodes) {
    if (node.resourceType !== 'test' || !selected.has(id)) continue;
    const [first, ...others] = graph.parentsOf(id).map(descendantsOf);
    const below = [...(first ?? [])].filter(
      (other) =>
        selected.has(other) && graph.nodes.get(other)?.resourceType !== 'test' && others.every((set) => set.has(other)),
    );
    for (const reader of firstOf(graph, below)) waiting.set(reader, [...(waiting.get(reader) ?? []), id]);
  }
  return waiting;
}

/** Those of the nodes that descend from no other of them. */
function firstOf(graph: Graph, ids: readonly NodeId[]): readonly NodeId[] {
  const all = new Set(ids);
  const later = graph.descendantsOf(all);
  return ids.filter((id) => !later.has(id));
}

/** The graph's order, with each node moved behind the tests that it waits for. */
function orderOf(
  ids: readonly NodeId[],
  dependsOn: ReadonlyMap<NodeId, ReadonlySet<NodeId>>,
  late: ReadonlySet<NodeId>,
): readonly NodeId[] {
  const order = new Set<NodeId>();
  const place = (id: NodeId): void => {
    if (order.has(id)) return;
    // Parents stand before their children in `ids`, so that only tests (which have no waiting parents) are reached from here.
    for (const parent of dependsOn.get(id) ?? []) if (!order.has(parent)) place(parent);
    order.add(id);
  };
  for (const id of ids) if (!late.has(id)) place(id);
  for (const id of ids) place(id);
  return [...order];
}

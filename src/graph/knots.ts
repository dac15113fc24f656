// The knots of a graph: sets of nodes that depend on each other, by Tarjan's algorithm without recursion, since chains of models are as
// long as people make them.

import type { NodeId } from './node.ts';

interface Visit {
  readonly id: NodeId;
  readonly children: Iterator<NodeId>;
}

/** Strongly connected components of more than one node, and nodes that are children of their own. */
export function knotsOf(
  ids: Iterable<NodeId>,
  childrenOf: (id: NodeId) => Iterable<NodeId>,
): readonly (readonly NodeId[])[] {
  const knots: NodeId[][] = [];
  const numbers = new Map<NodeId, number>();
  /** The smallest number that is reached from a node by way of those below it. */
  const lowest = new Map<NodeId, number>();
  const open: NodeId[] = [];
  const isOpen = new Set<NodeId>();
  const way: Visit[] = [];

  const enter = (id: NodeId) => {
    numbers.set(id, numbers.size);
    lowest.set(id, numbers.size - 1);
    open.push(id);
    isOpen.add(id);
    way.push({ id, children: childrenOf(id)[Symbol.iterator]() });
  };
  const reached = (id: NodeId, number: number) => lowest.set(id, Math.min(lowest.get(id) ?? number, number));
  const leave = (id: NodeId) => {
    const above = way.at(-1);
    if (above) reached(above.id, lowest.get(id) ?? 0);
    if (lowest.get(id) !== numbers.get(id)) return;
    const knot = open.splice(open.lastIndexOf(id));
    for (const member of knot) isOpen.delete(member);
    if (knot.length > 1 || [...childrenOf(id)].includes(id)) knots.push(knot);
  };

  for (const start of ids) {
    if (!numbers.has(start)) enter(start);
    for (let visit = way.at(-1); visit; visit = way.at(-1)) {
      const { value: child, done } = visit.children.next();
      if (done) {
        way.pop();
        leave(visit.id);
      } else if (!numbers.has(child)) enter(child);
      else if (isOpen.has(child)) reached(visit.id, numbers.get(child) ?? 0);
    }
  }
  return knots;
}

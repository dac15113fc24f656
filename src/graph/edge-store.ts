// The edges between nodes in graphlib's store, each with the reference that makes it.

import { alg, Graph as GraphStore } from '@dagrejs/graphlib';
import type { NodeId, Reference } from './node.ts';

/** Its keys get a mark, because graphlib keeps them in plain objects and no id may be taken for a member of Object. */
export class EdgeStore {
  readonly #store = new GraphStore({ directed: true });

  constructor(ids: Iterable<NodeId>) {
    for (const id of ids) this.#store.setNode(mark(id));
  }

  /** The first reference from one node to another is kept. */
  add(from: NodeId, to: NodeId, reference: Reference): void {
    if (!this.#store.hasEdge(mark(from), mark(to))) this.#store.setEdge(mark(from), mark(to), reference);
  }

  remove(id: NodeId): void {
    this.#store.removeNode(mark(id));
  }

  /** Sorted. */
  parentsOf(id: NodeId): readonly NodeId[] {
    return unmark(this.#store.predecessors(mark(id)) ?? []).sort();
  }

  childrenOf(id: NodeId): readonly NodeId[] {
    return unmark(this.#store.successors(mark(id)) ?? []).sort();
  }

  referenceOf(from: NodeId, to: NodeId): Reference | undefined {
    return this.#store.edge(mark(from), mark(to)) as Reference | undefined;
  }

  /** The sets of nodes that depend on each other, a node that depends on itself included. */
  knots(): readonly (readonly NodeId[])[] {
    return alg.findCycles(this.#store).map(unmark);
  }
}

const mark = (id: NodeId): string => `:${id}`;
const idOf = (marked: string): NodeId => marked.slice(1) as NodeId;
const unmark = (marked: readonly string[]): NodeId[] => marked.map(idOf);

// The edges between nodes while a graph is made, each with the reference that makes it.

import { knotsOf } from './knots.ts';
import type { NodeId, Reference } from './node.ts';

export class EdgeStore {
  readonly #children = new Map<NodeId, Map<NodeId, Reference>>();
  readonly #parents = new Map<NodeId, Set<NodeId>>();

  constructor(ids: Iterable<NodeId>) {
    for (const id of ids) {
      this.#children.set(id, new Map());
      this.#parents.set(id, new Set());
    }
  }

  /** Both are nodes of the store. The first reference from one node to another is kept. */
  add(from: NodeId, to: NodeId, reference: Reference): void {
    const children = this.#children.get(from);
    if (!children || children.has(to)) return;
    children.set(to, reference);
    this.#parents.get(to)?.add(from);
  }

  remove(id: NodeId): void {
    for (const parent of this.#parents.get(id) ?? []) this.#children.get(parent)?.delete(id);
    for (const child of this.#children.get(id)?.keys() ?? []) this.#parents.get(child)?.delete(id);
    this.#parents.delete(id);
    this.#children.delete(id);
  }

  /** Sorted. */
  parentsOf(id: NodeId): readonly NodeId[] {
    return [...(this.#parents.get(id) ?? [])].sort();
  }

  /** Sorted. */
  childrenOf(id: NodeId): readonly NodeId[] {
    return [...(this.#children.get(id)?.keys() ?? [])].sort();
  }

  referenceOf(from: NodeId, to: NodeId): Reference | undefined {
    return this.#children.get(from)?.get(to);
  }

  /** The sets of nodes that depend on each other, a node that depends on itself included. */
  knots(): readonly (readonly NodeId[])[] {
    return knotsOf(this.#children.keys(), (id) => this.#children.get(id)?.keys() ?? []);
  }
}

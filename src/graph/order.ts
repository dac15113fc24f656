// One order of the nodes for all runs: parents first, late nodes last, ties by id.

import type { NodeId } from './node.ts';

/** `late` holds all descendants of its members. The graph has no circles. */
export function topologicalOrder(
  ids: readonly NodeId[],
  parentsOf: (id: NodeId) => readonly NodeId[],
  childrenOf: (id: NodeId) => readonly NodeId[],
  late: ReadonlySet<NodeId>,
): readonly NodeId[] {
  const missing = new Map(ids.map((id) => [id, parentsOf(id).length]));
  const order: NodeId[] = [];
  const ready = new SortedQueue();
  const readyLate = new SortedQueue();
  const makeReady = (id: NodeId) => (late.has(id) ? readyLate : ready).add(id);
  for (const id of ids) if (missing.get(id) === 0) makeReady(id);
  for (let next = ready.take() ?? readyLate.take(); next !== undefined; next = ready.take() ?? readyLate.take()) {
    order.push(next);
    for (const child of childrenOf(next)) {
      const left = (missing.get(child) ?? 0) - 1;
      missing.set(child, left);
      if (left === 0) makeReady(child);
    }
  }
  return order;
}

/** A binary heap: take() gives the smallest id. */
class SortedQueue {
  readonly #heap: NodeId[] = [];

  add(id: NodeId): void {
    const heap = this.#heap;
    heap.push(id);
    for (let at = heap.length - 1; at > 0; ) {
      const up = (at - 1) >> 1;
      if (!this.#swapIfSmaller(at, up)) break;
      at = up;
    }
  }

  take(): NodeId | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (heap.length === 0 || last === undefined) return first;
    heap[0] = last;
    for (let at = 0; ; ) {
      const left = 2 * at + 1;
      const smaller = this.#isSmaller(left + 1, left) ? left + 1 : left;
      if (!this.#swapIfSmaller(smaller, at)) break;
      at = smaller;
    }
    return first;
  }

  #isSmaller(a: number, b: number): boolean {
    const left = this.#heap[a];
    const right = this.#heap[b];
    return left !== undefined && right !== undefined && left < right;
  }

  #swapIfSmaller(below: number, above: number): boolean {
    const heap = this.#heap;
    const small = heap[below];
    const large = heap[above];
    if (small === undefined || large === undefined || !(small < large)) return false;
    heap[above] = small;
    heap[below] = large;
    return true;
  }
}

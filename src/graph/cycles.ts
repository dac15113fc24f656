// Reports circles in the graph: for each knot of nodes that depend on each other, one shortest circle with its references.

import { type Diagnostic, errorAt, type Note } from '../diagnostics/diagnostic.ts';
import type { EdgeStore } from './edge-store.ts';
import type { Node, NodeId } from './node.ts';

/** Of a long circle that many are named. */
const mostNamed = 12;

/** One diagnostic a knot, in the order of the smallest id in each. */
export function findCycles(nodes: ReadonlyMap<NodeId, Node>, edges: EdgeStore): readonly Diagnostic[] {
  const knots = edges.knots().map((ids) => [...ids].sort());
  return knots
    .sort((a, b) => ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1))
    .map((knot) => describe(shortestCircle(knot, edges), nodes, edges));
}

/** `[a, b, c]` where b reads a, c reads b, and a reads c; begins with its smallest id. */
function shortestCircle(knot: readonly NodeId[], edges: EdgeStore): readonly NodeId[] {
  const within = new Set(knot);
  let best: readonly NodeId[] | undefined;
  for (const start of knot) {
    const circle = circleFrom(start, within, edges, best?.length ?? Number.POSITIVE_INFINITY);
    if (circle) best = circle;
  }
  return best ?? knot;
}

/** The shortest way from a node back to itself inside the knot, if it is shorter than `limit`. */
function circleFrom(
  start: NodeId,
  within: ReadonlySet<NodeId>,
  edges: EdgeStore,
  limit: number,
): readonly NodeId[] | undefined {
  const cameFrom = new Map<NodeId, NodeId>();
  let edge: readonly NodeId[] = [start];
  for (let length = 1; edge.length > 0 && length < limit; length++) {
    const further: NodeId[] = [];
    for (const id of edge) {
      for (const child of edges.childrenOf(id)) {
        if (child === start) return wayTo(id, start, cameFrom);
        if (!within.has(child) || cameFrom.has(child)) continue;
        cameFrom.set(child, id);
        further.push(child);
      }
    }
    edge = further;
  }
  return undefined;
}

function wayTo(end: NodeId, start: NodeId, cameFrom: ReadonlyMap<NodeId, NodeId>): readonly NodeId[] {
  const way = [end];
  for (let at: NodeId | undefined = end; at !== undefined && at !== start; ) {
    at = cameFrom.get(at);
    if (at !== undefined) way.unshift(at);
  }
  return way;
}

/** Reported in the direction in which people think of it: a reads b, b reads c, c reads a. */
function describe(circle: readonly NodeId[], nodes: ReadonlyMap<NodeId, Node>, edges: EdgeStore): Diagnostic {
  const [first, ...rest] = circle;
  const readers = first === undefined ? [] : [first, ...rest.reverse()];
  const name = (id: NodeId | undefined) => (id === undefined ? '' : (nodes.get(id)?.name ?? id));
  const named = readers.slice(0, mostNamed);
  const notes: Note[] = named.map((reader, index) => {
    const read = readers[(index + 1) % readers.length];
    const message = `${name(reader)} reads ${name(read)} here`;
    const span = read === undefined ? undefined : edges.referenceOf(read, reader)?.span;
    return span ? { message, span } : { message };
  });
  const left = readers.length - named.length;
  const between = left > 0 ? [`${left.toLocaleString('en-US')} more`] : [];
  const path = [...named.map(name), ...between, name(first)].join(' → ');
  const node = first === undefined ? undefined : nodes.get(first);
  const message =
    readers.length === 1 ? `${name(first)} reads itself` : `these nodes depend on each other in a circle: ${path}`;
  const span = notes[0]?.span ?? node?.span;
  return errorAt('GRAPH_CYCLE', message, {
    span,
    notes: readers.length === 1 ? [] : notes,
    help:
      readers.length === 1
        ? 'An incremental model reads its own rows through {{ this }}'
        : 'Remove one of these references',
  });
}

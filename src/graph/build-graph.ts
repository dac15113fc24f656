// From nodes and what they refer to, to the graph: references resolved, circles reported, one deterministic order.

import { failed, passed } from '../base/checked.ts';
import { type Checked, type Diagnostic, errorAt, sortDiagnostics } from '../diagnostics/diagnostic.ts';
import { type AccessRules, accessMistake, groupOf } from './check-access.ts';
import { findCycles } from './cycles.ts';
import { EdgeStore } from './edge-store.ts';
import type { Graph } from './graph.ts';
import { isEnabled, isSource, isTest, type Node, type NodeId } from './node.ts';
import { topologicalOrder } from './order.ts';
import { indexReferences, type Resolution } from './reference-index.ts';

/**
 * All unknown references, references to what is disabled, and circles are reported together. `unparsed` are names of nodes that
 * are missing because their files could not be parsed: references to them are no further mistake. References that `rules` do not
 * allow are reported too.
 */
export function buildGraph(
  nodes: readonly Node[],
  unparsed: ReadonlySet<string> = new Set(),
  rules: AccessRules = { restricted: new Set() },
): Checked<Graph> {
  const problems: Diagnostic[] = [...duplicates(nodes)];
  const index = indexReferences(nodes);
  const enabled = nodes.filter(isEnabled);
  const byId = new Map(enabled.map((node) => [node.id, node]));
  const edges = new EdgeStore(byId.keys());
  const nodeOf = (resolution: Resolution | undefined) =>
    resolution?.kind === 'found' ? byId.get(resolution.id) : undefined;
  for (const node of enabled) {
    const resolutions = node.references.map((reference) => ({
      reference,
      resolution: index.resolve(reference, node.packageName),
    }));
    // A test of something disabled is disabled with it.
    if (isTest(node) && resolutions.some(({ resolution }) => resolution.kind === 'disabled')) {
      byId.delete(node.id);
      edges.remove(node.id);
      continue;
    }
    const group = isTest(node) && node.attachedTo ? groupOf(nodeOf(resolutions[0]?.resolution)) : groupOf(node);
    for (const { reference, resolution } of resolutions) {
      if (resolution.kind === 'found') {
        edges.add(resolution.id, node.id, reference);
        const mistake = accessMistake({ reader: node, group }, nodeOf(resolution), reference, rules);
        if (mistake) problems.push(mistake);
      } else if (resolution.kind === 'disabled' || !unparsed.has(reference.name)) problems.push(resolution.diagnostic);
    }
  }
  problems.push(...findCycles(byId, edges));
  if (problems.length > 0) return failed(sortDiagnostics(problems));
  return passed(graphOf(byId, edges));
}

function* duplicates(nodes: readonly Node[]): Iterable<Diagnostic> {
  const seen = new Map<NodeId, Node>();
  for (const node of nodes) {
    const first = seen.get(node.id);
    if (!first) seen.set(node.id, node);
    else {
      yield errorAt('GRAPH_DUPLICATE', `two nodes are called ${node.id}`, {
        span: node.span,
        notes: [{ message: 'the other one is here', span: first.span }],
        help: isTest(node) ? 'Remove one of the two tests, or give it a "name:" of its own' : 'Rename one of the two',
      });
    }
  }
}

function graphOf(byId: ReadonlyMap<NodeId, Node>, edges: EdgeStore): Graph {
  const parents = new Map([...byId.keys()].map((id) => [id, edges.parentsOf(id)]));
  const children = new Map([...byId.keys()].map((id) => [id, edges.childrenOf(id)]));
  const parentsOf = (id: NodeId) => parents.get(id) ?? [];
  const childrenOf = (id: NodeId) => children.get(id) ?? [];
  const engineTables = [...byId.values()].filter((node) => isSource(node) && node.engineTable);
  const late = reach(
    engineTables.map((node) => node.id),
    childrenOf,
  );
  const order = topologicalOrder([...byId.keys()], parentsOf, childrenOf, late);
  const nodes = new Map(
    order.flatMap((id) => {
      const node = byId.get(id);
      return node ? [[id, node] as const] : [];
    }),
  );
  return {
    nodes,
    order,
    late,
    parentsOf,
    childrenOf,
    ancestorsOf: (ids, depth) => reach(ids, parentsOf, depth),
    descendantsOf: (ids, depth) => reach(ids, childrenOf, depth),
  };
}

/** Breadth first, so that the depth is that of the shortest way. */
function reach(
  from: Iterable<NodeId>,
  next: (id: NodeId) => readonly NodeId[],
  depth = Number.POSITIVE_INFINITY,
): ReadonlySet<NodeId> {
  const found = new Set<NodeId>();
  let edge = [...from];
  for (let step = 0; step < depth && edge.length > 0; step++) {
    const further: NodeId[] = [];
    for (const id of edge) {
      for (const other of next(id)) {
        if (found.has(other)) continue;
        found.add(other);
        further.push(other);
      }
    }
    edge = further;
  }
  return found;
}

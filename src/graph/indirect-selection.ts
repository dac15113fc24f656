// Which data tests are selected although nobody names them, because of what they read: dbt's four modes (dbt-core,
// `expand_selection` and `incorporate_indirect_nodes`).

import type { Graph } from './graph.ts';
import { isSource, isTest, type NodeId } from './node.ts';

export const indirectSelections = ['eager', 'cautious', 'buildable', 'empty'] as const;

/**
 * `eager`: where one of its parents is selected; `cautious`: where all are; `buildable`: where all are, or are ancestors of
 * what is; `empty`: never.
 */
export type IndirectSelection = (typeof indirectSelections)[number];

type Ids = ReadonlySet<NodeId>;

export interface Selected {
  readonly ids: Ids;
  /** Tests that are selected where others of their parents are. */
  readonly possible: Ids;
}

/** What one criterion names, with tests. */
export function withTests(graph: Graph, named: Ids, mode: IndirectSelection): Selected {
  const ids = new Set(named);
  const possible = new Set<NodeId>();
  if (mode === 'empty') return { ids, possible };
  const reach = reachOf(graph, named, mode);
  const isReached = (id: NodeId) => reach.has(id) || (mode === 'buildable' && isSource(graph.nodes.get(id)));
  for (const id of named) {
    for (const child of graph.childrenOf(id)) {
      if (!isTest(graph.nodes.get(child))) continue;
      if (mode === 'eager' || graph.parentsOf(child).every(isReached)) ids.add(child);
      else possible.add(child);
    }
  }
  return { ids, possible };
}

/** Several selections put together by `join`, with the tests whose parents only all of them select. */
export function together(
  graph: Graph,
  parts: readonly Selected[],
  join: (sets: readonly Ids[]) => Ids,
  mode: IndirectSelection,
): Selected {
  const ids = new Set(join(parts.map((part) => part.ids)));
  const possible = join(parts.map((part) => new Set([...part.ids, ...part.possible])));
  if (mode === 'eager' || mode === 'empty') return { ids, possible };
  const reach = reachOf(graph, ids, mode);
  const found = [...possible].filter((id) => graph.parentsOf(id).every((parent) => reach.has(parent)));
  return { ids: new Set([...ids, ...found.filter((id) => isTest(graph.nodes.get(id)))]), possible };
}

function reachOf(graph: Graph, ids: Ids, mode: IndirectSelection): Ids {
  return mode === 'buildable' ? new Set([...ids, ...graph.ancestorsOf([...ids])]) : ids;
}

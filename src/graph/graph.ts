// The graph of a project as a value: enabled nodes, edges from what is read to what reads it, and one order for all.

import type { Node, NodeId } from './node.ts';

export interface Graph {
  /** Enabled nodes by id, in `order`. */
  readonly nodes: ReadonlyMap<NodeId, Node>;
  /**
   * Every node after all that it reads; of nodes that could come next, the one whose id is smallest. Nodes that read engine
   * tables, with their descendants, come after all others.
   */
  readonly order: readonly NodeId[];
  /** Nodes that read engine tables, with their descendants (tests too): they see what the others of a run have done. */
  readonly late: ReadonlySet<NodeId>;
  /** What the node reads directly, sorted; for tests, what they test. An unknown id has none. */
  parentsOf(id: NodeId): readonly NodeId[];
  /** What reads the node directly, sorted. */
  childrenOf(id: NodeId): readonly NodeId[];
  /** All that the nodes read, at most `depth` edges away, without the nodes themselves unless they are reached. */
  ancestorsOf(ids: Iterable<NodeId>, depth?: number): ReadonlySet<NodeId>;
  descendantsOf(ids: Iterable<NodeId>, depth?: number): ReadonlySet<NodeId>;
}

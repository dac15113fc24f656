// Which tasks a run consists of and what each waits for: nodes after their selected ancestors, tests after all that they
// read, and in `build` whatever comes downstream of everything that a test reads after that test. Pure. Which of several
// that are ready starts first is order-of-start.ts's.

import type { NodeId } from '../../graph/node.ts';
import { inOrderOfStart } from './order-of-start.ts';

export interface TaskGraphInput {
  /** What is selected and runs, in the order of the graph; tests among it. */
  readonly order: readonly NodeId[];
  /** Direct parents of any node of the project, selected or not. */
  readonly parentsOf: (id: NodeId) => readonly NodeId[];
  readonly isTest: (id: NodeId) => boolean;
  /** The node that a test is declared on; null for a singular test. */
  readonly subjectOf: (test: NodeId) => NodeId | null;
  /** Nodes that read the engine's tables, and their descendants: they come after everything else. */
  readonly late: ReadonlySet<NodeId>;
  /** `build`: a failed test holds back what is downstream of it. */
  readonly testsBlock: boolean;
}

export type TaskId = string & { readonly __brand: 'TaskId' };

export type TaskSpec =
  | {
      readonly kind: 'node';
      readonly id: TaskId;
      readonly nodeId: NodeId;
      readonly needs: ReadonlySet<TaskId>;
      readonly after: ReadonlySet<TaskId>;
    }
  /** Tests that become ready together and are declared on one relation: they share statements and a transaction. */
  | {
      readonly kind: 'tests';
      readonly id: TaskId;
      readonly subject: NodeId | null;
      readonly tests: readonly NodeId[];
      readonly needs: ReadonlySet<TaskId>;
      readonly after: ReadonlySet<TaskId>;
    };

/** In the order in which those that are ready at once start. */
export function taskGraph(input: TaskGraphInput): readonly TaskSpec[] {
  const nodes = input.order.filter((id) => !input.isTest(id));
  const selected = new Set(nodes);
  const ancestorsOf = memoized((id: NodeId, self: (id: NodeId) => ReadonlySet<NodeId>): ReadonlySet<NodeId> => {
    const found = new Set<NodeId>();
    for (const parent of input.parentsOf(id)) {
      found.add(parent);
      for (const ancestor of self(parent)) found.add(ancestor);
    }
    return found;
  });
  const groups = groupTests(input, selected, ancestorsOf);
  const earlyNodes = nodes.filter((id) => !input.late.has(id)).map(nodeTask);
  const specs: TaskSpec[] = groups.map((group) => ({
    kind: 'tests',
    id: group.id,
    subject: group.subject,
    tests: group.tests,
    needs: new Set([...group.waitsFor].map(nodeTask)),
    // What reads nothing that is known may look at anything by its name, whatever became of it.
    after: group.reads.size === 0 ? new Set(earlyNodes) : none,
  }));
  const early: readonly TaskId[] = [
    ...earlyNodes,
    ...groups.filter((group) => ![...group.reads].some((id) => input.late.has(id))).map((group) => group.id),
  ];
  for (const nodeId of nodes) {
    const ancestors = ancestorsOf(nodeId);
    const needs = new Set(nearestSelected(nodeId, selected, input.parentsOf).map(nodeTask));
    const isLate = input.late.has(nodeId);
    if (input.testsBlock && !isLate) {
      for (const group of groups) {
        if (group.reads.size > 0 && [...group.reads].every((id) => ancestors.has(id))) needs.add(group.id);
      }
    }
    // Late nodes are only ordered: they run even when what they report on has failed.
    const ownNeeds = isLate ? new Set([...needs].filter((id) => !early.includes(id))) : needs;
    specs.push({ kind: 'node', id: nodeTask(nodeId), nodeId, needs: ownNeeds, after: isLate ? new Set(early) : none });
  }
  return inOrderOfStart(specs, (spec) => (spec.kind === 'node' ? spec.nodeId : (spec.tests[0] ?? spec.id)));
}

const none: ReadonlySet<TaskId> = new Set();

export function nodeTask(id: NodeId): TaskId {
  return id as string as TaskId;
}

interface TestGroup {
  readonly id: TaskId;
  readonly subject: NodeId | null;
  readonly tests: NodeId[];
  /** All direct parents of its tests. */
  readonly reads: ReadonlySet<NodeId>;
  /** The selected nodes that must have ended before. */
  readonly waitsFor: ReadonlySet<NodeId>;
}

function groupTests(
  input: TaskGraphInput,
  selected: ReadonlySet<NodeId>,
  ancestorsOf: (id: NodeId) => ReadonlySet<NodeId>,
): readonly TestGroup[] {
  const groups = new Map<string, TestGroup>();
  for (const test of input.order) {
    if (!input.isTest(test)) continue;
    const subject = input.subjectOf(test);
    const reads = new Set(input.parentsOf(test));
    const waitsFor = new Set(nearestSelected(test, selected, input.parentsOf));
    // What is an ancestor of another in the set adds no waiting.
    for (const id of waitsFor) {
      if ([...waitsFor].some((other) => other !== id && ancestorsOf(other).has(id) && !reads.has(id)))
        waitsFor.delete(id);
    }
    const key = JSON.stringify([subject ?? test, [...reads].sort()]);
    const known = groups.get(key);
    if (known) known.tests.push(test);
    else groups.set(key, { id: `tests ${key}` as TaskId, subject, tests: [test], reads, waitsFor });
  }
  return [...groups.values()];
}

/** The selected nodes directly above, looking through those that are not selected. */
function nearestSelected(
  id: NodeId,
  selected: ReadonlySet<NodeId>,
  parentsOf: (id: NodeId) => readonly NodeId[],
): readonly NodeId[] {
  const found = new Set<NodeId>();
  const seen = new Set<NodeId>();
  const visit = (node: NodeId) => {
    for (const parent of parentsOf(node)) {
      if (seen.has(parent)) continue;
      seen.add(parent);
      if (selected.has(parent)) found.add(parent);
      else visit(parent);
    }
  };
  visit(id);
  return [...found];
}

function memoized<K, V>(compute: (key: K, self: (key: K) => V) => V): (key: K) => V {
  const known = new Map<K, V>();
  const self = (key: K): V => {
    const value = known.get(key);
    if (value !== undefined) return value;
    const made = compute(key, self);
    known.set(key, made);
    return made;
  };
  return self;
}

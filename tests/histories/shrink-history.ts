// Makes a history that fails smaller while it still fails in the same way: fewer steps, nodes, columns and settings.

import type { HistoryDatabases } from './history-databases.ts';
import { type Finding, playHistory } from './play-history.ts';
import type { ProjectNode, ProjectState } from './project-state.ts';
import type { History, Step } from './random-history.ts';
import { settle } from './settle.ts';

export interface Shrunk {
  readonly history: History;
  readonly finding: Finding;
}

/** At most `tries` histories are played. */
export async function shrinkHistory(shrunk: Shrunk, databases: HistoryDatabases, tries: number): Promise<Shrunk> {
  let best = shrunk;
  let left = tries;
  let progress = true;
  while (progress && left > 0) {
    progress = false;
    for (const smaller of reductions(best.history)) {
      if (left <= 0) break;
      if (JSON.stringify(smaller) === JSON.stringify(best.history)) continue;
      left -= 1;
      const finding = await playHistory(smaller, databases);
      if (finding?.kind !== best.finding.kind) continue;
      best = { history: smaller, finding };
      progress = true;
      break;
    }
  }
  return best;
}

/** The boldest first. */
function* reductions(history: History): Generator<History> {
  const { steps } = history;
  for (let from = 0; from < steps.length; from += 1) {
    if (steps.length > 1) yield { ...history, steps: steps.toSpliced(from, 1) };
  }
  const names = [...new Set(steps.flatMap(({ state }) => state.nodes.map(({ name }) => name)))];
  for (const name of names.toReversed()) yield mapNodes(history, (node) => (node.name === name ? null : node));
  for (const step of steps) {
    if (step.select === null && !step.fullRefresh) continue;
    yield withStep(history, step, { ...step, select: null, fullRefresh: false });
  }
  for (const name of names) {
    for (const simpler of simplifications) {
      yield mapNodes(history, (node) => (node.name === name ? simpler(node) : node));
    }
    const columns = new Set(steps.flatMap(({ state }) => columnNames(state, name)));
    for (const column of columns)
      yield mapNodes(history, (node) => (node.name === name ? withoutColumn(node, column) : node));
  }
  // An edit of one node less: it is as in the step before.
  for (const [index, step] of steps.entries()) {
    const before = steps[index - 1]?.state.nodes ?? [];
    for (const node of step.state.nodes) {
      const old = before.find(({ name }) => name === node.name);
      if (!old || JSON.stringify(old) === JSON.stringify(node)) continue;
      const nodes = step.state.nodes.map((one) => (one === node ? old : one));
      yield withStep(history, step, { ...step, state: settle({ ...step.state, nodes }) });
    }
  }
  const ids = [...new Set(steps.flatMap(({ state }) => state.ids))];
  for (const id of ids) {
    yield mapStates(history, (state) => ({ ...state, ids: state.ids.filter((one) => one !== id) }));
  }
}

const simplifications: readonly (<T extends ProjectNode>(node: T) => T)[] = [
  (node) => ({ ...node, hooks: [] }),
  (node) => ({ ...node, hooks: node.hooks.slice(1) }),
  (node) => ({ ...node, hooks: node.hooks.slice(0, -1) }),
  (node) => ({ ...node, indexes: [] }),
  (node) => ({ ...node, indexes: node.indexes.slice(1) }),
  (node) => ({ ...node, indexes: node.indexes.slice(0, -1) }),
  (node) => ({ ...node, description: '', columnDescriptions: {}, persistDocs: false }),
  (node) => ({ ...node, columnDescriptions: {} }),
  (node) => ({ ...node, description: '' }),
  (node) => ({ ...node, grants: null }),
  (node) => (node.kind === 'model' ? { ...node, contract: null } : node),
  (node) => (node.kind === 'model' ? { ...node, partition: null } : node),
  (node) => (node.kind === 'model' ? { ...node, join: null } : node),
  (node) => (node.kind === 'model' ? { ...node, star: false } : node),
  (node) => (node.kind === 'model' ? { ...node, above: null } : node),
  (node) => (node.kind === 'model' ? { ...node, broken: false } : node),
  (node) => (node.kind === 'model' ? { ...node, publish: 'auto' } : node),
  (node) => (node.kind === 'model' && node.materialized !== 'view' ? { ...node, materialized: 'view' } : node),
  (node) => (node.kind === 'model' && node.materialized !== 'table' ? { ...node, materialized: 'table' } : node),
];

function columnNames(state: ProjectState, name: string): readonly string[] {
  const node = state.nodes.find((one) => one.name === name);
  return node ? node.columns.map((column) => column.name) : [];
}

function withoutColumn(node: ProjectNode, column: string): ProjectNode {
  return node.kind === 'seed'
    ? { ...node, columns: node.columns.filter(({ name }) => name !== column) }
    : { ...node, columns: node.columns.filter(({ name }) => name !== column) };
}

function withStep(history: History, old: Step, step: Step): History {
  return { ...history, steps: history.steps.map((one) => (one === old ? step : one)) };
}

/** Steps that no longer change anything stay: a build of the same may be what fails. */
function mapStates(history: History, change: (state: ProjectState) => ProjectState): History {
  const steps = history.steps.map((step) => ({ ...step, state: settle(change(step.state)) }));
  return steps.every(({ state }) => state.nodes.length > 0 && state.ids.length > 0) ? { ...history, steps } : history;
}

function mapNodes(history: History, change: (node: ProjectNode) => ProjectNode | null): History {
  return mapStates(history, (state) => ({ ...state, nodes: state.nodes.flatMap((node) => change(node) ?? []) }));
}

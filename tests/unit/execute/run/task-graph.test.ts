// Protects what a run waits for: through unselected nodes, for tests in a build, for the readers of the engine's tables.

import { describe, expect, it } from 'vitest';
import { type TaskGraphInput, taskGraph } from '../../../../src/execute/run/task-graph.ts';
import type { NodeId } from '../../../../src/graph/node.ts';

/** `a: [parents]`; ids that begin with `t_` are tests on their first parent. */
function tasks(
  parents: Record<string, string[]>,
  options: { only?: string[]; late?: string[]; testsBlock?: boolean } = {},
) {
  const id = (name: string) => name as NodeId;
  const input: TaskGraphInput = {
    order: Object.keys(parents)
      .filter((name) => !options.only || options.only.includes(name))
      .map(id),
    parentsOf: (node) => (parents[node] ?? []).map(id),
    isTest: (node) => node.startsWith('t_'),
    subjectOf: (test) => id(parents[test]?.[0] ?? ''),
    late: new Set((options.late ?? []).map(id)),
    testsBlock: options.testsBlock ?? true,
  };
  return taskGraph(input).map((task) => ({
    runs: task.kind === 'node' ? String(task.nodeId) : task.tests.join('+'),
    needs: [...task.needs].map((needed) => names(taskGraph(input), needed)).sort(),
    after: [...task.after].map((other) => names(taskGraph(input), other)).sort(),
  }));
}

function names(specs: ReturnType<typeof taskGraph>, id: string): string {
  const task = specs.find((spec) => spec.id === id);
  return task?.kind === 'tests' ? task.tests.join('+') : String(id);
}

const find = (all: ReturnType<typeof tasks>, runs: string) => all.find((task) => task.runs === runs);

describe('taskGraph', () => {
  it('waits through nodes that are not selected', () => {
    const all = tasks({ a: [], b: ['a'], c: ['b'] }, { only: ['a', 'c'] });
    expect(find(all, 'c')?.needs).toEqual(['a']);
  });

  it('puts the tests of one relation that are ready together into one task', () => {
    const all = tasks({ a: [], b: ['a'], t_1: ['a'], t_2: ['a'], t_3: ['b', 'a'] });
    expect(all.map((task) => task.runs)).toEqual(['a', 't_1+t_2', 'b', 't_3']);
    expect(find(all, 't_3')?.needs).toEqual(['a', 'b']);
  });

  it('holds back in a build what is downstream of all that a test reads, and nothing else', () => {
    const all = tasks({ a: [], b: ['a'], x: [], c: ['b', 'x'], t_a: ['a'], t_bx: ['b', 'x'] });
    expect(find(all, 'b')?.needs).toEqual(['a', 't_a']);
    expect(find(all, 'c')?.needs).toEqual(['b', 't_a', 't_bx', 'x']);
    expect(find(tasks({ a: [], b: ['a'], t_a: ['a'] }, { testsBlock: false }), 'b')?.needs).toEqual(['a']);
  });

  it('starts as dbt does: what is least deep first, then by id', () => {
    const parents = { b: ['a'], t_b: ['b'], c: ['b'], a: [], x: [], t_x: ['x'], y: ['x'], t_ay: ['a', 'y'], s: [] };
    const order = (testsBlock: boolean) => tasks(parents, { testsBlock }).map((task) => task.runs);
    expect(order(true)).toEqual(['a', 's', 'x', 'b', 't_x', 't_b', 'y', 'c', 't_ay']);
    expect(order(false)).toEqual(['a', 's', 'x', 'b', 't_x', 'y', 'c', 't_ay', 't_b']);
  });

  it('runs a test that reads nothing after all nodes, however they ended, and lets nothing wait for it', () => {
    const all = tasks({ t_none: [], a: [], b: ['a'], t_b: ['b'], d: ['b'] }, { late: ['d'] });
    expect(find(all, 't_none')).toEqual({ runs: 't_none', needs: [], after: ['a', 'b'] });
    expect(find(all, 'b')?.needs).toEqual(['a']);
    expect(find(all, 'd')?.after).toEqual(['a', 'b', 't_b', 't_none']);
  });

  it('runs readers of the engine tables after everything else, whatever became of it', () => {
    const all = tasks({ a: [], d: ['a'], e: ['d'], t_a: ['a'], t_d: ['d'] }, { late: ['d', 'e'] });
    expect(find(all, 'd')).toEqual({ runs: 'd', needs: [], after: ['a', 't_a'] });
    expect(find(all, 'e')).toEqual({ runs: 'e', needs: ['d'], after: ['a', 't_a'] });
  });
});

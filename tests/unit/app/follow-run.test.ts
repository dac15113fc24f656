// Protects what a run's events come to: the verdict on it, whether the loss of the database was told, and which nodes came to no end
// of their own; and that nobody is told a secret.

import { expect, test } from 'vitest';
import { exitCodeOf } from '../../../src/app/exit-code.ts';
import { followRun } from '../../../src/app/follow-run.ts';
import { type Diagnostic, errorAt, warningAt } from '../../../src/diagnostics/diagnostic.ts';
import type { NodeOutcome, RunEvent } from '../../../src/execute/event.ts';
import { buildGraph } from '../../../src/graph/build-graph.ts';
import { idOf, model } from '../../support/graph-nodes.ts';

const counts = { inserted: 0, updated: 0, deleted: 0 };
const success: NodeOutcome = { status: 'success', summary: 'made', counts, loads: [], warnings: [] };

function finished(name: string, outcome: NodeOutcome): RunEvent {
  return { kind: 'nodeFinished', nodeId: idOf(`model.shop.${name}`), label: name, outcome, milliseconds: 5 };
}

function started(name: string): RunEvent {
  return { kind: 'nodeStarted', nodeId: idOf(`model.shop.${name}`), label: name };
}

function followed(events: readonly RunEvent[], warnError = false) {
  const told: RunEvent[] = [];
  const run = followRun((event) => void told.push(event), ['kept-hidden'], warnError);
  for (const event of events) run.emit(event);
  return { run, told };
}

const warning: Diagnostic = warningAt('JINJA_RAISED', 'careful', { help: 'Take care' });
const failure = (code: 'SQL_DATA' | 'CONNECTION_LOST'): NodeOutcome => ({
  status: 'failed',
  loads: [],
  diagnostics: [errorAt(code, 'the password is kept-hidden', { help: 'none' })],
});

test.each([
  ['a success', [finished('a', success)], false, [false, false]],
  ['a failure', [finished('a', failure('SQL_DATA'))], false, [true, true]],
  ['a warning', [finished('a', { ...success, warnings: [warning] })], false, [false, false]],
  ['a warning with --warn-error', [finished('a', { ...success, warnings: [warning] })], true, [false, true]],
  ['a warning of the run with --warn-error', [{ kind: 'diagnostic', diagnostic: warning }], true, [false, true]],
] as const)('the verdict on %s', (_, events, warnError, verdict) => {
  const { run } = followed(events, warnError);
  expect([run.bad, run.failed]).toEqual(verdict);
});

test('events go on without secrets', () => {
  const { told } = followed([finished('a', failure('SQL_DATA'))]);
  expect(JSON.stringify(told)).toContain('the password is ');
  expect(JSON.stringify(told)).not.toContain('kept-hidden');
});

test('the loss of the database is told by a node or by the run', () => {
  const lost = errorAt('CONNECTION_LOST', 'gone', { help: 'none' });
  expect(followed([finished('a', failure('SQL_DATA'))]).run.lossReported).toBe(false);
  expect(followed([finished('a', failure('CONNECTION_LOST'))]).run.lossReported).toBe(true);
  expect(followed([{ kind: 'diagnostic', diagnostic: lost }]).run.lossReported).toBe(true);
});

test('what is left: nodes that an interrupt ended in the middle, and nodes that were not begun, with the reason', () => {
  const graph = buildGraph([model('a'), model('b'), model('c'), model('d')]);
  if (!graph.ok) throw new Error('the graph is wrong');
  const { run } = followed([
    started('a'),
    finished('a', { status: 'cancelled' }),
    finished('b', { status: 'cancelled' }),
    finished('c', { status: 'skipped', because: idOf('model.shop.a'), why: 'upstream' }),
    started('d'),
    finished('d', success),
  ]);
  const { interrupted, skipped } = run.left(graph.value);
  expect(interrupted.map(({ node }) => node.name)).toEqual(['a']);
  expect(skipped.map(({ node, reason }) => `${node.name}: ${reason}`)).toEqual(['c: because a failed']);
});

test.each([
  [[], 0],
  [[warning], 0],
  [[warning, errorAt('SQL_DATA', 'wrong', { help: 'none' })], 1],
  [[errorAt('SQL_DATA', 'wrong', { help: 'none' }), errorAt('VARS_OPTION', 'none', { help: 'none' })], 1],
])('the exit code of what was reported (%#)', (reported, code) => {
  expect(exitCodeOf(reported)).toBe(code);
});

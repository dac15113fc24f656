// A publish planned again takes the old one's place only where nothing else of the plan differs: what was done before it is kept.

import { describe, expect, test } from 'vitest';
import { publishAgain } from '../../../../src/execute/node/plan-again.ts';
import { PremisesChanged } from '../../../../src/execute/retry.ts';
import type { Action, NodePlan, PublishAction, Step } from '../../../../src/plan/step.ts';
import { raw } from '../../../../src/sql/sql.ts';

const publish = (...statements: readonly string[]): PublishAction => ({
  kind: 'publish',
  locked: [],
  shared: [],
  locks: [],
  premises: [],
  statements: statements.map(raw),
});
const run = (text: string): Action => ({ kind: 'run', statement: raw(text) });

function step(...actions: readonly Action[]): Step {
  return { kind: 'swap', title: 't', mark: null, premises: [], actions };
}

function planOf(one: Step): NodePlan {
  return { summary: 'swap', outside: { before: [], after: [] }, steps: [one], deferred: null };
}

describe('a publish planned again', () => {
  const old = publish('repoint a');
  const now = publish('repoint a', 'repoint b');
  test('is the one in its place', () => {
    expect(
      publishAgain(step(run('stage'), old, run('record')), old, planOf(step(run('stage'), now, run('record')))),
    ).toBe(now);
  });
  test('also in an attempt', () => {
    const attempt = (inside: PublishAction): Action => ({
      kind: 'attempt',
      actions: [inside],
      sqlstate: 'SM001',
      otherwise: [run('other')],
    });
    expect(publishAgain(step(attempt(old)), old, planOf(step(attempt(now))))).toBe(now);
  });
  test('is refused where another statement differs, or none stands there', () => {
    const refused = (plan: NodePlan) => () => publishAgain(step(run('stage'), old), old, plan);
    expect(refused(planOf(step(run('stage otherwise'), now)))).toThrow(PremisesChanged);
    expect(refused(planOf(step(run('stage'))))).toThrow(PremisesChanged);
    expect(refused({ ...planOf(step()), steps: [] })).toThrow(PremisesChanged);
  });
});

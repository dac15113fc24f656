// What a premise holds against: all that a plan depends on, or of what is only read its columns, as the plan saw them or as the
// step before has left them.

import { describe, expect, test } from 'vitest';
import { leftFacts, premiseOf, premisesHold, shapePremiseOf } from '../../../src/plan/facts.ts';
import type { Premise } from '../../../src/plan/step.ts';
import { catalogOf, existing } from '../../support/plan-inputs.ts';

const table = existing('t', { a: 'integer' });
const view = { kind: 'view' as const, name: table.name, description: 'view v' };

describe('all that a plan depends on', () => {
  const premises = [premiseOf(catalogOf([table]), table.name)];

  test.each([
    ['another relation of the name', { oid: 1 }],
    ['another column', { columns: [] }],
    ['another generation', { ownership: null }],
    ['a new dependent', { dependents: [view] }],
    ['a retired version below it', { readsRetired: true }],
    ['a new partition', { partitions: [{ name: table.name, bound: 'DEFAULT' }] }],
  ])('does not hold with %s', (_, change) => {
    expect(premisesHold(premises, catalogOf([{ ...table, ...change }]))).toBe(false);
  });

  test('holds while only what no plan looks at changes', () => {
    expect(premisesHold(premises, catalogOf([{ ...table, comment: 'new' }]))).toBe(true);
    expect(premisesHold(premises, catalogOf())).toBe(false);
  });
});

describe('the columns of what is read', () => {
  const premises = [shapePremiseOf(catalogOf([table]), table.name)];

  test('hold where another table with them has taken its place, and somebody else reads it', () => {
    expect(premisesHold(premises, catalogOf([{ ...table, oid: 1, dependents: [view] }]))).toBe(true);
  });

  test('do not hold with another type, or when it is gone', () => {
    expect(premisesHold(premises, catalogOf([existing('t', { a: 'bigint' })]))).toBe(false);
    expect(premisesHold(premises, catalogOf())).toBe(false);
  });
});

describe('what the step before has left', () => {
  const premises: readonly Premise[] = [{ kind: 'left', relation: table.name }];

  test('holds whatever that step has made of the relation, and not when somebody else changes it then', () => {
    const grown = { ...table, partitions: [{ name: table.name, bound: 'DEFAULT' }] };
    const left = leftFacts(premises, catalogOf([grown]));
    expect(premisesHold(premises, catalogOf([grown]), left)).toBe(true);
    expect(premisesHold(premises, catalogOf([{ ...grown, dependents: [view] }]), left)).toBe(false);
    expect(premisesHold(premises, catalogOf(), left)).toBe(false);
  });

  test('is nothing where it stood on nothing', () => {
    const left = leftFacts(premises, catalogOf());
    expect(premisesHold(premises, catalogOf(), left)).toBe(true);
    expect(premisesHold(premises, catalogOf([table]), left)).toBe(false);
  });
});

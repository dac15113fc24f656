// What a plan says in words: beside the title of a step only what is known to be carried over by a swap, or not to be.

import { beforeAll, expect, test } from 'vitest';
import type { CatalogRelation } from '../../../src/catalog/relation.ts';
import { explainNode } from '../../../src/plan/explain.ts';
import { planNode } from '../../../src/plan/plan-node.ts';
import { loadParser } from '../../../src/sql/parser.ts';
import { catalogOf, existing, modelInput, modelNode } from '../../support/plan-inputs.ts';

beforeAll(loadParser);

function told(parts: Partial<CatalogRelation>, statements = false): readonly string[] {
  const node = modelNode('t', { config: { materialized: 'table' } });
  const catalog = catalogOf([existing('t', { a: 'integer' }, parts)]);
  const plan = planNode(modelInput(node, 'select 1 as a', { catalog }));
  return plan.ok ? explainNode(plan.value, { statements }).split('\n') : [];
}

const byHand = {
  name: 'by_hand',
  definition: 'CREATE INDEX by_hand ON public.t USING btree (a DESC)',
  unique: false,
  nullsNotDistinct: false,
  valid: true,
  columns: ['a'],
  partial: false,
};

test('a swap with nothing to carry that shows in the catalog is its title alone', () => {
  expect(told({})).toEqual(['replace "public"."t"']);
});

test('what people have put there is named', () => {
  expect(told({ owner: 'bob', comment: 'theirs', indexes: [byHand], triggers: ['log_it'] })).toEqual([
    'replace "public"."t"',
    '  carries over its owner bob, its comment, index by_hand',
    '  cannot carry over trigger log_it',
  ]);
});

test('with the statements it stands before the locks, with what is only found there and then', () => {
  const lines = told({ comment: 'theirs' }, true);
  const at = lines.findIndex((line) => line.includes('-- carries over owner'));
  expect(lines.slice(at, at + 3)).toEqual([
    expect.stringMatching(/^ +-- carries over owner, .*; undone with SM001 where anything else would be lost$/),
    expect.stringMatching(/^ +-- carries over its comment$/),
    expect.stringMatching(/^ +lock table /),
  ]);
});

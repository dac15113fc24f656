// Where what surrounds a node goes in a plan of several steps, and what each step stands on.

import { beforeAll, expect, test } from 'vitest';
import { type StepParts, stepsInOrder } from '../../../src/plan/node-plan.ts';
import { isStep } from '../../../src/plan/step.ts';
import { loadParser } from '../../../src/sql/parser.ts';
import { relationKey, sql } from '../../../src/sql/sql.ts';
import { catalogOf, compiledModel, existing, modelId, modelNode, newGeneration } from '../../support/plan-inputs.ts';

beforeAll(loadParser);

const node = modelNode('m', {
  config: {
    materialized: 'incremental',
    pre_hook: 'set local work_mem = 1',
    post_hook: 'analyze m',
    grants: { select: ['reader'] },
    persist_docs: { relation: true },
  },
  description: 'what m is',
});
const parent = { schema: 'public', name: 'orders' };
const catalog = catalogOf([existing('m', { id: 'integer' }), existing('orders', { id: 'integer' })]);

function planOf(steps: readonly StepParts[], alterations = [sql`alter table m add column n integer`]) {
  const plan = stepsInOrder(
    {
      subject: { kind: 'model', node, compiled: compiledModel(node, 'select 1', { parents: [modelId('orders')] }) },
      node,
      target: node.relation,
      actual: catalog.relations.get(relationKey(node.relation)) ?? null,
      catalog,
      shape: null,
      project: { relations: new Map([[modelId('orders'), parent]]), foreignKeyTargets: new Map() },
      options: { fullRefresh: false, newGeneration, auditTable: null },
    },
    { summary: 'batches', alterations, steps },
  );
  if (!plan.ok) throw new Error(plan.problems[0]?.message);
  return plan.value.steps;
}

const batch = (name: string): StepParts => ({
  kind: 'append',
  title: `batch ${name}`,
  mark: name,
  actions: [{ kind: 'run', statement: sql`insert into public.m values (1)` }],
});

test('hooks, comments and privileges are around all of its steps, and looking again stands behind what changes columns', () => {
  const steps = planOf([batch('a'), batch('b'), batch('c')]);
  expect(steps.map((step) => [step.kind, isStep(step) ? step.actions.map(({ kind }) => kind) : step.title])).toEqual([
    ['alter', ['publish']],
    ['look again', 'look again at "public"."m", and plan what follows on what is there then'],
    ['append', ['hook', 'run']],
    ['append', ['run']],
    ['append', ['run', 'describe', 'grant', 'remember']],
  ]);
  expect(steps.filter(isStep).map(({ mark }) => mark)).toEqual([null, 'a', 'b', 'c']);
});

test('a step stands on what the one before leaves of the relation, and on the columns of what is read; the first on nothing that could change', () => {
  const [first, second] = planOf([batch('a'), batch('b')], []).filter(isStep);
  expect(first?.premises).toEqual([]);
  expect(second?.premises).toEqual([
    { kind: 'left', relation: node.relation },
    { kind: 'shape', relation: parent, actual: catalog.relations.get(relationKey(parent)) },
  ]);
});

import { beforeAll, describe, expect, test } from 'vitest';
import { explainPlan } from '../../../src/plan/explain.ts';

import { queryFingerprint } from '../../../src/plan/fingerprint.ts';
import { countsItsRows } from '../../../src/plan/node-plan.ts';
import { planNode } from '../../../src/plan/plan-node.ts';
import { planRun } from '../../../src/plan/plan-run.ts';
import { isStep } from '../../../src/plan/step.ts';
import { loadParser } from '../../../src/sql/parser.ts';
import {
  catalogOf,
  compiledModel,
  existing,
  modelId,
  modelInput,
  modelNode,
  newGeneration,
  seedContent,
  seedNode,
} from '../../support/plan-inputs.ts';

beforeAll(loadParser);

const options = { fullRefresh: false, newGeneration, auditTable: null };

function model(name: string, materialized: string, sql: string) {
  const node = modelNode(name, { config: { materialized } });
  return { subject: { kind: 'model' as const, node, compiled: compiledModel(node, sql) }, shape: null, options };
}

describe('a run planned before it', () => {
  const relations = new Map(['a', 'b'].map((name) => [modelId(name), { schema: 'public', name }]));
  const project = { relations, foreignKeyTargets: new Map() };
  const seed = seedNode('s');
  const nodes = [
    {
      subject: {
        kind: 'seed' as const,
        node: seed,
        content: seedContent('s', { columns: ['x'], rows: [['1']], checksum: 'c' }),
      },
      shape: null,
      options,
    },
    model('a', 'table', 'select * from public.s'),
    model('b', 'view', 'select * from public.a'),
    model('c', 'table', 'select * from elsewhere.t'),
  ];

  test('later nodes find what earlier ones will have made', () => {
    const plan = planRun(nodes, catalogOf(), project);
    if (!plan.ok) throw new Error(JSON.stringify(plan.problems));
    expect(explainPlan(plan.value, { statements: false })).toBe(
      [
        'create "public"."s" from its file',
        'create "public"."a"',
        'create view "public"."b"',
        'create "public"."c"',
        '  -- planned again at its turn: its columns come from a `*` over something that is not known yet',
      ].join('\n'),
    );
  });

  test('a materialized view over what is replaced is built anew, though its own text has not changed', () => {
    const m = model('m', 'materialized_view', 'select x from public.t');
    const dependents = [
      { kind: 'materialized_view' as const, name: m.subject.node.relation, description: 'materialized view m' },
    ];
    const t = existing('t', { x: 'integer' }, { dependents });
    const fingerprint = queryFingerprint(m.subject.compiled, catalogOf([t]));
    const ownership = {
      nodeId: m.subject.node.id,
      generation: newGeneration,
      fingerprint,
      contentFingerprint: null,
      seed: null,
      made: null,
    };
    const catalog = catalogOf([
      t,
      existing('m', { x: 'integer' }, { kind: 'materialized_view', oid: 16500, ownership }),
    ]);
    const titles = (text: string) => {
      const plan = planRun([model('t', 'table', text), m], catalog, project);
      return plan.ok ? explainPlan(plan.value, { statements: false }).split('\n') : [];
    };
    expect(titles('select 1 as x')).toEqual(['rewrite "public"."t"', 'refresh "public"."m"']);
    expect(titles('select 1 as x, 2 as y')).toEqual([
      'replace "public"."t"; m keeps reading the version before until it is rebuilt',
      'replace "public"."m"',
    ]);
  });

  test('all problems of all nodes are reported', () => {
    const theirs = ['a', 'b'].map((name) => ({ ...existing(name, {}), ownership: null }));
    const plan = planRun(nodes, catalogOf(theirs), project);
    expect(plan.ok ? [] : plan.problems.map(({ code, span }) => [code, span?.file.path])).toEqual([
      ['RELATION_NOT_OWNED', 'models/a.sql'],
      ['RELATION_NOT_OWNED', 'models/b.sql'],
    ]);
  });
});

test('a step tells rows also where it first tries another way', () => {
  const config = { materialized: 'incremental', partition_by: { field: 'at', granularity: 'day' } };
  const plan = planNode(modelInput(modelNode('p', { config }), 'select now() as at'));
  const [step] = plan.ok ? plan.value.steps.filter(isStep) : [];
  expect(step?.actions.some((action) => action.kind === 'attempt')).toBe(true);
  expect(countsItsRows(step?.actions ?? [])).toBe(true);
  expect(countsItsRows([])).toBe(false);
});

// PostgreSQL's parser reads a model's SQL once in a node's turn, whoever asks for the tree: what is left alone costs no more than that.

import { beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { failed } from '../../../src/base/checked.ts';
import { compileModel } from '../../../src/compile/compile-model.ts';
import type { CompiledModel } from '../../../src/compile/compiled-model.ts';
import type { CompileEnvironment } from '../../../src/compile/render-node.ts';
import type { ModelNode } from '../../../src/graph/node.ts';
import { queryFingerprint, unknownRelations } from '../../../src/plan/fingerprint.ts';
import { planNode } from '../../../src/plan/plan-node.ts';
import { loadParser } from '../../../src/sql/parser.ts';
import { sql } from '../../../src/sql/sql.ts';
import { catalogOf, existing, modelInput } from '../../support/plan-inputs.ts';
import { parsed } from '../compile/project.ts';
import { run } from '../template/render.ts';

/** The parser itself, with its calls counted. */
const { calls } = vi.hoisted(() => ({ calls: { number: 0 } }));
vi.mock('libpg-query', async (importOriginal) => {
  const library = await importOriginal<typeof import('libpg-query')>();
  return {
    ...library,
    parseSync: (text: string) => {
      calls.number += 1;
      return library.parseSync(text);
    },
  };
});

beforeAll(loadParser);
beforeEach(() => {
  calls.number = 0;
});

const orders = existing('orders', { id: 'integer', amount: 'numeric' });

/** A model over a table, compiled. */
async function compiled(materialized: string): Promise<CompiledModel> {
  const text = `{{ config(materialized='${materialized}') }}\nselect id, amount * 2 as doubled from public.orders`;
  const { parsed: project } = await parsed({ 'models/m.sql': text });
  const node = project.nodes.find((found): found is ModelNode => found.resourceType === 'model');
  if (!node) throw new Error('the model was not parsed');
  const environment: CompileEnvironment = {
    run,
    library: project.library,
    templates: project.templates,
    resolve: () => failed([]),
    facts: () => ({ isIncremental: false, fullRefresh: false }),
    graph: () => ({}),
    dictionaryOf: () => ({}),
    records: { areReadable: sql`select false`, hold: () => sql`false`, rename: () => sql`select` },
    say: () => undefined,
    doc: () => '',
  };
  calls.number = 0;
  const model = await compileModel(node, environment, async () => {
    throw new Error('nothing is asked');
  });
  if (!model.ok) throw new Error('the model cannot be compiled');
  return model.value;
}

/** As a node's turn does: compiled, what its text names looked up, planned. */
function planned(model: CompiledModel, catalog: ReturnType<typeof catalogOf>): string {
  expect(unknownRelations(model, catalog)).toEqual([]);
  const plan = planNode(modelInput(model.node, model.sql, { catalog, compiled: model }));
  return plan.ok ? plan.value.summary : 'refused';
}

test.each(['view', 'materialized_view'] as const)('of an unchanged %s', async (materialized) => {
  const model = await compiled(materialized);
  const name = model.node.relation;
  const fingerprint = queryFingerprint(model, catalogOf([orders]));
  const own = existing(name.name, { id: 'integer', doubled: 'numeric' }, { kind: materialized, name, rule: '1/2' });
  const ownership = own.ownership && { ...own.ownership, fingerprint };
  const reader = { kind: materialized, name, description: '' } as const;
  const catalog = catalogOf([
    { ...orders, dependents: [reader] },
    { ...own, ownership },
  ]);
  expect(planned(model, catalog)).toBe(materialized === 'view' ? 'unchanged' : 'refresh');
  expect(calls.number).toBe(1);
});

test('of a table that is made anew', async () => {
  const model = await compiled('table');
  const catalog = catalogOf([orders, existing(model.node.name, { id: 'integer', doubled: 'numeric' })]);
  expect(planned(model, catalog)).toBe('swap');
  expect(calls.number).toBe(1);
});

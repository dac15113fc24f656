// Protects what a command works on: its own kinds, narrowed by --resource-type, and for `load` what reads files.

import { expect, it } from 'vitest';
import { readsFiles, selectFor } from '../../../src/app/select.ts';
import { buildGraph } from '../../../src/graph/build-graph.ts';
import type { Node } from '../../../src/graph/node.ts';
import { idOf, model, source } from '../../support/graph-nodes.ts';
import { noOptions } from '../../support/run-app.ts';

const none = noOptions;
const nodes: readonly Node[] = [source('raw', 'orders'), model('bronze', ['raw.orders']), model('silver', ['bronze'])];
const built = buildGraph(nodes);
if (!built.ok) throw new Error('the graph is wrong');
const shop = { graph: built.value, project: { name: 'shop' } };

it('keeps to the kinds of the command, in the order of the graph', () => {
  const models = selectFor(shop, none, ['model', 'seed']);
  expect(models.ok && [...models.value]).toEqual(['model.shop.bronze', 'model.shop.silver']);
  const sources = selectFor(shop, { ...none, resourceTypes: ['source'] }, ['model', 'source']);
  expect(sources.ok && [...sources.value]).toEqual(['source.shop.raw.orders']);
  const neither = selectFor(shop, { ...none, resourceTypes: ['source'] }, ['model']);
  expect(neither.ok && [...neither.value]).toEqual([]);
});

it('leaves out kinds, and takes those that dbt alone has for none', () => {
  const chosen = (options: Partial<typeof none>) => {
    const found = selectFor(shop, { ...none, ...options }, ['model', 'source']);
    return found.ok ? [...found.value].length : found.problems;
  };
  expect(chosen({ excludeResourceTypes: ['source'] })).toBe(2);
  expect(chosen({ resourceTypes: ['Source', 'metric'] })).toBe(1);
  expect(chosen({ resourceTypes: ['all'], excludeResourceTypes: ['model'] })).toBe(1);
  expect(chosen({ resourceTypes: ['default'] })).toBe(3);
  expect(chosen({ resourceTypes: ['exposure'] })).toBe(0);
});

it('tells a kind that there is not, with the one that was meant', () => {
  const wrong = selectFor(shop, { ...none, resourceTypes: ['modle', 'sorce'] }, ['model']);
  expect(wrong.ok ? [] : wrong.problems.map(({ code, help }) => `${code}: ${help}`)).toEqual([
    'SELECT_RESOURCE_TYPE: Did you mean "model"?',
    'SELECT_RESOURCE_TYPE: Did you mean "source"?',
  ]);
});

it('load: only a model on a source of files counts', () => {
  const reads = (id: string) => {
    const node = shop.graph.nodes.get(idOf(id));
    return node !== undefined && readsFiles(shop.graph, node);
  };
  expect([reads('model.shop.bronze'), reads('source.shop.raw.orders')]).toEqual([false, false]);
});

// A model's text, its hooks and its plan ask the same function: is_incremental() cannot say one thing in one of them and another elsewhere.
import { describe, expect, test } from 'vitest';
import type { CatalogRelation } from '../../../src/catalog/relation.ts';
import { factsFrom, nodeFacts } from '../../../src/compile/node-facts.ts';
import { catalogOf, existing, modelNode, seedNode } from '../../support/plan-inputs.ts';

const incremental = modelNode('orders', { config: { materialized: 'incremental' } });
const own = existing('orders', {});

describe('is_incremental()', () => {
  const others: readonly (readonly [string, CatalogRelation | null])[] = [
    ['nothing is there', null],
    ['a view is there', existing('orders', {}, { kind: 'view' })],
    ['a materialized view is there', existing('orders', {}, { kind: 'materialized_view' })],
    ["somebody else's table is there", { ...own, ownership: null }],
  ];
  test('is true where a table of its own is there', () => {
    expect(nodeFacts(incremental, own, false)).toEqual({ isIncremental: true, fullRefresh: false });
  });
  test.each(others)('is false where %s', (_, actual) => {
    expect(nodeFacts(incremental, actual, false).isIncremental).toBe(false);
  });
  test('is false of a model that is no incremental one, and of a seed', () => {
    expect(nodeFacts(modelNode('orders', { config: { materialized: 'table' } }), own, false).isIncremental).toBe(false);
    expect(nodeFacts(seedNode('orders'), own, false).isIncremental).toBe(false);
  });
});

describe('should_full_refresh()', () => {
  test('is what the command asks, unless the node says otherwise', () => {
    expect(nodeFacts(incremental, own, true)).toEqual({ isIncremental: false, fullRefresh: true });
    const kept = modelNode('orders', { config: { materialized: 'incremental', full_refresh: false } });
    expect(nodeFacts(kept, own, true)).toEqual({ isIncremental: true, fullRefresh: false });
    const always = modelNode('orders', { config: { materialized: 'incremental', full_refresh: true } });
    expect(nodeFacts(always, own, false)).toEqual({ isIncremental: false, fullRefresh: true });
  });
});

test('of a catalog the relation of the node counts; without one nothing is incremental', () => {
  expect(factsFrom(catalogOf([own]), false)(incremental).isIncremental).toBe(true);
  expect(factsFrom(catalogOf([existing('customers', {})]), false)(incremental).isIncremental).toBe(false);
  expect(factsFrom(null, true)(incremental)).toEqual({ isIncremental: false, fullRefresh: true });
});

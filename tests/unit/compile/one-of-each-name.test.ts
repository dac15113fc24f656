// Protects which resource of a name counts: the one that is enabled. Two that are is a mistake, told with both places.

import { expect, test } from 'vitest';
import { oneOfEachName } from '../../../src/compile/one-of-each-name.ts';
import type { Diagnostic } from '../../../src/diagnostics/diagnostic.ts';
import { model, snapshot } from '../../support/graph-nodes.ts';

function kept(...nodes: readonly ReturnType<typeof model | typeof snapshot>[]) {
  const problems: Diagnostic[] = [];
  const found = oneOfEachName(
    nodes.map((node) => ({ node })),
    (problem) => problems.push(problem),
  );
  return {
    places: found.map(({ node }) => node.file.path),
    told: problems.map(({ code, message }) => `${code}: ${message}`),
  };
}

const on = (folder: string) => model('orders', [], { folder });
const off = (folder: string) => model('orders', [], { folder, enabled: false });

test('the enabled one, wherever it stands', () => {
  expect(kept(off('a'), on('b'), off('c'))).toEqual({ places: ['b/orders.sql'], told: [] });
  expect(kept(on('a'), off('b'))).toEqual({ places: ['a/orders.sql'], told: [] });
});

test('the first where none is enabled', () => {
  expect(kept(off('a'), off('b'))).toEqual({ places: ['a/orders.sql'], told: [] });
});

test('of two enabled ones the first stays, and the second is reported', () => {
  expect(kept(on('a'), on('b'), model('others'))).toEqual({
    places: ['a/orders.sql', 'models/others.sql'],
    told: ['RESOURCE_DUPLICATE: two models are called "orders"'],
  });
});

test('kinds share their names, packages do not', () => {
  expect(kept(on('a'), snapshot('orders')).told).toEqual([
    'RESOURCE_DUPLICATE: a model and a snapshot are both called "orders"',
  ]);
  expect(kept(on('a'), model('orders', [], { packageName: 'other' })).told).toEqual([]);
});

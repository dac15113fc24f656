// Protects what is said of relations that no model claims: which new model one may have become, and how its rows are kept.

import { expect, test } from 'vitest';
import { type Orphan, orphansText, withNewNames } from '../../../src/app/orphans.ts';
import { modelNode } from '../../support/plan-inputs.ts';

const table = { config: { materialized: 'table' } };

function orphan(name: string, kind: Orphan['kind'] = 'table'): Omit<Orphan, 'renamedTo'> {
  return { relation: { schema: 'public', name }, kind, nodeId: `model.shop.${name}` };
}

function namesOf(orphans: readonly Orphan[]): readonly (string | undefined)[] {
  return orphans.map(({ renamedTo }) => renamedTo?.name);
}

test('the only new model of the kind is the new name, however it is called', () => {
  const fresh = [modelNode('sales', table), modelNode('v')];
  expect(namesOf(withNewNames([orphan('orders')], fresh))).toEqual(['sales']);
  expect(namesOf(withNewNames([orphan('orders', 'materialized view')], fresh))).toEqual([undefined]);
});

test('of several the one of a similar name is, and none where names say nothing', () => {
  const fresh = [modelNode('order_items', table), modelNode('customers_v2', table)];
  expect(namesOf(withNewNames([orphan('orders_items'), orphan('customers')], fresh))).toEqual([
    'order_items',
    'customers_v2',
  ]);
  expect(namesOf(withNewNames([orphan('a'), orphan('b')], [modelNode('sales', table)]))).toEqual([
    undefined,
    undefined,
  ]);
});

test('a table is told with the statement that keeps its rows, a view without', () => {
  expect(orphansText([])).toBe('');
  const found = withNewNames([orphan('old"t'), orphan('old_v', 'view')], [modelNode('t', table), modelNode('v')]);
  expect(orphansText(found)).toBe(
    [
      "2 relations of Smelt's belong to no model any more (`smelt clean --orphans`):",
      '  table "public"."old""t", of model.shop.old"t; "t" is new and may be its new name',
      '  view "public"."old_v", of model.shop.old_v; "v" is new and may be its new name',
      '  To keep its rows, before the next build: alter table "public"."old""t" rename to "t"; then smelt adopt --select t',
    ].join('\n'),
  );
});

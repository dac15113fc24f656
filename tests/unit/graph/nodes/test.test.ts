// Protects ids and names that people of dbt know by heart: selectors, stored results and links are made of them.

import { expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/base/json-value.ts';
import { nodeId } from '../../../../src/graph/node-id.ts';
import { genericTestName, testId } from '../../../../src/graph/nodes/test.ts';

it('joins the parts of an id by dots', () => {
  expect(nodeId('model', 'shop', 'orders')).toBe('model.shop.orders');
});

it.each([
  ['unique', 'orders', {}, 'id', 'unique_orders_id'],
  ['not_null', 'source_raw_orders', {}, 'id', 'not_null_source_raw_orders_id'],
  [
    'accepted_values',
    'orders',
    { values: ['placed', 'on hold'] },
    'status',
    'accepted_values_orders_status__placed__on_hold',
  ],
  ['accepted_values', 'orders', { values: [1, 2], quote: false }, 'size', 'accepted_values_orders_size__False__1__2'],
  [
    'relationships',
    'orders',
    { to: "ref('customers')", field: 'id' },
    'customer_id',
    'relationships_orders_customer_id__id__ref_customers_',
  ],
  ['dbt_utils.expression_is_true', 'orders', { expression: 'a > 0' }, null, 'dbt_utils_expression_is_true_orders_a_0'],
])('names %s on %s as dbt does', (test, subject, given, column, name) => {
  expect(genericTestName(test, subject, given, column)).toBe(name);
});

it('hashes the metadata of a test as dbt does', () => {
  const ofColumn = (name: string, given: JsonObject, model: string) => ({
    name,
    kwargs: { ...given, column_name: 'id', model: `{{ get_where_subquery(${model}) }}` },
    namespace: null,
  });
  expect(testId('shop', 'unique_a_id', ofColumn('unique', {}, "ref('a')"))).toBe('test.shop.unique_a_id.f6a5f640da');
  expect(
    testId(
      'shop',
      'relationships_a_id__id__ref_b_',
      ofColumn('relationships', { to: "ref('b')", field: 'id' }, "ref('a')"),
    ),
  ).toBe('test.shop.relationships_a_id__id__ref_b_.dcfe42f192');
  expect(testId('shop', 'source_not_null_shop_orders_id', ofColumn('not_null', {}, "source('shop', 'orders')"))).toBe(
    'test.shop.source_not_null_shop_orders_id.5be7e9a27b',
  );
  const more = { name: 'more_than', kwargs: { n: 0, model: "{{ get_where_subquery(ref('a')) }}" }, namespace: null };
  expect(testId('shop', 'more_than_a_0', more)).toBe('test.shop.more_than_a_0.79970134ad');
});

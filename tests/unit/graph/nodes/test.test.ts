// Protects ids and names that people of dbt know by heart: selectors, stored results and links are made of them.

import { expect, it } from 'vitest';
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

it('gives tests of one name and other arguments other ids', () => {
  const [one, other] = [
    testId('shop', 'unique_orders_id', { where: 'a' }),
    testId('shop', 'unique_orders_id', { where: 'b' }),
  ];
  expect(one).toMatch(/^test\.shop\.unique_orders_id\.[0-9a-f]{10}$/);
  expect(one).not.toBe(other);
  expect(one).toBe(testId('shop', 'unique_orders_id', { where: 'a' }));
});

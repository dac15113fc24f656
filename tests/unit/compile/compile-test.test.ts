// Protects what a data test is sent as: its arguments and `where` rendered, the SQL of one that somebody wrote, and what exists for
// relations that the database does not have.

import { expect, test } from 'vitest';
import { compileTest } from '../../../src/compile/compile-test.ts';
import { placeOf } from '../../../src/diagnostics/diagnostic.ts';
import { compileEnvironment, nothingAsked, openedProject, testOf } from '../../support/opened-project.ts';

const files = {
  'models/orders.sql': "{{ config(materialized='table') }} select 1 as id, 2 as customer",
  'models/inner.sql': "{{ config(materialized='ephemeral') }} select id from {{ ref('orders') }}",
  'models/_models.yml': `models:
  - name: orders
    columns:
      - name: id
        data_tests:
          - not_null: { config: { where: "customer > {{ 1 + 1 }}" } }
          - accepted_values: { arguments: { values: [1, "{{ 2 + 2 }}"] } }
          - relationships: { arguments: { to: ref('inner'), field: id } }
          - at_least: { arguments: { least: "{{ 3 * 3 }}" } }
          - unique: { config: { where: "{{ 1 / 0 if execute }}" } }
  - name: inner
    data_tests:
      - at_least: { arguments: { least: 1 } }
`,
  'macros/tests.sql':
    '{% test at_least(model, least, column_name=none) %}select * from {{ model }} where {{ column_name or "id" }} < {{ least }};{% endtest %}',
  'tests/none.sql': "select * from {{ ref('inner') }} where id < 0",
  'tests/named.sql': "select '{{ this }}' as mine where false",
};

async function compiled(part: string) {
  const opened = await openedProject(files);
  return compileTest(testOf(opened, part), compileEnvironment(opened), nothingAsked);
}

async function soundly(part: string) {
  const checked = await compiled(part);
  if (!checked.ok) throw new Error(checked.problems.map(({ message }) => message).join('\n'));
  return checked.value;
}

test('`where` and arguments are rendered; what is no template stays as it is', async () => {
  const notNull = await soundly('.not_null_orders_id');
  expect(notNull.node.config.where).toBe('customer > 2');
  expect(notNull.sql).toBeNull();
  expect([notNull.relation, notNull.rows]).toEqual([
    { schema: 'public', name: 'orders' },
    { schema: 'public', name: 'orders' },
  ]);
  const accepted = await soundly('.accepted_values_orders_id');
  expect(accepted.node.test.kind === 'generic' && accepted.node.test.arguments.values).toEqual([1, '4']);
});

test('`to` is a relation; one of an ephemeral model is a query of the statement', async () => {
  const { to, inlined } = await soundly('.relationships_orders_id');
  expect(to).toEqual({ schema: '', name: '__dbt__cte__inner' });
  expect(inlined).toEqual([{ name: '__dbt__cte__inner', text: 'select id from "db"."public"."orders"' }]);
});

test('a test of the project is its macro with the relation, the column and the arguments', async () => {
  const { sql, inlined } = await soundly('.at_least_orders_id');
  expect(sql).toBe('select * from "db"."public"."orders" where id < 9');
  expect(inlined).toEqual([]);
});

test('a test of an ephemeral model judges the query that stands for it', async () => {
  const { sql, rows, relation, inlined } = await soundly('.at_least_inner');
  expect(sql).toBe('select * from __dbt__cte__inner where id < 1');
  expect([rows, relation]).toEqual([
    { schema: '', name: '__dbt__cte__inner' },
    { schema: 'public', name: 'inner' },
  ]);
  expect(inlined.map(({ name }) => name)).toEqual(['__dbt__cte__inner']);
});

test('a singular test has what it reads in its own text', async () => {
  const { sql, relation, inlined } = await soundly('.none');
  expect(sql).toContain('__dbt__cte__inner');
  expect([relation, inlined]).toEqual([null, []]);
});

test('`this` of a test is the relation that would keep its failures, as in dbt', async () => {
  expect((await soundly('.named')).sql).toContain('"public_dbt_test__audit"."named"');
});

test('a mistake in `where` is reported at its place in the properties file', async () => {
  const checked = await compiled('.unique_orders_id');
  expect(checked.ok ? [] : checked.problems.map(({ code, span }) => `${span && placeOf(span)} ${code}`)).toEqual([
    'models/_models.yml:10:44 JINJA_VALUE',
  ]);
});

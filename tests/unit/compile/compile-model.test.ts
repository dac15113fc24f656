// Protects what the database is sent of a model: ephemeral parents inlined, files and parents noted, and each place of the SQL
// carried back to the file that it is written in.

import { expect, test } from 'vitest';
import { compileModel, compileQuery } from '../../../src/compile/compile-model.ts';
import { placeOf } from '../../../src/diagnostics/diagnostic.ts';
import { compileEnvironment, modelOf, nothingAsked, openedProject, testOf } from '../../support/opened-project.ts';

const files = {
  'models/orders.sql': "{{ config(materialized='table') }}\nselect 1 as id, 2 as amount",
  'models/paid.sql':
    "{{ config(materialized='ephemeral') }}\nselect id, amount from {{ ref('orders') }} where amount > 0",
  'models/large.sql':
    "{{ config(materialized='ephemeral') }}\nselect id, amount from {{ ref('paid') }} where amount > 100;",
  'models/report.sql':
    "{{ config(materialized='table', sql_header='set local work_mem = 1024') }}\n\nselect l.id, p.amount\nfrom {{ ref('large') }} as l join {{ ref('paid') }} as p using (id);\n",
};

async function compiled(name: string) {
  const opened = await openedProject(files);
  const model = await compileModel(modelOf(opened, name), compileEnvironment(opened), nothingAsked);
  if (!model.ok) throw new Error(model.problems.map(({ message }) => message).join('\n'));
  return model.value;
}

test('ephemeral parents come first, each once, in the order in which they read each other', async () => {
  const { sql, parents, statement, sqlHeader } = await compiled('report');
  expect([...sql.matchAll(/"?(__dbt__cte__\w+)"? as \(/g)].map(([, name]) => name)).toEqual([
    '__dbt__cte__paid',
    '__dbt__cte__large',
  ]);
  expect(sql).not.toContain(';');
  expect(parents).toEqual(['model.shop.orders']);
  expect(statement).not.toBeNull();
  expect(sqlHeader).toBe('set local work_mem = 1024');
});

test('each place of the SQL leads to the file that it is written in', async () => {
  const { sql, map } = await compiled('report');
  const placeAt = (text: string, from = 0) => {
    const origin = map.originAt(sql.indexOf(text, from));
    return origin ? placeOf(origin.span) : null;
  };
  expect(placeAt('amount > 0')).toBe('models/paid.sql:2:50');
  expect(placeAt('amount > 100')).toBe('models/large.sql:2:48');
  expect(placeAt('p.amount')).toBe('models/report.sql:3:14');
  expect(placeAt('using (id)')).toBe('models/report.sql:4:58');
});

test('a mistake in an ephemeral parent is reported in its file, once, by however many it is read', async () => {
  const opened = await openedProject({
    ...files,
    'models/paid.sql': "{{ config(materialized='ephemeral') }}\n{{ 1 / 0 if execute }}",
  });
  const model = await compileModel(modelOf(opened, 'report'), compileEnvironment(opened), nothingAsked);
  expect(model.ok ? [] : model.problems.map(({ code, span }) => `${span && placeOf(span)} ${code}`)).toEqual([
    'models/paid.sql:2:4 JINJA_VALUE',
  ]);
});

test('a question of a template is asked where it stands, and the text goes on with the answer', async () => {
  const opened = await openedProject({
    'models/m.sql': "select {{ run_query('select 41').rows[0][0] + 1 if execute }} as n",
  });
  const asked: string[] = [];
  const model = await compileModel(modelOf(opened, 'm'), compileEnvironment(opened), async ({ sql }, place) => {
    asked.push(`${placeOf(place)} ${sql}`);
    return { columns: ['n'], rows: [[41n]] };
  });
  expect(model.ok && model.value.sql).toBe('select 42 as n');
  expect(asked).toEqual(['models/m.sql:1:11 select 41']);
});

test('a singular test is compiled as a model is', async () => {
  const opened = await openedProject({
    ...files,
    'tests/none.sql': "select * from {{ ref('large') }} where id < 0;\n",
  });
  const query = await compileQuery(testOf(opened, 'none'), compileEnvironment(opened), nothingAsked);
  expect(query.ok && query.value.sql).toContain('__dbt__cte__large');
  expect(query.ok && query.value.parents).toEqual(['model.shop.orders']);
});

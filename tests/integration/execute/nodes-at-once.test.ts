// Nodes that have their turns at the same moment do not trip over each other: reading the catalog while a sibling is swapped,
// swapping what a sibling's views read, and locking many dependents in layers, no node fails and none has to be run again.

import { expect, test } from 'vitest';
import type { ProjectFiles } from '../../support/project-files.ts';
import { createServerProject } from '../../support/server-project.ts';

const model = (materialized: string, query: string) => `{{ config(materialized='${materialized}') }} ${query}`;
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

/** Part of a query that takes long enough for its swap to fall into the turns of the siblings. */
const slowly = '(select pg_sleep(0.3)) as slowly';

test('views are looked at while the table and the materialized views beside them are swapped', {
  timeout: 180_000,
}, async () => {
  const project = await createServerProject({
    'models/a.sql': model('table', 'select 1 as id'),
    'models/u.sql': model('table', 'select pg_sleep(0.1)::text as id'),
    ...models(4, 'v', (n) => model('view', `select *, ${n} as n from {{ ref('a') }}`)),
    ...models(3, 'm', (n) => model('materialized_view', `select *, ${n} as n from {{ ref('a') }}`)),
  });
  for (const _ of numbers(9)) await project.run('build', { threads: 4 });
});

test('four materialized views without a unique index over one table are refreshed at once', {
  timeout: 180_000,
}, async () => {
  const project = await createServerProject({
    'models/a.sql': model('table', 'select 1 as id'),
    ...models(4, 'm', (n) => model('materialized_view', `select id, ${n} as n from {{ ref('a') }}, ${slowly}`)),
  });
  for (const _ of numbers(4)) await project.run('build', { threads: 4 });
});

test('three tables that one view reads are rebuilt at once', { timeout: 300_000 }, async () => {
  const project = await createServerProject({
    ...models(3, 't', (n) => model('table', `select 1 as id, ${n} as n from ${slowly}`)),
    'models/v.sql': model(
      'view',
      "select id, t1.n as one, t2.n as two, t3.n as three from {{ ref('t1') }} t1 join {{ ref('t2') }} t2 using (id) join {{ ref('t3') }} t3 using (id)",
    ),
  });
  for (const _ of numbers(10)) await project.run('build', { threads: 4 });
});

test('80 views in layers change their columns in one run', { timeout: 300_000 }, async () => {
  const project = await createServerProject(layers('1::integer', 'amount'));
  await project.run('build', { threads: 4 });
  await project.write(layers("'one'::text", 'word'));
  await project.run('build', { threads: 4 });
  const client = await project.connect();
  const { rows } = await client.query(
    `select count(*)::integer as n from information_schema.columns
    where table_schema = 'public' and table_name like 'v%' and column_name = 'word' and data_type = 'text'`,
  );
  expect(rows).toEqual([{ n: 80 }]);
  const { rows: left } = await client.query("select relation_name from smelt.relations where schema_name = 'smelt'");
  expect(left).toEqual([]);
});

test('as many nodes as --threads says have their turns at once, whatever the target says', async () => {
  // The session's own lock, which stays: whoever comes first may be gone when the other looks again.
  const meet = `do $$ begin
    perform pg_advisory_lock_shared(77);
    for i in 1 .. 400 loop
      if (select count(*) from pg_locks where locktype = 'advisory' and objid = 77) >= 2 then return; end if;
      perform pg_sleep(0.05);
    end loop;
    raise exception 'nobody else came';
  end $$`;
  const project = await createServerProject({
    'project.yml': `name: shop\ntargets: { dev: { type: postgres, url: "{{ env_var('DATABASE_URL') }}", schema: public, threads: 1 } }\n`,
    ...models(2, 'm', (n) => `{{ config(materialized='table', pre_hook="${meet}") }} select ${n} as n`),
  });
  await project.run('build', { threads: 2 });
});

/** `<prefix>1` and so on. */
function models(count: number, prefix: string, text: (n: number) => string): ProjectFiles {
  return Object.fromEntries(numbers(count).map((n) => [`models/${prefix}${n}.sql`, text(n)]));
}

/** Eight layers of 10 views, each over two of the layer below. */
function layers(value: string, column: string): ProjectFiles {
  const width = 10;
  const views = numbers(8 * width).map((n): [string, string] => {
    const below = (step: number) => n - width - ((n - 1) % width) + ((n - 1 + step) % width);
    const parent = (step: number) => (n <= width ? 'base' : `v${below(step)}`);
    const query = `select a.id, b.${column} from {{ ref('${parent(0)}') }} a join {{ ref('${parent(7)}') }} b using (id)`;
    return [`models/v${n}.sql`, model('view', query)];
  });
  return { 'models/base.sql': model('table', `select 1 as id, ${value} as ${column}`), ...Object.fromEntries(views) };
}

// A view is what a fresh build would make of its text today: the types of what it reads are part of what it is.

import { beforeAll, expect, test } from 'vitest';
import { textFingerprint } from '../../../src/plan/fingerprint.ts';
import { describeOnBoth } from '../../support/databases.ts';
import { NodeRig } from '../../support/node-rig.ts';
import { compiledModel, modelNode, seedNode } from '../../support/plan-inputs.ts';
import { createProjectRig } from '../../support/project-rig.ts';

const view = (name: string) => modelNode(name, { config: { materialized: 'view' } });
const materializedView = (name: string) => modelNode(name, { config: { materialized: 'materialized_view' } });
const table = (name: string) => modelNode(name, { config: { materialized: 'table' } });

describeOnBoth('views over columns that change their types', (database) => {
  const rig = new NodeRig(() => database.database);
  beforeAll(() => rig.prepare());
  const oidOf = async (name: string) => (await rig.rows(`select '${name}'::regclass::oid as oid`))[0]?.oid;

  test('a view over a seed that was of integers and is of decimals', async () => {
    const amounts = seedNode('amounts');
    const content = (...values: readonly string[]) => ({
      columns: ['amount'],
      rows: values.map((value) => [value]),
      checksum: values.join(),
    });
    const rounded = 'select round(amount) as r from public.amounts';
    await rig.seed(amounts, content('2', '4', '0'));
    await rig.model(view('rounded'), rounded);
    await rig.seed(amounts, content('2.5', '4.4', '0.5'));
    expect((await rig.model(view('rounded'), rounded)).plan.summary).toBe('replace');
    expect(await rig.rows('select r::text from public.rounded')).toEqual([{ r: '3' }, { r: '4' }, { r: '1' }]);
    expect((await rig.model(view('rounded'), rounded)).plan.summary).toBe('unchanged');
  });

  test.each([
    ['an integer', '2::integer', 'a bigint', '2::bigint', 'x / 4'],
    ['an integer', '2::integer', 'a numeric', '2.5::numeric(4,1)', 'round(x)'],
    ['a number', '10::bigint', 'a text', "'9'::text", 'max(x) over ()'],
    ['a number', '2::numeric', 'a double', '2.5::float8', 'round(x)'],
    ['a date', "date '2026-01-02'", 'a timestamp', "timestamp '2026-01-02 13:00'", "date_trunc('day', x)"],
    ['a short varchar', "'ab'::varchar(2)", 'a longer', "'abcd'::varchar(4)", 'x'],
    ['a varchar', "'ab'::varchar(2)", 'a char', "'ab'::char(4)", 'length(x)'],
    ['a precision', '1.25::numeric(3,2)', 'another', '1.2345::numeric(8,4)', 'x'],
  ])('%s (%s) becomes %s (%s): %s', async (_, before, __, after, expression) => {
    const chain: readonly (readonly [Parameters<NodeRig['model']>[0], string])[] = [
      [view('first'), `select ${expression} as y from public.parent`],
      [view('second'), 'select y, pg_typeof(y)::text as type from public.first'],
      [materializedView('third'), 'select y::text, type from public.second'],
    ];
    const build = async (value: string) => {
      await rig.model(table('parent'), `select ${value} as x`);
      for (const [node, sql] of chain) await rig.model(node, sql);
    };
    await build(before);
    await build(after);
    const fresh = `select y::text as y, pg_typeof(y)::text as type from (select ${expression} as y from (select ${after} as x) as parent) as q`;
    const typed = (relation: string) => `select pg_catalog.format_type(atttypid, atttypmod) as type from pg_attribute
      where attrelid = '${relation}'::regclass and attname = 'y'`;
    for (const relation of ['second', 'third'])
      expect(await rig.rows(`select y::text, type from public.${relation}`)).toEqual(await rig.rows(fresh));
    await rig.execute(`create view public.fresh as select ${expression} as y from (select ${after} as x) as parent`);
    expect(await rig.rows(typed('public.first'))).toEqual(await rig.rows(typed('public.fresh')));
    await rig.execute('drop view public.fresh');
    for (const [node, sql] of chain.slice(0, 2)) expect((await rig.model(node, sql)).plan.summary).toBe('unchanged');
  });

  test('a column that a view cannot see does not touch it', async () => {
    await rig.model(table('wide'), "select 1 as id, 'a'::text as a");
    const named = 'select w.id, count(*) as n from public.wide as w group by w.id';
    const all = 'select * from public.wide';
    await rig.model(view('narrow'), named);
    await rig.model(view('whole'), all);
    const before = await oidOf('public.narrow');
    await rig.model(table('wide'), "select 1 as id, 'a'::text as a, 2.5 as extra");
    expect((await rig.model(view('narrow'), named)).plan.summary).toBe('unchanged');
    expect((await rig.model(view('whole'), all)).plan.summary).toBe('replace');
    expect(await oidOf('public.narrow')).toBe(before);
    expect(await rig.rows('select * from public.whole')).toEqual([{ id: 1, a: 'a', extra: '2.5' }]);
  });

  test("under somebody else's view a change of columns is refused with their names, and what fits is done", async () => {
    await rig.model(table('sums'), 'select 1 as id, 2 as amount');
    const text = 'select id, amount, round(amount) as r from public.sums';
    await rig.model(view('read'), text);
    await rig.execute('create view public.theirs as select amount from public.read');
    await rig.model(table('sums'), 'select 1 as id, 2.5::numeric(4,1) as amount');
    const refused = rig.model(view('read'), text);
    await expect(refused).rejects.toThrow('its columns change while others depend on it');
    await expect(refused).rejects.toMatchObject({
      diagnostics: [
        {
          code: 'PUBLISH_REFUSED',
          notes: [
            { message: 'for example: column amount is integer and would be numeric(4,1)' },
            { message: 'for example: column r is double precision and would be numeric' },
            { message: expect.stringMatching(/^it is read by view public.theirs \(owner \w+\)$/) },
          ],
        },
      ],
    });
    expect(await rig.rows('select amount from public.theirs')).toEqual([{ amount: 2 }]);
    const kept = 'select id, amount::integer, round(amount)::double precision as r from public.sums';
    await rig.model(view('read'), kept);
    expect(await rig.rows('select amount, r from public.theirs, public.read as r (i, a, r)')).toEqual([
      { amount: 3, r: 3 },
    ]);
    await rig.execute('drop view public.theirs');
  });

  test('a full refresh makes a view anew', async () => {
    await rig.model(view('same'), 'select 1 as a');
    const before = await oidOf('public.same');
    expect((await rig.model(view('same'), 'select 1 as a', { fullRefresh: true })).plan.summary).toBe('replace');
    expect(await oidOf('public.same')).not.toBe(before);
  });

  test('what an older version recorded of the text alone makes views anew once, and no materialized one', async () => {
    await rig.model(table('old_parent'), 'select 1 as id');
    const sql = 'select id from public.old_parent';
    await rig.model(view('old_view'), sql);
    await rig.model(materializedView('old_totals'), sql);
    await rig.execute('create view public.over_totals as select id from public.old_totals');
    const recorded = textFingerprint(compiledModel(view('old_view'), sql));
    await rig.execute(`update smelt.relations set fingerprint = '${recorded}' where relation_name like 'old\\_%'`);
    expect((await rig.model(view('old_view'), sql)).plan.summary).toBe('replace');
    expect((await rig.model(view('old_view'), sql)).plan.summary).toBe('unchanged');
    expect((await rig.model(materializedView('old_totals'), sql)).plan.summary).toBe('refresh');
    await rig.execute('drop view public.over_totals');
  });
});

test.each(['server', 'embedded'] as const)(
  'through ephemeral models, over sources and over names without ref() (%s)',
  async (kind) => {
    const lake = `on-run-start:
  - create schema if not exists lake
  - create table if not exists lake.sums as select 2::integer as amount
  - create table if not exists lake.others as select 2::integer as amount
`;
    const rig = await createProjectRig(kind, lake, {
      'sources.yml': 'sources: [{ name: raw, schema: lake, tables: [{ name: sums }] }]',
      'models/between.sql': "{{ config(materialized='ephemeral') }} select amount from {{ source('raw', 'sums') }}",
      'models/through.sql': "select round(amount) as r from {{ ref('between') }}",
      'models/bare.sql': 'select round(amount) as r from lake.others',
    });
    const results = 'select (select r::text from public.through), (select r::text from public.bare)';
    expect((await rig.build()).exitCode).toBe(0);
    expect((await rig.plan()).output).not.toMatch(/^replace view/m);
    // Another tool alters the tables, and makes the views anew as PostgreSQL told them before.
    await rig.rows(`do $$ declare
      through constant text := pg_get_viewdef('public.through'::regclass);
      bare constant text := pg_get_viewdef('public.bare'::regclass);
    begin
      create or replace view public.through as select null::double precision as r;
      create or replace view public.bare as select null::double precision as r;
      alter table lake.sums alter amount type numeric using 2.5;
      alter table lake.others alter amount type numeric using 2.5;
      execute 'create or replace view public.through as ' || through;
      execute 'create or replace view public.bare as ' || bare;
      assert (select r from public.through) = 2 and (select r from public.bare) = 2;
    end $$`);
    expect((await rig.plan()).output.match(/^replace view/gm)).toHaveLength(2);
    expect((await rig.build()).exitCode).toBe(0);
    expect(await rig.rows(results)).toEqual([['3', '3']]);
  },
);

import { beforeAll, expect, test } from 'vitest';
import { describeOnBoth } from '../../support/databases.ts';
import { NodeRig } from '../../support/node-rig.ts';
import { modelId, modelNode } from '../../support/plan-inputs.ts';

describeOnBoth('views, tables and materialized views', (database) => {
  const rig = new NodeRig(() => database.database);
  beforeAll(() => rig.prepare());

  const oidOf = async (name: string) => (await rig.rows(`select 'public.${name}'::regclass::oid::int as oid`))[0]?.oid;
  const leftovers = () =>
    rig.rows(
      "select relname from pg_class where relnamespace in ('smelt'::regnamespace, 'public'::regnamespace) and (relname like '%\\_new' or relname like '%\\_old')",
    );

  test('a view is made, left alone while it means the same, and replaced when it changes', async () => {
    const node = modelNode('v', { config: { materialized: 'view' }, description: 'what v is' });
    expect((await rig.model(node, 'select 1 as a')).plan.summary).toBe('create');
    const oid = await oidOf('v');
    expect((await rig.model(node, 'SELECT  1 AS a -- the same')).plan.summary).toBe('unchanged');
    expect(await oidOf('v')).toBe(oid);
    await rig.execute('create role reader_of_v');
    await rig.execute('grant select on public.v to reader_of_v', "comment on view public.v is 'by hand'");
    expect((await rig.model(node, "select 'text' as b, 1 as a")).plan.summary).toBe('replace');
    expect(await rig.rows('select * from public.v')).toEqual([{ b: 'text', a: 1 }]);
    expect(
      await rig.rows(
        `select has_table_privilege('reader_of_v', 'public.v', 'select') as granted, obj_description('public.v'::regclass) as comment`,
      ),
    ).toEqual([{ granted: true, comment: 'by hand' }]);
    await rig.execute('drop owned by reader_of_v', 'drop role reader_of_v');
    expect(await leftovers()).toEqual([]);
  });

  test('a view with a star follows the columns of its parent', async () => {
    const parent = modelNode('parent', { config: { materialized: 'table' } });
    const child = modelNode('child', { config: { materialized: 'view' } });
    const reading = { compiled: { parents: [modelId('parent')] } };
    await rig.model(parent, 'select 1 as a');
    await rig.model(child, 'select * from public.parent', reading);
    // The swap points the own view to the new table.
    expect((await rig.model(parent, 'select 2 as a, 3 as b')).plan.summary).toBe('swap');
    expect(await rig.rows('select * from public.child')).toEqual([{ a: 2 }]);
    expect((await rig.model(child, 'select * from public.parent', reading)).plan.summary).toBe('replace');
    expect(await rig.rows('select * from public.child')).toEqual([{ a: 2, b: 3 }]);
    expect((await rig.model(child, 'select * from public.parent', reading)).plan.summary).toBe('unchanged');
    // `-- depends_on:` makes a parent of the graph that the text does not read.
    const waiting = { compiled: { parents: [modelId('parent'), modelId('v')] } };
    expect((await rig.model(child, 'select * from public.parent', waiting)).plan.summary).toBe('unchanged');
  });

  test("somebody else's view keeps its table: rows are changed in place, other columns are refused", async () => {
    const node = modelNode('shared', { config: { materialized: 'table', unique_key: 'id' } });
    const rows = (...values: readonly string[]) =>
      `select id::int, v::text from (values ${values.join(', ')}) as t (id, v)`;
    await rig.model(node, rows("(1, 'a')", "(2, 'b')"));
    await rig.execute('create view public.their_view as select * from public.shared');
    const oid = await oidOf('shared');
    const ran = await rig.model(node, rows("(2, 'bb')", "(3, 'c')"));
    expect([ran.plan.summary, ran.counts]).toEqual(['rewrite', { inserted: 1, updated: 1, deleted: 1 }]);
    expect(await oidOf('shared')).toBe(oid);
    await expect(rig.model(node, 'select 1 as id, 2 as v')).rejects.toThrow('columns of "shared" have changed');
    expect(await rig.rows('select * from public.their_view order by id')).toEqual([
      { id: 2, v: 'bb' },
      { id: 3, v: 'c' },
    ]);
    const swap = modelNode('shared', { config: { materialized: 'table', publish: 'swap' } });
    await expect(rig.model(swap, rows("(1, 'a')"))).rejects.toThrow('PUBLISH_REFUSED');
  });

  test('a swap carries over privileges and comments, and refuses what it would lose', async () => {
    const node = modelNode('carried', {
      config: { materialized: 'table', contract: { enforced: true }, indexes: [{ columns: ['v'] }] },
      columns: { id: 'integer not null', v: 'text' },
      constraints: [
        { type: 'primary_key', columns: ['id'] },
        { type: 'unique', columns: ['v'] },
      ],
    });
    await rig.model(node, "select 1 as id, 'a' as v");
    await rig.execute(
      'create role reader',
      'grant select on public.carried to public',
      'grant update (v) on public.carried to reader',
      "comment on column public.carried.v is 'a value'",
    );
    const first = await oidOf('carried');
    expect((await rig.model(node, "select 2 as id, 'b' as v")).plan.summary).toBe('swap');
    expect(await oidOf('carried')).not.toBe(first);
    const state = `select relacl::text is not null as granted,
      has_column_privilege('reader', 'public.carried', 'v', 'update') as column_granted,
      col_description('public.carried'::regclass, 2) as comment,
      (select array_agg(relname::text order by relname) from pg_index join pg_class c on c.oid = indexrelid where indrelid = 'public.carried'::regclass) as indexes
      from pg_class where oid = 'public.carried'::regclass`;
    const [kept] = await rig.rows(state);
    expect(kept).toMatchObject({ granted: true, column_granted: true, comment: 'a value' });
    expect(kept?.indexes).toContain('carried_pkey');
    expect(kept?.indexes).toContain('carried_v_key');
    await rig.model(node, "select 3 as id, 'c' as v");
    expect(await rig.rows(state)).toEqual([kept]);
    await rig.execute('alter table public.carried enable row level security');
    expect((await rig.model(node, "select 4 as id, 'd' as v")).plan.summary).toBe('swap');
    expect(await rig.rows("select relrowsecurity as on from pg_class where oid = 'public.carried'::regclass")).toEqual([
      { on: true },
    ]);
    await rig.execute(
      'alter table public.carried disable row level security',
      'drop owned by reader',
      'drop role reader',
    );
    expect(await rig.rows('select * from public.carried')).toEqual([{ id: 4, v: 'd' }]);
    expect(await leftovers()).toEqual([]);
  });

  test('constraints of a rebuilt table have the names that those of a new one have', async () => {
    const node = modelNode('named', {
      config: { materialized: 'table', contract: { enforced: true } },
      columns: { id: 'integer not null', v: 'text not null' },
      constraints: [{ type: 'primary_key', columns: ['id'] }],
    });
    const names = () =>
      rig.rows("select conname from pg_constraint where conrelid = 'public.named'::regclass order by conname");
    await rig.model(node, "select 1 as id, 'a' as v");
    const made = await names();
    expect((await rig.model(node, "select 2 as id, 'b' as v")).plan.summary).toBe('swap');
    expect(await names()).toEqual(made);
  });

  test('a check may have the name that a NOT NULL would have', async () => {
    const node = modelNode('clashing', {
      config: { materialized: 'table', contract: { enforced: true } },
      columns: { v: 'text not null' },
      constraints: [{ type: 'check', name: 'clashing_v_not_null', columns: ['v'], expression: 'v is not null' }],
    });
    expect((await rig.model(node, "select 'a' as v")).plan.summary).toBe('create');
    expect((await rig.model(node, "select 'b' as v")).plan.summary).toBe('swap');
  });

  test('a view becomes a table, and a table a view', async () => {
    const view = modelNode('shifting', { config: { materialized: 'view' } });
    const table = modelNode('shifting', { config: { materialized: 'table' } });
    await rig.model(view, 'select 1 as a');
    expect((await rig.model(table, 'select 1 as a')).plan.summary).toBe('swap');
    expect((await rig.model(view, 'select 1 as a')).plan.summary).toBe('replace');
    expect(await rig.rows("select relkind::text from pg_class where oid = 'public.shifting'::regclass")).toEqual([
      { relkind: 'v' },
    ]);
    const incremental = modelNode('shifting', { config: { materialized: 'incremental' } });
    expect((await rig.model(incremental, 'select 1 as a')).plan.summary).toBe('swap');
  });

  const totals = modelNode('totals', {
    config: { materialized: 'materialized_view', indexes: [{ name: 'totals_key', columns: ['k'], unique: true }] },
  });
  const base = modelNode('base', {
    config: { materialized: 'incremental', unique_key: 'k', incremental_strategy: 'merge' },
  });
  const reading = { compiled: { parents: [modelId('base')] } };
  const sumOf = 'select k, sum(v) as v from public.base group by k';

  test('a materialized view is refreshed, and built anew when its definition changes', async () => {
    await rig.model(base, 'select 1 as k, 10 as v');
    expect((await rig.model(totals, sumOf, reading)).plan.summary).toBe('create');
    const oid = await oidOf('totals');
    await rig.model(base, 'select 1 as k, 11 as v');
    const refreshed = await rig.model(totals, sumOf, reading);
    expect(refreshed.plan.steps[0]?.title).toBe('refresh "public"."totals" concurrently');
    expect(await oidOf('totals')).toBe(oid);
    expect(await rig.rows('select k, v::int from public.totals')).toEqual([{ k: 1, v: 11 }]);
    await rig.execute("comment on materialized view public.totals is 'kept'");
    expect((await rig.model(totals, sumOf.replace('sum', 'max'), reading)).plan.summary).toBe('replace');
    expect(await rig.rows("select obj_description('public.totals'::regclass) as comment")).toEqual([
      { comment: 'kept' },
    ]);
    expect(await rig.rows("select indexname from pg_indexes where tablename = 'totals'")).toEqual([
      { indexname: 'totals_key' },
    ]);
    expect(await leftovers()).toEqual([]);
  });

  test('a table that a materialized view reads is changed in place', async () => {
    const oid = await oidOf('base');
    const refreshed = await rig.model(base, 'select 2 as k, 5 as v', { fullRefresh: true });
    expect(refreshed.plan.summary).toBe('rewrite');
    expect(await oidOf('base')).toBe(oid);
    expect((await rig.model(totals, sumOf.replace('sum', 'max'), reading)).plan.summary).toBe('refresh');
    expect(await rig.rows('select k, v from public.totals')).toEqual([{ k: 2, v: 5 }]);
  });

  test('a materialized view over a table that was replaced by hand is built anew', async () => {
    await rig.execute(
      'alter table public.base rename to base_before',
      'create table public.base as select 7 as k, 7 as v',
    );
    expect((await rig.model(totals, sumOf.replace('sum', 'max'), reading)).plan.summary).toBe('replace');
    expect(await rig.rows('select k, v from public.totals')).toEqual([{ k: 7, v: 7 }]);
  });

  test('what others read is not replaced', async () => {
    await rig.execute('create view public.over_totals as select * from public.totals');
    await expect(rig.model(totals, 'select 1 as k', reading)).rejects.toThrow(
      'cannot be replaced while other relations depend on it',
    );
  });
});

// What people put on a relation of Smelt's, or make of it, survives every run of its node; where it cannot, the run refuses.

import { beforeAll, expect, test } from 'vitest';
import { describeOnBoth } from '../../support/databases.ts';
import { NodeRig } from '../../support/node-rig.ts';
import { modelNode, seedNode } from '../../support/plan-inputs.ts';

describeOnBoth('what others own', (database) => {
  const rig = new NodeRig(() => database.database);
  beforeAll(() => rig.prepare());

  const oidOf = async (name: string) => (await rig.rows(`select 'public.${name}'::regclass::oid::int as oid`))[0]?.oid;
  const numbers = (from: number, to: number, value = 'v') =>
    `select i as id, '${value}' || i as v from generate_series(${from}, ${to}) as i`;

  test.each([
    ['replaced whole', { materialized: 'table' }, numbers(1, 3)],
    ['deleted by key', { materialized: 'table', unique_key: 'id' }, numbers(2, 3)],
    ['replaced by group', { materialized: 'incremental', unique_key: 'id' }, numbers(1, 3, 'w')],
  ])('rows of others that a foreign key would delete or change are kept: %s', async (how, config, next) => {
    const name = `referred_${how.replaceAll(' ', '_')}`;
    const node = modelNode(name, { config });
    await rig.model(node, numbers(1, 3));
    await rig.execute(
      `alter table public.${name} add unique (id)`,
      `create table public.cascading_${name} (id integer references public.${name} (id) on delete cascade)`,
      `create table public.clearing_${name} (id integer references public.${name} (id) on delete set null)`,
      `insert into public.clearing_${name} values (1)`,
    );
    await expect(rig.model(node, next)).rejects.toThrow(/would be deleted to which .*clearing_/);
    await rig.execute(`insert into public.cascading_${name} values (1)`, `delete from public.clearing_${name}`);
    await expect(rig.model(node, next)).rejects.toThrow(/would be deleted to which .*cascading_/);
    expect(await rig.rows(`select id from public.cascading_${name}`)).toEqual([{ id: 1 }]);
    // Nothing refers to the rows any more: the foreign key alone is no hindrance.
    await rig.execute(`delete from public.cascading_${name}`);
    await rig.model(node, next);
  });

  test('rows of tables that inherit from one of ours are not touched, nor is a table that was made a partition', async () => {
    const parent = modelNode('ancestor', { config: { materialized: 'incremental', unique_key: 'id' } });
    await rig.model(parent, numbers(1, 2));
    await rig.execute(
      'create table public.heir () inherits (public.ancestor)',
      "insert into public.heir values (1, 'theirs')",
    );
    await expect(rig.model(parent, numbers(1, 2, 'w'))).rejects.toThrow('other tables inherit from it');
    expect(await rig.rows('select * from public.heir')).toEqual([{ id: 1, v: 'theirs' }]);
    const part = modelNode('part_of_theirs', { config: { materialized: 'table' } });
    await rig.model(part, numbers(1, 2));
    await rig.execute(
      'create table public.theirs (id integer, v text) partition by range (id)',
      'alter table public.theirs attach partition public.part_of_theirs for values from (0) to (9)',
    );
    await expect(rig.model(part, numbers(1, 2))).rejects.toThrow('made a partition of another table');
  });

  test('a partition that others attached takes part in batches, and is not lost by a full refresh', async () => {
    const partitioned = (granularity: string) =>
      modelNode('joined', {
        config: { materialized: 'incremental', partition_by: { field: 'day', granularity, default: true } },
      });
    await rig.model(partitioned('month'), "select date '2024-01-05' as day");
    await rig.model(partitioned('year'), "select date '2024-01-05' as day", { fullRefresh: true });
    await rig.execute('grant select on public.joined_y2024 to public');
    // The rows of a year cannot be put into partitions of months beside it.
    await expect(
      rig.model(partitioned('month'), "select date '2024-01-05' as day", { fullRefresh: true }),
    ).rejects.toThrow('would lose: settings of public.joined_y2024');
    await rig.execute('revoke select on public.joined_y2024 from public');
    await rig.execute('alter table public.joined_y2024 owner to current_user');
    await rig.execute(
      'create table public.archive (day date)',
      "insert into public.archive values ('1999-01-05')",
      "alter table public.joined attach partition public.archive for values from ('1999-01-01') to ('2000-01-01')",
    );
    await rig.model(partitioned('year'), "select date '1999-02-01' as day");
    await expect(
      rig.model(partitioned('year'), "select date '2024-01-05' as day", { fullRefresh: true }),
    ).rejects.toThrow('would lose partitions that Smelt did not make');
    await expect(rig.model(modelNode('joined', { config: { materialized: 'view' } }), 'select 1 as a')).rejects.toThrow(
      'would lose partitions',
    );
    expect(await rig.rows('select count(*)::int as n from public.archive')).toEqual([{ n: 2 }]);
  });

  test('an index made by hand moves to the new table and goes with its column; a constraint keeps the table', async () => {
    const node = modelNode('by_hand', { config: { materialized: 'table', indexes: [{ columns: ['id'] }] } });
    const view = modelNode('by_hand_sums', { config: { materialized: 'materialized_view' } });
    const indexes = (table: string) =>
      rig.rows(
        `select replace(indexdef, indexname, 'x') as index from pg_indexes where tablename = '${table}' order by 1`,
      );
    await rig.model(node, numbers(1, 3));
    await rig.model(view, 'select 1 as one');
    await rig.execute(
      'create unique index "by hand ON x.y USING it" on public.by_hand using btree (lower(v), id desc) include (v) where id > 0',
      'create index by_hand_v on public.by_hand (v)',
      'create index by_hand_one on public.by_hand_sums (one)',
    );
    const before = await indexes('by_hand');
    const oid = await oidOf('by_hand');
    expect((await rig.model(node, numbers(1, 4))).plan.summary).toBe('swap');
    expect(await oidOf('by_hand')).not.toBe(oid);
    expect(await indexes('by_hand')).toEqual(before);
    await rig.model(view, 'select 2 as one');
    expect(await indexes('by_hand_sums')).toHaveLength(1);
    await rig.execute('drop index public."by hand ON x.y USING it"');
    await rig.model(node, 'select 1 as id');
    expect(await indexes('by_hand')).toHaveLength(1);

    await rig.execute('alter table public.by_hand add constraint positive check (id > 0), alter id set default 7');
    const ran = await rig.model(node, 'select 5 as id');
    expect(ran.plan.summary).toBe('rewrite');
    await rig.execute('insert into public.by_hand default values');
    expect(await rig.rows('select id from public.by_hand order by id')).toEqual([{ id: 5 }, { id: 7 }]);
    await expect(rig.model(node, 'select -5 as id')).rejects.toThrow('positive');
    const swap = modelNode('by_hand', { config: { materialized: 'table', publish: 'swap' } });
    await expect(rig.model(swap, 'select 5 as id')).rejects.toThrow('PUBLISH_REFUSED');
  });

  test('a view that others read keeps the options that people gave it', async () => {
    const node = modelNode('guarded', { config: { materialized: 'view' } });
    await rig.model(node, 'select 1 as a');
    await rig.execute(
      'create view public.reads_guarded as select a from public.guarded',
      'alter view public.guarded set (security_barrier = true, security_invoker = true)',
    );
    expect((await rig.model(node, 'select 1 as a, 2 as b')).plan.summary).toBe('replace');
    expect(await rig.rows("select reloptions::text as options from pg_class where relname = 'guarded'")).toEqual([
      { options: '{security_barrier=true,security_invoker=true}' },
    ]);
    const plain = modelNode('defaulted', { config: { materialized: 'view' } });
    await rig.model(plain, 'select 1 as a');
    await rig.execute('alter view public.defaulted alter a set default 5');
    await rig.model(plain, 'select 2 as a');
    expect(
      await rig.rows(
        "select column_default as value from information_schema.columns where table_schema = 'public' and table_name = 'defaulted'",
      ),
    ).toEqual([{ value: '5' }]);
  });

  test('options of an own view over a table, and a stricter NOT NULL, do not stop its next rebuild', async () => {
    const table = modelNode('optioned', {
      config: { materialized: 'table', contract: { enforced: true } },
      columns: { id: 'integer', v: 'text' },
    });
    const view = modelNode('barrier', { config: { materialized: 'view' } });
    await rig.model(table, numbers(1, 2));
    await rig.model(view, 'select id from public.optioned');
    await rig.execute('alter view public.barrier set (security_barrier = true)');
    const oid = await oidOf('optioned');
    await rig.model(table, numbers(1, 3));
    // Swapped, and the view pointed to the new one with its options.
    expect(await oidOf('optioned')).not.toBe(oid);
    expect(
      await rig.rows(
        "select reloptions::text as options, (select count(*)::int from public.barrier) as n from pg_class where relname = 'barrier'",
      ),
    ).toEqual([{ options: '{security_barrier=true}', n: 3 }]);
    await rig.execute('alter table public.optioned alter v set not null');
    expect((await rig.model(table, numbers(1, 4))).plan.summary).toBe('rewrite');
    await expect(rig.model(table, 'select 1 as id, null::text as v')).rejects.toThrow('not-null');
  });

  test('a seed of other columns keeps what people have put on it, or is refused', async () => {
    const seed = seedNode('reshaped');
    const file = (checksum: string, columns: readonly string[]) => ({
      checksum,
      columns,
      rows: [columns.map(() => '1')],
    });
    await rig.seed(seed, file('1', ['id', 'v']));
    await rig.execute(
      'alter table public.reshaped set (fillfactor = 70)',
      'alter table public.reshaped alter v set statistics 55',
    );
    expect((await rig.seed(seed, file('2', ['id', 'v', 'w']))).plan.summary).toBe('swap');
    expect(
      await rig.rows(
        "select reloptions::text as options, attstattarget::int as target from pg_class c join pg_attribute on attrelid = c.oid and attname = 'v' where relname = 'reshaped'",
      ),
    ).toEqual([{ options: '{fillfactor=70}', target: 55 }]);
    await rig.execute(
      'create table public.elder (id integer)',
      'alter table public.reshaped alter id type integer',
      'alter table public.reshaped inherit public.elder',
    );
    await expect(rig.seed(seed, file('3', ['id', 'v']))).rejects.toThrow('would lose: inheritance');
    expect(await rig.rows('select count(*)::int as n from public.elder')).toEqual([{ n: 1 }]);
  });

  test('new default privileges reach nobody by way of a rebuild', async () => {
    const node = modelNode('default_privileges', { config: { materialized: 'table' } });
    await rig.model(node, 'select 1 as id');
    await rig.execute('create role late', 'alter default privileges grant select on tables to late with grant option');
    await rig.model(node, 'select 2 as id');
    expect(await rig.rows("select has_table_privilege('late', 'public.default_privileges', 'select') as may")).toEqual([
      { may: false },
    ]);
    await rig.execute(
      'alter default privileges revoke select on tables from late',
      'drop owned by late',
      'drop role late',
    );
  });

  test('names that PostgreSQL would cut are refused, and a name that ends a dollar quote is a name', async () => {
    const long = modelNode('ü'.repeat(32), { config: { materialized: 'table' } });
    await expect(rig.model(long, 'select 1 as a')).rejects.toThrow('RELATION_NAME_LONG');
    const odd = modelNode('a$smelt$; --', { config: { materialized: 'table' } });
    await rig.model(odd, 'select 1 as a');
    expect((await rig.model(odd, 'select 2 as a')).plan.summary).toBe('swap');
  });

  test('a parameter in a model is the mistake of its text, not of the connection', async () => {
    const node = modelNode('parameter', { config: { materialized: 'table' } });
    const refused = rig.model(node, 'select $1 as a');
    await expect(refused).rejects.toMatchObject({ name: 'NodeFailure', diagnostics: [{ code: 'SQL_SYNTAX' }] });
  });
});

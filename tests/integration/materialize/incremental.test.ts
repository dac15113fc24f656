import { beforeAll, expect, test } from 'vitest';
import { inlineParameters } from '../../../src/sql/sql.ts';
import { createProductTable } from '../../../src/state/product-tables.ts';
import { describeOnBoth } from '../../support/databases.ts';
import { NodeRig } from '../../support/node-rig.ts';
import { foreignKey, modelNode } from '../../support/plan-inputs.ts';

const now = "(now() at time zone 'UTC')";
const audited = {
  created_at: `timestamp(6) not null default ${now}`,
  updated_at: `timestamp(6) not null default ${now}`,
  updated_by: 'text not null default session_user',
};

describeOnBoth('incremental models', (database) => {
  const rig = new NodeRig(() => database.database);
  beforeAll(async () => {
    await rig.prepare();
    await rig.execute(
      ...createProductTable('smelt', 'audit_log', { schema: 'public', name: 'audit_log' }).map(inlineParameters),
    );
  });

  test('append adds the batch, in a table made by the query', async () => {
    const node = modelNode('events', { config: { materialized: 'incremental' } });
    const first = await rig.model(node, "select 1 as id, 'a' as what -- first");
    expect([first.plan.summary, first.counts.inserted]).toEqual(['create', 1]);
    const second = await rig.model(node, "select 2 as id, 'b' as what -- second");
    expect([second.plan.summary, second.counts.inserted]).toEqual(['append', 1]);
    expect(await rig.rows('select * from public.events order by id')).toEqual([
      { id: 1, what: 'a' },
      { id: 2, what: 'b' },
    ]);
  });

  const customers = modelNode('customers', {
    config: {
      materialized: 'incremental',
      incremental_strategy: 'merge',
      unique_key: 'id',
      touch_columns: ['updated_at', 'updated_by'],
      audit: true,
      contract: { enforced: true },
      indexes: [{ columns: ['name'], name: 'idx_customers_name' }],
    },
    columns: {
      id: 'text not null',
      name: 'varchar(20)',
      extra: 'jsonb',
      raw: 'json',
      amount: 'decimal(18,8)',
      ...audited,
    },
    constraints: [{ type: 'primary_key', columns: ['id'] }],
  });
  const batch = (...rows: readonly string[]) =>
    `select id, name, extra::jsonb, raw::json, amount::numeric from (values ${rows.join(', ')}) as v (id, name, extra, raw, amount)`;

  test('merge touches only what really changed, and logs it', async () => {
    const one = `('1', 'Ann', '{"a":1}', '{"b": 2}', 1.5)`;
    const two = `('2', null, null, null, null)`;
    await rig.model(customers, batch(one, two));
    await rig.execute(
      "update public.customers set created_at = '2020-01-01', updated_at = '2020-01-01', updated_by = 'x'",
      'alter table public.audit_log disable trigger user',
      'delete from public.audit_log',
    );
    const again = await rig.model(customers, batch(one, two));
    expect(again.counts).toEqual({ inserted: 0, updated: 0, deleted: 0 });
    expect(await rig.rows('select * from public.audit_log')).toEqual([]);

    const changed = await rig.model(
      customers,
      batch(`('1', 'Ann', '{"a":1}', '{"b":2}', 1.5)`, `('3', 'Cy', null, null, 1)`),
    );
    expect(changed.counts).toEqual({ inserted: 1, updated: 1, deleted: 0 });
    expect(
      await rig.rows(`select id, raw::text, created_at = '2020-01-01' as old, updated_at > '2020-01-02' as touched, updated_by = session_user as by
        from public.customers order by id`),
    ).toEqual([
      { id: '1', raw: '{"b":2}', old: true, touched: true, by: true },
      { id: '2', raw: null, old: true, touched: false, by: false },
      { id: '3', raw: null, old: false, touched: true, by: true },
    ]);
    expect(await rig.rows('select table_name, record_id, action from public.audit_log order by record_id')).toEqual([
      { table_name: 'customers', record_id: '1', action: 'UPDATE' },
      { table_name: 'customers', record_id: '3', action: 'INSERT' },
    ]);
  });

  test('what differs by less than the column holds has not changed', async () => {
    for (const [name, config] of Object.entries({
      rounded: { incremental_strategy: 'merge' },
      rounded_groups: { incremental_strategy: 'delete+insert' },
    })) {
      const node = modelNode(name, {
        config: { materialized: 'incremental', unique_key: 'id', contract: { enforced: true }, ...config },
        columns: { id: 'integer not null', amount: 'numeric(8,2)', at: 'timestamp(3)' },
      });
      const rows = "select 1 as id, 1.23456 as amount, timestamp '2026-01-01 00:00:00.123456' as at";
      await rig.model(node, rows);
      expect((await rig.model(node, rows)).counts).toEqual({ inserted: 0, updated: 0, deleted: 0 });
    }
  });

  test('a full refresh of an audited table is a row diff', async () => {
    await rig.execute('delete from public.audit_log');
    const refreshed = await rig.model(
      customers,
      batch(`('1', 'Ann', '{"a":1}', '{"b":2}', 1.5)`, `('4', 'Di', null, null, 1)`),
      {
        fullRefresh: true,
      },
    );
    expect(refreshed.plan.summary).toBe('rewrite');
    expect(refreshed.counts).toEqual({ inserted: 1, updated: 0, deleted: 2 });
    expect(await rig.rows('select record_id, action from public.audit_log order by record_id')).toEqual([
      { record_id: '2', action: 'DELETE' },
      { record_id: '3', action: 'DELETE' },
      { record_id: '4', action: 'INSERT' },
    ]);
  });

  test('a batch with two rows for a key is refused with examples, and nothing changes', async () => {
    const before = await rig.rows('select * from public.customers order by id');
    const doubled = batch(`('5', 'a', null, null, 1)`, `('5', 'b', null, null, 1)`);
    await expect(rig.model(customers, doubled)).rejects.toThrow('gives more than one row for the same id');
    expect(await rig.rows('select * from public.customers order by id')).toEqual(before);
  });

  test('a contract holds names and types', async () => {
    await expect(rig.model(customers, "select '1' as id, 2 as name")).rejects.toThrow(
      'does not give the columns of its contract',
    );
    const text = modelNode('wrong', {
      config: { materialized: 'incremental', contract: { enforced: true } },
      columns: { id: 'integer' },
    });
    await expect(rig.model(text, "select '1' as id")).rejects.toThrow('does not give the columns of its contract');
    expect(await rig.rows("select to_regclass('public.wrong') as relation")).toEqual([{ relation: null }]);
  });

  test('foreign keys lead to other nodes', async () => {
    const orders = modelNode('orders', {
      config: {
        materialized: 'incremental',
        unique_key: 'id',
        incremental_strategy: 'merge',
        contract: { enforced: true },
      },
      columns: { id: 'integer not null', customer_id: 'text' },
      constraints: [{ type: 'primary_key', columns: ['id'] }, foreignKey(['customer_id'], 'customers', ['id'])],
    });
    await rig.model(orders, "select 1 as id, '1' as customer_id");
    await expect(rig.model(orders, "select 2 as id, 'nobody' as customer_id")).rejects.toThrow(/foreign key/);
    // A referenced row cannot vanish, whoever asks.
    await expect(rig.model(customers, batch(`('4', 'Di', null, null, 1)`), { fullRefresh: true })).rejects.toThrow(
      /foreign key/,
    );
    const again = await rig.model(orders, "select 1 as id, '1' as customer_id");
    expect(again.counts).toEqual({ inserted: 0, updated: 0, deleted: 0 });
  });

  test('delete+insert replaces a group whole, leaves an equal one, and NULLs in the key are equal', async () => {
    const node = modelNode('balances', {
      config: { materialized: 'incremental', unique_key: ['client', 'account'], contract: { enforced: true } },
      columns: {
        client: 'text not null',
        account: 'text',
        coin: 'text',
        amount: 'numeric',
        made: `timestamp(6) default ${now}`,
      },
    });
    const rows = (...values: readonly string[]) =>
      `select * from (values ${values.join(', ')}) as v (client, account, coin, amount)`;
    await rig.model(
      node,
      rows("('a', null, 'X', 1.0)", "('a', null, 'X', 1.0)", "('a', 'm', 'Y', 2)", "('b', null, 'X', 3)"),
    );
    await rig.execute("update public.balances set made = '2020-01-01'");
    const again = await rig.model(node, rows("('a', null, 'X', 1.0)", "('a', null, 'X', 1.0)", "('a', 'm', 'Y', 2)"));
    expect(again.counts).toEqual({ inserted: 0, updated: 0, deleted: 0 });
    // Once instead of twice is another group.
    const less = await rig.model(node, rows("('a', null, 'X', 1.0)", "('a', 'm', 'Y', 2)", "('c', null, 'Z', 9)"));
    expect(less.counts).toEqual({ inserted: 2, updated: 0, deleted: 2 });
    expect(
      await rig.rows("select client, account, coin, made = '2020-01-01' as old from public.balances order by 1, 2"),
    ).toEqual([
      { client: 'a', account: 'm', coin: 'Y', old: true },
      { client: 'a', account: null, coin: 'X', old: false },
      { client: 'b', account: null, coin: 'X', old: true },
      { client: 'c', account: null, coin: 'Z', old: false },
    ]);
  });

  test('merge by a key that may be NULL makes no duplicates', async () => {
    const node = modelNode('nullable', {
      config: { materialized: 'incremental', incremental_strategy: 'merge', unique_key: ['a', 'b'] },
    });
    const rows = (...values: readonly string[]) =>
      `select a::int, b::text, c::int from (values ${values.join(', ')}) as v (a, b, c)`;
    await rig.model(node, rows('(1, null, 1)', "(1, 'x', 2)", '(null, null, 3)'));
    const next = await rig.model(node, rows('(1, null, 10)', "(1, 'x', 2)", '(null, null, 3)', "(null, 'x', 4)"));
    expect(next.counts).toEqual({ inserted: 1, updated: 1, deleted: 0 });
    await expect(rig.model(node, rows('(null, null, 1)', '(null, null, 2)'))).rejects.toThrow('more than one row');
  });

  const logs = modelNode('logs', {
    config: {
      materialized: 'incremental',
      incremental_strategy: 'append',
      contract: { enforced: true },
      partition_by: { field: 'at', granularity: 'month', behind: 1, ahead: 1, max_new: 5 },
      indexes: [{ name: 'idx_logs_what', columns: ['what'] }],
    },
    columns: { id: 'text not null', at: 'timestamp(6) not null', what: 'text' },
    constraints: [{ type: 'primary_key', columns: ['id', 'at'] }],
  });

  test('partitions: those around now always exist, others as the rows need them', async () => {
    await rig.model(logs, "select 'a' as id, timestamp '2020-02-29 23:59' as at, 'x' as what");
    const bounds = `select relname, pg_get_expr(relpartbound, c.oid) as bound,
      (select count(*)::int from pg_index where indrelid = c.oid) as indexes
      from pg_class c join pg_inherits i on i.inhrelid = c.oid where inhparent = 'public.logs'::regclass order by 1`;
    const partitions = await rig.rows(bounds);
    expect(partitions).toHaveLength(4);
    expect(partitions[0]).toEqual({
      relname: 'logs_2020_02',
      bound: "FOR VALUES FROM ('2020-02-01 00:00:00') TO ('2020-03-01 00:00:00')",
      indexes: 2,
    });
    const around =
      await rig.rows(`select 'logs_' || to_char(date_trunc('month', now() at time zone 'UTC') + g * interval '1 month', 'YYYY_MM') as relname
      from generate_series(-1, 1) g order by 1`);
    expect(partitions.slice(1).map(({ relname }) => relname)).toEqual(around.map(({ relname }) => relname));

    await rig.model(
      logs,
      "select 'b' as id, timestamp '2020-02-01' as at, 'x' as what union all select 'c', '2021-12-31', 'y'",
    );
    expect((await rig.rows(bounds)).map(({ relname }) => relname)).toContain('logs_2021_12');
    expect(await rig.rows('select count(*)::int as n from public.logs')).toEqual([{ n: 3 }]);
    const again = await rig.model(
      logs,
      "select * from (values ('d', timestamp '2021-12-31', 'y')) v (id, at, what) where false",
    );
    expect(again.counts.inserted).toBe(0);
    expect(await rig.rows(bounds)).toHaveLength(5);
  });

  test('too many partitions, and rows without a key, stop the run before anything is written', async () => {
    const many =
      "select g::text as id, timestamp '2000-01-15' + g * interval '1 month' as at, 'x' as what from generate_series(1, 6) g";
    await expect(rig.model(logs, many)).rejects.toThrow('needs 6 new partitions, more than max_new: 2000-02-01');
    await expect(rig.model(logs, "select 'e' as id, null::timestamp as at, 'x' as what")).rejects.toThrow(
      'rows of "logs" have no at',
    );
    await expect(rig.model(logs, "select 'e' as id, timestamp 'infinity' as at, 'x' as what")).rejects.toThrow(
      'no partition by month can hold infinity',
    );
    expect(await rig.rows('select count(*)::int as n from public.logs')).toEqual([{ n: 3 }]);
  });

  test('a corrected date moves the row to another partition', async () => {
    const node = modelNode('dated', {
      config: {
        materialized: 'incremental',
        incremental_strategy: 'merge',
        unique_key: 'id',
        contract: { enforced: true },
        partition_by: { field: 'day', granularity: 'year', behind: 1, ahead: 0 },
      },
      columns: { id: 'text not null', day: 'date not null', v: 'integer' },
      constraints: [{ type: 'primary_key', columns: ['id', 'day'] }],
    });
    await rig.model(node, "select 'a' as id, date '2019-06-01' as day, 1 as v");
    const moved = await rig.model(node, "select 'a' as id, date '2018-06-01' as day, 1 as v");
    expect(moved.counts).toEqual({ inserted: 0, updated: 1, deleted: 0 });
    expect(await rig.rows('select tableoid::regclass::text as place, id from public.dated')).toEqual([
      { place: 'dated_y2018', id: 'a' },
    ]);
  });

  test('a contract may name a type of the schema on the path', async () => {
    await rig.execute(
      "create type public.feeling as enum ('glad')",
      'create domain public.positive as integer check (value > 0)',
    );
    const node = modelNode('typed', {
      config: { materialized: 'incremental', unique_key: 'id', contract: { enforced: true } },
      columns: { id: 'positive', feeling: 'feeling', feelings: 'public.feeling[]' },
    });
    const rows = "select 1::positive as id, 'glad'::feeling as feeling, array['glad']::feeling[] as feelings";
    expect((await rig.model(node, rows)).plan.summary).toBe('create');
    expect((await rig.model(node, rows)).plan.summary).toBe('delete+insert');
  });

  test('a table may be divided by a column whose name is a keyword', async () => {
    const node = modelNode('keyword', {
      config: {
        materialized: 'incremental',
        partition_by: { field: 'timestamp', granularity: 'month', behind: 0, ahead: 0 },
      },
    });
    const rows = `select timestamp '2024-01-01' as "timestamp"`;
    expect((await rig.model(node, rows)).plan.summary).toBe('create');
    expect((await rig.model(node, rows)).plan.summary).toBe('append');
  });

  test('a full refresh of a partitioned table swaps it with all partitions', async () => {
    const refreshed = await rig.model(logs, "select 'z' as id, timestamp '2022-01-01' as at, 'x' as what", {
      fullRefresh: true,
    });
    expect(refreshed.plan.summary).toBe('swap');
    expect(await rig.rows('select id from public.logs')).toEqual([{ id: 'z' }]);
    expect(
      await rig.rows(
        "select relname from pg_class where relnamespace = 'smelt'::regnamespace and relname like '%logs%'",
      ),
    ).toEqual([]);
    expect(
      await rig.rows("select relname from pg_class where relname like 'logs%2020%' or relname like 'logs%2021%'"),
    ).toEqual([]);
    const next = await rig.model(logs, "select 'y' as id, timestamp '2022-01-02' as at, 'x' as what");
    expect(next.counts.inserted).toBe(1);
    expect(await rig.rows("select indexname from pg_indexes where tablename = 'logs' order by 1")).toEqual([
      { indexname: 'idx_logs_what' },
      { indexname: 'logs_pkey' },
    ]);
  });

  test('declared changes: an index is added, a column by append_new_columns, other drift is reported', async () => {
    const base = { materialized: 'incremental', contract: { enforced: true } };
    const old = modelNode('drifting', { config: base, columns: { id: 'integer' } });
    await rig.model(old, 'select 1 as id');
    const wider = { id: 'integer', note: 'text' };
    const fail = modelNode('drifting', { config: base, columns: wider });
    await expect(rig.model(fail, "select 2 as id, 'n' as note")).rejects.toThrow('CONTRACT_DRIFT');
    const append = modelNode('drifting', {
      config: { ...base, on_schema_change: 'append_new_columns', indexes: [{ columns: ['id'] }] },
      columns: wider,
    });
    await rig.model(append, "select 2 as id, 'n' as note");
    expect(await rig.rows('select * from public.drifting order by id')).toEqual([
      { id: 1, note: null },
      { id: 2, note: 'n' },
    ]);
    expect(await rig.rows("select count(*)::int as n from pg_indexes where tablename = 'drifting'")).toEqual([
      { n: 1 },
    ]);
    const other = modelNode('drifting', { config: base, columns: { id: 'bigint', note: 'text' } });
    await expect(rig.model(other, "select 2::bigint as id, 'n' as note")).rejects.toThrow('CONTRACT_DRIFT');
    const refreshed = await rig.model(other, "select 2::bigint as id, 'n' as note", { fullRefresh: true });
    expect(refreshed.plan.summary).toBe('swap');
  });

  test.each(['merge', 'delete+insert'])('%s tells values apart that are equal and not the same', async (strategy) => {
    await rig.execute("create type public.mood as enum ('glad', 'sad')", 'create domain public.code as text');
    const node = modelNode(`told_apart_by_${strategy.replace('+', '_')}`, {
      config: { materialized: 'incremental', incremental_strategy: strategy, unique_key: 'k' },
    });
    const row = (span: string, name: string) =>
      `select interval '${span}' as span, '${name}'::text as name, ${keys.map((key, n) => `${key} as ${n === 0 ? 'k' : `k${n}`}`).join(', ')}`;
    const keys = ["'glad'::public.mood", "'x'::public.code", "'[1,3)'::int4range", "'{glad}'::public.mood[]"];
    await rig.model(node, row('24 hours', 'abc'));
    expect((await rig.model(node, row('24 hours', 'abc'))).counts).toEqual({ inserted: 0, updated: 0, deleted: 0 });
    await rig.model(node, row('1 day', 'abc'));
    expect(await rig.rows(`select span::text from public.${node.name}`)).toEqual([{ span: '1 day' }]);
    // Each of these types as the key: what was grouped must meet the existing row.
    for (const name of ['k1', 'k2', 'k3']) {
      const keyed = modelNode(node.name, {
        config: { materialized: 'incremental', incremental_strategy: strategy, unique_key: name },
      });
      await rig.model(keyed, row('2 days', name));
      expect(await rig.rows(`select name from public.${node.name}`)).toEqual([{ name }]);
    }
    await rig.execute(`drop table public.${node.name}`, 'drop domain public.code', 'drop type public.mood');
  });

  test.for(['merge', 'delete+insert'])(
    '%s tells texts apart that their collation does not',
    async (strategy, context) => {
      const made = await rig
        .execute("create collation public.folded (provider = icu, locale = 'und-u-ks-level2', deterministic = false)")
        .catch((error: Error) => error);
      if (made?.message.includes('ICU is not supported')) return context.skip('this build of the server has no ICU');
      expect(made).toBeUndefined();
      const node = modelNode(`folded_by_${strategy.replace('+', '_')}`, {
        config: { materialized: 'incremental', incremental_strategy: strategy, unique_key: 'k' },
      });
      for (const name of ['abc', 'ABC'])
        await rig.model(node, `select 1 as k, '${name}'::text collate public.folded as name`);
      expect(await rig.rows(`select name from public.${node.name}`)).toEqual([{ name: 'ABC' }]);
      await rig.execute(`drop table public.${node.name}`, 'drop collation public.folded');
    },
  );

  test('a relation that Smelt did not make is not touched', async () => {
    await rig.execute('create table public.theirs (id int)');
    await expect(
      rig.model(modelNode('theirs', { config: { materialized: 'incremental' } }), 'select 1 as id'),
    ).rejects.toThrow('RELATION_NOT_OWNED');
  });
});

// Protects the audit log against the sessions that write audited tables: what they have set changes no entry, and a partition that is
// written past its table is logged as well. Functions of before are brought up to date.

import { beforeAll, expect, test } from 'vitest';
import { ensureProductTable } from '../../../src/execute/run/ensure-product-table.ts';
import { sql } from '../../../src/sql/sql.ts';
import { auditTriggers } from '../../../src/state/audit-log.ts';
import { createProductTable } from '../../../src/state/product-tables.ts';
import { describeOnBoth } from '../../support/databases.ts';
import { NodeRig } from '../../support/node-rig.ts';
import { modelNode } from '../../support/plan-inputs.ts';

const log = { schema: 'public', name: 'audit_log' };
const triggersOf = (relation: string) =>
  `select tgrelid::regclass::text as name, count(*)::int as n from pg_trigger where tgname ~ '^smelt_audit' and tgrelid::regclass::text ~ '${relation}'
    group by 1 order by 1`;

describeOnBoth('writers of audited tables', (rig) => {
  const nodes = new NodeRig(() => rig.database);
  beforeAll(async () => {
    await nodes.prepare();
    await rig.database.withSession(async (session) => {
      for (const statement of createProductTable('smelt', 'audit_log', log)) await session.query(statement);
    });
  });

  test('change no entry by the settings of their session', async () => {
    const insert = sql`insert into public.settled values (1.23456789, '\\x00ff', '2024-02-03 04:05:06+00', '1 day 2 h', '12.5', 'public."A b"'::regclass, array[null, 'x'])`;
    await nodes.execute(
      'create table public."A b" ()',
      'create table public.settled (f float8 primary key, b bytea, t timestamptz, i interval, m money, c regclass, a text[])',
    );
    await rig.database.withSession(async (session) => {
      for (const statement of auditTriggers({ schema: 'public', name: 'settled' }, ['f'], log))
        await session.query(statement);
      await session.query(insert);
      await session.query(sql`delete from public.settled`);
      const settings = {
        ...{ extra_float_digits: '-15', bytea_output: 'escape', TimeZone: 'Asia/Kolkata', DateStyle: 'German' },
        ...{ IntervalStyle: 'iso_8601', quote_all_identifiers: 'on', array_nulls: 'off', xmlbinary: 'hex' },
      };
      for (const [name, value] of Object.entries(settings))
        await session.query(sql`select set_config(${name}, ${value}, false)`);
      await session.query(insert);
      // A change beyond the digits that the session shows is a change.
      await session.query(sql`update public.settled set f = 1.23456788`);
      for (const name of Object.keys(settings))
        await session.query(sql`select set_config(${name}, reset_val, false) from pg_settings where name = ${name}`);
    });
    const entries = await nodes.rows(
      "select record_id, action, new_values from public.audit_log where table_name = 'settled' and action = 'INSERT' order by audit_id",
    );
    expect(entries).toHaveLength(3);
    expect(entries[1]).toEqual(entries[0]);
    expect(entries[0]?.new_values).toEqual({
      ...{ f: 1.23456789, b: '\\x00ff', t: '2024-02-03T04:05:06+00:00', i: '1 day 02:00:00', m: '$12.50' },
      ...{ c: 'public."A b"', a: [null, 'x'] },
    });
    expect(entries[2]).toMatchObject({ record_id: '1.23456788' });
  });

  const divided = (audit = true) =>
    modelNode('divided', {
      config: {
        ...{ materialized: 'incremental', audit, incremental_strategy: 'merge', unique_key: ['id', 'part'] },
        ...{ contract: { enforced: true }, partition_by: { field: 'part', values: ['a', 'b'] } },
      },
      columns: { id: 'integer not null', part: 'text not null', v: 'text' },
      constraints: [{ type: 'primary_key', columns: ['id', 'part'] }],
    });
  const entries = () =>
    nodes.rows(
      "select record_id, action from public.audit_log where table_name = 'divided' order by changed_at, record_id, audit_id",
    );

  test('are logged by the name of the table where they write a partition, once where they write the table', async () => {
    await nodes.model(divided(), "select 1 as id, 'a' as part, 'x' as v");
    expect(await nodes.rows(triggersOf('^divided'))).toEqual(
      ['divided', 'divided_a', 'divided_b'].map((name) => ({ name, n: 4 })),
    );
    await nodes.execute(
      "insert into public.divided_b values (2, 'b', 'x')",
      "update public.divided_a set v = 'y'",
      "update public.divided set part = 'b' where id = 1",
      'delete from public.divided_b where id = 2',
      'truncate public.divided_b',
    );
    expect(await entries()).toEqual([
      { record_id: '[1, "a"]', action: 'INSERT' },
      { record_id: '[2, "b"]', action: 'INSERT' },
      { record_id: '[1, "a"]', action: 'UPDATE' },
      { record_id: '[1, "a"]', action: 'DELETE' },
      { record_id: '[1, "b"]', action: 'INSERT' },
      { record_id: '[2, "b"]', action: 'DELETE' },
      { record_id: '[1, "b"]', action: 'DELETE' },
    ]);
  });

  test('are logged on partitions that come later, and by one that had no triggers once, when the table is emptied', async () => {
    await nodes.model(divided(), "select 3 as id, 'c' as part, 'x' as v");
    await nodes.execute(
      'delete from public.divided',
      'alter table public.audit_log disable trigger user',
      'delete from public.audit_log',
      'create table public.by_hand (like public.divided)',
      "alter table public.divided attach partition public.by_hand for values in ('d')",
      "insert into public.by_hand values (4, 'd', 'x')",
      "insert into public.divided_c values (5, 'c', 'x')",
      'truncate public.divided',
    );
    expect((await entries()).map(({ record_id, action }) => [record_id, action])).toEqual([
      ['[5, "c"]', 'INSERT'],
      ['[4, "d"]', 'DELETE'],
      ['[5, "c"]', 'DELETE'],
    ]);
    await nodes.model(divided(), "select 3 as id, 'c' as part, 'x' as v");
    expect(await nodes.rows(triggersOf('^by_hand$'))).toEqual([{ name: 'by_hand', n: 4 }]);
  });

  test('are logged no more, on partitions either, once the config does not ask for it', async () => {
    await nodes.model(divided(false), "select 3 as id, 'c' as part, 'z' as v");
    await nodes.model(divided(false), "select 3 as id, 'c' as part, 'z' as v");
    expect(await nodes.rows(triggersOf('^divided|^by_hand'))).toEqual([]);
  });

  test('have their function brought up to date where the log is made ready', async () => {
    const texts =
      "select prosrc, proconfig from pg_proc where proname = 'smelt_write_audit_log' and pronamespace = 'public'::regnamespace";
    const before = await nodes.rows(texts);
    await nodes.execute(
      `create or replace function public.smelt_write_audit_log() returns trigger language plpgsql security definer
        set search_path = pg_catalog, pg_temp as 'begin return null; end'`,
    );
    await rig.database.withSession((session) => ensureProductTable(session, 'audit_log', log));
    expect(await nodes.rows(texts)).toEqual(before);
  });
});

// Protects Smelt's role from the owners of types and tables that its own tables meet: a cast of theirs is called by nothing that Smelt
// says, whether it writes the audit log, compares rows, divides a table or looks for rows that refer to others.

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Session } from '../../../src/database/database.ts';
import { sql, userText } from '../../../src/sql/sql.ts';
import { textOf } from '../../../src/sql/text-of.ts';
import { auditTriggers } from '../../../src/state/audit-log.ts';
import { createProductTable } from '../../../src/state/product-tables.ts';
import { describeOn, describeOnBoth } from '../../support/databases.ts';
import { NodeRig } from '../../support/node-rig.ts';
import { modelNode } from '../../support/plan-inputs.ts';

const log = { schema: 'public', name: 'audit_log' };

describeOnBoth('types of others', (rig) => {
  const nodes = new NodeRig(() => rig.database);
  const other = `smelt_other_${process.pid}_${rig.kind}`;
  const casts = (from: string, to: string, gives: string) => [
    `create function theirs.taken(theirs.${from}) returns ${to} language plpgsql as $$ begin
      insert into theirs.called values (current_user, '${from} as ${to}'); return ${gives}; end $$`,
    `create cast (theirs.${from} as ${to}) with function theirs.taken(theirs.${from}) as implicit`,
  ];
  /** What casts were called, and by whom. */
  const called = () => nodes.rows('select * from theirs.called');
  const run = async (session: Session, ...texts: readonly string[]) => {
    for (const text of texts) await session.query(userText(text));
  };

  beforeAll(async () => {
    await nodes.prepare();
    await rig.database.withSession(async (session) => {
      for (const statement of createProductTable('smelt', 'audit_log', log)) await session.query(statement);
      await run(
        session,
        `create role ${other}`,
        `create schema theirs authorization ${other}`,
        `set role ${other}`,
        'grant usage on schema theirs to public',
        'create table theirs.called (who text, what text)',
        "create type theirs.status as enum ('new', 'old')",
        "create type theirs.mood as enum ('new', 'old')",
        'create type theirs.span as range (subtype = int4)',
        'create type theirs.pair as (n int, s theirs.status)',
        'create type theirs.plain as (n int, t text)',
        'create domain theirs.amount as numeric',
        'create domain theirs.state as theirs.status',
        ...casts('status', 'json', `'"forged"'`),
        ...casts('span', 'json', `'"forged"'`),
        ...casts('mood', 'int', '1'),
        'create function theirs.said(theirs.status) returns text language plpgsql as $$ begin insert into theirs.called values (current_user, $1); return null; end $$',
        'create cast (theirs.status as text) with function theirs.said(theirs.status) as implicit',
        'reset role',
      );
    });
  });

  afterAll(async () => {
    await nodes.execute('reset role', `drop owned by ${other} cascade`, `drop role ${other}`);
  });

  test('are logged by what their output functions say, PostgreSQL’s own as before', async () => {
    await rig.database.withSession(async (session) => {
      await run(
        session,
        "create type public.own as enum ('a', 'b')",
        'create type public.own_pair as (n int, o public.own)',
        `create table public.kept (id int primary key, n numeric, f float8, t text, j jsonb, l int[], o public.own, op public.own_pair, a theirs.amount,
          s theirs.status, d theirs.state, ss theirs.status[], r theirs.span, p theirs.pair, pl theirs.plain)`,
      );
      for (const statement of auditTriggers({ schema: 'public', name: 'kept' }, ['id'], log))
        await session.query(statement);
      await run(
        session,
        `insert into public.kept values (1, 1.50, 0.1, 'x', '{"a": [1]}', '{1,NULL}', 'a', (1, 'b'), 2.50,
          'new', 'old', '{new,NULL,old}', '[1,3)', (1, 'new'), (1, null))`,
        'insert into public.kept (id) values (2)',
        "update public.kept set s = 'old' where id = 1",
        'truncate public.kept',
      );
    });
    const entries = await nodes.rows(
      'select record_id, action, new_values from public.audit_log order by changed_at, record_id, audit_id',
    );
    const one = {
      ...{ id: 1, n: 1.5, f: 0.1, t: 'x', j: { a: [1] }, l: [1, null], o: 'a', op: { n: 1, o: 'b' }, a: 2.5 },
      ...{ s: 'new', d: 'old', ss: ['new', null, 'old'], r: '[1,3)', p: '(1,new)', pl: '(1,)' },
    };
    const empty = Object.fromEntries(Object.keys(one).map((name) => [name, name === 'id' ? 2 : null]));
    expect(entries).toEqual([
      { record_id: '1', action: 'INSERT', new_values: one },
      { record_id: '2', action: 'INSERT', new_values: empty },
      { record_id: '1', action: 'UPDATE', new_values: { ...one, s: 'old' } },
      { record_id: '1', action: 'DELETE', new_values: null },
      { record_id: '2', action: 'DELETE', new_values: null },
    ]);
    expect(await called()).toEqual([]);
  });

  test('groups of rows are compared, and tables divided, by what is written', async () => {
    const grouped = modelNode('grouped', { config: { materialized: 'incremental', unique_key: 'id' } });
    const rows = (...values: readonly string[]) =>
      `select id, s::theirs.status as s from (values ${values.join(', ')}) as v (id, s)`;
    await nodes.model(grouped, rows("(1, 'new')", '(2, null)'));
    expect((await nodes.model(grouped, rows("(1, 'new')", '(2, null)'))).counts.inserted).toBe(0);
    expect((await nodes.model(grouped, rows("(1, 'old')", "(2, 'new')"))).counts.inserted).toBe(2);
    const divided = modelNode('divided', {
      config: {
        materialized: 'incremental',
        partition_by: { field: 's', values: ['new'] },
      },
    });
    await nodes.model(divided, rows("(1, 'new')", "(2, 'old')"));
    const parts = "select count(*)::int as n from pg_inherits where inhparent = 'public.divided'::regclass";
    expect(await nodes.rows(parts)).toEqual([{ n: 2 }]);
    expect(await called()).toEqual([]);
  });

  test('have a text: the cast’s for PostgreSQL’s own, the output function’s for others', async () => {
    await rig.database.withSession(async (session) => {
      const texts =
        await session.query(sql`select ${textOf(sql`b`)}, ${textOf(sql`c`)}, ${textOf(sql`s`)}, ${textOf(sql`p`)}, ${textOf(sql`n`)}
        from (values (true, 'x '::character(3), 'new'::theirs.status, row(null, null)::theirs.pair, null::theirs.status)) as v (b, c, s, p, n) offset 0`);
      expect(texts.rows).toEqual([['true', 'x', 'new', '(,)', null]]);
    });
  });

  test('rows that refer to a model’s are found, whatever casts their table or its columns have', async () => {
    const referred = modelNode('referred', { config: { materialized: 'table' } });
    const numbers = (from: number) => `select i as id from generate_series(${from}, 3) as i`;
    await nodes.model(referred, numbers(1));
    await nodes.execute('alter table public.referred add unique (id)');
    await nodes.execute(
      `grant references, select on public.referred to ${other}`,
      `set role ${other}`,
      'create table theirs.refers (secret text, id int references public.referred (id) on delete cascade)',
      "insert into theirs.refers values ('hidden', 1)",
      'create function theirs.hide(theirs.refers) returns text language plpgsql as $$ begin insert into theirs.called values (current_user, $1.id); return null; end $$',
      'create cast (theirs.refers as text) with function theirs.hide(theirs.refers)',
      'create table theirs.meets (id theirs.mood)',
      'reset role',
    );
    const refused = nodes.model(referred, numbers(2));
    await expect(refused).rejects.toThrow(/to which theirs\.refers refers, for example by \(1\)/);
    await nodes.execute('drop table theirs.refers cascade');
    // A foreign key that needs a cast of theirs: Smelt does not call it to see which rows meet.
    await nodes.execute(
      `set role ${other}`,
      'alter table theirs.meets add foreign key (id) references public.referred (id) on delete set null',
      'reset role',
    );
    await nodes.model(referred, numbers(2));
    expect(await called()).toEqual([]);
    await nodes.execute(
      'set session_replication_role = replica',
      "insert into theirs.meets values ('old')",
      'reset session_replication_role',
    );
    await expect(nodes.model(referred, numbers(3))).rejects.toThrow(/to which theirs\.meets refers/);
    expect(await called()).toEqual([]);
  });
});

describeOn('server', 'a transaction that is older than a column', (rig) => {
  test('does not write it past the log, nor has a cast called for it', async () => {
    const nodes = new NodeRig(() => rig.database);
    await nodes.prepare();
    await rig.database.withSession(async (session) => {
      for (const statement of createProductTable('smelt', 'audit_log', log)) await session.query(statement);
      await session.query(sql`create table public.grown (id int primary key)`);
      for (const statement of auditTriggers({ schema: 'public', name: 'grown' }, ['id'], log))
        await session.query(statement);
      const late = session.transaction({ isolation: 'repeatable read' }, async () => {
        await session.query(sql`select count(*) from public.audit_log`);
        await nodes.execute('alter table public.grown add v int default 1');
        await session.query(sql`insert into public.grown values (1)`);
      });
      await expect(late).rejects.toMatchObject({ code: '40001' });
      await session.transaction({ isolation: 'repeatable read' }, async () => {
        await session.query(sql`insert into public.grown values (1)`);
      });
    });
    expect(await nodes.rows('select new_values from public.audit_log')).toEqual([{ new_values: { id: 1, v: 1 } }]);
  });
});

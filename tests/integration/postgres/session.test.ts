import { expect, test } from 'vitest';
import { DatabaseError, type Session } from '../../../src/database/database.ts';
import { raw, type Sql, sql, userText } from '../../../src/sql/sql.ts';
import { describeOn, describeOnBoth, openTarget, type Rig } from '../../support/databases.ts';

const run = (rig: Rig, statement: Sql) => rig.database.withSession((session) => session.query(statement));

/** The error that `work` ends with. */
async function failureOf(work: Promise<unknown>): Promise<DatabaseError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason) => reason,
  );
  if (error instanceof DatabaseError) return error;
  throw new Error(`expected a DatabaseError, got ${String(error)}`);
}

async function* chunksOf(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

describeOnBoth('results', (rig) => {
  test('hold the values that the port names', async () => {
    const { fields, rows, count } = await run(
      rig,
      sql`SELECT true, false AS a, 1::int2 AS a, 2::int4, 3::int8, 4::oid, 1.5::float4, 0.1::float8, 'NaN'::float8, '-Infinity'::float8,
        '{"a": [1, "x"]}'::json, 'null'::jsonb, ARRAY['a', 'b c', 'q"\\,{}', 'NULL', NULL, '']::text[], '{}'::text[],
        ARRAY['n']::name[], 12.500::numeric, 'NaN'::numeric, date '2024-02-29', timestamptz '2024-02-29 12:00+02', interval '1 day 2 h',
        '\\x00ff'::bytea, NULL::int`,
    );
    expect(rows).toEqual([
      [
        true,
        false,
        1,
        2,
        3n,
        4,
        1.5,
        0.1,
        Number.NaN,
        Number.NEGATIVE_INFINITY,
        { a: [1, 'x'] },
        null,
        ['a', 'b c', 'q"\\,{}', 'NULL', null, ''],
        [],
        ['n'],
        '12.500',
        'NaN',
        '2024-02-29',
        '2024-02-29 10:00:00+00',
        '1 day 02:00:00',
        '\\x00ff',
        null,
      ],
    ]);
    expect(fields.slice(1, 3).map(({ name, typeOid }) => [name, typeOid])).toEqual([
      ['a', 16],
      ['a', 21],
    ]);
    expect(count).toBe(1);
  });

  test('count the rows that a statement touched', async () => {
    await run(rig, sql`CREATE TABLE public.counted AS SELECT generate_series(1, 5) AS n`);
    expect((await run(rig, sql`UPDATE public.counted SET n = n WHERE n > ${2}`)).count).toBe(3);
    expect(await run(rig, sql`DROP TABLE public.counted`)).toEqual({ fields: [], rows: [], count: 0 });
  });

  test('come whole when they are large', async () => {
    const { rows } = await run(rig, sql`SELECT n, repeat('é', 100) FROM generate_series(1, 20000) AS n`);
    expect(rows).toHaveLength(20000);
    expect(rows.at(-1)).toEqual([20000, 'é'.repeat(100)]);
  });

  test('come of deeply nested expressions', async () => {
    const sum = userText(Array.from({ length: 3000 }, () => '1').join(' + '));
    expect((await run(rig, sql`SELECT ${sum}`)).rows).toEqual([[3000]]);
  });

  test('are read under pinned settings', async () => {
    const names = [
      'TimeZone',
      'DateStyle',
      'IntervalStyle',
      'extra_float_digits',
      'standard_conforming_strings',
      'quote_all_identifiers',
      'bytea_output',
      'array_nulls',
      'transform_null_equals',
      'xmloption',
      'xmlbinary',
      'client_encoding',
      'row_security',
      'application_name',
    ];
    const { rows } = await run(rig, sql`SELECT pg_catalog.current_setting(name) FROM unnest(${names}::text[]) AS name`);
    const settled = ['UTC', 'ISO, MDY', 'postgres', '1', 'on', 'off', 'hex', 'on', 'off', 'content', 'base64'];
    expect(rows.flat()).toEqual([...settled, 'UTF8', 'off', 'smelt']);
  });
});

describeOn('server', 'a database with settings of its own', (rig) => {
  test('gives the same texts, and takes the same texts in', async () => {
    const { rows } = await run(rig, sql`select current_database()`);
    const database = raw(`"${String(rows[0]?.[0])}"`);
    const settings = { bytea_output: 'escape', array_nulls: 'off', transform_null_equals: 'on', xmloption: 'document' };
    for (const [name, value] of Object.entries(settings))
      await run(rig, sql`alter database ${database} set ${raw(name)} = ${raw(value)}`);
    const other = await openTarget(rig.target);
    try {
      await other.withSession(async (session) => {
        await session.query(sql`create table public.taken (b bytea, a text[])`);
        const chunks = chunksOf('\\x00ff,"{NULL,x}"\n');
        await session.copyIn(sql`public.taken`, { format: 'csv', chunks });
        const taken = await session.queryText(sql`select b, a, a[1] is null, null = null from public.taken`, 1e6);
        expect(taken.rows).toEqual([['\\x00ff', '{NULL,x}', 't', null]]);
      });
    } finally {
      await other.close();
    }
  });
});

describeOnBoth('refused statements', (rig) => {
  test('tell code, position in code points and hint', async () => {
    const failure = await failureOf(run(rig, sql`SELECT '😀', relnam FROM pg_class`));
    expect(failure).toMatchObject({
      kind: 'statement',
      code: '42703',
      message: 'column "relnam" does not exist',
      position: 13,
    });
    expect(failure.hint).toContain('relname');
  });

  test('tell detail and where', async () => {
    await run(rig, sql`CREATE TABLE public.keyed (k int PRIMARY KEY)`);
    await run(rig, sql`INSERT INTO public.keyed VALUES (7)`);
    expect(await failureOf(run(rig, sql`INSERT INTO public.keyed VALUES (7)`))).toMatchObject({
      code: '23505',
      detail: 'Key (k)=(7) already exists.',
    });
    const raised = await failureOf(run(rig, sql`DO $do$ BEGIN RAISE 'no' USING ERRCODE = 'P0007'; END $do$`));
    expect(raised).toMatchObject({ code: 'P0007', where: expect.stringContaining('inline_code_block') });
  });

  test('are several in one message', async () => {
    expect(await failureOf(run(rig, sql`SELECT 1; SELECT 2`))).toMatchObject({ code: '42601' });
  });

  test('are COPY FROM STDIN by query, which does not hang', async () => {
    await run(rig, sql`CREATE TABLE public.target (n int)`);
    await rig.database.withSession(async (session) => {
      const failure = await failureOf(session.query(sql`/* c */ COPY public.target FROM/**/STDIN`));
      expect(failure).toMatchObject({ kind: 'statement', code: '57014' });
      expect((await session.query(sql`SELECT count(*) FROM public.target`)).rows).toEqual([[0n]]);
    });
  });
});

describeOnBoth('transactions', (rig) => {
  const within = <T>(work: (session: Session) => Promise<T>) =>
    rig.database.withSession((session) => session.transaction({}, () => work(session)));
  const names = async () => (await run(rig, sql`SELECT name FROM public.log ORDER BY name`)).rows.flat();

  test('commit what was done, or nothing', async () => {
    await run(
      rig,
      sql`CREATE TABLE public.log (name text, CONSTRAINT once UNIQUE (name) DEFERRABLE INITIALLY DEFERRED)`,
    );
    expect(
      await within(async (session) => (await session.query(sql`INSERT INTO public.log VALUES ('kept')`)).count),
    ).toBe(1);
    const thrown = within(async (session) => {
      await session.query(sql`INSERT INTO public.log VALUES ('lost')`);
      throw new RangeError('mine');
    });
    await expect(thrown).rejects.toThrow(RangeError);
    expect(await names()).toEqual(['kept']);
  });

  test('fail when the commit does', async () => {
    const failure = await failureOf(within((session) => session.query(sql`INSERT INTO public.log VALUES ('kept')`)));
    expect(failure).toMatchObject({ kind: 'statement', code: '23505' });
    expect(await names()).toEqual(['kept']);
  });

  test('fail when a failed statement was passed over', async () => {
    const failure = await failureOf(
      within(async (session) => {
        await session.query(sql`INSERT INTO public.log VALUES ('lost')`);
        await session.query(sql`SELECT 1/0`).catch(() => undefined);
      }),
    );
    expect(failure).toMatchObject({ kind: 'statement', code: '25P02' });
    expect(await names()).toEqual(['kept']);
  });

  test('may be read-only, on one snapshot', async () => {
    const inside = rig.database.withSession((session) =>
      session.transaction({ isolation: 'repeatable read', readOnly: true }, async () => {
        expect((await session.query(sql`SHOW transaction_isolation`)).rows).toEqual([['repeatable read']]);
        await session.query(sql`DELETE FROM public.log`);
      }),
    );
    expect(await failureOf(inside)).toMatchObject({ code: '25006' });
  });

  test('that a borrower left open are gone for the next', async () => {
    await rig.database.withSession(async (session) => {
      await session.query(sql`BEGIN`);
      await session.query(sql`INSERT INTO public.log VALUES ('left')`);
    });
    expect(await names()).toEqual(['kept']);
  });
});

describeOnBoth('settings', (rig) => {
  const path = `current_setting('search_path')`;
  const dear = `current_setting('jit_above_cost')`;
  const smelts = ['"pg_catalog", "pg_temp"', '1e+300'];

  test("are Smelt's in its own statements, and the user's in theirs, as they last set them", async () => {
    await rig.database.withSession(async (session) => {
      const own = async () => (await session.query(sql`SELECT ${raw(path)}, ${raw(dear)}`)).rows[0];
      const users = async () => (await session.query(userText(`select ${path}, ${dear}`))).rows[0];
      const [usersPath] = (await users()) ?? [];
      expect(await users()).toEqual([usersPath, '100000']);
      expect(await own()).toEqual(smelts);
      await session.transaction({}, async () => {
        await session.query(userText(`set local jit_above_cost = 5`));
        expect(await own()).toEqual(smelts);
        expect(await users()).toEqual([usersPath, '5']);
      });
      expect(await users()).toEqual([usersPath, '100000']);
      await session.query(userText(`set jit_above_cost = 7`));
      expect(await own()).toEqual(smelts);
      expect(await users()).toEqual([usersPath, '7']);
    });
  });
});

describeOnBoth('COPY', (rig) => {
  const target = sql`public.copied (n, t)`;
  const counts = async () =>
    (await run(rig, sql`SELECT count(*), count(DISTINCT n), count(t) FROM public.copied`)).rows[0];

  test('takes text and csv in chunks', async () => {
    await run(rig, sql`CREATE TABLE public.copied (n int, t text)`);
    const text = { format: 'text', chunks: chunksOf('1\ta\\tb\n2\t\\N\n', '', '3\té\n') } as const;
    const csv = { format: 'csv', chunks: chunksOf('4,"x, y"\n', '5,\n') } as const;
    expect(await rig.database.withSession((session) => session.copyIn(target, text))).toBe(3);
    expect(await rig.database.withSession((session) => session.copyIn(target, csv))).toBe(2);
    expect((await run(rig, sql`SELECT t FROM public.copied ORDER BY n`)).rows.flat()).toEqual([
      'a\tb',
      null,
      'é',
      'x, y',
      null,
    ]);
  });

  test('takes nothing', async () => {
    const nothing = { format: 'text', chunks: chunksOf() } as const;
    expect(await rig.database.withSession((session) => session.copyIn(target, nothing))).toBe(0);
    const nowhere = rig.database.withSession((session) =>
      session.copyIn(sql`public.nowhere`, { format: 'text', chunks: chunksOf() }),
    );
    expect(await failureOf(nowhere)).toMatchObject({ kind: 'statement', code: '42P01' });
  });

  test('takes more than one batch, all or nothing', async () => {
    await run(rig, sql`TRUNCATE public.copied`);
    const wide = 'x'.repeat(1000);
    async function* many(last: string) {
      for (let chunk = 0; chunk < 200; chunk += 1) {
        yield Buffer.from(Array.from({ length: 100 }, (_, line) => `${chunk * 100 + line}\t${wide}\n`).join(''));
      }
      yield Buffer.from(last);
    }
    const bad = rig.database.withSession((session) =>
      session.copyIn(target, { format: 'text', chunks: many('bad\tx\n') }),
    );
    expect(await failureOf(bad)).toMatchObject({ kind: 'statement', code: '22P02' });
    expect(await counts()).toEqual([0n, 0n, 0n]);
    const good = rig.database.withSession((session) =>
      session.copyIn(target, { format: 'text', chunks: many('20000\t\\N\n') }),
    );
    expect(await good).toBe(20001);
    expect(await counts()).toEqual([20001n, 20001n, 20000n]);
  });

  test('ends with the error of its source, and the session lives on', async () => {
    await run(rig, sql`TRUNCATE public.copied`);
    async function* broken() {
      yield Buffer.from('1\tx\n');
      throw new RangeError('the file is gone');
    }
    await rig.database.withSession(async (session) => {
      await expect(
        session.transaction({}, () => session.copyIn(target, { format: 'text', chunks: broken() })),
      ).rejects.toBeInstanceOf(RangeError);
      expect((await session.query(sql`SELECT count(*) FROM public.copied`)).rows).toEqual([[0n]]);
    });
  });
});

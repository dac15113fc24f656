import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import type { Database } from '../../../src/database/database.ts';
import { openEmbedded } from '../../../src/postgres/embedded-database.ts';
import { sql } from '../../../src/sql/sql.ts';
import { startChild } from '../../support/child-process.ts';

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'smelt-embedded-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

/** A directory with a finished database in it. */
async function prepared(): Promise<string> {
  const path = await folder();
  await cp(join(inject('embeddedTemplate'), 'data'), join(path, 'data'), { recursive: true });
  return path;
}

async function open(path: string): Promise<Database> {
  const opened = await openEmbedded({ path });
  if (!opened.ok) throw new Error(opened.problems.map(({ message }) => message).join());
  return opened.value;
}

const one = async (database: Database, statement = sql`SELECT 1`) =>
  (await database.withSession((session) => session.query(statement))).rows[0]?.[0];

/** One diagnostic, as `code: message | help`. */
async function refusal(path: string): Promise<string> {
  const opened = await openEmbedded({ path });
  if (opened.ok) {
    await opened.value.close();
    throw new Error('it was opened');
  }
  return opened.problems.map(({ code, message, help }) => `${code}: ${message} | ${help}`).join('\n');
}

describe('the directory', () => {
  test('is made at first, also where an earlier attempt was cut off', async () => {
    const path = join(await folder(), 'deep', 'database');
    await mkdir(join(path, 'data.new', 'base'), { recursive: true });
    await writeFile(join(path, 'data.new', 'PG_VERSION'), '18\n');
    const database = await open(path);
    expect(database.capabilities).toEqual({ sessions: 1, shared: false });
    expect(await one(database, sql`SELECT current_setting('server_version_num')::int / 10000`)).toBe(18);
    await one(database, sql`CREATE TABLE public.kept AS SELECT 7 AS n`);
    await database.close();
    expect(await readdir(path)).toEqual(['data', 'lock.1']);
    const again = await open(path);
    expect(await one(again, sql`SELECT n FROM public.kept`)).toBe(7);
    await again.close();
  });

  test('is refused while it is open, in this process and in others', async () => {
    const path = await prepared();
    const database = await open(path);
    expect(await refusal(path)).toBe(
      `DATABASE_IN_USE: The database directory ${path} is in use by this process (${process.pid}) | Wait until it has ended, or end it; an embedded database serves one process at a time`,
    );
    const child = startChild('integration/postgres/hold-directory.ts', [path]);
    expect(await child.nextLine()).toContain(
      `DATABASE_IN_USE: The database directory ${path} is in use by process ${process.pid} |`,
    );
    await child.finish();
    await database.close();
    await (await open(path)).close();
  });

  test('is opened again after its process was killed, with all that was committed', async () => {
    const path = await prepared();
    const child = startChild('integration/postgres/hold-directory.ts', [path, '1000']);
    expect(await child.nextLine()).toBe('ready');
    expect(await refusal(path)).toContain(`is in use by process ${child.pid} |`);
    await child.kill();
    await writeFile(join(path, 'lock.9.draft'), 'of a process that was killed while it claimed');
    const database = await open(path);
    expect(await one(database, sql`SELECT count(*) FROM public.kept`)).toBe(1000n);
    expect(await one(database, sql`SELECT count(*) FROM public.kept WHERE n = 0`)).toBe(0n);
    expect((await readdir(path)).sort()).toEqual(['data', 'lock.2']);
    await database.close();
  });

  test('goes to one of many that find a killed holder at the same time', async () => {
    const path = await folder();
    const children = Array.from({ length: 5 }, () => startChild('integration/postgres/claim-directory.ts', [path]));
    for (const child of children) expect(await child.nextLine()).toBe('waiting');
    await writeFile(join(path, 'lock.3'), `999999999\n1\n${'another boot'}\n`);
    // Of another machine: nobody may judge it.
    expect(await refusal(path)).toContain(`if it is gone for good, remove ${join(path, 'lock.3')}`);
    await rm(join(path, 'lock.3'));
    const [first, ...others] = children;
    if (!first) throw new Error('no child');
    first.say('claim');
    expect(await first.nextLine()).toBe('held');
    await first.kill();
    for (const child of others) child.say('claim');
    const answers = await Promise.all(others.map((child) => child.nextLine()));
    expect(answers.sort()).toEqual(['held', 'refused', 'refused', 'refused']);
  });

  test('is no place for a file, nor another version of PostgreSQL', async () => {
    const path = await folder();
    await writeFile(join(path, 'file'), '');
    expect(await refusal(join(path, 'file'))).toBe(
      `DATABASE_DIRECTORY_UNUSABLE: The database directory ${join(path, 'file')} cannot be used: a file is in its place | Name a directory in the target that Smelt may make and write to`,
    );
    await mkdir(join(path, 'data'));
    await writeFile(join(path, 'data', 'PG_VERSION'), '17\n');
    expect(await refusal(path)).toContain('DATABASE_DIRECTORY_VERSION');
  });

  test('with a broken database in it is reported, and released', async () => {
    const path = await prepared();
    await rm(join(path, 'data', 'global', 'pg_control'));
    expect(await refusal(path)).toContain(
      `DATABASE_DIRECTORY_BROKEN: The embedded PostgreSQL cannot start on ${path}: `,
    );
    expect(await refusal(path)).toContain('DATABASE_DIRECTORY_BROKEN');
  });
});

describe('the one session', () => {
  test('is lent to one borrower after the other', async () => {
    const database = await open(await prepared());
    const order: number[] = [];
    await Promise.all(
      [1, 2, 3].map((n) =>
        database.withSession(async (session) => {
          order.push(n);
          await session.query(sql`SELECT 1`);
          order.push(n);
        }),
      ),
    );
    expect(order).toEqual([1, 1, 2, 2, 3, 3]);
    await database.close();
    await expect(one(database)).rejects.toMatchObject({ kind: 'connection', message: 'the database is closed' });
  });

  test('is ended by a cancel, and the next one finds what was committed', async () => {
    const database = await open(await prepared());
    await one(database, sql`CREATE TABLE public.kept AS SELECT 7 AS n`);
    let begun = () => {};
    const running = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const endless = database.withSession((session) =>
      session.transaction({}, async () => {
        await session.query(sql`UPDATE public.kept SET n = 8`);
        begun();
        await session.query(sql`SELECT count(*) FROM generate_series(1, 1000000000000)`);
      }),
    );
    const waiting = one(database);
    const settled = Promise.allSettled([endless, waiting]);
    await running;
    await database.cancel();
    const results = await settled;
    expect(results.map((result) => result.status === 'rejected' && result.reason.kind)).toEqual([
      'cancelled',
      'cancelled',
    ]);
    expect(await one(database, sql`SELECT n FROM public.kept`)).toBe(7);
    await database.close();
  });

  test('that crashed is an error, and the next one finds what was committed', async () => {
    const opened = await openEmbedded({ path: await prepared(), stackSizeMb: 1 });
    if (!opened.ok) throw new Error('it was not opened');
    const database = opened.value;
    await one(database, sql`CREATE TABLE public.kept AS SELECT 7 AS n`);
    // Deeper than this stack: PGlite overflows, and says nothing.
    const deep = sql([`SELECT ${'1 + '.repeat(6000)}1`]);
    await expect(one(database, deep)).rejects.toMatchObject({
      kind: 'connection',
      message: expect.stringContaining('the embedded PostgreSQL has crashed'),
    });
    expect(await one(database, sql`SELECT n FROM public.kept`)).toBe(7);
    await database.close();
  });
});

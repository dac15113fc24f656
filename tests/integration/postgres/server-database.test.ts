import { createServer } from 'node:net';
import { expect, inject, test } from 'vitest';
import type { Database } from '../../../src/database/database.ts';
import type { Diagnostic } from '../../../src/diagnostics/diagnostic.ts';
import { openServer, type ServerOptions } from '../../../src/postgres/server-database.ts';
import { identifier, sql, userText } from '../../../src/sql/sql.ts';
import { describeOn } from '../../support/databases.ts';

const sleeping = sql`SELECT pg_sleep(600)`;

describeOn('server', 'sessions', (rig) => {
  const pids = (database: Database) =>
    database.withSession(async (session) => (await session.query(sql`SELECT pg_backend_pid()`)).rows[0]?.[0]);
  /** Waits until `count` sessions of this database run pg_sleep. */
  const untilSleeping = async (count: number) => {
    for (;;) {
      const { rows } = await rig.database.withSession((session) =>
        session.query(sql`SELECT pid FROM pg_stat_activity
          WHERE datname = current_database() AND state = 'active' AND query LIKE '%pg_sleep(600)%' AND pid <> pg_backend_pid()`),
      );
      if (rows.length >= count) return rows.map(([pid]) => Number(pid));
    }
  };

  test('are used again, and no more than the target says are open at once', async () => {
    expect(rig.database.capabilities).toEqual({ sessions: 2, shared: true });
    expect(await pids(rig.database)).toBe(await pids(rig.database));
    const seen = await Promise.all(Array.from({ length: 8 }, () => pids(rig.database)));
    expect(new Set(seen).size).toBe(2);
  });

  test('end with their connection, and the next is a new one', async () => {
    // The expectation is attached before anything is awaited: the loss may be reported before the killing statement has its answer.
    const lost = expect(rig.database.withSession((session) => session.query(sleeping))).rejects.toMatchObject({
      kind: 'connection',
      code: '57P01',
    });
    const [pid] = await untilSleeping(1);
    await rig.database.withSession((session) => session.query(sql`SELECT pg_terminate_backend(${pid})`));
    await lost;
    expect(await pids(rig.database)).not.toBe(pid);
    expect(await Promise.all([pids(rig.database), pids(rig.database)])).not.toContain(pid);
  });

  test('are cancelled, discarded and replaced', async () => {
    const opened = await openServer({ ...options(), threads: 2 });
    if (!opened.ok) throw new Error('not opened');
    const database = opened.value;
    const before = [await pids(database)];
    const sleep = () => database.withSession((session) => session.transaction({}, () => session.query(sleeping)));
    const running = [sleep(), sleep()];
    const waiting = database.withSession((session) => session.query(sql`SELECT 1`));
    const sleepers = await untilSleeping(2);
    const settled = Promise.allSettled([...running, waiting]);
    await database.cancel();
    const results = await settled;
    expect(results.map((result) => result.status === 'rejected' && result.reason.kind)).toEqual([
      'cancelled',
      'cancelled',
      'cancelled',
    ]);
    const after = await pids(database);
    expect([...before, ...sleepers]).not.toContain(after);
    await database.close();
    await expect(pids(database)).rejects.toMatchObject({ kind: 'connection', message: 'the database is closed' });
  });

  test('take search_path, role and time zone from the target', async () => {
    const opened = await openServer({
      ...options(),
      searchPath: 'a, "b c"',
      role: 'pg_monitor',
      timeZone: 'Asia/Tokyo',
    });
    if (!opened.ok) throw new Error('not opened');
    const { rows } = await opened.value.withSession((session) =>
      session.query(userText(`SELECT current_setting('search_path'), current_user::text, current_setting('TimeZone')`)),
    );
    expect(rows).toEqual([['a, "b c"', 'pg_monitor', 'Asia/Tokyo']]);
    await opened.value.close();
  });

  function options(): ServerOptions {
    if (rig.target.kind !== 'server') throw new Error('not a server');
    return { ...rig.target };
  }
});

describeOn('server', 'a server that cannot be used', (rig) => {
  const given = (): ServerOptions => {
    if (rig.target.kind !== 'server') throw new Error('not a server');
    return { ...rig.target, retries: 0 };
  };
  const place = () => {
    const url = new URL(inject('serverUrl'));
    return `${url.hostname}:${url.port || 5432}`;
  };
  async function refusal(options: ServerOptions): Promise<Diagnostic> {
    const opened = await openServer(options);
    if (opened.ok) {
      await opened.value.close();
      throw new Error('the server let us in');
    }
    expect(opened.problems).toHaveLength(1);
    const [problem] = opened.problems;
    if (!problem) throw new Error('no diagnostic');
    expect(JSON.stringify(problem)).not.toContain('s3cret');
    return problem;
  }

  test('wants another password', async (context) => {
    const options = { ...given(), password: 's3cret' };
    const trusting = await openServer(options);
    if (trusting.ok) {
      await trusting.value.close();
      context.skip('this server lets everybody in without a password');
    }
    expect(await refusal(options)).toMatchObject({
      code: 'DATABASE_AUTHENTICATION',
      message: expect.stringMatching(/^The password for .* is wrong$/),
      help: 'Correct the password of the target, or PGPASSWORD',
    });
  });

  test('does not know the database', async () => {
    expect(await refusal({ ...given(), dbname: 'no_such_database' })).toMatchObject({
      code: 'DATABASE_MISSING',
      message: `The database no_such_database does not exist on ${place()}`,
    });
  });

  test('does not know a role or a time zone of the target', async () => {
    expect(await refusal({ ...given(), role: 'no_such_role' })).toMatchObject({
      code: 'DATABASE_SETTING',
      message: 'The server refuses a setting of the target: role "no_such_role" does not exist',
    });
    expect(await refusal({ ...given(), timeZone: 'Mars/Olympus' })).toMatchObject({ code: 'DATABASE_SETTING' });
  });

  test('has no place left', async () => {
    const name = new URL(given().url ?? '').pathname.slice(1);
    await rig.database.withSession(async (session) => {
      await session.query(sql`CREATE ROLE smelt_crowd LOGIN PASSWORD 's3cret' CONNECTION LIMIT 0`);
      try {
        expect(await refusal({ ...given(), user: 'smelt_crowd', password: 's3cret' })).toMatchObject({
          code: 'DATABASE_BUSY',
          message: `The server takes no more sessions at smelt_crowd@${place()}/${name}: too many connections for role "smelt_crowd"`,
          help: 'End other sessions of the role, or raise its limit: alter role "smelt_crowd" connection limit 10',
        });
        await session.query(sql`ALTER ROLE smelt_crowd CONNECTION LIMIT -1`);
        await session.query(sql`ALTER DATABASE ${identifier(name)} CONNECTION LIMIT 0`);
        expect(await refusal({ ...given(), user: 'smelt_crowd', password: 's3cret' })).toMatchObject({
          help: `End other sessions in the database, or raise its limit: alter database "${name}" connection limit 100`,
        });
      } finally {
        await session.query(sql`ALTER DATABASE ${identifier(name)} CONNECTION LIMIT -1`);
        await session.query(sql`DROP ROLE smelt_crowd`);
      }
    });
  });

  test('is not there', async () => {
    const port = await new Promise<number>((resolve) => {
      const server = createServer().listen(0, '127.0.0.1', () => {
        const address = server.address();
        server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
      });
    });
    const url = `postgresql://me:s3cret@127.0.0.1:${port}/db`;
    expect(await refusal({ threads: 1, retries: 1, url })).toMatchObject({
      code: 'DATABASE_UNREACHABLE',
      message: `The server at 127.0.0.1:${port} cannot be reached: nobody listens there`,
    });
    expect(
      await refusal({ threads: 1, retries: 0, url: 'postgresql://me:s3cret@no-such-host.invalid/db' }),
    ).toMatchObject({
      code: 'DATABASE_UNREACHABLE',
      message: expect.stringContaining('no-such-host.invalid:5432 cannot be reached: the host name'),
    });
  });

  test('says nothing', async () => {
    const silent = createServer((socket) => void socket.resume());
    const port = await new Promise<number>((resolve) => {
      silent.listen(0, '127.0.0.1', () => {
        const address = silent.address();
        resolve(typeof address === 'object' && address ? address.port : 0);
      });
    });
    const options = {
      threads: 1,
      retries: 0,
      host: '127.0.0.1',
      port,
      user: 'me',
      connectTimeout: 0.2,
      sslmode: 'disable',
    } as const;
    expect(await refusal(options)).toMatchObject({
      code: 'DATABASE_UNREACHABLE',
      message: `The server at 127.0.0.1:${port} cannot be reached: it does not answer within 0.2 s`,
    });
    await new Promise((resolve) => silent.close(resolve));
  });

  test('has no TLS where the target insists', async (context) => {
    const encrypted = await rig.database.withSession((session) => session.query(sql`SHOW ssl`));
    if (encrypted.rows[0]?.[0] === 'on') context.skip('this server has TLS');
    expect(await refusal({ ...given(), sslmode: 'require' })).toMatchObject({
      code: 'DATABASE_TLS',
      message: `The server at ${place()} has no TLS, and sslmode is require`,
    });
  });
});

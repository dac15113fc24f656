// Fewer connections than threads: a session of one's own is waited for. And a server that ends a session with its first word.

import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Database } from '../../../src/database/database.ts';
import { openServer } from '../../../src/postgres/server-database.ts';
import { raw } from '../../../src/sql/sql.ts';
import { writeProject } from '../../support/project-files.ts';
import { createRolesDatabase } from '../../support/roles.ts';
import { execute } from '../../support/run-app.ts';

const project = {
  'project.yml': `name: shop
targets: { dev: { type: postgres, url: "{{ env_var('DATABASE_URL') }}", schema: marts, threads: 4 } }
`,
  ...Object.fromEntries(
    Array.from({ length: 5 }, (_, index) => [
      `models/m${index}.sql`,
      `{{ config(materialized='${index % 2 === 0 ? 'table' : 'view'}') }} select ${index} as id, pg_sleep(0.02)::text as slept`,
    ]),
  ),
  'models/_models.yml': `
models:
${Array.from({ length: 5 }, (_, index) => `  - { name: m${index}, columns: [{ name: id, data_tests: [not_null, unique] }] }`).join('\n')}
`,
};

async function opened(url: string, threads: number): Promise<Database> {
  const database = await openServer({ url, threads, retries: 0 });
  if (!database.ok) throw new Error(database.problems[0]?.message);
  onTestFinished(() => database.value.close());
  return database.value;
}

const pid = async (database: Database, during: () => Promise<unknown> = async () => undefined) =>
  database.withSession(async (session) => {
    const { rows } = await session.query(raw('select pg_backend_pid()'));
    await during();
    return rows[0]?.[0];
  });

describe('a role with few connections', () => {
  test.each([1, 2])('builds with four threads on %i, twice', async (limit) => {
    const { admin, role } = await createRolesDatabase();
    const { name, url } = await role('few', `connection limit ${limit}`);
    const [{ database } = {}] = await admin('select current_database() as database');
    await admin(`grant create on database ${database} to ${name}`);
    const root = await writeProject(project);
    for (const _ of [1, 2]) {
      const ran = await execute(root, 'build', {}, { DATABASE_URL: url });
      expect(ran.errors).toBe('');
      expect(ran.exitCode).toBe(0);
    }
  });

  test('waits for its own sessions; the one aside is refused, and gives its place up where there is no other', async () => {
    const { admin, role } = await createRolesDatabase();
    const { name, url } = await role('few', 'connection limit 1');
    const database = await opened(url, 4);
    const seen = await Promise.all([1, 2, 3, 4].map(() => pid(database, () => wait(20))));
    expect(new Set(seen).size).toBe(1);
    await expect(database.withSessionAside((session) => session.query(raw('select 1')))).rejects.toMatchObject({
      kind: 'connection',
      message: expect.stringContaining(`too many connections for role "${name}"`),
    });
    await admin(`select pg_terminate_backend(${seen[0]}, 5000)`);
    const aside = database.withSessionAside((session) => session.query(raw('select pg_sleep(600)')));
    const cut = expect(aside).rejects.toMatchObject({ kind: 'connection' });
    const sleeps = `select from pg_stat_activity where usename = '${name}' and query like '%pg_sleep(600)%'`;
    while ((await admin(sleeps)).length === 0) await wait(10);
    await expect(pid(database)).resolves.toEqual(expect.any(Number));
    await cut;
  });

  test('fails where not even one can be had', async () => {
    const { admin, role } = await createRolesDatabase();
    const { name, url } = await role('few', 'connection limit 1');
    const database = await opened(url, 2);
    const taken = await pid(database);
    await admin(`alter role ${name} connection limit 0`, `select pg_terminate_backend(${taken}, 5000)`);
    const asked = await Promise.allSettled([pid(database), pid(database)]);
    expect(asked.map((one) => one.status === 'rejected' && one.reason.kind)).toEqual(['connection', 'connection']);
  });
});

test('a session that is ended together with the word that it stands is an error, not the end of the process', async () => {
  const message = (kind: string, ...parts: readonly (string | Buffer)[]) => {
    const body = Buffer.concat(parts.map((part) => Buffer.from(part)));
    const length = Buffer.alloc(4);
    length.writeInt32BE(body.length + 4);
    return Buffer.concat([Buffer.from(kind), length, body]);
  };
  // The server's bytes: AuthenticationOk, ReadyForQuery and the FATAL in one packet, as after pg_terminate_backend at that moment.
  const ended = Buffer.concat([
    message('R', Buffer.from([0, 0, 0, 0])),
    message('Z', 'I'),
    message('E', 'SFATAL\0VFATAL\0C57P01\0Mterminating connection due to administrator command\0\0'),
  ]);
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(ended));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  const database = await openServer({
    host: '127.0.0.1',
    port,
    user: 'ana',
    sslmode: 'disable',
    threads: 1,
    retries: 0,
  });
  expect(database.ok).toBe(false);
  expect(database.ok || database.problems.map(({ code }) => code)).toEqual([expect.stringMatching(/^DATABASE_/)]);
});

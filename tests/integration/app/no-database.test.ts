// Databases that cannot be had: each reported once, with what to do, and nothing done anywhere.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, onTestFinished, test, vi } from 'vitest';
import { showCommand } from '../../../src/app/show-command.ts';
import { createTestDatabase, openTarget } from '../../support/databases.ts';
import { type ProjectFiles, writeProject } from '../../support/project-files.ts';
import { execute, noOptions, type Ran, runApp } from '../../support/run-app.ts';

// Whole builds on the embedded database; minutes where the machine is shared.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const project = (address: string, files: ProjectFiles = {}) =>
  writeProject({
    'project.yml': `name: shop\ntargets: { dev: { ${address}, schema: public } }\n`,
    'models/one.sql': 'select 1 as one\n',
    ...files,
  });

function expectOneError({ exitCode, output, errors }: Ran, head: RegExp): void {
  expect({ exitCode, output }).toEqual({ exitCode: 2, output: '' });
  expect(errors).toMatch(head);
  expect(errors.match(/error\[/g)).toHaveLength(1);
  expect(errors.match(/= help: ./g)).toHaveLength(1);
  expect(errors).not.toMatch(/^ +at /m);
}

test('no server at the address', async () => {
  const port = await freePort();
  const root = await project(`type: postgres, host: 127.0.0.1, port: ${port}, user: ada, dbname: shop, retries: 0`);
  expectOneError(
    await execute(root, 'build'),
    new RegExp(`^error\\[DATABASE_UNREACHABLE\\]: .*127\\.0\\.0\\.1:${port}`),
  );
});

test('an address whose percent signs begin nothing', async () => {
  const root = await project('type: postgres, url: "postgres://ada:s3cret-Zw9@127.0.0.1:1/%zz"');
  const ran = await execute(root, 'build');
  expectOneError(ran, /^error\[DATABASE_URL\]: /);
  expect(ran.errors).not.toContain('s3cret');
});

test('a wrong password, which is not repeated', async (context) => {
  const url = new URL(inject('serverUrl'));
  url.password = 'not-the-password';
  const root = await project(`type: postgres, url: "${url.href}", retries: 0`);
  const ran = await execute(root, 'build');
  if (ran.exitCode === 0) context.skip('the server of this run lets everybody in without a password');
  expectOneError(ran, /^error\[DATABASE_AUTHENTICATION\]: /);
  expect(ran.errors).not.toContain('not-the-password');
});

test('a database that does not exist', async () => {
  const url = new URL(inject('serverUrl'));
  url.pathname = '/no_such_database';
  const root = await project(`type: postgres, url: "${url.href}", retries: 0`);
  expectOneError(await execute(root, 'build'), /^error\[DATABASE_MISSING\]: .*no_such_database/);
});

test('an embedded database that another has open', async () => {
  const database = await createTestDatabase('embedded');
  const path = database.target.kind === 'embedded' ? database.target.path : '';
  const opened = await openTarget(database.target);
  try {
    const root = await project(`type: embedded, path: ${path}`);
    expectOneError(await execute(root, 'build'), new RegExp(`^error\\[DATABASE_IN_USE\\]: .*${path}.*${process.pid}`));
  } finally {
    await opened.close();
    await database.drop();
  }
});

test('a directory that is a file', async () => {
  const root = await project('type: embedded, path: database', { database: 'not a folder\n' });
  expectOneError(await execute(root, 'build'), /^error\[DATABASE_DIRECTORY_UNUSABLE\]: /);
});

const big =
  "{{ config(materialized='table') }}\nselect n, (select string_agg(md5((n * 40 + k)::text), '') from generate_series(1, 40) as k) as filling\nfrom generate_series(1, {{ var('rows') }}) as n\n";

test('a disk that is full under the embedded database: reported once, nothing kept of the model, and more room is all that it takes', async (context) => {
  const disk = smallDisk('96m');
  if (disk === null) return context.skip('only root may mount a small disk for this test');
  const root = await project(`type: embedded, path: ${join(disk.path, 'database')}`, { 'models/big.sql': big });
  expect((await execute(root, 'build', { select: ['big'], vars: '{rows: 10}' })).exitCode).toBe(0);
  const { exitCode, output, errors } = await execute(root, 'build', { select: ['big'], vars: '{rows: 60000}' });
  expect({ exitCode, errors }).toEqual({ exitCode: 1, errors: '' });
  expect(output.match(/error\[/g)).toHaveLength(1);
  expect(output).toMatch(/error\[SQL_RESOURCES\]: could not .*: No space left on device\n --> models\/big\.sql\n/);
  expect(output).not.toMatch(/retrying|^ +at /m);
  disk.resize('256m');
  const shown = await runApp(root, (io) =>
    showCommand(
      {
        ...noOptions,
        vars: '{rows: 0}',
        inline: "select count(*) as rows from {{ ref('big') }}",
        limit: 1,
        output: 'csv',
      },
      io,
    ),
  );
  expect(shown).toEqual({ exitCode: 0, output: 'rows\n10\n', errors: '' });
  expect((await execute(root, 'build', { select: ['big'], vars: '{rows: 20}' })).exitCode).toBe(0);
});

test('an embedded database that cannot be opened again after the disk was full: what is left is not tried', async (context) => {
  const disk = smallDisk('96m');
  if (disk === null) return context.skip('only root may mount a small disk for this test');
  const root = await project(`type: embedded, path: ${join(disk.path, 'database')}`, {
    'project.yml': `name: shop\non-run-end: ["select 1"]\ntargets: { dev: { type: embedded, path: ${join(disk.path, 'database')}, schema: public } }\n`,
    'models/big.sql': big,
    'models/late.sql': "{{ config(materialized='table') }}\nselect 1 as id\n",
    'models/later.sql': "select * from {{ ref('late') }}\n",
    'models/properties.yml': 'models: [{ name: late, columns: [{ name: id, data_tests: [unique] }] }]\n',
    'models/one.sql': "select count(*) as rows from {{ ref('big') }}\n",
  });
  expect((await execute(root, 'build', { vars: '{rows: 10}' })).exitCode).toBe(0);
  // Too little for the next segments of the log, without which PostgreSQL neither goes on nor starts.
  disk.fill(1_500_000);
  const { exitCode, output, errors } = await execute(root, 'build', { vars: '{rows: 60000}' });
  expect({ exitCode, errors }).toEqual({ exitCode: 1, errors: '' });
  expect(output.match(/(error|warning)\[\w+\]/g)).toEqual(['error[SQL_RESOURCES]']);
  expect(output.match(/^ {2}(ok|FAILED|skipped|retrying|ERROR).*/gm)?.map((line) => line.replace(/ +/g, ' '))).toEqual([
    expect.stringContaining(' FAILED big '),
    ' skipped late because the database is gone since big failed',
    ' skipped one because big failed',
    ' skipped unique_late_id because the database is gone since big failed',
    ' skipped later because the database is gone since big failed',
  ]);
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return address !== null && typeof address === 'object' ? address.port : 1;
}

interface SmallDisk {
  readonly path: string;
  resize(size: string): void;
  /** Leaves about this many bytes free. */
  fill(left: number): void;
}

/** A file system in memory of this size, unmounted after the test; null where mounting is not allowed. */
function smallDisk(size: string): SmallDisk | null {
  const path = mkdtempSync(join(tmpdir(), 'smelt-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'smelt-test', path], { stdio: 'ignore' });
  } catch {
    rmSync(path, { recursive: true });
    return null;
  }
  onTestFinished(() => {
    // Lazily, because the thread of a run that the test's time limit ended may still hold files.
    execFileSync('umount', ['-l', path]);
    rmSync(path, { recursive: true });
  });
  return {
    path,
    resize: (larger) => execFileSync('mount', ['-o', `remount,size=${larger}`, path]),
    fill: (left) => {
      const { bavail, bsize } = statfsSync(path);
      writeFileSync(join(path, 'filling'), Buffer.alloc(bavail * bsize - left));
    },
  };
}

// A database of its own for each test file, of either kind, and tests that run on both. What is opened must be closed: a
// session or a directory's lock that is left behind fails the file.

import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, inject } from 'vitest';
import type { Database } from '../../src/database/database.ts';
import { lockDirectory } from '../../src/postgres/directory-lock.ts';
import { openDatabase } from '../../src/postgres/open-database.ts';
import type { Target } from '../../src/project/target.ts';
import { copyData, createEmptyDatabase, onServer } from './templates.ts';

export type DatabaseKind = Target['kind'];

export interface TestDatabase {
  readonly kind: DatabaseKind;
  /** Points at an empty database that nobody else uses: `schema: public`, two threads. */
  readonly target: Target;
  /** Throws what is wrong with an opened database's remains, then removes it. */
  drop(): Promise<void>;
}

export async function createTestDatabase(kind: DatabaseKind): Promise<TestDatabase> {
  return kind === 'server' ? createOnServer(createEmptyDatabase) : createEmbedded(inject('embeddedTemplate'));
}

/** One in which an earlier run has made Smelt's state, and nothing else: for tests that are not about making it. */
export async function createDatabaseWithState(kind: DatabaseKind): Promise<TestDatabase> {
  if (kind === 'embedded') return createEmbedded(inject('embeddedWithState'));
  const template = inject('serverWithState');
  return createOnServer((name) => `CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY file_copy`);
}

/** Opens a target that is known to be good. The caller closes it. */
export async function openTarget(target: Target): Promise<Database> {
  const opened = await openDatabase(target);
  if (!opened.ok) throw new Error(opened.problems.map(({ message }) => message).join('\n'));
  return opened.value;
}

export interface Rig {
  readonly kind: DatabaseKind;
  /** Known once the tests run, not while they are collected. */
  readonly target: Target;
  /** Open for all tests of the block. */
  readonly database: Database;
}

/** A block of tests on each kind of database. Embedded: the file's tests share its one session. */
export function describeOnBoth(name: string, define: (rig: Rig) => void): void {
  for (const kind of ['server', 'embedded'] as const) describeOn(kind, name, define);
}

export function describeOn(kind: DatabaseKind, name: string, define: (rig: Rig) => void): void {
  describe(`${name} (${kind})`, () => {
    let created: TestDatabase | undefined;
    let opened: Database | undefined;
    beforeAll(async () => {
      created = await createTestDatabase(kind);
      opened = await openTarget(created.target);
    });
    afterAll(async () => {
      await opened?.close();
      await created?.drop();
    });
    define({
      kind,
      get target() {
        if (!created) throw new Error('the database is made when the tests begin');
        return created.target;
      },
      get database() {
        if (!opened) throw new Error('the database is opened when the tests begin');
        return opened;
      },
    });
  });
}

async function createOnServer(create: (name: string) => string): Promise<TestDatabase> {
  const name = `smelt_test_${randomBytes(6).toString('hex')}`;
  const serverUrl = inject('serverUrl');
  const url = new URL(serverUrl);
  await onServer(serverUrl, (client) => client.query(create(name)));
  url.pathname = `/${name}`;
  return {
    kind: 'server',
    target: { kind: 'server', name: 'server', schema: 'public', threads: 2, url: url.href, retries: 0 },
    drop: () =>
      onServer(serverUrl, async (client) => {
        const left = await sessionsLeft(client, name);
        await client.query(`DROP DATABASE ${name} WITH (FORCE)`);
        expect(left, 'sessions that were not closed').toEqual([]);
      }),
  };
}

/** A closed session takes the server a moment to forget. */
async function sessionsLeft(client: Client, database: string): Promise<readonly unknown[]> {
  for (let attempt = 0; ; attempt += 1) {
    const { rows } = await client.query(
      "SELECT pid, state, query FROM pg_stat_activity WHERE datname = $1 AND backend_type = 'client backend'",
      [database],
    );
    if (rows.length === 0 || attempt === 40) return rows;
    await wait(50);
  }
}

async function createEmbedded(template: string): Promise<TestDatabase> {
  const path = await mkdtemp(join(tmpdir(), 'smelt-embedded-'));
  copyData(template, path);
  return {
    kind: 'embedded',
    target: { kind: 'embedded', name: 'embedded', schema: 'public', threads: 1, path },
    drop: async () => {
      const lock = lockDirectory(path);
      await rm(path, { recursive: true, force: true });
      expect(lock.held, 'the database was not closed').toBe(true);
    },
  };
}

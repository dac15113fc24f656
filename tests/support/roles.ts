// Roles of the test server, each with the test that made it, and a superuser's session beside them.

import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { onTestFinished } from 'vitest';
import { createTestDatabase } from './databases.ts';

type Rows = readonly Readonly<Record<string, unknown>>[];

export interface RolesDatabase {
  /** As a superuser. */
  readonly url: string;
  /** Statements of a superuser; answers the rows of the last. */
  admin(...statements: readonly string[]): Promise<Rows>;
  /** A role that may log in, with these options (`connection limit 1`); its name begins with `name`. */
  role(name: string, options?: string): Promise<TestRole>;
}

export interface TestRole {
  readonly name: string;
  /** The database, as that role. */
  readonly url: string;
  /** Statements of that role; answers the rows of the last. */
  execute(...statements: readonly string[]): Promise<Rows>;
}

/** A database that goes with the test. Nobody but its owner, a superuser, may create schemas in it, unless it is granted. */
export async function createRolesDatabase(): Promise<RolesDatabase> {
  const { target, drop } = await createTestDatabase('server');
  onTestFinished(drop);
  const url = target.kind === 'server' ? (target.url ?? '') : '';
  const admin = (...statements: readonly string[]) => executeOn(url, statements);
  return {
    url,
    admin,
    async role(name, options = '') {
      const role = `${name}_${randomBytes(4).toString('hex')}`;
      await admin(`create role ${role} login password 's3cret' ${options}`);
      onTestFinished(() => admin(`drop owned by ${role} cascade`, `drop role ${role}`).then(() => undefined));
      const own = new URL(url);
      own.username = role;
      own.password = 's3cret';
      return { name: role, url: own.href, execute: (...statements) => executeOn(own.href, statements) };
    },
  };
}

async function executeOn(url: string, statements: readonly string[]): Promise<Rows> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    let rows: Rows = [];
    for (const statement of statements) ({ rows } = await client.query(statement));
    return rows;
  } finally {
    await client.end();
  }
}

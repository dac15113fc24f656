// The content of a test database at one moment, to begin again from it as often as wanted.

import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { inject } from 'vitest';
import type { Target } from '../../src/project/target.ts';

export interface SavedDatabase {
  /** Puts the content back. Fails while a session is open. */
  restore(): Promise<void>;
  drop(): Promise<void>;
}

/** Nobody may have the database open. */
export async function saveDatabase(target: Target): Promise<SavedDatabase> {
  return target.kind === 'embedded' ? saveDirectory(target.path) : saveOnServer(new URL(target.url ?? '').pathname);
}

async function saveDirectory(directory: string): Promise<SavedDatabase> {
  const saved = join(await mkdtemp(join(tmpdir(), 'smelt-saved-')), 'database');
  await cp(directory, saved, { recursive: true });
  return {
    async restore() {
      await rm(directory, { recursive: true, force: true });
      await cp(saved, directory, { recursive: true });
    },
    drop: () => rm(join(saved, '..'), { recursive: true, force: true }),
  };
}

async function saveOnServer(path: string): Promise<SavedDatabase> {
  const name = path.slice(1);
  const saved = `${name}_saved_${Date.now()}`;
  await onServer(`CREATE DATABASE ${saved} TEMPLATE ${name} STRATEGY file_copy`);
  return {
    // Without FORCE: a server that still serves a killed process after five seconds fails the test.
    restore: () => onServer(`DROP DATABASE ${name}`, `CREATE DATABASE ${name} TEMPLATE ${saved} STRATEGY file_copy`),
    drop: () => onServer(`DROP DATABASE ${saved}`),
  };
}

async function onServer(...statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: inject('serverUrl') });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

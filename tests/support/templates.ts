// What the databases of tests are copies of: as small as they can be, since hundreds are made, and with Smelt's state for those
// tests that are not about making it.

import { randomBytes } from 'node:crypto';
import { cpSync } from 'node:fs';
import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import type { Database } from '../../src/database/database.ts';
import type { Checked } from '../../src/diagnostics/diagnostic.ts';
import { updateEngineSchema } from '../../src/execute/run/engine-schema.ts';
import { openEmbedded } from '../../src/postgres/embedded-database.ts';
import { openServer } from '../../src/postgres/server-database.ts';
import { identifier, sql } from '../../src/sql/sql.ts';

export interface Templates {
  /** A directory of the embedded database, closed and complete. */
  readonly embedded: string;
  readonly embeddedWithState: string;
  /** A database's name. */
  readonly serverWithState: string;
}

/** Without the databases that only others are made from, and with few buffers. */
export async function makeEmbeddedTemplate(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'smelt-template-'));
  const opened = orThrow(await openEmbedded({ path }));
  await opened.withSession(async (session) => {
    await session.query(sql`update pg_catalog.pg_database set datistemplate = false`);
    for (const name of ['template0', 'template1']) await session.query(sql`drop database ${identifier(name)}`);
  });
  await opened.close();
  // Clearing 128 MB of them is a good part of opening.
  await appendFile(join(path, 'data/postgresql.conf'), '\nshared_buffers = 8MB\n');
  return path;
}

/** The directory of a copy. */
export async function addState(embedded: string): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'smelt-template-'));
  copyData(embedded, path);
  await makeState(orThrow(await openEmbedded({ path })));
  return path;
}

/** Answers its name. */
export async function makeServerTemplate(serverUrl: string): Promise<string> {
  const name = `smelt_template_${randomBytes(6).toString('hex')}`;
  await onServer(serverUrl, (client) => client.query(createEmptyDatabase(name)));
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  await makeState(orThrow(await openServer({ url: url.href, threads: 1 })));
  return name;
}

/** Collation C, as on the embedded database: both give the same order where a test forgets to say one. */
export function createEmptyDatabase(name: string): string {
  return `CREATE DATABASE ${name} TEMPLATE template0 LOCALE 'C' ENCODING 'UTF8' STRATEGY file_copy`;
}

export async function removeTemplates(templates: Templates, serverUrl: string): Promise<void> {
  for (const path of [templates.embedded, templates.embeddedWithState])
    await rm(path, { recursive: true, force: true });
  await onServer(serverUrl, (client) => client.query(`DROP DATABASE ${templates.serverWithState} WITH (FORCE)`));
}

/** Puts what the embedded database at `from` holds into the folder `to`, where none is. */
export function copyData(from: string, to: string): void {
  // In one go: with a promise for each of its files it takes thrice as long.
  cpSync(join(from, 'data'), join(to, 'data'), { recursive: true });
}

export async function onServer(url: string, work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

async function makeState(database: Database): Promise<void> {
  orThrow(await database.withSession((session) => updateEngineSchema(session)));
  await database.close();
}

export function orThrow<T>(checked: Checked<T>): T {
  if (checked.ok) return checked.value;
  throw new Error(checked.problems.map(({ message }) => message).join('\n'));
}

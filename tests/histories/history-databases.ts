// Databases for histories, each a copy of one that has Smelt's own schema already, so that a history is quick.

import { randomBytes } from 'node:crypto';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import type { Database } from '../../src/database/database.ts';
import { updateEngineSchema } from '../../src/execute/run/engine-schema.ts';
import { openDatabase } from '../../src/postgres/open-database.ts';
import type { Target } from '../../src/project/target.ts';
import { userText } from '../../src/sql/sql.ts';
import { roles } from './project-state.ts';
import { threads } from './topics.ts';

export interface HistoryDatabases {
  create(): Promise<HistoryDatabase>;
  close(): Promise<void>;
}

export interface HistoryDatabase {
  readonly target: Target;
  drop(): Promise<void>;
}

/** `url`: of a server on which databases and roles may be created. */
export async function databasesOnServer(url: string): Promise<HistoryDatabases> {
  const client = new Client({ connectionString: url });
  await client.connect();
  // A dropped database ends the sessions of a failed history.
  client.on('error', () => undefined);
  const prefix = `smelt_histories_${randomBytes(4).toString('hex')}`;
  const template = `${prefix}_template`;
  await client.query(`CREATE DATABASE ${template} TEMPLATE template0 LOCALE 'C' ENCODING 'UTF8' STRATEGY file_copy`);
  await prepare(targetOn(url, template));
  // Several histories share the one session, in turn.
  let turn: Promise<unknown> = Promise.resolve();
  const say = async (statement: string): Promise<void> => {
    turn = turn.then(() => client.query(statement));
    await turn;
  };
  let made = 0;
  return {
    async create() {
      made += 1;
      const name = `${prefix}_${made}`;
      await say(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY file_copy`);
      return { target: targetOn(url, name), drop: () => say(`DROP DATABASE ${name} WITH (FORCE)`) };
    },
    async close() {
      await say(`DROP DATABASE ${template} WITH (FORCE)`);
      await client.end();
    },
  };
}

/** `template`: a closed directory of the embedded database. */
export async function databasesEmbedded(template: string): Promise<HistoryDatabases> {
  const home = await mkdtemp(join(tmpdir(), 'smelt-histories-'));
  const prepared = join(home, 'template');
  await cp(template, prepared, { recursive: true });
  await prepare(embeddedAt(prepared));
  let made = 0;
  return {
    async create() {
      made += 1;
      const path = join(home, String(made));
      await cp(prepared, path, { recursive: true });
      return { target: embeddedAt(path), drop: () => rm(path, { recursive: true, force: true }) };
    },
    close: () => rm(home, { recursive: true, force: true }),
  };
}

export async function withDatabase<T>(target: Target, work: (database: Database) => Promise<T>): Promise<T> {
  const opened = await openDatabase(target);
  if (!opened.ok) throw new Error(opened.problems.map(({ message }) => message).join('\n'));
  try {
    return await work(opened.value);
  } finally {
    await opened.value.close();
  }
}

/** Lines of project.yml. */
export function targetLine(target: Target): string {
  const place =
    target.kind === 'embedded'
      ? `type: embedded, path: ${JSON.stringify(target.path)}`
      : `type: postgres, url: ${JSON.stringify(target.url)}, threads: ${threads}`;
  return `targets: { dev: { ${place}, schema: public } }`;
}

async function prepare(target: Target): Promise<void> {
  await withDatabase(target, (database) =>
    database.withSession(async (session) => {
      for (const role of roles) {
        // Another shard on the same server may make it at this moment.
        await session.query(
          userText(
            `do $$ begin create role ${role}; exception when duplicate_object or unique_violation then null; end $$`,
          ),
        );
      }
      await updateEngineSchema(session);
    }),
  );
}

function targetOn(url: string, name: string): Target {
  const address = new URL(url);
  address.pathname = `/${name}`;
  return { kind: 'server', name: 'dev', schema: 'public', threads: 2, url: address.href, retries: 0 };
}

function embeddedAt(path: string): Target {
  return { kind: 'embedded', name: 'dev', schema: 'public', threads: 1, path };
}

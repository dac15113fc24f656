// A whole project on a database of its own, built by the commands of app/ in this process, and asked what came of it.

import { Client } from 'pg';
import { onTestFinished } from 'vitest';
import type { ExecuteOptions } from '../../src/app/execute-command.ts';
import type { CommonOptions } from '../../src/app/options.ts';
import { planCommand } from '../../src/app/plan-command.ts';
import { runOperationCommand } from '../../src/app/run-operation-command.ts';
import type { Database, QueryResult } from '../../src/database/database.ts';
import type { Target } from '../../src/project/target.ts';
import { userText } from '../../src/sql/sql.ts';
import { createDatabaseWithState, type DatabaseKind, openTarget } from './databases.ts';
import { type ProjectFiles, writeFiles, writeProject } from './project-files.ts';
import { execute, noOptions, type Ran, runApp } from './run-app.ts';

export interface ProjectRig {
  readonly target: Target;
  /** The project's folder. */
  readonly root: string;
  /** The text of its project.yml. */
  readonly projectFile: string;
  build(options?: Partial<ExecuteOptions>): Promise<Ran>;
  /** Adds or replaces files of the project. */
  write(files: ProjectFiles): Promise<void>;
  /** `smelt plan --statements`. */
  plan(): Promise<Ran>;
  /** `smelt run-operation`. */
  operation(macro: string, args?: string, options?: Partial<CommonOptions>): Promise<Ran>;
  rows(query: string): Promise<readonly (readonly unknown[])[]>;
  /** The first column of the query. */
  values(query: string): Promise<readonly unknown[]>;
}

/** `settings` are lines of project.yml beside its name and target. The database goes with the test. */
export async function createProjectRig(kind: DatabaseKind, settings: string, files: ProjectFiles): Promise<ProjectRig> {
  const { target, drop } = await createDatabaseWithState(kind);
  onTestFinished(drop);
  const projectFile = `name: shop\n${targetLine(target)}\n${settings}`;
  const root = await writeProject({ 'project.yml': projectFile, ...files });
  const asked = (query: string) =>
    onDatabase(target, (database) => database.withSession((one) => one.query(userText(query))));
  return {
    target,
    root,
    projectFile,
    build: (options) => execute(root, 'build', options),
    write: (written) => writeFiles(root, written),
    plan: () => runApp(root, (io) => planCommand({ ...noOptions, statements: true }, io)),
    operation: (macro, args, options) =>
      runApp(root, (io) => runOperationCommand({ ...noOptions, ...options, macro, args }, io)),
    rows: async (query) => (await asked(query)).rows,
    values: async (query) => (await asked(query)).rows.map(([value]) => value),
  };
}

async function onDatabase(target: Target, work: (database: Database) => Promise<QueryResult>): Promise<QueryResult> {
  const opened = await openTarget(target);
  try {
    return await work(opened);
  } finally {
    await opened.close();
  }
}

function targetLine(target: Target): string {
  const place =
    target.kind === 'embedded' ? `type: embedded, path: ${target.path}` : `type: postgres, url: "${target.url}"`;
  return `targets: { dev: { ${place}, schema: public } }`;
}

/** A client beside the project's sessions, on a server. */
export async function connectTo({ target }: ProjectRig): Promise<Client> {
  const client = new Client({ connectionString: target.kind === 'server' ? target.url : '' });
  await client.connect();
  onTestFinished(() => client.end());
  return client;
}

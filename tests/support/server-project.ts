// A project on a database of its own on the server, built in this process, by several runs at once if wanted.

import { Client } from 'pg';
import { onTestFinished } from 'vitest';
import type { ExecuteOptions, RunCommand } from '../../src/app/execute-command.ts';
import { createDatabaseWithState } from './databases.ts';
import { type ProjectFiles, writeFiles, writeProject } from './project-files.ts';
import { execute } from './run-app.ts';

export interface ServerProject {
  readonly url: string;
  write(files: ProjectFiles): Promise<void>;
  /** Throws what the command told where it did not end with 0. `environment` is added to DATABASE_URL, which a role may have its own of. */
  run(
    command: RunCommand,
    options?: Partial<ExecuteOptions>,
    environment?: Readonly<Record<string, string>>,
  ): Promise<void>;
  /** A session of its own, closed with the test. */
  connect(): Promise<Client>;
}

/** For use in a test, with which it goes. Builds into schema TARGET_SCHEMA, else public. */
export async function createServerProject(files: ProjectFiles): Promise<ServerProject> {
  const { target, drop } = await createDatabaseWithState('server');
  onTestFinished(drop);
  const url = target.kind === 'server' ? (target.url ?? '') : '';
  const root = await writeProject({
    'project.yml': `name: shop
targets:
  dev: { type: postgres, url: "{{ env_var('DATABASE_URL') }}", schema: "{{ env_var('TARGET_SCHEMA', 'public') }}", threads: 8 }
`,
    ...files,
  });
  return {
    url,
    write: (changed) => writeFiles(root, changed),
    async run(command, options = {}, environment = {}) {
      const ran = await execute(root, command, options, { DATABASE_URL: url, ...environment });
      if (ran.exitCode !== 0) throw new Error(`${command} ended with ${ran.exitCode}\n${ran.output}\n${ran.errors}`);
    },
    async connect() {
      const client = new Client({ connectionString: url });
      await client.connect();
      onTestFinished(() => client.end());
      return client;
    },
  };
}

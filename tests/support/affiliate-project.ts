// The shipped project in a folder of its own, building into a test database of its own.

import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ExecuteOptions } from '../../src/app/execute-command.ts';
import { recordsOf } from '../../src/database/database.ts';
import type { Target } from '../../src/project/target.ts';
import { userText } from '../../src/sql/sql.ts';
import { createTestDatabase, type DatabaseKind, openTarget } from './databases.ts';
import { execute, type Ran } from './run-app.ts';

export type TextRow = Readonly<Record<string, string | null>>;

/** Rows of one statement, every value as text. */
export type Query = (statement: string) => Promise<readonly TextRow[]>;

export interface AffiliateProject {
  readonly root: string;
  readonly target: Target;
  /** Puts a folder's pages over those that are there; its CSV files replace the seeds. */
  addPages(directory: string): Promise<void>;
  /** Fails the test where the exit code is not 0. */
  build(options?: Partial<ExecuteOptions>): Promise<Ran>;
  /** Gives `work` a way to ask the project's database; embedded, nobody else has it open meanwhile. */
  inDatabase<T>(work: (query: Query) => Promise<T>): Promise<T>;
  drop(): Promise<void>;
}

const shipped = fileURLToPath(new URL('../../', import.meta.url));

/** Without pages. */
export async function createAffiliateProject(kind: DatabaseKind): Promise<AffiliateProject> {
  const database = await createTestDatabase(kind);
  const { target } = database;
  const root = await mkdtemp(join(tmpdir(), 'smelt-affiliate-'));
  for (const path of ['sources.yml', 'models', 'macros', 'seeds', 'tests/data'])
    await cp(join(shipped, path), join(root, path), { recursive: true });
  const project = await readFile(join(shipped, 'project.yml'), 'utf8');
  const path = target.kind === 'embedded' ? target.path : '.smelt/database';
  await writeFile(join(root, 'project.yml'), project.replace('.smelt/database', path));
  const environment = target.kind === 'server' ? { DATABASE_URL: target.url } : {};
  return {
    root,
    target,
    async addPages(directory) {
      await cp(directory, join(root, 'data/raw'), { recursive: true });
      await cp(directory, join(root, 'seeds'), {
        recursive: true,
        filter: (file) => file === directory || file.endsWith('.csv'),
      });
    },
    async build(options = {}) {
      const ran = await execute(root, 'build', { target: kind, ...options }, environment);
      if (ran.exitCode !== 0) throw new Error(`build ended with ${ran.exitCode}\n${ran.output}\n${ran.errors}`);
      return ran;
    },
    async inDatabase(work) {
      const opened = await openTarget(target);
      try {
        return await opened.withSession((session) =>
          work(async (statement) => textRows(recordsOf(await session.query(userText(statement))))),
        );
      } finally {
        await opened.close();
      }
    },
    async drop() {
      await rm(root, { recursive: true, force: true });
      await database.drop();
    },
  };
}

function textRows(records: readonly Readonly<Record<string, unknown>>[]): readonly TextRow[] {
  return records.map((record) =>
    Object.fromEntries(Object.entries(record).map(([key, value]) => [key, value === null ? null : String(value)])),
  );
}

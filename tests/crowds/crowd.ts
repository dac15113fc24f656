// A crowd: one random project in a database of its own, built again and again, by one run or by several at once, with edits in
// between and readers beside. After each burst of runs what exists must be what a fresh build would give.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { writeFiles } from '../support/project-files.ts';
import { Random } from '../support/random.ts';
import type { CrowdProject } from './crowd-project.ts';
import { type LockWait, watchLockWaits } from './lock-waits.ts';
import { type Built, build } from './one-build.ts';
import { projectFiles } from './project-text.ts';
import { editedProject, randomProject } from './random-project.ts';
import { type ReaderReport, startReaders } from './readers.ts';
import { contentsOf, differences, expectedContents, relationsOf, remains } from './what-stands.ts';

/** What is not stated is drawn. */
export interface CrowdOptions {
  readonly seed: number;
  readonly nodes?: number | undefined;
  readonly threads?: number | undefined;
  readonly atOnce?: number | undefined;
  readonly bursts: number;
  readonly readers: number;
}

/** Some runs that began together, and what was wrong after them. */
export interface Burst {
  readonly number: number;
  readonly title: string;
  readonly runs: readonly Built[];
  readonly problems: readonly string[];
  readonly startedAt: Date;
}

export interface CrowdReport {
  readonly bursts: readonly Burst[];
  readonly readers: ReaderReport;
  readonly longestWait: LockWait;
}

/** `serverUrl`: of a role that may create databases. `tell` hears of each burst when it is over. */
export async function runCrowd(
  serverUrl: string,
  options: CrowdOptions,
  tell: (burst: Burst) => void,
): Promise<CrowdReport> {
  const name = `smelt_crowd_${process.pid}_${options.seed}`;
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const root = await mkdtemp(join(tmpdir(), 'smelt-crowd-'));
  await onServer(serverUrl, `create database ${name} template template0 locale 'C' encoding 'UTF8' strategy file_copy`);
  try {
    return await runBursts(root, url.href, options, tell);
  } finally {
    await onServer(serverUrl, `drop database ${name} with (force)`);
    await rm(root, { recursive: true, force: true });
  }
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

async function runBursts(
  root: string,
  url: string,
  options: CrowdOptions,
  tell: (burst: Burst) => void,
): Promise<CrowdReport> {
  const random = new Random(options.seed);
  const client = new Client({ connectionString: url, application_name: 'crowd check' });
  await client.connect();
  const readers = await startReaders(url, new Random(options.seed), options.readers);
  const watch = await watchLockWaits(url);
  const bursts: Burst[] = [];
  let project = randomProject(random, options.nodes ?? random.pick([10, 20, 40, 80, 160]));

  async function burst(title: string, words: readonly (readonly string[])[], quiet: boolean): Promise<void> {
    const startedAt = new Date();
    const runs = await Promise.all(words.map((one) => build(root, url, one)));
    const problems = runs.flatMap(({ failures }) => failures);
    // A failed run is reported by itself; what exists after it is not what was asked for.
    if (problems.length === 0) problems.push(...(await judge(client, project, quiet)));
    const done = { number: bursts.length + 1, title, runs, problems, startedAt };
    bursts.push(done);
    tell(done);
  }

  try {
    const threads = () => String(options.threads ?? random.pick([1, 4, 4, 8]));
    await writeFiles(root, projectFiles(project));
    await burst(`${project.nodes.length} nodes, first build`, [['--threads', threads()]], true);
    for (let left = options.bursts; left > 0; left -= 1) {
      readers.readFrom(relationsOf(project), project.rows);
      const edits = random.chance(0.25) ? 0 : 1 + random.below(Math.max(2, Math.round(project.nodes.length / 8)));
      if (edits > 0) project = editedProject(random, project, edits);
      await writeFiles(root, projectFiles(project));
      const count = options.atOnce ?? 1 + random.below(4);
      const words = Array.from({ length: count }, (_, index) => [
        ...selection(random, project, index, edits > 0),
        '--threads',
        threads(),
      ]);
      await burst(`${edits} edits, ${count} at once`, words, false);
      await burst('quiet', [['--threads', threads()]], true);
    }
  } finally {
    readers.readFrom([], 0);
  }
  const report = { bursts, readers: await readers.stop(), longestWait: await watch.stop() };
  await client.end();
  return report;
}

/** The first run builds all. Another that does not needs the ancestors of what it builds where columns have changed. */
function selection(random: Random, project: CrowdProject, index: number, edited: boolean): readonly string[] {
  if (index === 0 || random.chance(0.4)) return random.chance(0.05) ? ['--full-refresh'] : [];
  const named = Array.from({ length: 1 + random.below(4) }, () => random.pick(project.nodes).name);
  return ['--select', ...named.map((name) => (edited ? `+${name}` : random.pick([`+${name}`, `${name}+`, name])))];
}

async function judge(client: Client, project: CrowdProject, quiet: boolean): Promise<readonly string[]> {
  const expected = await expectedContents(client, project);
  const wrong = differences(await contentsOf(client, 'public', [...expected.keys()]), expected);
  return quiet ? [...wrong, ...(await remains(client, project))] : wrong;
}

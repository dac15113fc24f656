// One build of the affiliate project's hand-written pages, again and again from the same beginning: undisturbed once, then
// killed and started again, and what is wrong afterwards.

import { readdir } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import { expectedContent, type Load } from '../affiliate/expected.ts';
import { expectContent } from '../support/affiliate-content.ts';
import { createAffiliateProject } from '../support/affiliate-project.ts';
import { type Child, startChild } from '../support/child-process.ts';
import type { DatabaseKind } from '../support/databases.ts';
import { databaseFacts } from './database-facts.ts';
import { saveDatabase } from './saved-database.ts';
import type { Edge } from './transaction-edges.ts';

/** Where a build is killed: at an edge of its n-th transaction, or after some time; and then, when started again, perhaps once more. */
export type Fault =
  | { readonly kind: 'edge'; readonly transaction: number; readonly edge: Edge }
  | { readonly kind: 'moments'; readonly milliseconds: readonly number[] };

export interface Tried {
  /** False where the build had ended before it could be killed: such a try proves nothing. */
  readonly killed: boolean;
  /** Undefined where all is as after an undisturbed build. */
  readonly problem: string | undefined;
}

export interface DisturbedBuild {
  /** Of an undisturbed build. */
  readonly transactions: number;
  /** What the quickest build so far took that was not killed. */
  readonly milliseconds: number;
  /** From the beginning: killed, started again to its end, and looked at. */
  disturb(fault: Fault): Promise<Tried>;
  drop(): Promise<void>;
}

/** The build that takes in the last of the first `loads` loads, after undisturbed ones of those before. For use in a test. */
export async function prepareBuild(kind: DatabaseKind, loads: number): Promise<DisturbedBuild> {
  const all = Array.from({ length: loads }, (_, index) => loadOf(index + 1));
  const project = await createAffiliateProject(kind);
  for (const [index, { directory }] of all.entries()) {
    await project.addPages(directory);
    if (index < loads - 1) await project.build();
  }
  const beginning = await saveDatabase(project.target);
  const expected = expectedContent(all);
  const threads = kind === 'server' ? 4 : 1;
  let waiting: Promise<Child> | undefined;

  const undisturbed = await startBuild(String(threads));
  const started = performance.now();
  const transactions = await endOf(undisturbed);
  let milliseconds = performance.now() - started;
  await undisturbed.finish();
  const facts = await look();

  return {
    transactions,
    get milliseconds() {
      return milliseconds;
    },
    async disturb(fault) {
      await beginning.restore();
      const killed = fault.kind === 'edge' ? await killAtEdge(fault) : await killAfter(fault.milliseconds);
      if (!killed) return { killed, problem: undefined };
      waiting = startBuilder();
      try {
        await project.build();
        const found = await look();
        const differing = [
          ...without(found, facts).map((fact) => `unexpected ${fact}`),
          ...without(facts, found).map((fact) => `missing ${fact}`),
        ];
        return { killed, problem: differing.length === 0 ? undefined : differing.join('\n') };
      } catch (error) {
        return { killed, problem: inspect(error, { depth: 6 }) };
      }
    },
    async drop() {
      await beginning.drop();
      await project.drop();
    },
  };

  async function killAtEdge({ transaction, edge }: Extract<Fault, { kind: 'edge' }>): Promise<boolean> {
    const build = await startBuild(`1 ${transaction} ${edge}`);
    return (await build.ended) === 'SIGKILL';
  }

  async function killAfter(times: readonly number[]): Promise<boolean> {
    for (const time of times) {
      const build = await startBuild(String(threads));
      const started = performance.now();
      await Promise.race([wait(time), build.ended]);
      await build.kill();
      if ((await build.ended) !== 'SIGKILL') {
        await endOf(build);
        milliseconds = Math.min(milliseconds, performance.now() - started);
        return false;
      }
    }
    return true;
  }

  async function startBuild(order: string): Promise<Child> {
    const child = await (waiting ?? startBuilder());
    waiting = undefined;
    child.say(order);
    return child;
  }

  /** Reading Smelt's own sources takes as long as a build: the next process does it while the last one's traces are looked at. */
  async function startBuilder(): Promise<Child> {
    const environment = project.target.kind === 'server' ? { DATABASE_URL: project.target.url ?? '' } : {};
    const child = startChild('fault/build-project.ts', [project.root, kind], environment);
    if ((await child.nextLine()) !== 'ready') throw new Error('the process that builds did not start');
    return child;
  }

  async function look(): Promise<readonly string[]> {
    const { target } = project;
    const inDatabase = await project.inDatabase(async (query) => {
      await expectContent(query, expected);
      return databaseFacts(query);
    });
    const files = target.kind === 'embedded' ? await readdir(target.path) : [];
    return [...inDatabase, ...files.map((file) => `file: ${file.replace(/^lock\.\d+$/, 'lock')}`)];
  }
}

/** How many transactions a build took that ended by itself. Throws where it failed. */
async function endOf(build: Child): Promise<number> {
  const transactions = await build.nextLine();
  if (transactions === undefined) throw new Error('a build that nobody killed failed');
  return Number(transactions);
}

function loadOf(number: number): Load {
  return { directory: fileURLToPath(new URL(`../affiliate/data/load-${number}`, import.meta.url)) };
}

function without(lines: readonly string[], others: readonly string[]): readonly string[] {
  const known = new Set(others);
  return lines.filter((line) => !known.has(line));
}

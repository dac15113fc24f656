// Protects nodes, runs and readers from each other where they meet by chance: a small crowd in every run of the tests. Many and
// large ones are `npm run crowds`, whose `--seed` makes this one again (`--nodes 40 --bursts 1 --at-once 3 --threads 4`).

import { expect, inject, test } from 'vitest';
import { runCrowd } from './crowd.ts';

/** Milliseconds. Far more than is promised: where many processes want the machine, most of a wait is a run's own, between its statements. */
const mostWait = 5000;

test('40 nodes whose columns change, three runs at once, and readers: none fails, and what exists is what a fresh build gives', async () => {
  const seed = Number(process.env.SMELT_CROWD_SEED ?? 1);
  const options = { seed, nodes: 40, threads: 4, atOnce: 3, bursts: 1, readers: 2 };
  const { bursts, readers, longestWait } = await runCrowd(inject('serverUrl'), options, () => undefined);
  expect(bursts.flatMap(({ problems }) => problems)).toEqual([]);
  expect(readers.problems).toEqual([]);
  expect(readers.reads).toBeGreaterThan(0);
  expect(longestWait.milliseconds, longestWait.cause).toBeLessThan(mostWait);
});

// A build that is killed and started again ends as if nobody had disturbed it: at every edge of its transactions and at random
// moments, on both databases, the first build into an empty database and a later one that takes in new pages. A run of all
// tests tries a sample; SMELT_FAULT=full (`npm run fault`) tries every edge, and 30 moments on each database. SMELT_FAULT_SEED
// draws others.

import { describe, expect, test } from 'vitest';
import { Random } from '../fuzz/jinja/random.ts';
import { type DisturbedBuild, type Fault, prepareBuild } from './disturbed-build.ts';
import { edges } from './transaction-edges.ts';

const full = process.env.SMELT_FAULT === 'full';
const seed = Number(process.env.SMELT_FAULT_SEED ?? 1);

/** Of each build below. `twice`: killed, and killed once more while it is made good. */
const sizes = full ? { edges: Number.POSITIVE_INFINITY, moments: 15, twice: 5 } : { edges: 3, moments: 1, twice: 1 };
const timeout = (full ? 240 : 5) * 60_000;

describe.each(['server', 'embedded'] as const)('killed and started again, it ends as undisturbed (%s)', (kind) => {
  test.each([
    { name: 'the first build', loads: 1 },
    { name: 'a later build', loads: 2 },
  ])('$name', { timeout }, async ({ name, loads }) => {
    const build = await prepareBuild(kind, loads);
    const random = new Random(seed);
    const told = `${name} (${kind}), seed ${seed}`;
    try {
      const every = edgesOf(build.transactions);
      const chosen = sample(every, sizes.edges, random);
      const wrong = [
        ...(await disturbAll(build, chosen, (done) => console.log(`${told}: ${done} of ${chosen.length} edges`))),
        ...(await disturbMoments(build, sizes.moments, 1, random)),
        ...(await disturbMoments(build, sizes.twice, 2, random)),
      ];
      console.log(
        `${told}: killed at ${chosen.length} of ${every.length} edges of ${build.transactions} transactions, at ${sizes.moments} ` +
          `random moments of ${Math.round(build.milliseconds)} ms, at ${sizes.twice} and once more while recovering: ` +
          (wrong.length === 0 ? 'all ended as undisturbed' : `${wrong.length} did not end as undisturbed`),
      );
      expect(wrong).toEqual([]);
    } finally {
      await build.drop();
    }
  });
});

interface Wrong {
  readonly fault: Fault;
  readonly problem: string;
}

async function disturbAll(
  build: DisturbedBuild,
  faults: readonly Fault[],
  tell: (done: number) => void,
): Promise<readonly Wrong[]> {
  const wrong: Wrong[] = [];
  for (const [index, fault] of faults.entries()) {
    if (index > 0 && index % 50 === 0) tell(index);
    const { killed, problem } = await build.disturb(fault);
    if (!killed) wrong.push({ fault, problem: 'the edge was not reached' });
    else if (problem !== undefined) wrong.push({ fault, problem });
  }
  return wrong;
}

/** Draws again where the build had ended before its moment came. */
async function disturbMoments(
  build: DisturbedBuild,
  count: number,
  kills: number,
  random: Random,
): Promise<readonly Wrong[]> {
  const wrong: Wrong[] = [];
  for (let done = 0; done < count; ) {
    const milliseconds = Array.from({ length: kills }, () => Math.floor(random.next() * build.milliseconds));
    const fault: Fault = { kind: 'moments', milliseconds };
    const { killed, problem } = await build.disturb(fault);
    if (problem !== undefined) wrong.push({ fault, problem });
    if (killed) done += 1;
  }
  return wrong;
}

function edgesOf(transactions: number): readonly Fault[] {
  return Array.from({ length: transactions }, (_, index) =>
    edges.map((edge): Fault => ({ kind: 'edge', transaction: index + 1, edge })),
  ).flat();
}

/** In their order. */
function sample(faults: readonly Fault[], count: number, random: Random): readonly Fault[] {
  const left = [...faults];
  while (left.length > count) left.splice(random.below(left.length), 1);
  return left;
}

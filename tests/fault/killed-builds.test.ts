// A build that is killed and started again ends as if nobody had disturbed it: at every edge of its transactions and at random
// moments, on both databases, the first build into an empty database and a later one that takes in new pages. A run of all
// tests tries one fault of each build; SMELT_FAULT=full (`npm run fault`) tries every edge, and 30 moments on each database.
// SMELT_FAULT_SEED draws others; SMELT_FAULT_PART=2/3 tries the second third of the edges, so that several processes can share
// them, and the moments only as the first part.

import { describe, expect, test } from 'vitest';
import { Random } from '../support/random.ts';
import { type Fault, prepareBuild } from './disturbed-build.ts';
import { edges } from './transaction-edges.ts';

const full = process.env.SMELT_FAULT === 'full';
const seed = Number(process.env.SMELT_FAULT_SEED ?? 1);
const [part = 1, parts = 1] = (process.env.SMELT_FAULT_PART ?? '1/1').split('/').map(Number);

/** Of each build below. `twice`: killed, and killed once more while it is made good. */
const everyFault = { edges: Number.POSITIVE_INFINITY, moments: 15, twice: 5 };
const oneEdge = { edges: 1, moments: 0, twice: 0 };
const killedTwice = { edges: 0, moments: 0, twice: 1 };
const timeout = (full ? 240 : 5) * 60_000;

describe.each(['server', 'embedded'] as const)('killed and started again, it ends as undisturbed (%s)', (kind) => {
  test.each([
    ['the first build', 1, kind === 'server' ? oneEdge : killedTwice],
    ['a later build', 2, kind === 'server' ? killedTwice : oneEdge],
  ] as const)('%s', { timeout }, async (name, loads, sample) => {
    const sizes = full ? everyFault : sample;
    const build = await prepareBuild(kind, loads);
    const random = new Random(seed);
    const say = (text: string) => console.log(`${name} (${kind}), seed ${seed}: ${text}`);
    const wrong: string[] = [];
    const disturb = async (fault: Fault): Promise<boolean> => {
      const { killed, problem } = await build.disturb(fault);
      if (problem !== undefined) {
        wrong.push(`${JSON.stringify(fault)}\n${problem}`);
        say(`not as undisturbed: ${wrong.at(-1)}`);
      }
      return killed;
    };
    try {
      const { moments: once, twice } = part === 1 ? sizes : { moments: 0, twice: 0 };
      for (const kills of [...Array(once).fill(1), ...Array(twice).fill(2)]) {
        // A build that ended before its moment came was not killed: another moment is drawn.
        while (!(await disturb(momentsIn(build.milliseconds, kills, random)))) say('ended before it could be killed');
      }
      const moments = `${once} random moments of ${Math.round(build.milliseconds)} ms, ${twice} times twice in turn`;
      say(`tried ${moments}`);
      const every = edgesOf(build.transactions);
      // Drawn anew, so that all parts have one order.
      const order = shuffled(every, new Random(seed));
      const chosen = order.filter((_, index) => index % parts === part - 1).slice(0, sizes.edges);
      for (const [index, fault] of chosen.entries()) {
        if (!(await disturb(fault))) wrong.push(`${JSON.stringify(fault)} was not reached`);
        if ((index + 1) % 20 === 0)
          say(`tried ${index + 1} of ${chosen.length} edges, ${wrong.length} not as undisturbed`);
      }
      const outcome = wrong.length === 0 ? 'all ended as undisturbed' : `${wrong.length} did not end as undisturbed`;
      say(
        `killed at ${moments}, and at ${chosen.length} of ${every.length} edges of ${build.transactions} transactions: ${outcome}`,
      );
      expect(wrong).toEqual([]);
    } finally {
      await build.drop();
    }
  });
});

function momentsIn(duration: number, kills: number, random: Random): Fault {
  return { kind: 'moments', milliseconds: Array.from({ length: kills }, () => random.below(Math.ceil(duration))) };
}

function edgesOf(transactions: number): readonly Fault[] {
  return Array.from({ length: transactions }, (_, index) =>
    edges.map((edge): Fault => ({ kind: 'edge', transaction: index + 1, edge })),
  ).flat();
}

/** So that the first ones are a fair sample of all. */
function shuffled(faults: readonly Fault[], random: Random): readonly Fault[] {
  const left = [...faults];
  return faults.flatMap(() => left.splice(random.below(left.length), 1));
}

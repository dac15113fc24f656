// Many crowds, one after the other, on a server of their own: `npm run crowds -- [--runs 300] [--seed 1] [--shard 1/1]
// [--nodes n] [--threads n] [--at-once n] [--bursts 8] [--readers 3] [--most-wait 1000]`. Ends with 1 when a node failed, a reader
// met an error or an incomplete relation or waited longer than `--most-wait` milliseconds, or the database was not that of a
// fresh build. What is not stated is drawn from the seed; the n-th crowd has the seed `seed + n`.

import { parseArgs } from 'node:util';
import checkBuilt from '../support/check-built.ts';
import { type Burst, type CrowdReport, runCrowd } from './crowd.ts';
import { startServer } from './own-server.ts';
import { emptyTotals, summaryOf, totalsWith } from './totals.ts';

const number = { type: 'string' } as const;
const { values } = parseArgs({
  options: {
    runs: { ...number, default: '300' },
    seed: { ...number, default: '1' },
    shard: { ...number, default: '1/1' },
    bursts: { ...number, default: '8' },
    readers: { ...number, default: '3' },
    'most-wait': { ...number, default: '1000' },
    nodes: number,
    threads: number,
    'at-once': number,
    'server-url': { type: 'string' },
  },
});
const stated = (text: string | undefined) => (text === undefined ? undefined : Number(text));
const [part = 1, parts = 1] = values.shard.split('/').map(Number);
const mostWait = Number(values['most-wait']);

checkBuilt();
const server = await startServer(values['server-url']);
let totals = emptyTotals;
for (let seed = Number(values.seed) + part - 1; totals.runs < Number(values.runs); seed += parts) {
  const options = {
    seed,
    nodes: stated(values.nodes),
    threads: stated(values.threads),
    atOnce: stated(values['at-once']),
    bursts: Number(values.bursts),
    readers: Number(values.readers),
  };
  const report = await runCrowd(server.url, options, (burst) => tellBurst(seed, burst));
  totals = totalsWith(totals, report);
  tellCrowd(seed, report);
}
await server.stop();
console.log(`\n${summaryOf(totals)}`);
if (totals.problems > 0 || totals.longestWait.milliseconds > mostWait) process.exitCode = 1;

function tellBurst(seed: number, { number, title, runs, problems, startedAt }: Burst): void {
  const seconds = (Math.max(...runs.map(({ milliseconds }) => milliseconds)) / 1000).toFixed(1);
  const retries = runs.flatMap((run) => run.retries);
  const waits = runs.reduce((sum, { lockWaits }) => sum + lockWaits, 0);
  const outcome = problems.length === 0 ? 'well' : `${problems.length} PROBLEMS`;
  console.log(
    `seed ${seed} burst ${number} (${title}): ${seconds} s, ${retries.length} retries, ${waits} lock waits: ${outcome}`,
  );
  for (const retry of new Set(retries.slice(0, 5))) console.log(`    tried again: ${retry}`);
  if (problems.length === 0) return;
  for (const { words } of runs) console.log(`    smelt build ${words.join(' ')}`);
  for (const problem of problems.slice(0, 20)) console.log(`  ! ${problem}`);
  for (const line of server.logSince(startedAt).slice(-60)) console.log(`    server: ${line}`);
}

function tellCrowd(seed: number, { readers, longestWait }: CrowdReport): void {
  const { reads, problems, longest } = readers;
  console.log(
    `seed ${seed}: ${reads} reads, longest ${Math.round(longest.milliseconds)} ms, longest wait for a lock ${Math.round(longestWait.milliseconds)} ms`,
  );
  if (longestWait.milliseconds > mostWait) console.log(`  ! ${longestWait.cause}`);
  for (const problem of problems.slice(0, 20)) console.log(`  ! a reader: ${problem}`);
}

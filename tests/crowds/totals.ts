// What many crowds come to.

import type { CrowdReport } from './crowd.ts';
import type { LockWait } from './lock-waits.ts';

export interface Totals {
  readonly crowds: number;
  readonly runs: number;
  /** Of them, those with another at the same time. */
  readonly withOthers: number;
  readonly nodes: number;
  readonly failedRuns: number;
  readonly retries: number;
  readonly lockWaits: number;
  readonly reads: number;
  /** Failures of nodes and readers, and everything that was not as after a fresh build. */
  readonly problems: number;
  readonly readerProblems: number;
  readonly longestWait: LockWait;
  readonly longestRead: CrowdReport['readers']['longest'];
}

export const emptyTotals: Totals = {
  crowds: 0,
  runs: 0,
  withOthers: 0,
  nodes: 0,
  failedRuns: 0,
  retries: 0,
  lockWaits: 0,
  reads: 0,
  problems: 0,
  readerProblems: 0,
  longestWait: { milliseconds: 0, cause: 'nobody was seen waiting' },
  longestRead: { milliseconds: 0, statement: '' },
};

export function totalsWith(before: Totals, { bursts, readers, longestWait }: CrowdReport): Totals {
  const runs = bursts.flatMap((burst) => burst.runs);
  const sum = (of: (run: (typeof runs)[number]) => number) => runs.reduce((total, run) => total + of(run), 0);
  const wrong = bursts.reduce((total, { problems }) => total + problems.length, 0);
  return {
    crowds: before.crowds + 1,
    runs: before.runs + runs.length,
    withOthers:
      before.withOthers + bursts.reduce((total, one) => total + (one.runs.length > 1 ? one.runs.length : 0), 0),
    nodes: before.nodes + sum(({ nodes }) => nodes),
    failedRuns: before.failedRuns + runs.filter(({ exitCode }) => exitCode !== 0).length,
    retries: before.retries + sum(({ retries }) => retries.length),
    lockWaits: before.lockWaits + sum(({ lockWaits }) => lockWaits),
    reads: before.reads + readers.reads,
    problems: before.problems + wrong + readers.problems.length,
    readerProblems: before.readerProblems + readers.problems.length,
    longestWait: longestWait.milliseconds > before.longestWait.milliseconds ? longestWait : before.longestWait,
    longestRead: readers.longest.milliseconds > before.longestRead.milliseconds ? readers.longest : before.longestRead,
  };
}

export function summaryOf(totals: Totals): string {
  return [
    `${totals.crowds} crowds, ${totals.runs} runs, ${totals.withOthers} of them with others at once, ${totals.nodes} turns of nodes`,
    `${totals.failedRuns} runs failed; ${totals.problems} problems in all, ${totals.readerProblems} of them readers'`,
    `${totals.retries} transactions tried again, locks asked for again ${totals.lockWaits} times`,
    `${totals.reads} reads; the longest took ${Math.round(totals.longestRead.milliseconds)} ms: ${totals.longestRead.statement}`,
    `the longest wait of a reader for a lock: ${Math.round(totals.longestWait.milliseconds)} ms: ${totals.longestWait.cause}`,
  ].join('\n');
}

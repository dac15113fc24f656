// Protects what a run tells: one line for each thing that happened, a summary that adds up, JSON without rows of the data.

import { describe, expect, it } from 'vitest';
import { errorAt, warningAt } from '../../../src/diagnostics/diagnostic.ts';
import type { RunEvent } from '../../../src/execute/event.ts';
import type { FailedPage, LoadReport } from '../../../src/execute/load/load-report.ts';
import type { NodeId } from '../../../src/graph/node.ts';
import { jsonReporter } from '../../../src/report/json-reporter.ts';
import { lineReporter } from '../../../src/report/line-reporter.ts';
import { toEach } from '../../../src/report/reporter.ts';
import { addToTally, endedBadly, newTally } from '../../../src/report/run-tally.ts';

const id = (name: string) => `model.shop.${name}` as NodeId;
const counts = (failures: bigint) => ({ failures, failingRows: failures, checkedRows: 10n, measured: null });
const page = (parts: Partial<FailedPage>): FailedPage => ({
  file: 'a/page_1.json',
  reason: 'the page ends before its JSON does',
  byte: 1089,
  attempt: 1,
  exhausted: false,
  ...parts,
});
const load: LoadReport = {
  source: 'api.orders',
  filesListed: 5,
  filesRead: 3,
  records: 1204,
  unchanged: 1,
  failed: [page({})],
  standing: [page({ file: 'a/page_2.json', byte: null, exhausted: true })],
};

const started: RunEvent = {
  kind: 'runStarted',
  runId: '1',
  command: 'build',
  target: 'dev',
  nodes: 4,
  tests: 3,
  at: new Date(0),
};
const orders: RunEvent = {
  kind: 'nodeFinished',
  nodeId: id('orders'),
  label: 'orders',
  milliseconds: 1234,
  outcome: {
    status: 'success',
    summary: 'append',
    counts: { inserted: 1204, updated: 3, deleted: 0 },
    loads: [load],
    warnings: [warningAt('FILES_NO_MATCH', 'no file matches', { help: 'compare the location with a path' })],
  },
};
const unchanged: RunEvent = {
  kind: 'nodeFinished',
  nodeId: id('customers'),
  label: 'customers',
  milliseconds: 5,
  outcome: { status: 'unchanged', loads: [], warnings: [] },
};
const broken: RunEvent = {
  kind: 'nodeFinished',
  nodeId: id('daily'),
  label: 'daily',
  milliseconds: 65_432,
  outcome: {
    status: 'failed',
    diagnostics: [errorAt('SQL_DATA', 'division by zero', { help: 'guard it' })],
    loads: [],
  },
};
const skipped: RunEvent = {
  kind: 'nodeFinished',
  nodeId: id('weekly'),
  label: 'weekly',
  milliseconds: 0,
  outcome: { status: 'skipped', because: id('daily'), why: 'upstream' },
};
const failing: RunEvent = {
  kind: 'testFinished',
  nodeId: 'test.shop.unique_orders_id.0123456789' as NodeId,
  label: 'unique_orders_id',
  milliseconds: 1,
  outcome: {
    status: 'fail',
    counts: counts(2n),
    sentence: '2 of 10 rows share their id with another row',
    examples: [
      [
        ['email', 'ada@example.com'],
        ['n_records', '2'],
      ],
      [
        ['?column?', '1'],
        ['?column?', '\u001b[31m\n2'],
        ['?column?', null],
      ],
    ],
  },
};
const passing: RunEvent = {
  kind: 'testFinished',
  nodeId: 'test.shop.not_null_orders_id.0123456789' as NodeId,
  label: 'not_null_orders_id',
  milliseconds: 1,
  outcome: { status: 'pass', counts: counts(0n), sentence: 'all well' },
};
const measured: RunEvent = {
  kind: 'qualityMeasured',
  table: 'orders',
  scores: {
    totalRecords: 10n,
    invalidRecords: 1n,
    completeness: '100.00',
    accuracy: '90.00',
    consistency: null,
    timeliness: null,
  },
};
const finished: RunEvent = { kind: 'runFinished', milliseconds: 67_000, cancelled: false };

function tell(make: typeof lineReporter, events: readonly RunEvent[], warnError = false) {
  let text = '';
  const reporter = make({
    write: (piece) => {
      text += piece;
    },
    color: false,
    warnError,
    repeated: '',
  });
  const tally = newTally();
  for (const event of events) {
    reporter.event(event);
    addToTally(tally, event);
  }
  return { text, tally };
}

describe('lines for logs', () => {
  it('tell each node and each test that needs a look, then the summary', async () => {
    const { text, tally } = tell(lineReporter, [
      started,
      orders,
      unchanged,
      passing,
      failing,
      broken,
      skipped,
      measured,
      finished,
    ]);
    await expect(text).toMatchFileSnapshot('run.txt');
    expect(endedBadly(tally, false)).toBe(true);
  });

  it('of a run that found nothing to do say so', () => {
    const { text, tally } = tell(lineReporter, [{ ...started, tests: 0 }, unchanged, finished]);
    expect(text).toContain('rows     nothing new: no row changed\n');
    expect(endedBadly(tally, true)).toBe(false);
  });

  it('with --warn-error name the warnings as the failure', () => {
    const { text, tally } = tell(lineReporter, [started, orders, finished], true);
    expect(text).toContain('result   failed: --warn-error makes the warnings failures\n');
    expect([endedBadly(tally, false), endedBadly(tally, true)]).toEqual([false, true]);
  });
});

describe('JSON lines', () => {
  it('of very many diagnostics of a code tell the first, and before the end how many more', () => {
    const warnings = Array.from(
      { length: 25 },
      (_, number): RunEvent => ({
        kind: 'diagnostic',
        diagnostic: warningAt('FILES_NO_MATCH', `no file matches ${number}`, { help: 'compare' }),
      }),
    );
    const { text } = tell(jsonReporter, [started, ...warnings, finished]);
    const lines = text.trimEnd().split('\n');
    expect(lines).toHaveLength(1 + 20 + 2);
    expect(JSON.parse(lines[21] ?? '')).toEqual({
      kind: 'diagnosticsLeft',
      code: 'FILES_NO_MATCH',
      more: 5,
      version: 1,
    });
    expect(JSON.parse(lines[22] ?? '')).toMatchObject({ kind: 'runFinished', warnings: 25 });
  });

  it('are one object an event, without examples of rows', () => {
    const { text } = tell(jsonReporter, [started, orders, failing, broken, measured, finished]);
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ kind }) => kind)).toEqual([
      'runStarted',
      'nodeFinished',
      'testFinished',
      'nodeFinished',
      'qualityMeasured',
      'runFinished',
    ]);
    expect(text).not.toContain('ada@example.com');
    expect(lines[0].at).toBe('1970-01-01T00:00:00.000Z');
    expect(lines[2].outcome).toEqual({
      status: 'fail',
      counts: { failures: 2, failingRows: 2, checkedRows: 10, measured: null },
      sentence: '2 of 10 rows share their id with another row',
    });
    expect(lines[3].outcome.diagnostics).toEqual([
      { code: 'SQL_DATA', severity: 'error', message: 'division by zero', place: null, notes: [], help: 'guard it' },
    ]);
  });
});

describe('a list of reporters', () => {
  it('gets each event in its order, every one of them, and is closed', () => {
    const told: string[] = [];
    const named = (name: string) => ({
      event: ({ kind }: RunEvent) => void told.push(`${name} ${kind}`),
      close: () => void told.push(`${name} closed`),
    });
    const reporter = toEach([named('a'), named('b')]);
    for (const event of [started, finished]) reporter.event(event);
    reporter.close();
    expect(told).toEqual(['a runStarted', 'b runStarted', 'a runFinished', 'b runFinished', 'a closed', 'b closed']);
  });
});

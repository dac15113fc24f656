// One event at least of every kind, and of each with every outcome and every absence, as the program has them inside.

import { errorAt, warningAt } from '../../../src/diagnostics/diagnostic.ts';
import { spanOf } from '../../../src/diagnostics/text-file.ts';
import type { NodeOutcome, Skipped, TestOutcome } from '../../../src/execute/event.ts';
import type { LoadReport } from '../../../src/execute/load/load-report.ts';
import type { NodeId } from '../../../src/graph/node.ts';
import { type LogEvent, resultOf } from '../../../src/report/log-event.ts';
import { addToTally, newTally } from '../../../src/report/run-tally.ts';

const orders = 'model.shop.orders' as NodeId;
const source = { path: 'models/orders.sql', text: 'select 1\nfrom {{ ref("ordres") }}\n' };
const placed = errorAt('GRAPH_UNKNOWN_REF', 'there is no such model', {
  span: spanOf(source, 14, 29),
  notes: [{ message: 'read here', span: spanOf(source, 0, 6) }, { message: 'no place' }],
  help: 'Did you mean "orders"?',
});
const unplaced = warningAt('FILES_NO_MATCH', 'no file matches', { help: 'Compare the location with a path' });

const load: LoadReport = {
  source: 'api.orders',
  filesListed: 5,
  filesRead: 3,
  records: 1204,
  unchanged: 1,
  failed: [{ file: 'a/page_1.json', reason: 'the page ends early', byte: 1089, attempt: 1, exhausted: false }],
  standing: [{ file: 'a/page_2.json', reason: 'it cannot be opened', byte: null, attempt: 5, exhausted: true }],
};

const skipped = (['upstream', 'failFast', 'databaseGone'] as const).map(
  (why): Skipped => ({ status: 'skipped', because: orders, why }),
);

const nodeOutcomes: readonly NodeOutcome[] = [
  {
    status: 'success',
    summary: 'append',
    counts: { inserted: 3, updated: 2, deleted: 1 },
    loads: [load],
    warnings: [placed, unplaced],
  },
  { status: 'success', summary: 'view', counts: null, loads: [], warnings: [] },
  { status: 'unchanged', loads: [load], warnings: [unplaced] },
  { status: 'failed', diagnostics: [placed, unplaced], loads: [load] },
  ...skipped,
  { status: 'cancelled' },
];

const counts = { failures: 2n, failingRows: 2n, checkedRows: 2n ** 60n, measured: '7' };
const examples = [[['email', 'ada@example.com'] as const]];
const testOutcomes: readonly TestOutcome[] = [
  {
    status: 'pass',
    counts: { failures: 0n, failingRows: null, checkedRows: null, measured: null },
    sentence: 'all well',
  },
  { status: 'warn', counts, sentence: '2 rows', examples },
  { status: 'fail', counts, sentence: '2 rows', examples },
  { status: 'error', diagnostics: [placed] },
  ...skipped,
  { status: 'cancelled' },
];

const score = { totalRecords: 10n, invalidRecords: 2n ** 60n };

export const everyEvent: readonly LogEvent[] = [
  { kind: 'runStarted', runId: '1', command: 'build', target: 'dev', nodes: 4, tests: 3, at: new Date(0) },
  { kind: 'nodeStarted', nodeId: orders, label: 'orders' },
  ...nodeOutcomes.map((outcome) => ({
    kind: 'nodeFinished' as const,
    nodeId: orders,
    label: 'orders',
    outcome,
    milliseconds: 1234.5678,
  })),
  ...testOutcomes.map((outcome) => ({
    kind: 'testFinished' as const,
    nodeId: 'test.shop.unique_orders_id.0123456789' as NodeId,
    label: 'unique_orders_id',
    outcome,
    milliseconds: 0.4,
  })),
  { kind: 'retried', nodeId: orders, attempt: 2, reason: 'deadlock detected' },
  { kind: 'lockWaited', nodeId: orders, attempt: 1 },
  {
    kind: 'qualityMeasured',
    table: 'orders',
    scores: { ...score, completeness: '100.00', accuracy: '9.87', consistency: '0.00', timeliness: '50.10' },
  },
  {
    kind: 'qualityMeasured',
    table: 'other.orders',
    scores: { ...score, completeness: null, accuracy: null, consistency: null, timeliness: null },
  },
  { kind: 'said', message: 'two\nlines', loud: true },
  { kind: 'diagnostic', diagnostic: placed },
  { kind: 'diagnostic', diagnostic: unplaced },
  { kind: 'diagnosticsLeft', code: 'SETTING_UNKNOWN', more: 39_980 },
  { kind: 'operationFinished', macro: 'grant_select', milliseconds: 31.4 },
  finished(),
];

function finished(): LogEvent {
  const tally = newTally();
  for (const outcome of nodeOutcomes)
    addToTally(tally, { kind: 'nodeFinished', nodeId: orders, label: 'orders', outcome, milliseconds: 1 });
  return { kind: 'runFinished', milliseconds: 67_000.2, cancelled: false, ...resultOf(tally, false) };
}

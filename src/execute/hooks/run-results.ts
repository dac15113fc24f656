// What on-run-end is given of a run: `results`, an object of dbt's for each node and test, and the schemas that were built in.

import type { JsonObject } from '../../base/json-value.ts';
import { isBuilt, isEphemeral, isRefable, isTest, type Node } from '../../graph/node.ts';
import { fromJson } from '../../jinja/python/from-json.ts';
import { List, Tuple, type Value } from '../../jinja/value.ts';
import { PyDateTime } from '../../pylib/datetime/datetime.ts';
import { nodeRecord, RecordObject } from '../../template/record-object.ts';
import { type NodeOutcome, type RunEvent, type TestOutcome, totalRows } from '../event.ts';
import type { Run } from '../run.ts';

/** dbt's words for how a node ended. */
const statuses: Readonly<Record<(NodeOutcome | TestOutcome)['status'], string>> = {
  success: 'success',
  unchanged: 'success',
  failed: 'error',
  skipped: 'skipped',
  cancelled: 'skipped',
  pass: 'pass',
  warn: 'warn',
  fail: 'fail',
  error: 'error',
};

/** The end of a node or test, with its time. */
export type Ended = Extract<RunEvent, { kind: 'nodeFinished' | 'testFinished' }> & { readonly at: Date };

type EndedRun = Pick<Run, 'graph' | 'target'> & { readonly compile: Pick<Run['compile'], 'dictionaryOf'> };

/** `results`, `schemas` and `database_schemas`, as on-run-end sees them. */
export function runEndNames(
  ended: readonly Ended[],
  { graph, target: { database }, compile }: EndedRun,
): ReadonlyMap<string, Value> {
  const results = ended.flatMap((event) => {
    const node = graph.nodes.get(event.nodeId);
    return node ? [resultOf(event, node, compile.dictionaryOf(node))] : [];
  });
  const schemas = [...new Set(ended.flatMap((event) => schemaOf(event, graph.nodes.get(event.nodeId))))].sort();
  return new Map<string, Value>([
    ['results', new List(results)],
    ['schemas', new List([...schemas])],
    ['database_schemas', new List(schemas.map((schema) => new Tuple([database, schema])))],
  ]);
}

function schemaOf({ outcome }: Ended, node: Node | undefined): readonly string[] {
  return isBuilt(node) && statuses[outcome.status] === 'success' ? [node.relation.schema] : [];
}

function resultOf(event: Ended, node: Node, described: JsonObject): RecordObject {
  const { outcome } = event;
  const response = responseOf(outcome, node);
  const ownFields = {
    status: statuses[outcome.status],
    thread_id: 'MainThread',
    execution_time: event.milliseconds / 1000,
    adapter_response: response,
    message: messageOf(outcome) ?? (isTest(node) ? null : (response._message ?? null)),
    failures: failuresOf(outcome),
    agate_table: null,
    batch_results: null,
    overload_results: null,
  };
  const timing = timingOf(event);
  const record = nodeRecord(described, {
    isRefable: isRefable(node),
    isEphemeral: isEphemeral(node),
    isRelational: isRefable(node) && !isEphemeral(node),
  });
  const plain = { ...ownFields, timing: timing.map(plainTiming), node: described };
  const fields = new Map<string, Value>([
    ...Object.entries(ownFields).map(([key, value]) => [key, fromJson(value)] as const),
    ['timing', new List(timing.map(timingRecord))],
    ['node', record],
    ['skipped', ownFields.status === 'skipped'],
  ]);
  return new RecordObject('RunResult', fields, plain);
}

interface Timing {
  readonly name: string;
  readonly startedAt: Date;
  readonly completedAt: Date;
}

/** Smelt renders and runs a node in one turn: compiling takes no time of its own. What had no turn has no times. */
function timingOf({ outcome, milliseconds, at }: Ended): readonly Timing[] {
  if (outcome.status === 'skipped' || outcome.status === 'cancelled') return [];
  const startedAt = new Date(at.getTime() - Math.round(milliseconds));
  return [
    { name: 'compile', startedAt, completedAt: startedAt },
    { name: 'execute', startedAt, completedAt: at },
  ];
}

/** As dbt writes it: UTC, with six digits. */
function plainTiming({ name, startedAt, completedAt }: Timing): JsonObject {
  const [started, completed] = [startedAt, completedAt].map((at) => at.toISOString().replace('Z', '000Z'));
  return { name, started_at: started ?? null, completed_at: completed ?? null };
}

function timingRecord(timing: Timing): RecordObject {
  const { name, startedAt, completedAt } = timing;
  const fields = new Map<string, Value>([
    ['name', name],
    ['started_at', onUtcClock(startedAt)],
    ['completed_at', onUtcClock(completedAt)],
  ]);
  return new RecordObject('TimingInfo', fields, plainTiming(timing));
}

/** Without a zone, as dbt has it. */
function onUtcClock(at: Date): PyDateTime {
  return new PyDateTime(BigInt(at.getTime()) * 1000n);
}

/** As the database's answer would be to what dbt sends: `SELECT`, `CREATE VIEW`, `INSERT`. */
function responseOf(outcome: NodeOutcome | TestOutcome, node: Node): JsonObject {
  if (outcome.status === 'unchanged') return { _message: 'OK', code: 'OK', rows_affected: 0 };
  if (outcome.status === 'success') {
    const code = isBuilt(node) ? codeOf(node.config.materialized) : 'SELECT';
    if (outcome.counts === null) return { _message: code, code, rows_affected: -1 };
    const rows = totalRows(outcome.counts);
    return { _message: `${code} ${rows}`, code, rows_affected: rows };
  }
  return 'counts' in outcome ? { _message: 'SELECT 1', code: 'SELECT', rows_affected: 1 } : {};
}

function codeOf(materialized: string): string {
  if (materialized === 'view') return 'CREATE VIEW';
  if (materialized === 'materialized_view') return 'CREATE MATERIALIZED VIEW';
  return materialized === 'table' ? 'SELECT' : 'INSERT';
}

function messageOf(outcome: NodeOutcome | TestOutcome): string | null {
  if ('diagnostics' in outcome) return outcome.diagnostics[0]?.message ?? null;
  return outcome.status === 'warn' || outcome.status === 'fail' ? outcome.sentence : null;
}

function failuresOf(outcome: NodeOutcome | TestOutcome): number | null {
  return outcome.status === 'pass' || outcome.status === 'warn' || outcome.status === 'fail'
    ? Number(outcome.counts.failures)
    : null;
}

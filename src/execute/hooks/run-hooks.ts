// on-run-start and on-run-end: the project's statements around a run, each in a transaction of its own, and what the run
// reports those at its end. A hook whose connection broke is run again, unless its transaction has committed all the same.

import { failed, passed } from '../../base/checked.ts';
import type { JsonObject } from '../../base/json-value.ts';
import { type RunHookPlace, type RunMoment, renderRunHook } from '../../compile/hook.ts';
import { withFacts } from '../../compile/node-facts.ts';
import { nodeValue } from '../../compile/node-value.ts';
import { DatabaseError, recordsOf, type Session } from '../../database/database.ts';
import type { Checked, Diagnostic } from '../../diagnostics/diagnostic.ts';
import { isBuilt, type Node } from '../../graph/node.ts';
import { fromJson } from '../../jinja/python/from-json.ts';
import { List, Tuple, type Value } from '../../jinja/value.ts';
import type { Hook } from '../../project/model-config.ts';
import { holdRun, lockRunHook } from '../../state/locks.ts';
import { isCommitted, markCommit } from '../../state/runs.ts';
import { askAgain } from '../ask-again.ts';
import type { NodeOutcome, RunEvent, TestOutcome } from '../event.ts';
import { NodeFailure } from '../node-failure.ts';
import type { Run } from '../run.ts';
import { statementDiagnostic } from '../statement-diagnostic.ts';
import { takeNodeLocks } from '../take-locks.ts';
import { performHook } from './perform-hook.ts';

/** One after the other, up to the first that fails; what came before it stays. `names` are those that only these hooks have. */
export async function runHooks(
  run: Run,
  moment: RunMoment,
  hooks: readonly Hook[],
  names: ReadonlyMap<string, Value>,
): Promise<Checked<void>> {
  const warnings: Diagnostic[] = [];
  for (const [index, hook] of hooks.entries()) {
    const done = await runHook(run, hook, { moment, index, names });
    if (!done.ok) return failed([...warnings, ...done.problems]);
    warnings.push(...done.warnings);
  }
  return passed(undefined, warnings);
}

async function runHook(run: Run, hook: Hook, place: RunHookPlace): Promise<Checked<void>> {
  try {
    const warnings = await askAgain(run, (session, attempt) =>
      session.transaction({}, () => performOnce(run, { hook, place, attempt }, session)),
    );
    return passed(undefined, warnings);
  } catch (error) {
    if (error instanceof NodeFailure) return failed(error.diagnostics);
    if (!(error instanceof DatabaseError) || error.kind === 'cancelled') throw error;
    return failed([statementDiagnostic(error, undefined, undefined, hook.span)]);
  }
}

/** Its mark comes before what it does: afterwards it may be another role that writes. A retry sees by it that the hook has committed. */
async function performOnce(
  { id: runId, recorded, compile }: Run,
  { hook, place, attempt }: { readonly hook: Hook; readonly place: RunHookPlace; readonly attempt: number },
  session: Session,
): Promise<readonly Diagnostic[]> {
  const id = `${place.moment}-${place.index}`;
  await takeNodeLocks(session, [lockRunHook(runId, id), holdRun(runId)]);
  if (
    recorded &&
    attempt > 1 &&
    recordsOf(await session.query(isCommitted(session.state, runId, id)))[0]?.committed === true
  )
    return [];
  if (recorded) await session.query(markCommit(session.state, runId, id, attempt));
  const environment = withFacts(compile, null);
  return performHook(hook, session, (one, ask) => renderRunHook(one, place, environment, ask));
}

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

type Ended = Extract<RunEvent, { kind: 'nodeFinished' | 'testFinished' }>;

/** `results`, `schemas` and `database_schemas`, as on-run-end sees them. */
export function runEndNames(
  ended: readonly Ended[],
  { graph, target: { database } }: Pick<Run, 'graph' | 'target'>,
): ReadonlyMap<string, Value> {
  const results = ended.flatMap((event) => {
    const node = graph.nodes.get(event.nodeId);
    return node ? [resultOf(event, nodeValue(node, database, graph.parentsOf(node.id)))] : [];
  });
  const schemas = [...new Set(ended.flatMap((event) => schemaOf(event, graph.nodes.get(event.nodeId))))].sort();
  return new Map<string, Value>([
    ['results', fromJson(results)],
    ['schemas', new List([...schemas])],
    ['database_schemas', new List(schemas.map((schema) => new Tuple([database, schema])))],
  ]);
}

function schemaOf({ outcome }: Ended, node: Node | undefined): readonly string[] {
  return isBuilt(node) && statuses[outcome.status] === 'success' ? [node.relation.schema] : [];
}

function resultOf({ outcome, milliseconds, nodeId }: Ended, node: JsonObject): JsonObject {
  const failures =
    'counts' in outcome && outcome.counts && 'failures' in outcome.counts ? outcome.counts.failures : null;
  const message =
    'diagnostics' in outcome
      ? (outcome.diagnostics[0]?.message ?? null)
      : 'summary' in outcome
        ? outcome.summary
        : null;
  return {
    status: statuses[outcome.status],
    node,
    unique_id: nodeId,
    execution_time: milliseconds / 1000,
    message,
    failures: failures === null ? null : Number(failures),
    thread_id: 'MainThread',
    timing: [],
    adapter_response: {},
  };
}

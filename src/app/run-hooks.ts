// on-run-start and on-run-end: the project's statements around a run, each in a transaction of its own, and what the run
// tells those at its end. A hook whose connection broke is run again, unless its transaction has committed all the same.

import { failed, passed } from '../base/checked.ts';
import type { JsonObject } from '../base/json-value.ts';
import { type HookText, type RunMoment, renderRunHook } from '../compile/hook.ts';
import { withFacts } from '../compile/node-facts.ts';
import { nodeValue } from '../compile/node-value.ts';
import { DatabaseError, recordsOf, type Session } from '../database/database.ts';
import type { Checked, Diagnostic } from '../diagnostics/diagnostic.ts';
import { askAgain } from '../execute/ask-again.ts';
import type { NodeOutcome, RunEvent, TestOutcome } from '../execute/event.ts';
import { NodeFailure } from '../execute/node-failure.ts';
import type { Run } from '../execute/run.ts';
import { performHook } from '../execute/run-hook.ts';
import { statementDiagnostic } from '../execute/statement-diagnostic.ts';
import { takeNodeLocks } from '../execute/take-locks.ts';
import { isBuilt, type Node } from '../graph/node.ts';
import { fromJson } from '../jinja/python/from-json.ts';
import { List, Tuple, type Value } from '../jinja/value.ts';
import type { Placed } from '../project/project.ts';
import { holdRun, lockRunHook } from '../state/locks.ts';
import { isCommitted, markCommit } from '../state/runs.ts';
import type { OpenProject } from './open-project.ts';

/** One after the other, up to the first that fails; what came before it stays. `names` are those that only these hooks have. */
export async function runHooks(
  run: Run,
  moment: RunMoment,
  hooks: readonly Placed<string>[],
  names: ReadonlyMap<string, Value>,
): Promise<Checked<void>> {
  const warnings: Diagnostic[] = [];
  for (const [index, { value: sql, span }] of hooks.entries()) {
    const done = await runHook(run, { moment, index, text: { sql, span }, names });
    if (!done.ok) return failed([...warnings, ...done.problems]);
    warnings.push(...done.warnings);
  }
  return passed(undefined, warnings);
}

interface RunHook {
  readonly moment: RunMoment;
  readonly index: number;
  readonly text: HookText;
  readonly names: ReadonlyMap<string, Value>;
}

async function runHook(run: Run, hook: RunHook): Promise<Checked<void>> {
  try {
    const warnings = await askAgain(run, (session, attempt) =>
      session.transaction({}, () => runOnce(run, hook, session, attempt)),
    );
    return passed(undefined, warnings);
  } catch (error) {
    if (error instanceof NodeFailure) return failed(error.diagnostics);
    if (!(error instanceof DatabaseError) || error.kind === 'cancelled') throw error;
    return failed([statementDiagnostic(error, undefined, undefined, hook.text.span)]);
  }
}

/** Its mark comes before what it does: afterwards it may be another role that writes. A retry sees by it that the hook has committed. */
async function runOnce(
  { id: runId, recorded, compile }: Run,
  { moment, index, text, names }: RunHook,
  session: Session,
  attempt: number,
): Promise<readonly Diagnostic[]> {
  const id = `${moment}-${index}`;
  await takeNodeLocks(session, [lockRunHook(runId, id), holdRun(runId)]);
  if (
    recorded &&
    attempt > 1 &&
    recordsOf(await session.query(isCommitted(session.state, runId, id)))[0]?.committed === true
  )
    return [];
  if (recorded) await session.query(markCommit(session.state, runId, id, attempt));
  const environment = withFacts(compile, null);
  return performHook(text, session, (one, ask) => renderRunHook(one, { moment, index, names }, environment, ask));
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
export function runEndNames(ended: readonly Ended[], { graph, run }: OpenProject): ReadonlyMap<string, Value> {
  const { database } = run.target;
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

// A run on an open database: the engine's schema and tables made ready, the run recorded from its beginning to its end, the
// executor given what it needs. What is done once the last node has ended is end-run.ts'.

import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { passed } from '../base/checked.ts';
import type { RunMoment } from '../compile/hook.ts';
import { factsFrom } from '../compile/node-facts.ts';
import type { CompileEnvironment } from '../compile/render-node.ts';
import { type Database, DatabaseError, type Session } from '../database/database.ts';
import type { Checked, Diagnostic } from '../diagnostics/diagnostic.ts';
import { maskMessage } from '../diagnostics/mask-secrets.ts';
import { askAgain } from '../execute/ask-again.ts';
import type { Emit } from '../execute/event.ts';
import { createFileLoader } from '../execute/load/load-files.ts';
import type { PrepareEnvironment } from '../execute/node/prepare-node.ts';
import { type NodeRecorder, nodeRecorder } from '../execute/node/record-node.ts';
import { trustState } from '../execute/run/engine-schema.ts';
import { executeRun } from '../execute/run/execute-run.ts';
import { startHeartbeat } from '../execute/run/keep-alive.ts';
import type { NodeId } from '../graph/node.ts';
import type { Value } from '../jinja/value.ts';
import { readCatalog } from '../postgres/introspect.ts';
import type { RelationName } from '../sql/sql.ts';
import type { ProductTable } from '../state/product-tables.ts';
import { endLostRuns, forgetOldCommits, type RunStart, recordRunStart } from '../state/runs.ts';
import { type EndingRun, leaveInOrder, recordEnd } from './end-run.ts';
import { type FollowedRun, followRun } from './follow-run.ts';
import { makeReady } from './make-ready.ts';
import type { OpenProject } from './open-project.ts';
import { compileFacts, hasTurn, projectRelations, relationsOf } from './project-facts.ts';
import { runEndNames, runHooks } from './run-hooks.ts';

export interface ProjectRun {
  readonly opened: OpenProject;
  readonly database: Database;
  readonly selected: ReadonlySet<NodeId>;
  readonly command: string;
  readonly testsBlock: boolean;
  readonly failFast: boolean;
  /** Whether a warning makes the run a failed one. */
  readonly warnError: boolean;
  readonly retryFailed: boolean;
  readonly threads: number;
  readonly emit: Emit;
  readonly cancelled: () => boolean;
  /** After how many seconds without a heartbeat another run may be taken for lost; a minute when absent. */
  readonly lostAfter?: number;
}

const lostAfterSeconds = 60;

/** Whether the run has failed, as it is recorded. Fails only where the engine's own schema and tables cannot be had; everything else is in the events. */
export async function runProject(run: ProjectRun): Promise<Checked<{ readonly failed: boolean }>> {
  const { opened, database, cancelled } = run;
  const started = performance.now();
  const runId = randomUUID();
  const ready = await database.withSession((session) =>
    makeReady(session, opened, run.selected, {
      testsOnly: run.command === 'test',
      shared: database.capabilities.shared,
    }),
  );
  if (!ready.ok) return ready;
  const { tables, unrecorded } = ready.value;
  const followed = followRun(run.emit, opened.project.secrets, run.warnError);
  const ending: EndingRun = { runId, opened, database, cancelled, followed };
  const recorder = nodeRecorder({
    runId,
    targetSchema: opened.run.target.schema,
    etlStatus: tables.get('etl_status') ?? null,
    shared: database.capabilities.shared,
    mask: (text) => maskMessage(text, opened.project.secrets),
  });
  const recorded = unrecorded === null;
  const execution: Execution = { runId, tables, followed, recorder, recorded, warnings: ready.warnings };
  if (unrecorded) {
    await execute(run, execution, `Nothing of this run is recorded: ${unrecorded}`).catch(unlessInterrupted(run));
    followed.emit({ kind: 'runFinished', milliseconds: performance.now() - started, cancelled: cancelled() });
    return passed({ failed: followed.failed });
  }
  try {
    const begun = await recordBeginning(run, runId);
    if (!begun.ok) return begun;
  } catch (error) {
    // Its commit may have come through all the same.
    if (cancelled()) await recordEnd(ending, recorder);
    throw error;
  }
  const heartbeat = startHeartbeat(database, runId);
  try {
    await execute(run, execution);
    if (!cancelled() && !database.gone) await leaveInOrder(ending);
  } catch (error) {
    // An interrupt is no failure, whatever it met; anything else is a bug.
    if (!cancelled() || !(error instanceof DatabaseError)) {
      await recordEnd(ending, recorder, 'failed');
      await heartbeat.stop();
      throw error;
    }
  }
  await recordEnd(ending, recorder);
  await heartbeat.stop();
  followed.emit({ kind: 'runFinished', milliseconds: performance.now() - started, cancelled: cancelled() });
  return passed({ failed: followed.failed });
}

/** The run in smelt.runs. Whoever begins looks whether others have ended without a word. */
async function recordBeginning(
  { opened, database, cancelled, command, lostAfter }: ProjectRun,
  runId: string,
): Promise<Checked<void>> {
  const { smeltVersion, startedAt } = opened.run;
  const lost = { shared: database.capabilities.shared, seconds: lostAfter ?? lostAfterSeconds };
  const start: RunStart = {
    runId,
    command,
    target: opened.project.target.name,
    smeltVersion,
    startedAt,
    process: `${hostname()} ${process.pid}`,
  };
  return askAgain({ database, cancelled }, (session) =>
    session.transaction({}, async () => {
      const trusted = await trustState(session);
      if (!trusted.ok) return trusted;
      await session.query(endLostRuns(session.state, runId, lost));
      await session.query(recordRunStart(session.state, start));
      await session.query(forgetOldCommits(session.state));
      return trusted;
    }),
  );
}

/** An interrupt is no failure, whatever it met; anything else is one. */
function unlessInterrupted({ cancelled }: ProjectRun): (error: unknown) => void {
  return (error) => {
    if (!cancelled() || !(error instanceof DatabaseError)) throw error;
  };
}

interface Execution {
  readonly runId: string;
  /** Whether anything of the run is written to the state. */
  readonly recorded: boolean;
  /** Told at the beginning. */
  readonly warnings: readonly Diagnostic[];
  readonly tables: ReadonlyMap<ProductTable, RelationName>;
  readonly followed: FollowedRun;
  readonly recorder: NodeRecorder;
}

/** The hooks of the run, and between them its nodes and tests. */
async function execute(run: ProjectRun, execution: Execution, note?: string): Promise<void> {
  const { runId, tables, followed, recorder, recorded } = execution;
  const { opened, database, cancelled } = run;
  const { emit } = followed;
  const selected = new Set([...run.selected].filter((id) => isTest(opened, id) || hasTurn(opened.graph.nodes.get(id))));
  const tests = [...selected].filter((id) => isTest(opened, id)).length;
  emit({
    kind: 'runStarted',
    runId,
    command: run.command,
    target: opened.project.target.name,
    nodes: selected.size - tests,
    tests,
    at: opened.run.startedAt,
  });
  for (const diagnostic of execution.warnings) emit({ kind: 'diagnostic', diagnostic });
  if (note !== undefined) emit({ kind: 'said', message: note, loud: true });
  const readOf = (session: Session, relations: readonly RelationName[]) =>
    readCatalog(session, { schemas: [...new Set(relations.map((relation) => relation.schema))], relations });
  const prepare: PrepareEnvironment = {
    root: opened.project.root,
    compile: compileFacts(opened, (message, loud) => emit({ kind: 'said', message, loud })),
    project: projectRelations(opened),
    relationsOf: relationsOf(opened.graph),
    fullRefresh: opened.run.fullRefresh,
    auditTable: tables.get('audit_log') ?? null,
    readCatalog: readOf,
  };
  const compile: CompileEnvironment = {
    ...prepare.compile,
    facts: factsFrom(null, opened.run.fullRefresh),
  };
  const hooked = async (moment: RunMoment, names: ReadonlyMap<string, Value>): Promise<boolean> => {
    const hooks = moment === 'on-run-start' ? opened.project.onRunStart : opened.project.onRunEnd;
    const done = await runHooks({ runId, recorded, moment, hooks, database, cancelled, environment: compile, names });
    for (const diagnostic of done.ok ? done.warnings : done.problems) emit({ kind: 'diagnostic', diagnostic });
    return done.ok;
  };
  // Nothing is built on a start that failed.
  if (!(await hooked('on-run-start', new Map()))) return;
  await executeRun({
    graph: opened.graph,
    selected,
    testsBlock: run.testsBlock,
    threads: run.threads,
    failFast: run.failFast,
    emit,
    cancelled,
    node: {
      database,
      emit,
      cancelled,
      readCatalog: readOf,
      loader: createFileLoader({ root: opened.project.root, runId, retryFailed: run.retryFailed, emit }),
      recorder,
    },
    prepare,
    tests: {
      database,
      graph: opened.graph,
      emit,
      cancelled,
      runId,
      recorded,
      root: opened.project.root,
      compile,
      readCatalog: readOf,
      mask: (text) => maskMessage(text, opened.project.secrets),
      metrics: tables.get('data_quality_metrics') ?? null,
    },
  });
  if (!cancelled() && !database.gone) await hooked('on-run-end', runEndNames(followed.ended, opened));
}

function isTest(opened: OpenProject, id: NodeId): boolean {
  return opened.graph.nodes.get(id)?.resourceType === 'test';
}

// The course of a run on an open database: what it needs is made ready, it is recorded from its beginning to its end, and between them its
// hooks, nodes and tests run, and what they leave is put in order.

import { passed } from '../base/checked.ts';
import type { RunMoment } from '../compile/hook.ts';
import type { Database } from '../database/database.ts';
import type { Checked, Diagnostic } from '../diagnostics/diagnostic.ts';
import { maskMessage } from '../diagnostics/mask-secrets.ts';
import { askAgain } from '../execute/ask-again.ts';
import type { Emit } from '../execute/event.ts';
import { runHooks } from '../execute/hooks/run-hooks.ts';
import { runEndNames } from '../execute/hooks/run-results.ts';
import { executeRun } from '../execute/run/execute-run.ts';
import type { Run, RunOptions } from '../execute/run.ts';
import { hasTurn, isTest, type NodeId } from '../graph/node.ts';
import type { Value } from '../jinja/value.ts';
import { type FollowedRun, followRun } from './follow-run.ts';
import { leaveInOrder } from './leave-in-order.ts';
import { makeReady, type Ready } from './make-ready.ts';
import type { OpenProject } from './open-project.ts';
import { findOrphans, orphansText } from './orphans.ts';
import { compileFacts, relationsOf } from './project-facts.ts';
import { projectRelations } from './project-relations.ts';
import { recordRun, unlessInterrupted } from './record-run.ts';

export interface ProjectRun {
  readonly opened: OpenProject;
  readonly database: Database;
  readonly selected: ReadonlySet<NodeId>;
  readonly command: string;
  readonly options: RunOptions;
  /** Whether a warning makes the run a failed one. */
  readonly warnError: boolean;
  readonly emit: Emit;
  readonly cancelled: () => boolean;
  /** After how many seconds without a heartbeat another run may be taken for lost; a minute when absent. */
  readonly lostAfter?: number;
}

/** Whether the run has failed, as it is recorded. Fails only where the engine's own schema and tables cannot be had; everything else is in the events. */
export async function runProject(asked: ProjectRun): Promise<Checked<{ readonly failed: boolean }>> {
  const started = performance.now();
  const { opened, database, selected, command, warnError } = asked;
  const ready = await makeReady(database, opened, selected, command === 'test');
  if (!ready.ok) return ready;
  const followed = followRun(asked.emit, opened.project.secrets, warnError);
  const run = runOf(asked, ready.value, followed.emit);
  const course = () => goThrough(run, asked, followed, () => reportReady(run, ready));
  if (run.recorded) {
    const recorded = await recordRun(run, { command, followed, lostAfter: asked.lostAfter }, course);
    if (!recorded.ok) return recorded;
  } else await course().catch(unlessInterrupted(run));
  followed.emit({ kind: 'runFinished', milliseconds: performance.now() - started, cancelled: run.cancelled() });
  return passed({ failed: followed.failed });
}

function runOf({ opened, database, options, cancelled }: ProjectRun, { tables, unrecorded }: Ready, emit: Emit): Run {
  const { project, graph, run } = opened;
  return {
    id: run.invocationId,
    root: project.root,
    graph,
    target: run.target,
    database,
    options,
    compile: compileFacts(opened, (message, loud) => emit({ kind: 'said', message, loud })),
    relations: projectRelations(opened.graph),
    relationsOf: relationsOf(graph),
    tables,
    recorded: unrecorded === null,
    emit,
    cancelled,
    mask: (text) => maskMessage(text, project.secrets),
  };
}

/** The hooks of the run, and between them its nodes and tests; then what they leave. */
async function goThrough(run: Run, asked: ProjectRun, followed: FollowedRun, begin: () => void): Promise<void> {
  const { opened } = asked;
  const { graph, emit, cancelled, database } = run;
  const { nodes } = graph;
  const selected = new Set([...asked.selected].filter((id) => isTest(nodes.get(id)) || hasTurn(nodes.get(id))));
  const tests = [...selected].filter((id) => isTest(nodes.get(id))).length;
  emit({
    kind: 'runStarted',
    runId: run.id,
    command: asked.command,
    target: run.target.name,
    nodes: selected.size - tests,
    tests,
    at: opened.run.startedAt,
  });
  begin();
  if (run.recorded && (asked.command === 'build' || asked.command === 'run')) await reportOrphans(run, opened);
  const hooked = async (moment: RunMoment, names: ReadonlyMap<string, Value>): Promise<boolean> => {
    const hooks = moment === 'on-run-start' ? opened.project.onRunStart : opened.project.onRunEnd;
    const done = await runHooks(run, moment, hooks, names);
    for (const diagnostic of done.ok ? done.warnings : done.problems) emit({ kind: 'diagnostic', diagnostic });
    return done.ok;
  };
  const started = await hooked('on-run-start', new Map());
  if (started || !opened.project.skipsAfterFailedStart) await executeRun(run, selected);
  if (!cancelled() && !database.gone) await hooked('on-run-end', runEndNames(followed.ended, run));
  if (run.recorded && !cancelled() && !database.gone) await leaveInOrder(run, followed);
}

/** Before anything is built: a model that was renamed has still the rows of before then. */
async function reportOrphans(run: Run, opened: OpenProject): Promise<void> {
  const message = orphansText(await askAgain(run, (session) => findOrphans(session, opened)));
  if (message !== '') run.emit({ kind: 'said', message, loud: true });
}

function reportReady({ emit }: Run, ready: { readonly value: Ready; readonly warnings: readonly Diagnostic[] }): void {
  for (const diagnostic of ready.warnings) emit({ kind: 'diagnostic', diagnostic });
  const { unrecorded } = ready.value;
  if (unrecorded !== null)
    emit({ kind: 'said', message: `Nothing of this run is recorded: ${unrecorded}`, loud: true });
}

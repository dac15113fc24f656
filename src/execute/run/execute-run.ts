// One run: its tasks in the order of the graph, a bounded number at once, each with its events; then the marks of the run.

import { InternalError } from '../../base/internal-error.ts';
import { DatabaseError } from '../../database/database.ts';
import { wholeOf } from '../../diagnostics/text-file.ts';
import type { Graph } from '../../graph/graph.ts';
import { type BuiltNode, displayName, isBuilt, isRefable, isSource, isTest, type NodeId } from '../../graph/node.ts';
import { qualityAfter } from '../../quality/quality-after.ts';
import type { QualityRow } from '../../state/quality-metrics.ts';
import type { NodeOutcome, Skipped, TestOutcome } from '../event.ts';
import { prepareHooks, prepareNode } from '../node/prepare-node.ts';
import { nodeBegan } from '../node/record-node.ts';
import { runNode } from '../node/run-node.ts';
import type { Run } from '../run.ts';
import { type GroupResult, keepResults, runTests, type TestGroup } from '../tests/run-tests.ts';
import { runTasks, type Task } from './schedule.ts';
import { type TaskId, type TaskSpec, taskGraph } from './task-graph.ts';

/** Gives each of `selected` (models, seeds and tests) its turn. Everything that happened is in the events. Throws only for bugs. */
export async function executeRun(run: Run, selected: ReadonlySet<NodeId>): Promise<void> {
  const { graph, options, database } = run;
  const specs = taskGraph({
    order: graph.order.filter((id) => selected.has(id)),
    parentsOf: graph.parentsOf,
    isTest: (id) => isTest(graph.nodes.get(id)),
    subjectOf: (id) => subjectOf(graph, id),
    late: graph.late,
    testsBlock: options.testsBlock,
  });
  const originOf = new Map(specs.map((spec) => [spec.id, spec]));
  const progress: Progress = { guilty: new Map(), tested: [] };
  const tasks = specs.map((spec) => taskOf(spec, run, progress));
  await runTasks(
    tasks,
    {
      concurrency: Math.max(1, Math.min(options.threads, database.capabilities.sessions)),
      stops: () => options.failFast || database.gone,
      cancelled: run.cancelled,
    },
    (task) => {
      const spec = originOf.get(task.id);
      if (spec) reportAll(spec, run, { status: 'cancelled' }, { status: 'cancelled' });
    },
  );
}

function subjectOf(graph: Graph, test: NodeId): NodeId | null {
  const node = graph.nodes.get(test);
  if (!isTest(node) || !node.attachedTo) return null;
  const { attachedTo } = node;
  return (
    graph.parentsOf(test).find((id) => {
      const parent = graph.nodes.get(id);
      if (parent?.name !== attachedTo.name) return false;
      return attachedTo.kind === 'source'
        ? isSource(parent) && parent.sourceName === attachedTo.sourceName
        : isRefable(parent);
    }) ?? null
  );
}

/** What has come of the tasks so far. */
interface Progress {
  /** For each task that ended badly, the node or test to name as the cause. */
  readonly guilty: Map<TaskId, NodeId>;
  readonly tested: GroupResult[];
}

function taskOf(spec: TaskSpec, run: Run, { guilty, tested }: Progress): Task<TaskId> {
  return {
    id: spec.id,
    needs: spec.needs,
    after: spec.after,
    async run() {
      const bad = await (spec.kind === 'node' ? runNodeTask(spec.nodeId, run) : runTestTask(spec, run, tested));
      if (bad !== null) guilty.set(spec.id, bad);
      return bad === null;
    },
    skip(task, stopped) {
      const because = guilty.get(task);
      if (because === undefined) throw new InternalError('a task was skipped because of one that ended well');
      const why = !stopped ? 'upstream' : run.database.gone ? 'databaseGone' : 'failFast';
      const skipped: Skipped = { status: 'skipped', because, why };
      reportAll(spec, run, skipped, skipped);
    },
  };
}

/** Answers the test that ended badly, if one did. What all tests of the relation have answered is its quality. */
async function runTestTask(group: TestGroup, run: Run, tested: GroupResult[]): Promise<NodeId | null> {
  const result = await runTests(group, run);
  tested.push(result);
  await keepResults(result, qualityOf(group.subject, run, tested), run);
  return result.bad;
}

/** Rows exist for models and seeds. */
function qualityOf(subject: NodeId | null, { graph, target }: Run, tested: readonly GroupResult[]): QualityRow | null {
  const node = subject === null ? undefined : graph.nodes.get(subject);
  if (!isBuilt(node)) return null;
  return qualityAfter(
    {
      relation: node.relation,
      targetSchema: target.schema,
      declared: graph.childrenOf(node.id).filter((id) => subjectOf(graph, id) === node.id),
    },
    tested.flatMap(({ group, answers }) => (group.subject === subject ? [answers] : [])),
  );
}

/** Answers the node itself where it ended badly. */
async function runNodeTask(nodeId: NodeId, run: Run): Promise<NodeId | null> {
  const node = nodeOf(run.graph, nodeId);
  const started = performance.now();
  await begin(nodeId, run);
  // An interrupt in between has found no session of the node's to cancel.
  const outcome: NodeOutcome = run.cancelled()
    ? { status: 'cancelled' }
    : await runNode(
        {
          node,
          span: wholeOf(node.file),
          prepare: (session) => prepareNode(node, session, run),
          prepareHooks: (session) => prepareHooks(node, session, run),
        },
        run,
      );
  run.emit({
    kind: 'nodeFinished',
    nodeId,
    label: displayName(node),
    outcome,
    milliseconds: performance.now() - started,
  });
  return outcome.status === 'success' || outcome.status === 'unchanged' ? null : nodeId;
}

/** What is about to run is found in the database, whatever becomes of this process. Where it cannot be written, the node meets the same. */
async function begin(nodeId: NodeId, run: Run): Promise<void> {
  await run.database
    .withSession((session) => nodeBegan(session, run, nodeId))
    .catch((error: unknown) => {
      if (!(error instanceof DatabaseError)) throw error;
    });
  run.emit({ kind: 'nodeStarted', nodeId, label: displayName(nodeOf(run.graph, nodeId)) });
}

function nodeOf(graph: Graph, id: NodeId): BuiltNode {
  const node = graph.nodes.get(id);
  if (!isBuilt(node)) throw new InternalError(`${id} cannot be run`);
  return node;
}

function reportAll(spec: TaskSpec, run: Run, node: NodeOutcome, test: TestOutcome): void {
  const label = (id: NodeId) => {
    const node = run.graph.nodes.get(id);
    return node ? displayName(node) : id;
  };
  if (spec.kind === 'node') {
    run.emit({
      kind: 'nodeFinished',
      nodeId: spec.nodeId,
      label: label(spec.nodeId),
      outcome: node,
      milliseconds: 0,
    });
    return;
  }
  for (const id of spec.tests)
    run.emit({ kind: 'testFinished', nodeId: id, label: label(id), outcome: test, milliseconds: 0 });
}

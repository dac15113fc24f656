// One run: its tasks in the order of the graph, a bounded number at once, each with its events; then the marks of the run.

import { InternalError } from '../../base/internal-error.ts';
import { DatabaseError } from '../../database/database.ts';
import { spanOf } from '../../diagnostics/source-text.ts';
import type { Graph } from '../../graph/graph.ts';
import type { ModelNode, NodeId, SeedNode } from '../../graph/node.ts';
import { qualityAfter } from '../../quality/quality-after.ts';
import type { QualityRow } from '../../state/quality-metrics.ts';
import type { Emit, NodeOutcome, Skipped, TestOutcome } from '../event.ts';
import type { NodeEnvironment } from '../node/node-turn.ts';
import { type PrepareEnvironment, prepareHooks, prepareNode } from '../node/prepare-node.ts';
import { runNode } from '../node/run-node.ts';
import { type GroupResult, keepResults, runTests, type TestEnvironment, type TestGroup } from '../tests/run-tests.ts';
import { runTasks, type Task } from './schedule.ts';
import { type TaskId, type TaskSpec, taskGraph } from './task-graph.ts';

export interface RunInput {
  readonly graph: Graph;
  /** What runs: models, seeds and tests. */
  readonly selected: ReadonlySet<NodeId>;
  /** Whether a failed test holds back what is downstream (`build`). */
  readonly testsBlock: boolean;
  readonly threads: number;
  readonly failFast: boolean;
  readonly emit: Emit;
  readonly cancelled: () => boolean;
  readonly node: NodeEnvironment;
  readonly prepare: PrepareEnvironment;
  readonly tests: TestEnvironment;
}

/** Everything that happened is in the events. Throws only for bugs. */
export async function executeRun(input: RunInput): Promise<void> {
  const specs = taskGraph({
    order: input.graph.order.filter((id) => input.selected.has(id)),
    parentsOf: input.graph.parentsOf,
    isTest: (id) => input.graph.nodes.get(id)?.resourceType === 'test',
    subjectOf: (id) => subjectOf(input.graph, id),
    late: input.graph.late,
    testsBlock: input.testsBlock,
  });
  const originOf = new Map(specs.map((spec) => [spec.id, spec]));
  const progress: Progress = { guilty: new Map(), tested: [] };
  const tasks = specs.map((spec) => taskOf(spec, input, progress));
  await runTasks(
    tasks,
    {
      concurrency: Math.max(1, Math.min(input.threads, input.node.database.capabilities.sessions)),
      stops: () => input.failFast || input.node.database.gone,
      cancelled: input.cancelled,
    },
    (task) => {
      const spec = originOf.get(task.id);
      if (spec) tellAll(spec, input, { status: 'cancelled' }, { status: 'cancelled' });
    },
  );
}

function subjectOf(graph: Graph, test: NodeId): NodeId | null {
  const node = graph.nodes.get(test);
  if (node?.resourceType !== 'test' || !node.attachedTo) return null;
  const { attachedTo } = node;
  return (
    graph.parentsOf(test).find((id) => {
      const parent = graph.nodes.get(id);
      if (!parent || parent.name !== attachedTo.name) return false;
      return attachedTo.kind === 'source'
        ? parent.resourceType === 'source' && parent.sourceName === attachedTo.sourceName
        : parent.resourceType !== 'source';
    }) ?? null
  );
}

/** What has come of the tasks so far. */
interface Progress {
  /** For each task that ended badly, the node or test to name as the cause. */
  readonly guilty: Map<TaskId, NodeId>;
  readonly tested: GroupResult[];
}

function taskOf(spec: TaskSpec, input: RunInput, { guilty, tested }: Progress): Task<TaskId> {
  return {
    id: spec.id,
    needs: spec.needs,
    after: spec.after,
    async run() {
      const bad = await (spec.kind === 'node' ? runNodeTask(spec.nodeId, input) : runTestTask(spec, input, tested));
      if (bad !== null) guilty.set(spec.id, bad);
      return bad === null;
    },
    skip(task, stopped) {
      const because = guilty.get(task);
      if (because === undefined) throw new InternalError('a task was skipped because of one that ended well');
      const why = !stopped ? 'upstream' : input.node.database.gone ? 'databaseGone' : 'failFast';
      const skipped: Skipped = { status: 'skipped', because, why };
      tellAll(spec, input, skipped, skipped);
    },
  };
}

/** Answers the test that ended badly, if one did. What all tests of the relation have answered is its quality. */
async function runTestTask(group: TestGroup, input: RunInput, tested: GroupResult[]): Promise<NodeId | null> {
  const result = await runTests(group, input.tests);
  tested.push(result);
  await keepResults(result, qualityOf(group.subject, input, tested), input.tests);
  return result.bad;
}

/** Rows exist for models and seeds. */
function qualityOf(
  subject: NodeId | null,
  { graph, prepare }: RunInput,
  tested: readonly GroupResult[],
): QualityRow | null {
  const node = subject === null ? undefined : graph.nodes.get(subject);
  if (node?.resourceType !== 'model' && node?.resourceType !== 'seed') return null;
  return qualityAfter(
    {
      relation: node.relation,
      targetSchema: prepare.compile.run.target.schema,
      declared: graph.childrenOf(node.id).filter((id) => subjectOf(graph, id) === node.id),
    },
    tested.flatMap(({ group, answers }) => (group.subject === subject ? [answers] : [])),
  );
}

/** Answers the node itself where it ended badly. */
async function runNodeTask(nodeId: NodeId, input: RunInput): Promise<NodeId | null> {
  const node = nodeOf(input.graph, nodeId);
  const started = performance.now();
  await begin(nodeId, input);
  // An interrupt in between has found no session of the node's to cancel.
  const outcome: NodeOutcome = input.cancelled()
    ? { status: 'cancelled' }
    : await runNode(
        {
          node,
          span: spanOf(node.source),
          prepare: (session) => prepareNode(node, session, input.prepare),
          prepareHooks: (session) => prepareHooks(node, session, input.prepare),
        },
        input.node,
      );
  input.emit({ kind: 'nodeFinished', nodeId, label: node.name, outcome, milliseconds: performance.now() - started });
  return outcome.status === 'success' || outcome.status === 'unchanged' ? null : nodeId;
}

/** What is told to run is found in the database, whatever becomes of this process. Where it cannot be written, the node meets the same. */
async function begin(nodeId: NodeId, input: RunInput): Promise<void> {
  const { database, recorder } = input.node;
  await database
    .withSession((session) => recorder.began(session, nodeId))
    .catch((error: unknown) => {
      if (!(error instanceof DatabaseError)) throw error;
    });
  input.emit({ kind: 'nodeStarted', nodeId, label: nodeOf(input.graph, nodeId).name });
}

function nodeOf(graph: Graph, id: NodeId): ModelNode | SeedNode {
  const node = graph.nodes.get(id);
  if (node?.resourceType !== 'model' && node?.resourceType !== 'seed') throw new InternalError(`${id} cannot be run`);
  return node;
}

function tellAll(spec: TaskSpec, input: RunInput, node: NodeOutcome, test: TestOutcome): void {
  const label = (id: NodeId) => input.graph.nodes.get(id)?.name ?? id;
  if (spec.kind === 'node') {
    input.emit({
      kind: 'nodeFinished',
      nodeId: spec.nodeId,
      label: label(spec.nodeId),
      outcome: node,
      milliseconds: 0,
    });
    return;
  }
  for (const id of spec.tests)
    input.emit({ kind: 'testFinished', nodeId: id, label: label(id), outcome: test, milliseconds: 0 });
}

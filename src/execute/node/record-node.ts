// The marks of a node's turn: that it runs, the commit mark that a retry looks for, its result in smelt.node_results, its row in
// the project's etl_status. On success in the node's own transaction, after a failure in one of its own; what the end of the
// run leaves unsaid, at that end.

import { recordsOf, type Session } from '../../database/database.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { ModelNode, NodeId, SeedNode } from '../../graph/node.ts';
import { tableNameOf } from '../../quality/scores-of.ts';
import type { RelationName } from '../../sql/sql.ts';
import type { AdvisoryLock } from '../../state/advisory-lock.ts';
import { holdRun } from '../../state/locks.ts';
import { type LoadStatus, settleEtlStatus, skipEtlStatus, upsertEtlStatus } from '../../state/product-tables.ts';
import {
  findCommittedSteps,
  forgetNodeStart,
  interrupted,
  isCommitted,
  markCommit,
  markStep,
  type NodeResult,
  recordInterruptedNode,
  recordNodeResult,
  recordNodeStart,
  type StepMark,
} from '../../state/runs.ts';
import { type RowCounts, totalRows } from '../event.ts';
import type { LoadReport } from '../load/load-report.ts';

type BuiltNode = ModelNode | SeedNode;

export interface NodeRecorder {
  /** Taken at the beginning of each of the node's transactions: it shows that the run lives. */
  readonly hold: AdvisoryLock;
  /** Before the node's first transaction: whatever is killed from here on was running. */
  began(session: Session, nodeId: NodeId): Promise<void>;
  /** Whether an earlier attempt of this run committed; asked while the node's lock is held. */
  isCommitted(session: Session, nodeId: NodeId): Promise<boolean>;
  /** Which of these steps of the node have committed in this run, by their marks; asked while its lock is held. */
  committedSteps(session: Session, nodeId: NodeId, marks: readonly string[]): Promise<ReadonlySet<string>>;
  /** In the step's transaction, which is not the node's last. */
  stepSucceeded(session: Session, step: StepMark, attempt: number): Promise<void>;
  /** In the writing transaction, the last one. */
  succeeded(session: Session, success: NodeSuccess): Promise<void>;
  /** In a transaction of its own, after the rollback. */
  failed(session: Session, failure: NodeFailureFacts): Promise<void>;
  /** At the end of the run, of nodes that came to no end of their own. */
  left(session: Session, nodes: LeftNodes): Promise<void>;
}

export interface LeftNodes {
  /** An interrupt ended them. */
  readonly interrupted: readonly { readonly node: BuiltNode; readonly milliseconds: number }[];
  /** They were not begun; the reason is a few words. */
  readonly skipped: readonly { readonly node: BuiltNode; readonly reason: string }[];
}

interface Attempt {
  readonly node: BuiltNode;
  readonly attempt: number;
  readonly startedAt: Date;
}

export interface NodeSuccess extends Attempt {
  readonly loads: readonly LoadReport[];
  /** Null where the database does not tell rows (a view). */
  readonly counts: RowCounts | null;
  /** Whether content was changed. */
  readonly changed: boolean;
  /** Whether there was anything to do at all: what found nothing to do only takes back in etl_status that it had failed. */
  readonly tried: boolean;
}

export interface NodeFailureFacts extends Attempt {
  readonly diagnostics: readonly Diagnostic[];
}

export interface RecorderOptions {
  readonly runId: string;
  readonly targetSchema: string;
  /** The project's etl_status; null where it has none. */
  readonly etlStatus: RelationName | null;
  /** Whether a server goes on when this process is killed. */
  readonly shared: boolean;
  /** What is written into the database is read by others than who runs Smelt. */
  readonly mask: (text: string) => string;
}

export function nodeRecorder(options: RecorderOptions): NodeRecorder {
  const { runId, etlStatus, shared, mask } = options;
  const recordResult = async (session: Session, result: Omit<NodeResult, 'runId'>) => {
    if (result.attempt > 1) await session.query(forgetNodeStart(session.state, runId, result.nodeId));
    await session.query(recordNodeResult(session.state, { runId, ...result }));
  };
  const tableOf = (node: BuiltNode) => tableNameOf(node.relation, options.targetSchema);
  const hasStatus = (node: BuiltNode) => etlStatus !== null && node.config.materialized !== 'view';
  const recordStatus = async (
    session: Session,
    node: BuiltNode,
    status: LoadStatus,
    message: string | null,
    loaded: { records: bigint; milliseconds: number } | null,
  ) => {
    if (etlStatus === null || !hasStatus(node)) return;
    const tableName = tableOf(node);
    await session.query(upsertEtlStatus(etlStatus, { tableName, loadStatus: status, errorMessage: message, loaded }));
  };
  return {
    hold: holdRun(runId),
    async began(session, nodeId) {
      await session.query(recordNodeStart(session.state, runId, nodeId, { flushed: !shared }));
    },
    async isCommitted(session, nodeId) {
      return recordsOf(await session.query(isCommitted(session.state, runId, nodeId)))[0]?.committed === true;
    },
    async committedSteps(session, nodeId, marks) {
      if (marks.length === 0) return new Set();
      const { rows } = await session.query(findCommittedSteps(session.state, runId, nodeId, marks));
      return new Set(rows.map(([mark]) => String(mark)));
    },
    async stepSucceeded(session, step, attempt) {
      await session.query(markStep(session.state, runId, step, attempt));
    },
    async succeeded(session, { node, attempt, startedAt, counts, changed, tried, loads }) {
      const milliseconds = Date.now() - startedAt.getTime();
      const rows = counts === null ? null : BigInt(totalRows(counts));
      const status = changed ? 'success' : 'unchanged';
      if (changed || hasHooks(node)) await session.query(markCommit(session.state, runId, node.id, attempt));
      await recordResult(session, { nodeId: node.id, attempt, status, rows, startedAt, milliseconds, message: null });
      const { load, message } = loadStatus(loads, changed, mask);
      const loaded = changed ? { records: rows ?? 0n, milliseconds } : null;
      if (tried) await recordStatus(session, node, load, message, loaded);
      else if (etlStatus !== null && hasStatus(node)) {
        const settled = { tableName: tableOf(node), loadStatus: load, errorMessage: message };
        await session.query(settleEtlStatus(etlStatus, settled));
      }
    },
    async failed(session, { node, attempt, startedAt, diagnostics }) {
      const milliseconds = Date.now() - startedAt.getTime();
      const message = mask(diagnostics.map((diagnostic) => diagnostic.message).join('; '));
      const result = { attempt, status: 'failed', rows: null, startedAt, milliseconds, message };
      await recordResult(session, { nodeId: node.id, ...result });
      await recordStatus(session, node, 'failed', message, null);
    },
    async left(session, nodes) {
      for (const { node, milliseconds } of nodes.interrupted) {
        const { count } = await session.query(recordInterruptedNode(session.state, runId, node.id, milliseconds));
        if (count > 0) await recordStatus(session, node, 'failed', interrupted, null);
      }
      const skipped = nodes.skipped.filter(({ node }) => hasStatus(node));
      if (etlStatus === null || skipped.length === 0) return;
      const passedOver = skipped.map(({ node, reason }) => ({ tableName: tableOf(node), reason }));
      await session.query(skipEtlStatus(etlStatus, passedOver));
    },
  };
}

/** What hooks have done is not to be done again either. */
function hasHooks({ config }: BuiltNode): boolean {
  return config.preHooks.length + config.postHooks.length > 0;
}

/** Partial while pages stand failed; failed when all that were tried did and nothing has ever been taken in. */
function loadStatus(
  loads: readonly LoadReport[],
  changed: boolean,
  mask: (text: string) => string,
): { readonly load: LoadStatus; readonly message: string | null } {
  const failed = loads.flatMap((load) => [...load.failed, ...load.standing]);
  if (failed.length === 0) return { load: 'success', message: null };
  const message = `${failed.length} ${failed.length === 1 ? 'page' : 'pages'} could not be read: ${failed[0]?.file}: ${mask(failed[0]?.reason ?? '')}`;
  const everTaken = changed || loads.some((load) => load.unchanged > 0 || load.filesRead > 0);
  return { load: everTaken ? 'partial' : 'failed', message };
}

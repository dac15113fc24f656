// The marks of a node's turn: that it runs, the commit mark that a retry looks for, its result in smelt.node_results, its row in
// the project's etl_status. On success in the node's own transaction, after a failure in one of its own; what the end of the
// run leaves unsaid, at that end.

import { recordsOf, type Session } from '../../database/database.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { BuiltNode, NodeId } from '../../graph/node.ts';
import { tableNameOf } from '../../quality/scores-of.ts';
import type { RelationName, Sql } from '../../sql/sql.ts';
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
import type { Run } from '../run.ts';

/** What of a run its records hold, and where they go. */
export type RecordedRun = Pick<Run, 'id' | 'target' | 'tables' | 'database' | 'mask'>;

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
  /** Null where the database counts no rows (a view). */
  readonly counts: RowCounts | null;
  /** Whether content was changed. */
  readonly changed: boolean;
  /** Whether there was anything to do at all: what found nothing to do only takes back in etl_status that it had failed. */
  readonly tried: boolean;
}

export interface NodeFailureFacts extends Attempt {
  readonly diagnostics: readonly Diagnostic[];
}

/** Before the node's first transaction: whatever is killed from here on was running. */
export async function nodeBegan(session: Session, { id, database }: RecordedRun, nodeId: NodeId): Promise<void> {
  // A server goes on when this process is killed.
  const flushed = !database.capabilities.shared;
  await session.query(recordNodeStart(session.state, id, nodeId, { flushed }));
}

/** Whether an earlier attempt of this run committed; asked while the node's lock is held. */
export async function isNodeCommitted(session: Session, { id }: RecordedRun, nodeId: NodeId): Promise<boolean> {
  return recordsOf(await session.query(isCommitted(session.state, id, nodeId)))[0]?.committed === true;
}

/** Which of these steps of the node have committed in this run, by their marks; asked while its lock is held. */
export async function committedSteps(
  session: Session,
  { id }: RecordedRun,
  nodeId: NodeId,
  marks: readonly string[],
): Promise<ReadonlySet<string>> {
  if (marks.length === 0) return new Set();
  const { rows } = await session.query(findCommittedSteps(session.state, id, nodeId, marks));
  return new Set(rows.map(([mark]) => String(mark)));
}

/** In the step's transaction, which is not the node's last. */
export async function stepSucceeded(
  session: Session,
  { id }: RecordedRun,
  step: StepMark,
  attempt: number,
): Promise<void> {
  await session.query(markStep(session.state, id, step, attempt));
}

/** In the writing transaction, the last one. */
export async function nodeSucceeded(
  session: Session,
  run: RecordedRun,
  { node, attempt, startedAt, counts, changed, tried, loads }: NodeSuccess,
): Promise<void> {
  const milliseconds = Date.now() - startedAt.getTime();
  const rows = counts === null ? null : BigInt(totalRows(counts));
  const status = changed ? 'success' : 'unchanged';
  if (changed || hasHooks(node)) await session.query(markCommit(session.state, run.id, node.id, attempt));
  const result = { nodeId: node.id, attempt, status, rows, startedAt, milliseconds, message: null };
  await recordResult(session, run, result);
  const { load, message } = loadStatus(loads, changed, run.mask);
  const loaded = changed ? { records: rows ?? 0n, milliseconds } : null;
  await recordStatus(session, run, node, (table, tableName) => {
    const row = { tableName, loadStatus: load, errorMessage: message };
    return tried ? upsertEtlStatus(table, { ...row, loaded }) : settleEtlStatus(table, row);
  });
}

/** In a transaction of its own, after the rollback. */
export async function nodeFailed(
  session: Session,
  run: RecordedRun,
  { node, attempt, startedAt, diagnostics }: NodeFailureFacts,
): Promise<void> {
  const milliseconds = Date.now() - startedAt.getTime();
  const message = run.mask(diagnostics.map((diagnostic) => diagnostic.message).join('; '));
  const result = { nodeId: node.id, attempt, status: 'failed', rows: null, startedAt, milliseconds, message };
  await recordResult(session, run, result);
  await recordStatus(session, run, node, failedStatus(message));
}

/** At the end of the run, of nodes that came to no end of their own. */
export async function nodesLeft(session: Session, run: RecordedRun, nodes: LeftNodes): Promise<void> {
  for (const { node, milliseconds } of nodes.interrupted) {
    const { count } = await session.query(recordInterruptedNode(session.state, run.id, node.id, milliseconds));
    if (count > 0) await recordStatus(session, run, node, failedStatus(interrupted));
  }
  const etlStatus = run.tables.get('etl_status');
  const skipped = nodes.skipped.filter(({ node }) => hasStatus(node));
  if (!etlStatus || skipped.length === 0) return;
  const passedOver = skipped.map(({ node, reason }) => ({ tableName: tableOf(node, run), reason }));
  await session.query(skipEtlStatus(etlStatus, passedOver));
}

async function recordResult(session: Session, { id }: RecordedRun, result: Omit<NodeResult, 'runId'>): Promise<void> {
  if (result.attempt > 1) await session.query(forgetNodeStart(session.state, id, result.nodeId));
  await session.query(recordNodeResult(session.state, { runId: id, ...result }));
}

/** The node's row in the project's etl_status, where it has that. */
async function recordStatus(
  session: Session,
  run: RecordedRun,
  node: BuiltNode,
  statement: (table: RelationName, tableName: string) => Sql,
): Promise<void> {
  const etlStatus = run.tables.get('etl_status');
  if (etlStatus && hasStatus(node)) await session.query(statement(etlStatus, tableOf(node, run)));
}

function failedStatus(errorMessage: string): (table: RelationName, tableName: string) => Sql {
  return (table, tableName) => upsertEtlStatus(table, { tableName, loadStatus: 'failed', errorMessage, loaded: null });
}

function hasStatus(node: BuiltNode): boolean {
  return node.config.materialized !== 'view';
}

function tableOf(node: BuiltNode, { target }: RecordedRun): string {
  return tableNameOf(node.relation, target.schema);
}

/** What hooks have done is not to be done again either. */
function hasHooks({ config }: BuiltNode): boolean {
  return config.preHooks.length + config.postHooks.length > 0;
}

/** Partial while pages are failed; failed when all that were tried did and nothing has ever been taken in. */
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

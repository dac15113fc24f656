// The marks of a node's turn: the commit mark that a retry looks for, its result in smelt.node_results, its row in the
// project's etl_status. On success in the node's own transaction, after a failure in one of its own.

import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { ModelNode, NodeId, SeedNode } from '../graph/node.ts';
import { tableNameOf } from '../quality/scores-of.ts';
import type { RelationName } from '../sql/sql.ts';
import { type LoadStatus, upsertEtlStatus } from '../state/product-tables.ts';
import { isCommitted, markCommit, recordNodeResult } from '../state/runs.ts';
import { recordsOf, type Session } from './database.ts';
import { type RowCounts, totalRows } from './event.ts';
import type { LoadReport } from './load-report.ts';

export interface NodeRecorder {
  /** Whether an earlier attempt of this run committed; asked while the node's lock is held. */
  isCommitted(session: Session, nodeId: NodeId): Promise<boolean>;
  /** In the writing transaction. */
  succeeded(session: Session, success: NodeSuccess): Promise<void>;
  /** In a transaction of its own, after the rollback. */
  failed(session: Session, failure: NodeFailureFacts): Promise<void>;
}

interface Attempt {
  readonly node: ModelNode | SeedNode;
  readonly attempt: number;
  readonly startedAt: Date;
  readonly loads: readonly LoadReport[];
}

export interface NodeSuccess extends Attempt {
  readonly counts: RowCounts;
  /** Whether content was changed. */
  readonly changed: boolean;
  /** Whether there was anything to do at all: a node that found nothing to do is not written to etl_status. */
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
  /** What is written into the database is read by others than who runs Smelt. */
  readonly mask: (text: string) => string;
}

export function nodeRecorder(options: RecorderOptions): NodeRecorder {
  const { runId, etlStatus, mask } = options;
  const recordStatus = async (
    session: Session,
    node: Attempt['node'],
    status: LoadStatus,
    message: string | null,
    loaded: { records: bigint; milliseconds: number } | null,
  ) => {
    if (etlStatus === null || node.config.materialized === 'view') return;
    const tableName = tableNameOf(node.relation, options.targetSchema);
    await session.query(upsertEtlStatus(etlStatus, { tableName, loadStatus: status, errorMessage: message, loaded }));
  };
  return {
    async isCommitted(session, nodeId) {
      return recordsOf(await session.query(isCommitted(runId, nodeId)))[0]?.committed === true;
    },
    async succeeded(session, { node, attempt, startedAt, counts, changed, tried, loads }) {
      const milliseconds = Date.now() - startedAt.getTime();
      const rows = BigInt(totalRows(counts));
      const status = changed ? 'success' : 'unchanged';
      if (changed || hasHooks(node)) await session.query(markCommit(runId, node.id, attempt));
      await session.query(
        recordNodeResult({ runId, nodeId: node.id, attempt, status, rows, startedAt, milliseconds, message: null }),
      );
      if (!tried) return;
      const { load, message } = loadStatus(loads, changed);
      await recordStatus(session, node, load, message, changed ? { records: rows, milliseconds } : null);
    },
    async failed(session, { node, attempt, startedAt, diagnostics }) {
      const milliseconds = Date.now() - startedAt.getTime();
      const message = mask(diagnostics.map((diagnostic) => diagnostic.message).join('; '));
      await session.query(
        recordNodeResult({
          runId,
          nodeId: node.id,
          attempt,
          status: 'failed',
          rows: null,
          startedAt,
          milliseconds,
          message,
        }),
      );
      await recordStatus(session, node, 'failed', message, null);
    },
  };
}

/** What hooks have done is not to be done again either. */
function hasHooks({ config }: Attempt['node']): boolean {
  return config.preHooks.length + config.postHooks.length > 0;
}

/** Partial while pages stand failed; failed when all that were tried did and nothing has ever been taken in. */
function loadStatus(
  loads: readonly LoadReport[],
  changed: boolean,
): { readonly load: LoadStatus; readonly message: string | null } {
  const failed = loads.flatMap((load) => [...load.failed, ...load.standing]);
  if (failed.length === 0) return { load: 'success', message: null };
  const message = `${failed.length} ${failed.length === 1 ? 'page' : 'pages'} could not be read: ${failed[0]?.file}: ${failed[0]?.reason}`;
  const everTaken = changed || loads.some((load) => load.unchanged > 0 || load.filesRead > 0);
  return { load: everTaken ? 'partial' : 'failed', message };
}

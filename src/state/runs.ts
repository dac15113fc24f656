// Runs, what came of their nodes, and the marks by which a retry sees that its transaction had committed.

import { type Sql, sql } from '../sql/sql.ts';

export interface RunStart {
  readonly runId: string;
  readonly command: string;
  readonly target: string;
  readonly smeltVersion: string;
  readonly startedAt: Date;
}

export function recordRunStart(run: RunStart): Sql {
  return sql`insert into smelt.runs (run_id, command, target, smelt_version, started_at)
values (${run.runId}::uuid, ${run.command}, ${run.target}, ${run.smeltVersion}, ${run.startedAt.toISOString()}::timestamptz)`;
}

export function recordRunEnd(runId: string, status: 'success' | 'failed' | 'cancelled'): Sql {
  return sql`update smelt.runs set status = ${status}, finished_at = pg_catalog.clock_timestamp() where run_id = ${runId}::uuid`;
}

/** The mark that a writing transaction leaves with its data. */
export function markCommit(runId: string, nodeId: string, attempt: number): Sql {
  return sql`insert into smelt.commits (run_id, node_id, attempt) values (${runId}::uuid, ${nodeId}, ${attempt}::integer)`;
}

/** One row, `committed`: whether any attempt of the node in this run has. Asked while its lock is held. */
export function isCommitted(runId: string, nodeId: string): Sql {
  return sql`select exists (select from smelt.commits where run_id = ${runId}::uuid and node_id = ${nodeId}) as committed`;
}

/** Marks of runs that began more than a day ago: nobody looks for them any more. */
export const forgetOldCommits: Sql = sql`delete from smelt.commits
where committed_at < pg_catalog.now() - interval '1 day'`;

export interface NodeResult {
  readonly runId: string;
  readonly nodeId: string;
  readonly attempt: number;
  readonly status: string;
  readonly rows: bigint | null;
  readonly startedAt: Date;
  readonly milliseconds: number;
  /** Without values of rows: they may be personal. */
  readonly message: string | null;
}

export function recordNodeResult(result: NodeResult): Sql {
  const rows = result.rows === null ? null : String(result.rows);
  return sql`insert into smelt.node_results (run_id, node_id, attempt, status, rows, started_at, duration, message)
values (${result.runId}::uuid, ${result.nodeId}, ${result.attempt}::integer, ${result.status}, ${rows}::bigint,
  ${result.startedAt.toISOString()}::timestamptz, ${result.milliseconds}::float8 * interval '1 millisecond', ${result.message}::text)
on conflict (run_id, node_id, attempt) do update set
  status = excluded.status, rows = excluded.rows, duration = excluded.duration, message = excluded.message`;
}

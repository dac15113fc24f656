// Runs, from their first word to their last, and the end of those that can no longer say one; what came of their nodes; and the
// marks by which a retry sees that its transaction had committed. Whether a run lives is decided by times of the database's clock.

import { empty, type Sql, sql } from '../sql/sql.ts';
import { isRunHeld } from './locks.ts';
import { type StateSchema, tableOf } from './state-schema.ts';

export interface RunStart {
  readonly runId: string;
  readonly command: string;
  readonly target: string;
  readonly smeltVersion: string;
  readonly startedAt: Date;
  /** The machine and the number of the process, for people. */
  readonly process: string;
}

/** The session that asks, as pg_stat_activity shows it. */
const backend = sql`pg_catalog.pg_backend_pid()`;
const backendStart = sql`(select a.backend_start from pg_catalog.pg_stat_activity a where a.pid = pg_catalog.pg_backend_pid())`;

/** Said twice, where the answer to the first was lost, it is one row. */
export function recordRunStart(state: StateSchema, run: RunStart): Sql {
  return sql`insert into ${tableOf(state, 'runs')}
  (run_id, command, target, smelt_version, started_at, process, backend, backend_start, heartbeat_at)
values (${run.runId}::pg_catalog.uuid, ${run.command}, ${run.target}, ${run.smeltVersion}, ${run.startedAt.toISOString()}::pg_catalog.timestamptz,
  ${run.process}::pg_catalog.text, ${backend}, ${backendStart}, pg_catalog.clock_timestamp())
on conflict (run_id) do nothing`;
}

/** The run lives. One that was taken for lost (its machine slept) takes that back, for itself and its nodes. */
export function recordHeartbeat(state: StateSchema, runId: string): Sql {
  return sql`with beat as (
  update ${tableOf(state, 'runs')} set heartbeat_at = pg_catalog.clock_timestamp(), backend = ${backend}, backend_start = ${backendStart},
    status = 'running', finished_at = null
  where run_id = ${runId}::pg_catalog.uuid and status in ('running', 'lost')
  returning run_id
)
update ${tableOf(state, 'node_results')} n set status = 'running', message = null from beat where n.run_id = beat.run_id and n.status = 'lost'`;
}

export type RunEnd = 'success' | 'failed' | 'cancelled';

/** The run's own last word, whatever others took it for. Nodes of which nothing else was recorded have ended with it. */
export function recordRunEnd(state: StateSchema, runId: string, status: RunEnd): Sql {
  const [node, message] =
    status === 'cancelled' ? ['cancelled', interrupted] : ['failed', 'what came of it could not be recorded'];
  return sql`with ended as (
  update ${tableOf(state, 'runs')} set status = ${status}, finished_at = pg_catalog.clock_timestamp() where run_id = ${runId}::pg_catalog.uuid
)
update ${tableOf(state, 'node_results')} set status = ${node}::pg_catalog.text, message = ${message}::pg_catalog.text,
  duration = pg_catalog.clock_timestamp() - started_at
where run_id = ${runId}::pg_catalog.uuid and status in ('running', 'lost')`;
}

/** What is reported of a node that an interrupt ended. */
export const interrupted = 'the run was interrupted';

/**
 * Ends the other runs that can no longer do it themselves, and their nodes that were running: `finished_at` is their last sign of
 * life. Where the database is not shared, no other process has a run on it. Where it is, a run is lost whose heartbeat is more
 * than `seconds` old, when neither of two signs is there that its process lives all the same, stopped or asleep, and will go on:
 *
 * - one of its transactions is open (the advisory lock of `holdRun`). That is true whatever lies between it and the server,
 *   but between two transactions there is none, and a transaction that always was open would keep a pooler's session for itself.
 * - the session is open that its last heartbeat came from, which a process keeps until it ends. Of a session of somebody else its
 *   start is hidden; its number then is enough. A pooler's session outlives who used it: then the run is ended later, once that
 *   session is gone or serves the one that asks here.
 *
 * So a run that lives is not ended; should it be (a pooler, a machine that slept until its sessions were gone), its next
 * heartbeat or its end takes that back. Runs that an older version began say nothing of themselves: they get a day.
 */
export function endLostRuns(
  state: StateSchema,
  runId: string,
  options: { readonly shared: boolean; readonly seconds: number },
): Sql {
  const silent = options.shared
    ? sql` and coalesce(r.heartbeat_at, r.started_at + interval '1 day')
      < pg_catalog.clock_timestamp() - ${options.seconds}::pg_catalog.float8 * interval '1 second'
    and not ${isRunHeld(sql`r.run_id`)}
    and not exists (
      select from pg_catalog.pg_stat_activity a
      where a.pid = r.backend and a.pid <> ${backend} and coalesce(a.backend_start = r.backend_start, true)
    )`
    : empty;
  return sql`with lost as (
  update ${tableOf(state, 'runs')} r set status = 'lost', finished_at = coalesce(r.heartbeat_at, r.started_at)
  where r.status = 'running' and r.run_id <> ${runId}::pg_catalog.uuid${silent}
  returning r.run_id, r.finished_at
)
update ${tableOf(state, 'node_results')} n set status = 'lost', message = 'its run ended without a word',
  duration = greatest(lost.finished_at - n.started_at, interval '0')
from lost where n.run_id = lost.run_id and n.status = 'running'`;
}

/** The mark that a writing transaction leaves with its data. */
export function markCommit(state: StateSchema, runId: string, nodeId: string, attempt: number): Sql {
  return sql`insert into ${tableOf(state, 'commits')} (run_id, node_id, attempt) values (${runId}::pg_catalog.uuid, ${nodeId}, ${attempt}::integer)`;
}

/** One row, `committed`: whether any attempt of the node in this run has. Asked while its lock is held. */
export function isCommitted(state: StateSchema, runId: string, nodeId: string): Sql {
  return sql`select exists (select from ${tableOf(state, 'commits')} where run_id = ${runId}::pg_catalog.uuid and node_id = ${nodeId}) as committed`;
}

/** A step of a node that is not its last, by what names it among the node's steps of a run. */
export interface StepMark {
  readonly nodeId: string;
  readonly mark: string;
}

/** Stands in the place of a node's id, of which it is none: so a node of which only steps have committed is not taken for done, by older versions neither. */
function idOfStep({ nodeId, mark }: StepMark): string {
  return JSON.stringify([nodeId, mark]);
}

/** The mark that a step leaves with its data. */
export function markStep(state: StateSchema, runId: string, step: StepMark, attempt: number): Sql {
  return markCommit(state, runId, idOfStep(step), attempt);
}

/** Rows of `mark`: those of `marks` that the node has left in this run. Asked while its lock is held. */
export function findCommittedSteps(state: StateSchema, runId: string, nodeId: string, marks: readonly string[]): Sql {
  const asked = JSON.stringify(marks.map((mark) => ({ id: idOfStep({ nodeId, mark }), mark })));
  return sql`select distinct asked.mark from pg_catalog.jsonb_to_recordset(${asked}::pg_catalog.jsonb) as asked (id pg_catalog.text, mark pg_catalog.text)
join ${tableOf(state, 'commits')} c on c.run_id = ${runId}::pg_catalog.uuid and c.node_id = asked.id`;
}

/** Marks of runs that began more than a day ago: nobody looks for them any more. */
export function forgetOldCommits(state: StateSchema): Sql {
  return sql`delete from ${tableOf(state, 'commits')}
where committed_at < pg_catalog.now() - interval '1 day'`;
}

/**
 * The node runs from here on: a statement for itself, before the node's transactions, which leave nothing when they are rolled
 * back. Without `flushed` nobody waits until it is on disk: a crash of the server may lose it, one of this process does not.
 */
export function recordNodeStart(
  state: StateSchema,
  runId: string,
  nodeId: string,
  options: { readonly flushed: boolean },
): Sql {
  const setting = options.flushed
    ? sql`values (true)`
    : sql`select pg_catalog.set_config('synchronous_commit', 'off', true) is not null`;
  return sql`with asked as (${setting})
insert into ${tableOf(state, 'node_results')} (run_id, node_id, attempt, status, started_at, duration)
select ${runId}::pg_catalog.uuid, ${nodeId}::pg_catalog.text, 1, 'running', pg_catalog.clock_timestamp(), interval '0' from asked
on conflict do nothing`;
}

export interface NodeResult {
  readonly runId: string;
  readonly nodeId: string;
  readonly attempt: number;
  readonly status: string;
  /** Null where the database counts no rows (a view). */
  readonly rows: bigint | null;
  readonly startedAt: Date;
  readonly milliseconds: number;
  /** Without values of rows: they may be personal. */
  readonly message: string | null;
}

/** Takes the place of the row of the node's start, where that was the same attempt. */
export function recordNodeResult(state: StateSchema, result: NodeResult): Sql {
  const rows = result.rows === null ? null : String(result.rows);
  return sql`insert into ${tableOf(state, 'node_results')} (run_id, node_id, attempt, status, rows, started_at, duration, message)
values (${result.runId}::pg_catalog.uuid, ${result.nodeId}, ${result.attempt}::integer, ${result.status}, ${rows}::bigint,
  ${result.startedAt.toISOString()}::pg_catalog.timestamptz, ${result.milliseconds}::pg_catalog.float8 * interval '1 millisecond', ${result.message}::pg_catalog.text)
on conflict (run_id, node_id, attempt) do update set
  status = excluded.status, rows = excluded.rows, duration = excluded.duration, message = excluded.message`;
}

/** With the result of a later attempt. */
export function forgetNodeStart(state: StateSchema, runId: string, nodeId: string): Sql {
  return sql`delete from ${tableOf(state, 'node_results')}
where run_id = ${runId}::pg_catalog.uuid and node_id = ${nodeId} and attempt = 1 and status in ('running', 'lost')`;
}

/**
 * An interrupt ended the node, unless something was recorded of it already (its commit came through all the same). Counts the rows
 * written: one or none.
 */
export function recordInterruptedNode(state: StateSchema, runId: string, nodeId: string, milliseconds: number): Sql {
  return sql`insert into ${tableOf(state, 'node_results')} (run_id, node_id, attempt, status, started_at, duration, message)
select ${runId}::pg_catalog.uuid, ${nodeId}::pg_catalog.text, 1, 'cancelled', pg_catalog.clock_timestamp() - this.time, this.time, ${interrupted}::pg_catalog.text
from (select ${milliseconds}::pg_catalog.float8 * interval '1 millisecond' as time) this
where not exists (select from ${tableOf(state, 'node_results')} known
  where known.run_id = ${runId}::pg_catalog.uuid and known.node_id = ${nodeId} and known.status not in ('running', 'lost'))
on conflict (run_id, node_id, attempt) do update set
  status = excluded.status, duration = excluded.duration, message = excluded.message`;
}

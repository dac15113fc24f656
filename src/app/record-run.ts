// A run's records in the database, from its first word to its last. Each is tried again on a new session where the connection breaks; what
// cannot be had all the same is an error.

import { hostname } from 'node:os';
import { DatabaseError } from '../database/database.ts';
import type { Checked, Diagnostic } from '../diagnostics/diagnostic.ts';
import { askAgain } from '../execute/ask-again.ts';
import { nodesLeft } from '../execute/node/record-node.ts';
import { trustState } from '../execute/run/engine-schema.ts';
import { startHeartbeat } from '../execute/run/keep-alive.ts';
import type { Run } from '../execute/run.ts';
import { statementDiagnostic } from '../execute/statement-diagnostic.ts';
import {
  endLostRuns,
  forgetOldCommits,
  type RunEnd,
  type RunStart,
  recordRunEnd,
  recordRunStart,
} from '../state/runs.ts';
import type { FollowedRun } from './follow-run.ts';

export interface RecordedRun {
  readonly command: string;
  readonly followed: FollowedRun;
  /** After how many seconds without a heartbeat another run may be taken for lost; a minute when absent. */
  readonly lostAfter: number | undefined;
}

const lostAfterSeconds = 60;

/** Around the course of a run: its beginning, its heartbeat, its end. Throws what the course throws, but what an interrupt has met. */
export async function recordRun(run: Run, asked: RecordedRun, course: () => Promise<void>): Promise<Checked<void>> {
  const { followed } = asked;
  const begun = await recordBeginning(run, asked).catch(async (error: unknown) => {
    // Its commit may have come through all the same.
    if (run.cancelled()) await recordEnd(run, followed);
    throw error;
  });
  if (!begun.ok) return begun;
  const heartbeat = startHeartbeat(run.database, run.id);
  let ended: RunEnd | undefined = 'failed';
  try {
    await course().catch(unlessInterrupted(run));
    ended = undefined;
  } finally {
    await recordEnd(run, followed, ended);
    await heartbeat.stop();
  }
  return begun;
}

/** An interrupt is no failure, whatever it met; anything else is one. */
export function unlessInterrupted({ cancelled }: Run): (error: unknown) => void {
  return (error) => {
    if (!cancelled() || !(error instanceof DatabaseError)) throw error;
  };
}

/** The run in smelt.runs. Whoever begins looks whether others have ended without a word. */
async function recordBeginning(
  { id, database, cancelled, target, compile }: Run,
  { command, lostAfter = lostAfterSeconds }: RecordedRun,
): Promise<Checked<void>> {
  const { smeltVersion, startedAt } = compile.run;
  const lost = { shared: database.capabilities.shared, seconds: lostAfter };
  const process = `${hostname()} ${globalThis.process.pid}`;
  const start: RunStart = { runId: id, command, target: target.name, smeltVersion, startedAt, process };
  return askAgain({ database, cancelled }, (session) =>
    session.transaction({}, async () => {
      const trusted = await trustState(session);
      if (!trusted.ok) return trusted;
      await session.query(endLostRuns(session.state, id, lost));
      await session.query(recordRunStart(session.state, start));
      await session.query(forgetOldCommits(session.state));
      return trusted;
    }),
  );
}

/** The run's last word, also after an interrupt, be it one that comes only now; `reported` where its events do not give it. Throws only for bugs. */
async function recordEnd(run: Run, followed: FollowedRun, ended?: RunEnd): Promise<void> {
  const status = (): RunEnd => ended ?? (run.cancelled() ? 'cancelled' : followed.failed ? 'failed' : 'success');
  const record = () =>
    askAgain({ database: run.database, cancelled: () => false }, (session) =>
      session.transaction({}, async () => {
        await nodesLeft(session, run, followed.left(run.graph));
        await session.query(recordRunEnd(session.state, run.id, status()));
      }),
    );
  const interruptible = () =>
    record().catch((error: unknown) => {
      if (error instanceof DatabaseError && error.kind === 'cancelled') return record();
      throw error;
    });
  await tryAtEnd(run, followed, 'the end of the run could not be recorded', interruptible);
}

/** What fails at the end of a run is an error of its own, unless the loss of the database has been reported. Throws where an interrupt ends it. */
export async function tryAtEnd(
  { database, emit }: Run,
  followed: FollowedRun,
  what: string,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.kind === 'cancelled') throw error;
    if (error.kind === 'connection' && (followed.lossReported || (database.gone && followed.bad))) return;
    emit({ kind: 'diagnostic', diagnostic: undone(what, error) });
  }
}

function undone(what: string, error: DatabaseError): Diagnostic {
  const diagnostic = statementDiagnostic(error, undefined, undefined);
  return { ...diagnostic, message: `${what}: ${diagnostic.message}` };
}

// The heartbeat of a run: while its statements may keep all its sessions busy for hours, another small one says every few
// seconds that it lives. A run that is over sooner costs nothing.

import { setTimeout as sleep } from 'node:timers/promises';
import { type Database, DatabaseError } from '../../database/database.ts';
import { recordHeartbeat } from '../../state/runs.ts';

export interface Heartbeat {
  /** Nothing is written once it has ended. */
  stop(): Promise<void>;
}

/** Seconds between two beats, and before the first. */
const interval = 10;

/**
 * Where no other process may use the database there is nobody to report to. A session that cannot be had, or breaks, is tried anew at
 * the next beat.
 */
export function startHeartbeat(database: Database, runId: string, seconds: number = interval): Heartbeat {
  if (!database.capabilities.shared) return { stop: async () => undefined };
  const stopping = new AbortController();
  const beating = beat(database, runId, seconds, stopping.signal);
  return {
    async stop() {
      stopping.abort();
      await beating;
    },
  };
}

async function beat(database: Database, runId: string, seconds: number, stopped: AbortSignal): Promise<void> {
  while (await passed(seconds, stopped)) {
    try {
      await database.withSessionAside(async (session) => {
        do await session.query(recordHeartbeat(session.state, runId));
        while (await passed(seconds, stopped));
      });
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error;
    }
  }
}

/** Whether the time has passed before it was stopped. It keeps no process from ending. */
async function passed(seconds: number, stopped: AbortSignal): Promise<boolean> {
  try {
    await sleep(seconds * 1000, undefined, { ref: false, signal: stopped });
  } catch (error) {
    if (!stopped.aborted) throw error;
  }
  return !stopped.aborted;
}

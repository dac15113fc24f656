// Watches from a session of its own how long readers wait for locks, and for whom. PostgreSQL tells since when each waits, so
// that a wait is known without the time that a busy machine lets a reader's process stand.

import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';
import { readerName } from './readers.ts';

export interface LockWait {
  readonly milliseconds: number;
  /** What waited, for which lock, and what they did who held it. */
  readonly cause: string;
}

export interface LockWatch {
  /** The longest that was seen, to within `interval`; zero where nobody was seen waiting. */
  stop(): Promise<LockWait>;
}

const interval = 20;

const waiting = `
  select l.pid, 1000 * extract(epoch from clock_timestamp() - l.waitstart)::float8 as milliseconds,
    format('%s waited for %s on %s, held by: %s', left(a.query, 200), l.mode, coalesce(l.relation::regclass::text, l.locktype),
      (select string_agg(format('%s (%s) %s', coalesce(nullif(h.application_name, ''), 'a session'), h.state, left(h.query, 200)), ' | ')
       from pg_stat_activity as h where h.pid = any (pg_blocking_pids(l.pid)))) as cause
  from pg_locks as l join pg_stat_activity as a on a.pid = l.pid
  where not l.granted and l.waitstart is not null and a.datname = current_database() and a.application_name = '${readerName}'`;

export async function watchLockWaits(url: string): Promise<LockWatch> {
  const client = new Client({ connectionString: url, application_name: 'crowd watch' });
  await client.connect();
  let stopped = false;
  let longest: LockWait = { milliseconds: 0, cause: 'nobody was seen waiting' };

  async function look(): Promise<void> {
    while (!stopped) {
      const { rows } = await client.query<LockWait>(waiting);
      for (const { milliseconds, cause } of rows)
        if (milliseconds > longest.milliseconds) longest = { milliseconds, cause };
      await wait(interval);
    }
    await client.end();
  }

  const looking = look();
  return {
    async stop() {
      stopped = true;
      await looking;
      return longest;
    },
  };
}

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

interface Waiting {
  readonly wait: string;
  readonly milliseconds: number;
  readonly waiter: string;
  readonly holder: string;
}

const waiting = `
  select l.pid || ' ' || l.waitstart as wait, 1000 * extract(epoch from clock_timestamp() - l.waitstart)::float8 as milliseconds,
    format('%s waited for %s on %s', left(a.query, 200), l.mode, coalesce(l.relation::regclass::text, l.locktype)) as waiter,
    coalesce((select string_agg(format('%s, %s: %s', coalesce(nullif(h.application_name, ''), 'a session'), h.state,
        left(regexp_replace(h.query, '\\s+', ' ', 'g'), 100)), ' and ')
      from pg_stat_activity as h where h.pid = any (pg_blocking_pids(l.pid))), 'nobody any more') as holder
  from pg_locks as l join pg_stat_activity as a on a.pid = l.pid
  where not l.granted and l.waitstart is not null and a.datname = current_database() and a.application_name = '${readerName}'`;

/** What is known of a wait that still goes on: its length, and until when who held it did what. */
interface Going {
  milliseconds: number;
  readonly held: Map<string, number>;
}

export async function watchLockWaits(url: string): Promise<LockWatch> {
  const client = new Client({ connectionString: url, application_name: 'crowd watch' });
  await client.connect();
  let stopped = false;
  let longest: LockWait = { milliseconds: 0, cause: 'nobody was seen waiting' };
  let before = new Map<string, Going>();

  async function look(): Promise<void> {
    while (!stopped) {
      const { rows } = await client.query<Waiting>(waiting);
      const now = new Map<string, Going>();
      for (const { wait: key, milliseconds, waiter, holder } of rows) {
        const going = before.get(key) ?? { milliseconds: 0, held: new Map<string, number>() };
        going.held.set(holder, (going.held.get(holder) ?? 0) + milliseconds - going.milliseconds);
        going.milliseconds = milliseconds;
        now.set(key, going);
        if (milliseconds > longest.milliseconds)
          longest = { milliseconds, cause: `${waiter}, held by: ${heldBy(going)}` };
      }
      before = now;
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

/** The holders that were longest, and how much of the wait their processes let pass before they sent the next statement. */
function heldBy({ held }: Going): string {
  const longestFirst = [...held].sort(([, one], [, other]) => other - one);
  const named = longestFirst.slice(0, 4).map(([holder, milliseconds]) => `${holder} (${Math.round(milliseconds)} ms)`);
  const idle = longestFirst.filter(([holder]) => holder.includes('idle in transaction'));
  const sum = idle.reduce((total, [, milliseconds]) => total + milliseconds, 0);
  return `${held.size} statements, ${Math.round(sum)} ms between statements; ${named.join('; ')}`;
}

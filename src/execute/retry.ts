// Which errors pass when the transaction is begun anew, and how long to wait before that. All that is known of this is here.

import { setTimeout as sleep } from 'node:timers/promises';
import { backoff, scattered } from '../base/backoff.ts';
import { DatabaseError } from '../database/database.ts';

/** Thrown where what a plan rested on is no longer so: the node is planned again. */
export class PremisesChanged extends Error {
  override readonly name = 'PremisesChanged';
}

/**
 * Of a statement's error: whether the same transaction may succeed when it is begun anew. Deadlocks, serialization failures and
 * locks not granted; objects that went away or changed while the server worked with them (XX000: `tuple concurrently updated`,
 * `could not open relation with OID`, `cache lookup failed`); two sessions making a thing of one name (a key of the catalog).
 */
export function mayPass(error: DatabaseError): boolean {
  if (error.kind !== 'statement') return false;
  if (error.code === '40P01' || error.code === '40001' || error.code === '55P03' || error.code === 'XX000') return true;
  return error.code === '23505' && /"pg_[a-z_]+_index"/.test(error.message);
}

/** SQLSTATE. An embedded database cannot go on after it, so it comes as a broken connection. */
const diskFull = '53100';

/** How often a transaction is tried in all. Conflicts end when the others have; an internal error or a lost connection seldom does. */
const mostAttempts = { conflict: 20, connection: 4 };

/** Why another attempt may succeed, as one sentence; undefined where it would not, or enough were made (`attempt` counts from 1). */
export function retryReason(error: unknown, attempt: number): string | undefined {
  if (error instanceof PremisesChanged) return attempt < mostAttempts.conflict ? error.message : undefined;
  if (!(error instanceof DatabaseError) || error.code === diskFull) return undefined;
  if (error.kind === 'connection') return attempt < mostAttempts.connection ? error.message : undefined;
  const most = error.code === 'XX000' ? mostAttempts.connection : mostAttempts.conflict;
  return mayPass(error) && attempt < most ? error.message : undefined;
}

/** After so many failed attempts. */
export async function backOff(attempt: number): Promise<void> {
  await sleep(scattered(backoff(attempt, { first: 100, most: 2000 })));
}

// Which files a load reads: the files that are there, held against the ledger and the failures so far. Pure.

import { backoff } from '../base/backoff.ts';
import type { FailureEntry, LedgerEntry } from './ledger.ts';

/** What is known of a file without reading it. */
export interface ListedFile {
  readonly file: string;
  readonly size: number;
  /** Nanoseconds since 1970. */
  readonly modified: bigint;
}

export interface ChoiceOptions {
  /** Milliseconds since 1970, by the clock that `failedAtMilliseconds` is from. */
  readonly now: number;
  readonly maxAttempts: number;
  readonly backoffMilliseconds: number;
  /** Failed pages are tried now, whatever the backoff and `maxAttempts` say. */
  readonly retryFailed: boolean;
}

export interface FileToRead<F> {
  readonly file: F;
  /** The checksum of what was taken in; when it is met again, nothing is added. */
  readonly knownChecksum: string | null;
  /** 1 for the first try. */
  readonly attempt: number;
  /** Failed attempts that do not count against `maxAttempts`, should this one fail too. */
  readonly forgiven: number;
  /** The last failed attempt, as PostgreSQL writes it. */
  readonly failedAt: string | null;
}

export interface FileChoice<F> {
  readonly read: readonly FileToRead<F>[];
  readonly unchanged: readonly F[];
  /** Failed pages whose time has not come: `until`, milliseconds since 1970. */
  readonly waiting: readonly { readonly file: F; readonly failure: FailureEntry; readonly until: number }[];
  /** Failed pages with no attempts left. */
  readonly exhausted: readonly { readonly file: F; readonly failure: FailureEntry }[];
  /** Unchanged files that have failures: what was read in between is gone again. */
  readonly mended: readonly F[];
}

const longestWait = 60 * 60 * 1000;
/** File systems keep times this coarsely at worst: a change within that of the last look may not show in them. */
const coarsestTime = 2_000_000_000n;

/** The order of `listed` is kept in every list. */
export function chooseFiles<F extends ListedFile>(
  listed: readonly F[],
  ledger: readonly LedgerEntry[],
  failures: readonly FailureEntry[],
  options: ChoiceOptions,
): FileChoice<F> {
  const taken = new Map(ledger.map((entry) => [entry.file, entry]));
  const failed = new Map(failures.map((entry) => [entry.file, entry]));
  const read: FileToRead<F>[] = [];
  const unchanged: F[] = [];
  const mended: F[] = [];
  const waiting: { file: F; failure: FailureEntry; until: number }[] = [];
  const exhausted: { file: F; failure: FailureEntry }[] = [];
  for (const file of listed) {
    const entry = taken.get(file.file);
    const failure = failed.get(file.file);
    if (entry && isUnchanged(file, entry)) {
      unchanged.push(file);
      if (failure) mended.push(file);
      continue;
    }
    const knownChecksum = entry?.checksum ?? null;
    if (!failure) {
      read.push({ file, knownChecksum, attempt: 1, forgiven: 0, failedAt: null });
      continue;
    }
    const changed = failure.size !== file.size || failure.modified !== file.modified;
    const next = { file, knownChecksum, attempt: failure.attempts + 1, failedAt: failure.failedAt };
    if (changed) {
      read.push({ ...next, forgiven: failure.attempts });
      continue;
    }
    const used = failure.attempts - failure.forgiven;
    const until =
      failure.failedAtMilliseconds + backoff(used, { first: options.backoffMilliseconds, most: longestWait });
    if (options.retryFailed) read.push({ ...next, forgiven: failure.forgiven });
    else if (used >= options.maxAttempts) exhausted.push({ file, failure });
    else if (options.now < until) waiting.push({ file, failure, until });
    else read.push({ ...next, forgiven: failure.forgiven });
  }
  return { read, unchanged, waiting, exhausted, mended };
}

/** Same size and time, and a time so far before the last look that a change since must show in it. */
function isUnchanged(file: ListedFile, entry: LedgerEntry): boolean {
  return file.size === entry.size && file.modified === entry.modified && file.modified + coarsestTime <= entry.looked;
}

/** Files that were taken in and are not there any more, in the order given. */
export function goneFiles(taken: readonly string[], listed: readonly ListedFile[]): readonly string[] {
  const there = new Set(listed.map((file) => file.file));
  return taken.filter((file) => !there.has(file));
}

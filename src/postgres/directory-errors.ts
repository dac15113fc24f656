// What Smelt says when an embedded database's directory cannot be used.

import { failed } from '../base/checked.ts';
import { type Checked, type Diagnostic, errorAt } from '../diagnostics/diagnostic.ts';
import type { LockAttempt } from './directory-lock.ts';

type Refusal = Checked<never>;

export function directoryInUse(path: string, lock: Extract<LockAttempt, { held: false }>): Refusal {
  const { holder, seen, file } = lock;
  if (seen) {
    const who = holder.pid === process.pid ? `this process (${holder.pid})` : `process ${holder.pid}`;
    return refuse('DATABASE_IN_USE', `The database directory ${path} is in use by ${who}`, {
      help: 'Wait until it has ended, or end it; an embedded database serves one process at a time',
    });
  }
  const host = holder.machine.split('|')[0];
  return refuse(
    'DATABASE_IN_USE',
    `The database directory ${path} is in use by process ${holder.pid} of ${host}, another machine or container`,
    {
      help: `End that process; if it is gone for good, remove ${file}`,
    },
  );
}

export function directoryOfOtherVersion(path: string, found: string, expected: string): Refusal {
  return refuse(
    'DATABASE_DIRECTORY_VERSION',
    `The database directory ${path} was made by PostgreSQL ${found}, and Smelt embeds ${expected}`,
    {
      help: 'Name another path in the target; what is there is built anew from the files',
    },
  );
}

/** The directory itself: permissions, a file in its place, a full disk. */
export function directoryUnusable(path: string, error: unknown): Refusal {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  return refuse(
    'DATABASE_DIRECTORY_UNUSABLE',
    `The database directory ${path} cannot be used: ${reasonOf(code, error)}`,
    {
      help: helpFor(code),
    },
  );
}

/** PGlite did not start on it. `code` is the system's, where it has one. */
export function directoryUnopened(
  path: string,
  failure: { readonly reason: string; readonly code: string | undefined },
): Refusal {
  if (failure.code !== undefined && systemReasons.has(failure.code)) {
    return directoryUnusable(path, Object.assign(new Error(failure.reason), { code: failure.code }));
  }
  return refuse('DATABASE_DIRECTORY_BROKEN', `The embedded PostgreSQL cannot start on ${path}: ${failure.reason}`, {
    help: `See that the disk is not full; else move ${path} away, and the next run builds a new database`,
  });
}

const systemReasons: ReadonlyMap<string, string> = new Map([
  ['EACCES', 'permission is denied'],
  ['EPERM', 'permission is denied'],
  ['EROFS', 'its file system is read-only'],
  ['ENOSPC', 'the disk is full'],
  ['EDQUOT', 'the disk quota is used up'],
  ['ENOTDIR', 'a part of the path is not a directory'],
  ['EEXIST', 'a file is in its place'],
]);

function reasonOf(code: string | undefined, error: unknown): string {
  return systemReasons.get(code ?? '') ?? (error instanceof Error ? error.message : String(error));
}

function helpFor(code: string | undefined): string {
  return code === 'ENOSPC' || code === 'EDQUOT'
    ? 'Make room on the disk, or name a path on another one in the target'
    : 'Name a directory in the target that Smelt may make and write to';
}

function refuse(code: Diagnostic['code'], message: string, parts: { readonly help: string }): Refusal {
  return failed([errorAt(code, message, parts)]);
}

// The lock of an embedded database's directory: one process at a time, and nothing left behind that outlives a killed one.
// What is in the directory besides is embedded-database.ts's.
//
// Claims are files `lock.<n>`, made whole and exclusively (link), never changed but by their owner, and the highest number
// counts. Who finds the highest claim dead or released makes the next one, and looks again: if a higher one exists by then,
// it was slower and withdraws. Only the holder removes claims, and only lower ones, so that numbers never start again. Hence
// of two that find the same dead claim one wins, which removing and re-making a single lock file cannot give. A listening
// socket would be freed by the system, but its path is limited to about 100 bytes and its takeover has the same race.
//
// The holder also removes drafts of claims, `lock.<n>.<uuid>`, which a process killed between two calls leaves behind. Who
// loses one to it while claiming begins again, and finds the directory held.

import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { linkSync, readdirSync, readFileSync, readlinkSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

/** Who holds the directory. */
export interface LockHolder {
  readonly pid: number;
  /** The machine, and on Linux the space in which `pid` counts: containers have their own. */
  readonly machine: string;
  /** Distinguishes the process from a later one with the same number; null where the system does not say. */
  readonly started: string | null;
}

export type LockAttempt =
  | { readonly held: true; release(): void }
  | {
      readonly held: false;
      readonly holder: LockHolder;
      /** False: the holder belongs to another machine or container, and whether it lives cannot be seen from here. */
      readonly seen: boolean;
      /** The file to remove by hand when the holder is known to be gone. */
      readonly file: string;
    };

/** Claims `directory`, which must exist. System errors (read-only, full) are thrown as they are. */
export function lockDirectory(directory: string): LockAttempt {
  const self = describeProcess(process.pid);
  for (;;) {
    const claims = claimsIn(directory);
    const last = claims.at(-1);
    if (last !== undefined) {
      const holder = readClaim(join(directory, `lock.${last}`));
      // Gone between the two looks: a holder that made a higher one has tidied up.
      if (holder === 'gone') continue;
      if (holder !== 'released') {
        const state = stateOf(holder, self);
        if (state !== 'dead') {
          return { held: false, holder, seen: state === 'alive', file: join(directory, `lock.${last}`) };
        }
      }
    }
    const mine = (last ?? 0) + 1;
    const file = join(directory, `lock.${mine}`);
    if (!makeClaim(file, self)) continue;
    const now = claimsIn(directory);
    if (now.at(-1) !== mine) {
      rmSync(file, { force: true });
      continue;
    }
    for (const lower of now.slice(0, -1)) rmSync(join(directory, `lock.${lower}`), { force: true });
    for (const draft of draftsIn(directory)) rmSync(join(directory, draft), { force: true });
    return { held: true, release: () => replaceFile(file, released) };
  }
}

const released = 'released\n';

function claimsIn(directory: string): readonly number[] {
  return readdirSync(directory)
    .flatMap((name) => (/^lock\.\d+$/.test(name) ? [Number(name.slice(5))] : []))
    .sort((a, b) => a - b);
}

function draftsIn(directory: string): readonly string[] {
  return readdirSync(directory).filter((name) => /^lock\.\d+\./.test(name));
}

function readClaim(file: string): LockHolder | 'released' | 'gone' {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return 'gone';
    throw error;
  }
  if (text === released) return 'released';
  const [pid = '', started = '', machine = ''] = text.split('\n');
  return { pid: Number(pid), started: started === '' ? null : started, machine };
}

/** False when the number is taken, or the draft was. Linking a finished file means that nobody reads half a claim. */
function makeClaim(file: string, self: LockHolder): boolean {
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, `${self.pid}\n${self.started ?? ''}\n${self.machine}\n`);
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST') || isCode(error, 'ENOENT')) return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function replaceFile(file: string, text: string): void {
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, text);
  renameSync(draft, file);
}

function stateOf(holder: LockHolder, self: LockHolder): 'alive' | 'dead' | 'unknown' {
  if (holder.machine !== self.machine) {
    // The same host after a restart: nothing of before lives on.
    const [host, boot] = holder.machine.split('|');
    const [ownHost, ownBoot] = self.machine.split('|');
    return host === ownHost && boot !== ownBoot ? 'dead' : 'unknown';
  }
  if (!processExists(holder.pid)) return 'dead';
  const started = startOf(holder.pid);
  if (started === 'ended') return 'dead';
  return started !== null && holder.started !== null && started !== holder.started ? 'dead' : 'alive';
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isCode(error, 'EPERM');
  }
}

function describeProcess(pid: number): LockHolder {
  const started = startOf(pid);
  return { pid, machine: machineName(), started: started === 'ended' ? null : started };
}

function machineName(): string {
  if (process.platform !== 'linux') return hostname();
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${hostname()}|${boot}|${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
}

/** When a process started, as the system writes it; `ended` for one that only waits to be reaped; null where nobody says. */
function startOf(pid: number): string | 'ended' | null {
  try {
    if (process.platform === 'linux') {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      // The name in parentheses may hold anything; the state follows it, and the start is the 20th field from there.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return fields[0] === 'Z' ? 'ended' : (fields[19] ?? null);
    }
    if (process.platform === 'win32') return null;
    const listed = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', env: { LC_ALL: 'C' } });
    return listed.trim() || null;
  } catch {
    return null;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

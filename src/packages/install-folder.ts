// Where packages are installed, changed as a whole: everything is brought into a scratch folder beside it, and takes its place by two
// renames at the end. Whatever ends a run before them, the packages of before are there.

import { existsSync, renameSync } from 'node:fs';
import { cp, mkdir, readdir, realpath, rename, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';

export interface InstallFolder {
  /** Whether there is something to replace. */
  readonly isThere: boolean;
  /** For what is downloaded. */
  readonly scratch: string;
  /** Takes a package in: a folder that is moved here, or one that stays where it is. */
  add(name: string, content: { readonly moved: string } | { readonly linked: string }): Promise<void>;
  /** What was added takes the place of what is installed. */
  install(): Promise<void>;
  /** Removes the scratch folder. */
  close(): Promise<void>;
}

/** Also puts back or away what killed runs have left. Throws errors of the file system. */
export async function openInstallFolder(folder: string): Promise<InstallFolder> {
  // Where it is a link, what it leads to is replaced.
  const place = await realpath(folder).catch(() => folder);
  const parent = path.dirname(place);
  const beside = (what: string) => path.join(parent, `.${path.basename(place)}.${what}-${process.pid}`);
  await mkdir(parent, { recursive: true });
  await clearLeftovers(place);
  const scratch = beside('new');
  const packages = path.join(scratch, 'packages');
  await rm(scratch, { recursive: true, force: true });
  await mkdir(packages, { recursive: true });
  return {
    isThere: existsSync(place),
    scratch,
    async add(name, content) {
      const target = path.join(packages, name);
      if ('moved' in content) await rename(content.moved, target);
      else await link(content.linked, target);
    },
    async install() {
      replace(place, packages, beside('old'));
      await rm(beside('old'), { recursive: true, force: true });
    },
    close: () => rm(scratch, { recursive: true, force: true }),
  };
}

/** In one go: no interrupt comes between the two. */
function replace(place: string, packages: string, aside: string): void {
  const isThere = existsSync(place);
  if (isThere) renameSync(place, aside);
  try {
    renameSync(packages, place);
  } catch (error) {
    if (isThere) renameSync(aside, place);
    throw error;
  }
}

/** As dbt has it: a link, and a copy where there can be none. */
async function link(source: string, target: string): Promise<void> {
  try {
    await symlink(source, target, 'dir');
  } catch {
    await cp(source, target, { recursive: true });
  }
}

async function clearLeftovers(place: string): Promise<void> {
  const parent = path.dirname(place);
  const start = `.${path.basename(place)}.`;
  for (const name of await readdir(parent)) {
    const [, what, id] = name.startsWith(start) ? (/^(new|old)-(\d+)$/.exec(name.slice(start.length)) ?? []) : [];
    if (what === undefined || isAlive(Number(id))) continue;
    // Killed between the two renames.
    if (what === 'old' && !existsSync(place)) renameSync(path.join(parent, name), place);
    else await rm(path.join(parent, name), { recursive: true, force: true });
  }
}

function isAlive(id: number): boolean {
  if (id === process.pid) return false;
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

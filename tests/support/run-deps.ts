// `smelt deps` in this process, and what it leaves.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type DepsOptions, depsCommand } from '../../src/app/deps-command.ts';
import { type Environment, noOptions, type Ran, runApp } from './run-app.ts';

export const rootProject = 'name: root\nversion: 1.0.0\nconfig-version: 2\nprofile: x\n';

export function deps(
  root: string,
  options: Partial<DepsOptions> = {},
  env: Environment = {},
  interrupted?: AbortSignal,
): Promise<Ran> {
  const given = {
    ...noOptions,
    upgrade: false,
    lock: false,
    addPackage: undefined,
    source: 'hub' as const,
    ...options,
  };
  return runApp(root, (io) => depsCommand(given, io), { PATH: process.env.PATH, ...env }, interrupted);
}

/** Null where there is none. */
export function lockOf(root: string): Promise<string | null> {
  return readFile(join(root, 'package-lock.yml'), 'utf8').catch(() => null);
}

/** The packages that are installed, in order; null where there is no folder of them. */
export async function installed(root: string, folder = 'dbt_packages'): Promise<readonly string[] | null> {
  const names = await readdir(join(root, folder)).catch(() => null);
  return names === null ? null : names.sort();
}

/** What lies beside the project's own files that a run should have taken away. */
export async function leftovers(root: string): Promise<readonly string[]> {
  return (await readdir(root)).filter((name) => name.startsWith('.'));
}

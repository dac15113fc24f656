// The scripts that tests run as processes of their own, bundled once for a run: reading 500 modules takes such a process longer
// than what most of them do.

import { mkdtemp } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { bundleOptions } from '../../scripts/bundle-options.mjs';

const root = resolve(import.meta.dirname, '../..');

const scripts = [
  'tests/fault/build-project.ts',
  'tests/fault/run-beside.ts',
  'tests/integration/postgres/claim-directory.ts',
  'tests/integration/postgres/hold-directory.ts',
  'tests/support/deps-child.ts',
  'src/postgres/embedded-worker.js',
];

/** Answers the folder, two levels below package.json, from which libraries are found; the caller removes it. */
export async function bundleChildScripts(): Promise<string> {
  // Only who bundles loads it, not each file of tests.
  const { build } = await import('esbuild');
  const folder = await mkdtemp(join(root, 'node_modules/.smelt-children-'));
  await build({
    ...bundleOptions,
    entryPoints: scripts,
    outdir: folder,
    entryNames: '[name]',
    chunkNames: '[name]-[hash]',
  });
  return folder;
}

/** Where in the folder `script` is, a path relative to tests/. */
export function bundledScript(folder: string, script: string): string {
  if (!scripts.includes(`tests/${script}`)) throw new Error(`${script} is not among the scripts of child-scripts.ts`);
  return join(folder, `${script.replace(/^.*\/|\.ts$/g, '')}.js`);
}

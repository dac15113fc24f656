// Builds dist/: the program as few files, because loading each of 500 modules takes longer than what most commands do, and the
// types of what is public. Libraries stay outside: npm installs them.

import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from 'esbuild';

const root = resolve(import.meta.dirname, '..');
const dist = resolve(root, 'dist');

rmSync(dist, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  // Every file of the output is one folder below dist/, so that what finds package.json beside dist/ does.
  entryPoints: [
    { in: 'src/cli/main.ts', out: 'cli/main' },
    { in: 'src/jinja/index.ts', out: 'jinja/index' },
    { in: 'src/postgres/embedded-worker.js', out: 'chunks/embedded-worker' },
  ],
  outdir: dist,
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  // What is imported only when it is needed stays in a file of its own.
  splitting: true,
  packages: 'external',
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  // For the places in a report of a bug; the lines themselves are in the repository.
  sourcemap: true,
  sourcesContent: false,
  logLevel: 'warning',
});

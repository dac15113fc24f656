// Builds dist/: the program as few files, because loading each of 500 modules takes longer than what most commands do, and the
// types of what is public. Libraries stay outside: npm installs them.

import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from 'esbuild';
import { bundleOptions } from './bundle-options.mjs';

const root = resolve(import.meta.dirname, '..');
const dist = resolve(root, 'dist');

rmSync(dist, { recursive: true, force: true });
await build({
  ...bundleOptions,
  // Every file of the output is one folder below dist/, so that what finds package.json beside dist/ does.
  entryPoints: [
    { in: 'src/cli/main.ts', out: 'cli/main' },
    { in: 'src/jinja/index.ts', out: 'jinja/index' },
    { in: 'src/postgres/embedded-worker.js', out: 'chunks/embedded-worker' },
  ],
  outdir: dist,
  chunkNames: 'chunks/[name]-[hash]',
});

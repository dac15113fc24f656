// Start-up: `smelt --version`, and a build that has nothing to do, of a project of one seed and one model.
//
//   node bench/startup.mjs [--runs 9]
//
// With BENCH_DATABASE_URL also on that server (schema `smelt_bench_startup`, which is dropped at the end).

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { describeMachine, figures, numberOption, run } from './measure.mjs';

const runs = numberOption('runs', 9);
const smelt = resolve(import.meta.dirname, '../bin/smelt.js');
const url = process.env.BENCH_DATABASE_URL;
const schema = 'smelt_bench_startup';

const folder = mkdtempSync(join(tmpdir(), 'smelt-bench-'));
mkdirSync(join(folder, 'models'));
mkdirSync(join(folder, 'seeds'));
writeFileSync(
  join(folder, 'project.yml'),
  `name: bench
target: embedded
targets:
  embedded: { type: embedded, path: database, schema: public }
  server: { type: postgres, url: "{{ env_var('BENCH_DATABASE_URL', 'postgres://none') }}", schema: ${schema} }
`,
);
writeFileSync(join(folder, 'seeds/numbers.csv'), 'n\n1\n2\n');
writeFileSync(
  join(folder, 'models/doubled.sql'),
  "{{ config(materialized='incremental', unique_key='n') }}\nselect n, n * 2 as doubled from {{ ref('numbers') }}\n",
);

/**
 * @param {string} label
 * @param {string[]} args
 */
async function repeated(label, args) {
  const results = [];
  await run(process.execPath, args, { cwd: folder });
  for (let i = 0; i < runs; i += 1) results.push(await run(process.execPath, args, { cwd: folder }));
  console.log(`${label.padEnd(36)}${figures(results)}`);
}

console.log(describeMachine());
try {
  await repeated('node alone, for comparison', ['-e', '0']);
  await repeated('smelt --version', [smelt, '--version']);
  await repeated('smelt ls', [smelt, 'ls']);
  await repeated('smelt build, embedded, nothing new', [smelt, 'build']);
  if (url) await repeated('smelt build, server, nothing new', [smelt, 'build', '--target', 'server']);
} finally {
  rmSync(folder, { recursive: true });
  if (url) {
    const client = new pg.Client(url);
    await client.connect();
    await client.query(`drop schema if exists ${schema} cascade`);
    await client.end();
  }
}

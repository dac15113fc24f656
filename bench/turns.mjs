// What a model costs beside its own SQL: N views and N tables, each of one row, on one thread; the first build and a second one
// with nothing changed. With --beside, another checkout (built) takes its turns in between, so that both meet the same machine. The
// processor's time of Smelt's own process is reported as well: it says more than the wall's where others use the machine.
//
//   BENCH_DATABASE_URL=postgres://… node bench/turns.mjs [--models 100] [--runs 5] [--beside ../other-checkout]
//
// Uses schema `smelt_bench_turns` and schema `smelt` of a scratch database; both are dropped before each first build.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import {
  describeMachine,
  figures,
  median,
  numberOption,
  processorFigures,
  run,
  sides,
  tellingProcessor,
} from './measure.mjs';

const url = process.env.BENCH_DATABASE_URL;
if (!url) {
  console.error('Set BENCH_DATABASE_URL to a scratch database: its schemas smelt and smelt_bench_turns are dropped.');
  process.exit(2);
}
const models = numberOption('models', 100);
const runs = numberOption('runs', 5);
const schema = 'smelt_bench_turns';
const checkouts = sides();

/** @param {string} kind */
function projectOf(kind) {
  const folder = mkdtempSync(join(tmpdir(), 'smelt-bench-turns-'));
  mkdirSync(join(folder, 'models'));
  writeFileSync(
    join(folder, 'project.yml'),
    `name: bench\ntargets:\n  server: { type: postgres, url: "{{ env_var('BENCH_DATABASE_URL') }}", schema: ${schema}, threads: 1 }\n`,
  );
  const count = kind === 'none' ? 1 : models;
  for (let n = 1; n <= count; n += 1)
    writeFileSync(
      join(folder, 'models', `m${n}.sql`),
      `{{ config(materialized='${kind === 'none' ? 'view' : kind}') }}\nselect ${n} as id\n`,
    );
  return folder;
}

async function emptied() {
  const client = new pg.Client(url);
  await client.connect();
  await client.query(
    `drop schema if exists smelt cascade; drop schema if exists ${schema} cascade; create schema ${schema}`,
  );
  await client.end();
}

console.log(describeMachine());
for (const kind of ['none', 'view', 'table']) {
  const folder = projectOf(kind);
  const measured = checkouts.map(({ name, root }) => {
    /** @type {Awaited<ReturnType<typeof run>>[]} */
    const first = [];
    /** @type {Awaited<ReturnType<typeof run>>[]} */
    const second = [];
    return { name, words: ['--import', tellingProcessor, join(root, 'bin/smelt.js'), 'build'], first, second };
  });
  for (let i = 0; i < runs; i += 1)
    for (const side of i % 2 === 0 ? measured : measured.toReversed()) {
      await emptied();
      for (const results of [side.first, side.second])
        results.push(await run(process.execPath, side.words, { cwd: folder, env: process.env }));
    }
  for (const { name, first, second } of measured)
    for (const [title, results] of /** @type {const} */ ([
      ['first build', first],
      ['again', second],
    ])) {
      const label = kind === 'none' ? 'one view alone' : `${models} ${kind}s`;
      const each =
        kind === 'none'
          ? ''
          : `, ${((1000 * median(results.map(({ seconds }) => seconds))) / models).toFixed(1)} ms each`;
      console.log(
        `${name.padEnd(8)}${`${label}, ${title}`.padEnd(30)}${figures(results)}${each}; ${processorFigures(results)}`,
      );
    }
  rmSync(folder, { recursive: true });
}

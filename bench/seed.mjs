// A seed of a million rows on a server: its first load, and again unchanged, beside psql's \copy of the same file into a ready
// table. Memory is that of the whole smelt process.
//
//   BENCH_DATABASE_URL=postgres://… node bench/seed.mjs [--rows 1000000] [--runs 3]
//
// Uses the databases' schemas `smelt_bench_seed` and `smelt` (both dropped before each run: take a scratch database) and psql.

import { once } from 'node:events';
import { createWriteStream, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describeMachine, figures, numberOption, run } from './measure.mjs';

const rows = numberOption('rows', 1_000_000);
const runs = numberOption('runs', 3);
const url = process.env.BENCH_DATABASE_URL;
if (!url) {
  console.error('Set BENCH_DATABASE_URL to a scratch database: its schemas smelt and smelt_bench_seed are dropped.');
  process.exit(2);
}
const smelt = join(resolve(import.meta.dirname, '..'), 'bin/smelt.js');
const root = mkdtempSync(join(tmpdir(), 'smelt-bench-seed-'));
const file = join(root, 'seeds/big.csv');

mkdirSync(join(root, 'seeds'));
writeFileSync(
  join(root, 'project.yml'),
  `name: bench\ntargets: { dev: { type: postgres, url: "${url}", schema: smelt_bench_seed } }\n`,
);
const out = createWriteStream(file);
out.write('id,name,amount,day,seen,active\n');
for (let row = 1; row <= rows; row += 1) {
  const day = new Date(Date.UTC(2020, 0, 1 + (row % 2000))).toISOString().slice(0, 10);
  const line = `${row},"customer, no. ${row}",${(row * 7) % 100_000}.${String(row % 100).padStart(2, '0')},${day},${day} 10:00:00,${row % 2 === 0}\n`;
  if (!out.write(line)) await once(out, 'drain');
}
out.end();
await once(out, 'finish');

/** @param {string} input */
const psql = (input) => run('psql', ['-X', '-q', '-v', 'ON_ERROR_STOP=1', String(url)], { input });
const seed = () => run(process.execPath, [smelt, 'seed'], { cwd: root });

const first = [];
const again = [];
const healed = [];
const copied = [];
try {
  for (let number = 0; number < runs; number += 1) {
    await psql(
      'drop schema if exists smelt cascade; drop schema if exists smelt_bench_seed cascade; create schema smelt_bench_seed;',
    );
    first.push(await seed());
    const unchanged = await seed();
    if (!unchanged.output.includes('unchanged')) throw new Error(`it was not left alone:\n${unchanged.output}`);
    again.push(unchanged);
    await psql("update smelt_bench_seed.big set name = 'x' where id = 1;");
    healed.push(await seed());
    await psql('create table smelt_bench_seed.by_hand (like smelt_bench_seed.big);');
    copied.push(await psql(`\\copy smelt_bench_seed.by_hand from '${file}' (format csv, header)\n`));
  }
  console.log(`${describeMachine()}\n`);
  console.log(`${rows} rows, ${Math.round(statSync(file).size / 2 ** 20)} MB\n`);
  console.log(`first load            ${figures(first)}`);
  console.log(`unchanged             ${figures(again)}`);
  console.log(`one row changed       ${figures(healed)}`);
  console.log(`psql \\copy            ${figures(copied)}`);
} finally {
  await psql('drop schema if exists smelt cascade; drop schema if exists smelt_bench_seed cascade;');
  rmSync(root, { recursive: true, force: true });
}

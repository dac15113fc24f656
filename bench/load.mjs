// A million deposit records from pages into bronze on a server, beside the same by hand: \copy into a temporary table, then
// insert … select into a table with bronze's key, indexes and partitions. The bare \copy is there for information.
//
//   BENCH_DATABASE_URL=postgres://… node bench/load.mjs [--deposits 1000000] [--runs 3] [--build] [--keep]
//
// Uses the databases' schemas `smelt_bench_load` and `smelt` (both dropped before each run: take a scratch database) and psql.
// --build measures the whole build at that size, too. The pages are generated once, in a folder beside this file.

import { once } from 'node:events';
import { createWriteStream, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { describeMachine, figures, median, numberOption, run } from './measure.mjs';

const deposits = numberOption('deposits', 1_000_000);
const runs = numberOption('runs', 3);
const url = process.env.BENCH_DATABASE_URL;
if (!url) {
  console.error('Set BENCH_DATABASE_URL to a scratch database: its schemas smelt and smelt_bench_load are dropped.');
  process.exit(2);
}
const root = resolve(import.meta.dirname, '..');
const smelt = join(root, 'bin/smelt.js');
const work = join(tmpdir(), `smelt-bench-load-${deposits}`);
const raw = join(work, 'raw');
const copyFile = join(work, 'records.copy');
const schema = 'smelt_bench_load';

if (!existsSync(copyFile)) {
  const clients = Math.max(1, Math.round(deposits / 50));
  const counts = [
    '--clients',
    clients,
    '--days',
    50,
    '--deposits-per-client',
    50,
    '--trades-per-client',
    0,
    '--assets-per-client',
    0,
  ];
  const args = ['scripts/generate-raw.mjs', '--out', raw, '--affiliates', 20, ...counts, '--page-size', 1000];
  await run(process.execPath, args.map(String), { cwd: root });
  await writeCopyFile();
}

/** The records as a person would have them ready for \copy: record, affiliate, day, page, number, request time. */
async function writeCopyFile() {
  const out = createWriteStream(copyFile);
  for (const affiliate of readdirSync(raw).sort()) {
    const base = join(raw, affiliate, 'deposits');
    if (!existsSync(base)) continue;
    const names = readdirSync(base, { recursive: true, encoding: 'utf8' });
    for (const file of names.filter((name) => name.endsWith('.json')).sort()) {
      const page = JSON.parse(readFileSync(join(base, file), 'utf8'));
      const day = file.split('/').slice(0, 3).join('-');
      const records = /** @type {unknown[]} */ (page.data);
      const lines = records.map((record, index) => {
        const text = JSON.stringify(record).replaceAll('\\', '\\\\');
        return `${text}\t${affiliate}\t${day}\t${affiliate}/deposits/${file}\t${index + 1}\t${page.requestTime}\n`;
      });
      if (!out.write(lines.join(''))) await once(out, 'drain');
    }
  }
  out.end();
  await once(out, 'finish');
}

/** @param {string} text */
async function query(text) {
  const client = new pg.Client(url);
  await client.connect();
  const result = await client.query(text);
  await client.end();
  return result;
}

const reset = () =>
  query(
    `drop schema if exists smelt cascade; drop schema if exists ${schema} cascade; create schema ${schema}; checkpoint`,
  );

const table = `
create table ${schema}.bronze_deposits (
  affiliate_id text not null, record_id text not null, data jsonb not null, load_timestamp timestamp(6) not null,
  api_run_timestamp timestamp(6) not null, source_file varchar(255) not null, load_status varchar(20) not null, error_message text,
  retry_count integer default 0, last_retry_timestamp timestamp(6),
  created_at timestamp(6) not null default (now() at time zone 'UTC'), updated_at timestamp(6) not null default (now() at time zone 'UTC'),
  primary key (affiliate_id, record_id, load_timestamp)
) partition by range (load_timestamp);
create index on ${schema}.bronze_deposits (load_status, load_timestamp);
create index on ${schema}.bronze_deposits (api_run_timestamp);
do $$ begin
  for month in -1 .. 1 loop
    execute format('create table ${schema}.bronze_deposits_%s partition of ${schema}.bronze_deposits for values from (%L) to (%L)', month + 1,
      date_trunc('month', now() at time zone 'UTC') + month * interval '1 month', date_trunc('month', now() at time zone 'UTC') + (month + 1) * interval '1 month');
  end loop;
end $$;`;
const columns = 'record jsonb, affiliate_id text, day date, file text, number bigint, request_time text';
const stage = `create temp table stage (${columns}) on commit drop;`;
const copy = `\\copy stage from '${copyFile}'`;
const insert = `
insert into ${schema}.bronze_deposits (affiliate_id, record_id, data, load_timestamp, api_run_timestamp, source_file, load_status, retry_count)
select affiliate_id, record_id, record,
  (now() at time zone 'UTC') + interval '1 microsecond' * (row_number() over (partition by affiliate_id collate "C", record_id collate "C" order by file collate "C", number) - 1),
  to_timestamp(request_time::numeric / 1000) at time zone 'UTC', file, 'loaded', 0
from (select *, coalesce(record ->> 'orderId', md5(record::text)) as record_id from stage) as staged;`;

/** @param {string} input */
const psql = (input) => run('psql', ['-qX', '-v', 'ON_ERROR_STOP=1', url], { input });
const project = ['--target', 'server', '--vars', JSON.stringify({ raw_path: raw })];
const environment = { ...process.env, DATABASE_URL: url, PGOPTIONS: `-c search_path=${schema}` };

/** @param {string[]} words */
async function withSmelt(words) {
  return run(process.execPath, [smelt, ...words, ...project, '--project-dir', root], { env: environment });
}

console.log(describeMachine());
const {
  rows: [server],
} = await query(`select version(), current_setting('fsync') as fsync, current_setting('shared_buffers') as buffers`);
console.log(`server    ${server.version.split(',')[0]}, fsync ${server.fsync}, shared_buffers ${server.buffers}\n`);

const bare = [];
const byHand = [];
const withTool = [];
for (let i = 0; i < runs; i += 1) {
  await reset();
  bare.push(await psql(`begin;\n${stage}\n${copy}\ncommit;\n`));
  await reset();
  await query(table);
  byHand.push(await psql(`begin;\n${stage}\n${copy}\n${insert}\ncommit;\n`));
  await query(`drop schema if exists smelt cascade; drop table if exists public.bronze_deposits cascade; checkpoint`);
  withTool.push(await withSmelt(['run', '--select', 'bronze_deposits']));
}
const {
  rows: [counted],
} = await query('select count(*) from public.bronze_deposits');
console.log(`${Number(counted.count).toLocaleString('en-US')} records from pages into bronze`);
console.log(`  \\copy alone, for information     ${figures(bare)}`);
console.log(`  \\copy and insert … select        ${figures(byHand)}`);
console.log(`  smelt run                        ${figures(withTool)}`);
const ratio = median(withTool.map((one) => one.seconds)) / median(byHand.map((one) => one.seconds));
console.log(`  smelt ÷ by hand                  ${ratio.toFixed(2)}`);

if (process.argv.includes('--build')) {
  await query('drop schema if exists smelt cascade; drop schema public cascade; create schema public; checkpoint');
  const build = await withSmelt(['build']);
  const again = await withSmelt(['build']);
  console.log(`  smelt build, everything          ${figures([build])}`);
  console.log(`  smelt build again, nothing new   ${figures([again])}`);
}
if (!process.argv.includes('--keep')) rmSync(work, { recursive: true });

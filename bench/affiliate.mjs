// The shipped project on a large generated set: its first build, a build with nothing new, and one after a late load, which are
// the pages of the last day and those that the generator keeps back. Under each, the nodes that took longest. With --beside, the
// project of another checkout takes its turns in between; the program is this checkout's for both, so that only the projects differ.
// The server's use of the processor says more than the wall's time where others use the machine; a superuser may read it.
//
//   BENCH_DATABASE_URL=postgres://… node bench/affiliate.mjs [--deposits 1000000] [--runs 3] [--slowest 8]
//     [--beside ../other-checkout] [--keep]
//
// Uses the schemas `public` and `smelt` of a scratch database; both are dropped before each first build. The pages are generated
// once, in the system's temporary folder; --keep leaves them there for the next time.

import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import pg from 'pg';
import { describeMachine, figures, median, numberOption, run, sides } from './measure.mjs';

const deposits = numberOption('deposits', 1_000_000);
const runs = numberOption('runs', 3);
const slowest = numberOption('slowest', 8);
const url = process.env.BENCH_DATABASE_URL;
if (!url) {
  console.error('Set BENCH_DATABASE_URL to a scratch database: its schemas public and smelt are dropped.');
  process.exit(2);
}
const root = resolve(import.meta.dirname, '..');
const work = join(tmpdir(), `smelt-bench-affiliate-${deposits}`);
const days = 50;
const lastDay = '2025/06/23';
const titles = /** @type {const} */ (['first build', 'unchanged build', 'late load']);

/** Pages in `raw` and `late`, and the seed of the affiliates beside them. */
async function generate() {
  const parts = {
    affiliates: 20,
    clients: Math.max(20, Math.round(deposits / 50)),
    days,
    start: '2025-05-05',
    'deposits-per-client': 50,
    'trades-per-client': 10,
    'assets-per-client': 4,
    'page-size': 1000,
    out: join(work, 'raw'),
    'late-out': join(work, 'late'),
    'affiliates-csv': join(work, 'affiliates.csv'),
  };
  const options = Object.entries(parts).flatMap(([name, value]) => [`--${name}`, String(value)]);
  mkdirSync(work, { recursive: true });
  await run(process.execPath, ['scripts/generate-raw.mjs', '--faults', ...options], { cwd: root });
  for (const affiliate of readdirSync(join(work, 'raw')))
    for (const endpoint of readdirSync(join(work, 'raw', affiliate))) keepBack(join(affiliate, endpoint, lastDay));
}

/** @param {string} folder */
function keepBack(folder) {
  const from = join(work, 'raw', folder);
  const to = join(work, 'late', folder);
  if (!existsSync(from)) return;
  mkdirSync(dirname(to), { recursive: true });
  // A mended page of that day: it comes as it is in the end.
  if (existsSync(to)) cpSync(from, to, { recursive: true, force: false });
  else renameSync(from, to);
  rmSync(from, { recursive: true, force: true });
}

/** @param {string} checkout */
function projectOf(checkout) {
  const folder = mkdtempSync(join(tmpdir(), 'smelt-bench-affiliate-project-'));
  for (const path of ['project.yml', 'sources.yml', 'models', 'macros', 'seeds', 'tests/data'])
    cpSync(join(checkout, path), join(folder, path), { recursive: true });
  cpSync(join(work, 'affiliates.csv'), join(folder, 'seeds/affiliates.csv'));
  return folder;
}

async function emptied() {
  const client = new pg.Client(url);
  await client.connect();
  await client.query(
    'drop schema if exists smelt cascade; drop schema public cascade; create schema public; checkpoint',
  );
  await client.end();
}

/**
 * Seconds of the processor that the server's ended processes have used, autovacuum among them: sessions end with their build.
 * Where the role may not read that, or the server's system is not Linux, NaN.
 */
async function serverProcessor() {
  const client = new pg.Client(url);
  await client.connect();
  try {
    const postmaster = "split_part(pg_read_file('postmaster.pid'), chr(10), 1)";
    const { rows } = await client.query(`select pg_read_file('/proc/' || ${postmaster} || '/stat') as stat`);
    // Of what follows the name in brackets, fields 14 and 15 are user's and system's time of ended children, in hundredths.
    const fields = rows[0].stat.split(') ').at(-1).split(' ');
    return (Number(fields[13]) + Number(fields[14])) / 100;
  } catch {
    return Number.NaN;
  } finally {
    await client.end();
  }
}

/** @typedef {Awaited<ReturnType<typeof run>> & { nodes: Map<string, number>, processor: number }} Build  seconds of each node, and of the server's processor */

/**
 * @param {string} project
 * @returns {Promise<Build>}
 */
async function build(project) {
  const vars = JSON.stringify({ raw_path: join(project, 'data/raw'), as_of: '2025-06-25' });
  const before = await serverProcessor();
  const ran = await run(
    process.execPath,
    [join(root, 'bin/smelt.js'), 'build', '--target', 'server', '--vars', vars, '--log-format', 'json'],
    { cwd: project, env: { ...process.env, DATABASE_URL: url } },
  );
  const processor = (await serverProcessor()) - before;
  const events = ran.output.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []));
  const finished = events.filter(({ kind }) => kind === 'nodeFinished');
  return { ...ran, processor, nodes: new Map(finished.map(({ label, milliseconds }) => [label, milliseconds / 1000])) };
}

/** @param {readonly Build[]} builds */
function serverFigures(builds) {
  const seconds = builds.map(({ processor }) => processor);
  if (seconds.some(Number.isNaN)) return '';
  return `; server's processor ${median(seconds).toFixed(1)} s [${Math.min(...seconds).toFixed(1)}–${Math.max(...seconds).toFixed(1)}]`;
}

/** @param {readonly Build[]} builds */
function slowestNodes(builds) {
  const labels = [...(builds[0]?.nodes.keys() ?? [])];
  return labels
    .map((label) => ({ label, seconds: median(builds.map(({ nodes }) => nodes.get(label) ?? Number.NaN)) }))
    .sort((a, b) => b.seconds - a.seconds)
    .slice(0, slowest)
    .map(({ label, seconds }) => `${label} ${seconds.toFixed(2)}`)
    .join(', ');
}

console.log(describeMachine());
if (!existsSync(work)) await generate();
const measured = sides().map((side) => ({
  ...side,
  project: projectOf(side.root),
  builds: /** @type {Record<typeof titles[number], Build[]>} */ ({
    'first build': [],
    'unchanged build': [],
    'late load': [],
  }),
}));
try {
  for (let i = 0; i < runs; i += 1)
    for (const { project, builds } of i % 2 === 0 ? measured : measured.toReversed()) {
      await emptied();
      rmSync(join(project, 'data'), { recursive: true, force: true });
      cpSync(join(work, 'raw'), join(project, 'data/raw'), { recursive: true });
      for (const title of titles) {
        if (title === 'late load') cpSync(join(work, 'late'), join(project, 'data/raw'), { recursive: true });
        builds[title].push(await build(project));
      }
    }
  console.log(`${deposits.toLocaleString('en-US')} deposits\n`);
  for (const title of titles)
    for (const { name, builds } of measured) {
      console.log(`${name.padEnd(8)}${title.padEnd(17)}${figures(builds[title])}${serverFigures(builds[title])}`);
      console.log(`  seconds of the slowest: ${slowestNodes(builds[title])}`);
    }
} finally {
  for (const { project } of measured) rmSync(project, { recursive: true, force: true });
  if (!process.argv.includes('--keep')) rmSync(work, { recursive: true, force: true });
}

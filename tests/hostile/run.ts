// npm run hostile [-- --only text] [--shard i/n] [--all]: each hostile input met by the built command line in a process of its own,
// on a database of its own, on the server of SMELT_TEST_DATABASE_URL or one of the npm package's. Prints what is not borne, and a
// table at the end; ends with 1 if there is any.

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { startServer } from '../crowds/own-server.ts';
import { writeFiles } from '../support/project-files.ts';
import { hostileCases } from './cases.ts';
import { type HostileCase, password, token } from './hostile-case.ts';
import { judge, type Outcome, writtenFiles } from './judge.ts';

const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    shard: { type: 'string', default: '1/1' },
    all: { type: 'boolean', default: false },
  },
});
const binary = fileURLToPath(new URL('../../bin/smelt.js', import.meta.url));
/** On a machine that is busy a run that does nothing but wait may take so long; one that is longer hangs. */
const killAfter = 180_000;
const ticksASecond = 100;

async function meet(hostile: HostileCase, admin: Client, server: URL, number: number): Promise<Outcome> {
  const database = `hostile_${process.pid}_${number}`;
  const root = await mkdtemp(join(tmpdir(), 'smelt-hostile-'));
  await admin.query(`create database ${database}`);
  const place = new URL(server);
  place.pathname = `/${database}`;
  const shown = new URL(place);
  shown.password ||= password;
  try {
    const files = hostile.files();
    const { 'project-lines.yml': lines = '', ...others } = files;
    await writeFiles(root, others);
    await writeFile(
      join(root, 'project.yml'),
      `name: hostile\ntargets: { dev: { type: postgres, url: "{{ env_var('DATABASE_URL') }}", schema: public } }\n${lines}`,
    );
    const undo = await hostile.prepare?.(root);
    const ended = await run(root, hostile.words, {
      DATABASE_URL: hostile.address ?? shown.href,
      DBT_ENV_SECRET_TOKEN: token,
      ...hostile.environment,
    });
    await undo?.();
    const left = await writtenFiles(root);
    return { ...ended, ...(await ask(place.href, hostile, left)) };
  } finally {
    await admin.query(`drop database ${database} with (force)`);
    await rm(root, { recursive: true, force: true });
  }
}

async function ask(url: string, hostile: HostileCase, files: string): Promise<Pick<Outcome, 'values' | 'left'>> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const tables = await client.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = 'smelt'`,
    );
    const left = [files];
    for (const { name } of tables.rows) left.push(JSON.stringify((await client.query(`select * from ${name}`)).rows));
    const values = hostile.values
      ? await client.query<unknown[]>({ text: hostile.values.query, rowMode: 'array' }).then(
          ({ rows }) => rows,
          (error: unknown) => [[String(error)]],
        )
      : null;
    return { values, left: left.join('\n') };
  } finally {
    await client.end();
  }
}

async function run(
  root: string,
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<Pick<Outcome, 'code' | 'output' | 'seconds' | 'peak'>> {
  const child = spawn(process.execPath, [binary, ...words], {
    cwd: root,
    env: { PATH: process.env.PATH, HOME: root, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let peak = Number.NaN;
  let seconds = 0;
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      if (output.length < 4_000_000) output += text;
    });
  const look = () => {
    try {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      const found = /VmHWM:\s+(\d+) kB/.exec(status)?.[1];
      if (found) peak = Number(found) / 1024;
      const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      seconds = (Number(fields[11]) + Number(fields[12])) / ticksASecond;
    } catch {
      // It has ended, or the system keeps no such file.
    }
  };
  const watching = setInterval(look, 50);
  const killing = setTimeout(() => child.kill('SIGKILL'), killAfter);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearInterval(watching);
  clearTimeout(killing);
  return { code, output, seconds, peak };
}

const [shard = 1, shards = 1] = options.shard.split('/').map(Number);
const chosen = hostileCases.filter(
  ({ name }, index) => index % shards === shard - 1 && (options.only === undefined || name.includes(options.only)),
);
const server = await startServer(process.env.SMELT_TEST_DATABASE_URL);
const admin = new Client({ connectionString: server.url });
await admin.connect();
let borne = 0;
let slowest = 0;
let largest = 0;
const codes = new Map<number | null, number>();
for (const [index, hostile] of chosen.entries()) {
  const outcome = await meet(hostile, admin, new URL(server.url), index);
  const wrong = judge(hostile, outcome);
  codes.set(outcome.code, (codes.get(outcome.code) ?? 0) + 1);
  slowest = Math.max(slowest, outcome.seconds);
  largest = Math.max(largest, outcome.peak || 0);
  if (wrong.length === 0) borne += 1;
  const line = `${wrong.length === 0 ? 'borne ' : 'WRONG '} ${hostile.name}: exit ${outcome.code}, ${outcome.seconds.toFixed(1)} s, ${Math.round(outcome.peak)} MB`;
  if (wrong.length > 0) console.log(`${line}: ${wrong.join('; ')}\n${outcome.output.slice(0, 1500)}`);
  else if (options.all) console.log(line);
}
await admin.end();
await server.stop();
const told = [...codes].map(([code, count]) => `${count} × exit ${code}`).join(', ');
console.log(
  `${borne} of ${chosen.length} borne; ${told}; at most ${slowest.toFixed(1)} s of processor time, ${Math.round(largest)} MB`,
);
process.exitCode = borne === chosen.length ? 0 : 1;

// A connection that an administrator ends outside a node's turn: what it was about is done again on a new session, once; what
// cannot be done is an error, never a run that ended well with the scores of yesterday.

import type { Client } from 'pg';
import { describe, expect, test } from 'vitest';
import { connectTo, createProjectRig, type ProjectRig } from '../../support/project-rig.ts';
import { execute, type Ran } from '../../support/run-app.ts';

const settings = 'engine_tables: [data_quality_metrics]\n';
const files = {
  'models/m.sql': "{{ config(materialized='table') }} select id from public.given\n",
  'models/m.yml': 'models: [{ name: m, columns: [{ name: id, data_tests: [not_null] }] }]\n',
};

/** pg_stat_activity would stand still within this client's transaction. */
const waiters =
  'select distinct pid from pg_locks where not granted and pg_backend_pid() = any (pg_blocking_pids(pid))';

/** Waits until a session of Smelt waits for a lock of this client's, and answers its backend. */
async function waiting(client: Client): Promise<number> {
  for (;;) {
    const { rows } = await client.query<{ pid: number }>(waiters);
    const [row] = rows;
    if (row) return row.pid;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function prepared() {
  const rig = await createProjectRig('server', settings, files);
  const client = await connectTo(rig);
  await client.query('create table public.given as select 1 as id');
  expect((await rig.build()).exitCode).toBe(0);
  await client.query('insert into public.given values (null), (2)');
  return { rig, client };
}

/** Builds while the table is locked; `cuts` sessions that wait for it are ended, then it is given free. */
async function buildCut(
  rig: ProjectRig,
  client: Client,
  table: string,
  cuts: number,
  command: 'build' | 'test' = 'build',
): Promise<Ran> {
  await client.query(`begin; lock table ${table}`);
  const running = execute(rig.root, command);
  let last = 0;
  for (let cut = 0; cut < cuts; ) {
    const pid = await waiting(client);
    if (pid === last) continue;
    await client.query('select pg_terminate_backend($1)', [pid]);
    last = pid;
    cut += 1;
  }
  await client.query('rollback');
  return running;
}

const scores = 'select total_records, invalid_records, completeness_score from data_quality_metrics';
const ends = 'select status from smelt.runs order by started_at';

describe('a connection that is cut', () => {
  test('while quality is measured: it is measured on a new one', async () => {
    const { rig, client } = await prepared();
    const { exitCode, output } = await buildCut(rig, client, 'public.data_quality_metrics', 1);
    expect(output).toMatch(/^ {2}retrying {2}model\.shop\.m \(attempt 2\): /m);
    // The test itself fails: a row has no id.
    expect(exitCode).toBe(1);
    expect(await rig.rows(scores)).toEqual([[3n, 1n, '66.66']]);
    expect(await rig.values('select status from smelt.test_results order by executed_at')).toEqual(['pass', 'fail']);
  });

  test('at every try to keep the results: the run fails, and says what is missing', async () => {
    const { rig, client } = await prepared();
    await client.query('delete from public.given where id is null');
    const { exitCode, output } = await buildCut(rig, client, 'public.data_quality_metrics', 4);
    expect(exitCode).toBe(1);
    expect(output).toMatch(/^error\[CONNECTION_LOST\]: the test results of model\.shop\.m could not be recorded: /m);
    expect(output).not.toMatch(/^quality/m);
    expect(await rig.rows(scores)).toEqual([[1n, 0n, '100.00']]);
    expect(await rig.values(ends)).toEqual(['success', 'failed']);
  });

  test('while the tests ask: they are asked again', async () => {
    const rig = await createProjectRig('server', settings, {
      'models/m.sql': 'select id from public.given\n',
      'models/m.yml': files['models/m.yml'],
    });
    const client = await connectTo(rig);
    await client.query('create table public.given as select 1 as id');
    expect((await rig.build()).exitCode).toBe(0);
    const { exitCode, output } = await buildCut(rig, client, 'public.given', 1, 'test');
    expect({ exitCode, retried: /retrying/.test(output) }).toEqual({ exitCode: 0, retried: true });
    expect(await rig.values(ends)).toEqual(['success', 'success']);
  });

  test('in on-run-end: the hook runs again, and its work is there once', async () => {
    const rig = await createProjectRig(
      'server',
      `on-run-end: ["insert into public.said select 'end' from public.given"]\n`,
      { 'models/m.sql': "{{ config(materialized='table') }} select 1 as id\n" },
    );
    const client = await connectTo(rig);
    await client.query('create table public.given as select 1 as id; create table public.said (word text)');
    const { exitCode } = await buildCut(rig, client, 'public.given', 1);
    expect(exitCode).toBe(0);
    expect(await rig.values('select word from public.said')).toEqual(['end']);
    expect(await rig.values(ends)).toEqual(['success']);
  });

  test('at the end of the run, and while its refresh function is made: both are done all the same', async () => {
    const rig = await createProjectRig('server', '', {
      'models/m.sql': "{{ config(materialized='materialized_view') }} select id from public.given\n",
    });
    const client = await connectTo(rig);
    await client.query('create table public.given as select 1 as id');
    await client.query('begin; lock table public.given');
    const running = rig.build();
    await waiting(client);
    const other = await connectTo(rig);
    // The lock of the engine's schema, by its keys.
    await other.query(`begin; select pg_advisory_xact_lock(x'736d656c'::int, 1)`);
    await client.query('rollback');
    await client.query('begin; lock table smelt.runs');
    await client.query('select pg_terminate_backend($1)', [await waiting(other)]);
    await other.query('rollback');
    await other.query('select pg_terminate_backend($1)', [await waiting(client)]);
    await client.query('rollback');
    const { exitCode, output } = await running;
    expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
    expect(await rig.values('select refresh_all_materialized_views()::text')).toEqual(['']);
    expect(await rig.values(ends)).toEqual(['success']);
  });
});

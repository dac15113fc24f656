// A run whose process was killed is ended by the next one, with the node that was running; one whose process only stands still is
// not, however long: it goes on and ends well.

import type { Client } from 'pg';
import { describe, expect, test } from 'vitest';
import { type Child, startChild } from '../support/child-process.ts';
import { writeProject } from '../support/project-files.ts';
import { connectTo, createProjectRig, type ProjectRig } from '../support/project-rig.ts';

const table = "{{ config(materialized='table') }}";
const files = {
  'models/a.sql': `${table} select 1 as id\n`,
  'models/b.sql': `${table} select g.id from {{ ref('a') }} as a cross join public.gate as g\n`,
};
/** Seconds; the tests wait until they are over by the database's clock. */
const limit = 0.2;

const runs = 'select status from smelt.runs order by started_at';
const results = `select concat_ws(' ', n.node_id, n.status) from smelt.node_results n join smelt.runs r using (run_id)
  order by r.started_at, n.node_id`;

/** Another project in the same database: what it runs waits for nothing. */
async function neighbour({ projectFile }: ProjectRig): Promise<string> {
  return writeProject({ 'project.yml': projectFile, 'models/c.sql': `${table} select 1 as id\n` });
}

async function until(client: Client, condition: string): Promise<void> {
  for (;;) {
    const { rows } = await client.query<{ holds: boolean | null }>(`select ${condition} as holds`);
    if (rows[0]?.holds === true) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function lines(child: Child, last: string): Promise<void> {
  for (let line = await child.nextLine(); line !== last; line = await child.nextLine())
    if (line === undefined) throw new Error(`it ended without saying ${last}`);
}

const silent = `(select bool_and(clock_timestamp() - heartbeat_at > interval '1 second' * ${2 * limit}) from smelt.runs
  where status = 'running')`;
const waits = "exists (select from pg_locks where relation = 'public.gate'::regclass and not granted)";
const alone = `not exists (select from pg_stat_activity where datname = current_database() and application_name = 'smelt')`;

describe('on a server', () => {
  test.each([
    ['in a transaction', undefined],
    ['between two transactions', 'a'],
  ])('a run that stands still %s longer than the limit is not taken for lost', async (_, stopsAfter) => {
    const rig = await createProjectRig('server', '', files);
    const client = await connectTo(rig);
    await client.query('create table public.gate as select 1 as id');
    await client.query('begin; lock table public.gate');
    const stopped = startChild('fault/run-beside.ts', [rig.root, '60', ...(stopsAfter ? [stopsAfter] : [])]);
    if (stopsAfter) await lines(stopped, 'stopping');
    else {
      await lines(stopped, 'b');
      await until(client, waits);
      process.kill(stopped.pid, 'SIGSTOP');
    }
    await client.query('rollback');
    await until(client, silent);
    const other = startChild('fault/run-beside.ts', [await neighbour(rig), String(limit)]);
    await lines(other, 'ended');
    expect(await rig.values(runs)).toEqual(['running', 'success']);
    process.kill(stopped.pid, 'SIGCONT');
    await lines(stopped, 'ended');
    expect(await rig.values(runs)).toEqual(['success', 'success']);
    expect(await rig.values(results)).toEqual(['model.shop.a success', 'model.shop.b success', 'model.shop.c success']);
  });

  test('a killed one is lost, and the node that was running with it', async () => {
    const rig = await createProjectRig('server', '', files);
    const client = await connectTo(rig);
    await client.query('create table public.gate as select 1 as id');
    await client.query('begin; lock table public.gate');
    const killed = startChild('fault/run-beside.ts', [rig.root, '60']);
    await lines(killed, 'b');
    await killed.kill();
    await client.query('rollback');
    await until(client, alone);
    const first = startChild('fault/run-beside.ts', [await neighbour(rig), '60']);
    await lines(first, 'ended');
    expect(await rig.values(runs)).toEqual(['running', 'success']);
    await until(client, silent);
    const second = startChild('fault/run-beside.ts', [await neighbour(rig), String(limit)]);
    await lines(second, 'ended');
    expect(await rig.values(runs)).toEqual(['lost', 'success', 'success']);
    expect(await rig.values(results)).toEqual([
      'model.shop.a success',
      'model.shop.b lost',
      'model.shop.c success',
      'model.shop.c success',
    ]);
    expect(await rig.values("select finished_at = heartbeat_at from smelt.runs where status = 'lost'")).toEqual([true]);
  });
});

test('on the embedded database a killed run is lost at once: nobody else can have it open', async () => {
  const rig = await createProjectRig('embedded', '', {
    'models/a.sql': `${table} select pg_sleep(600)::text as slept\n`,
  });
  const killed = startChild('fault/run-beside.ts', [rig.root, '60']);
  await lines(killed, 'a');
  await killed.kill();
  const next = startChild('fault/run-beside.ts', [await neighbour(rig), '60']);
  await lines(next, 'ended');
  expect(await rig.values(runs)).toEqual(['lost', 'success']);
  expect(await rig.values(results)).toEqual(['model.shop.a lost', 'model.shop.c success']);
});

// A run that is interrupted: it ends with 130, what was committed stays, and of the node under way nothing is left but the word
// that it was cancelled, as the run was.

import { Client } from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { type RunningCommand, smelt, startSmelt } from '../support/command-line.ts';
import { createTestDatabase } from '../support/databases.ts';
import { writeProject } from '../support/project-files.ts';
import { createShop } from '../support/shop-project.ts';

const table = "{{ config(materialized='table') }}\n";
const existing = `select string_agg(c.relname, ',' order by 1) as names from pg_catalog.pg_class as c
join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
where c.relkind in ('r', 'v') and (n.nspname = 'public' or c.relname like '%slow%')`;

const told = `select r.status as run, r.finished_at is not null as ended, n.node_id as node, n.status as result
from smelt.runs as r left join smelt.node_results as n using (run_id) order by n.node_id`;

test('on the embedded database', async () => {
  const { root, remove } = await createShop({
    'models/quick.sql': `${table}select 1 as one\n`,
    'models/slow.sql': `${table}select one, pg_sleep(600)::text as slept from {{ ref('quick') }}\n`,
    'models/after.sql': "select * from {{ ref('slow') }}\n",
  });
  onTestFinished(remove);
  const run = startSmelt(root, ['run', '--select', 'quick+', '--log-format', 'json']);
  await run.until(/"nodeStarted","nodeId":"model\.shop\.slow"/);
  run.interrupt();
  const { code, output, errors } = await run.ended;
  expect({ code, errors }).toEqual({ code: 130, errors: '' });
  const outcomes = output
    .split('\n')
    .filter((line) => line.includes('"nodeFinished"'))
    .map((line) => JSON.parse(line))
    .map(({ nodeId, outcome }) => `${nodeId} ${outcome.status}`);
  expect(outcomes).toEqual(['model.shop.quick success', 'model.shop.slow cancelled', 'model.shop.after cancelled']);
  const shown = await smelt(root, ['show', '--output', 'csv', '--inline', existing]);
  expect(shown).toEqual({ code: 0, output: 'names\nquick\n', errors: '' });
  const ended = await smelt(root, ['show', '--output', 'csv', '--inline', told]);
  expect(ended.output).toBe(
    'run,ended,node,result\ncancelled,t,model.shop.quick,success\ncancelled,t,model.shop.slow,cancelled\n',
  );
});

test.each([
  ['once', 1],
  // `npm start` hands on what the terminal has sent already.
  ['twice', 2],
])('on a server, where the statement under way is cancelled too; interrupted %s', async (_, times) => {
  const database = await createTestDatabase('server');
  const url = database.target.kind === 'server' ? (database.target.url ?? '') : '';
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('create table gate (id int)');
    await client.query('begin; lock table gate');
    const root = await writeProject({
      'project.yml':
        'name: shop\ntargets: { dev: { type: postgres, url: "{{ env_var(\'DATABASE_URL\') }}", schema: public } }\n',
      'models/slow.sql': `${table}select id from public.gate\n`,
    });
    const run = startSmelt(root, ['run'], { DATABASE_URL: url });
    await Promise.race([
      waitFor(client, "select 1 from pg_locks where relation = 'gate'::regclass and not granted", 1),
      unexpectedEnd(run),
    ]);
    for (let time = 0; time < times; time += 1) run.interrupt();
    const { code, errors } = await run.ended;
    expect({ code, errors }).toEqual({ code: 130, errors: '' });
    await client.query('rollback');
    await waitFor(
      client,
      "select 1 from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'",
      0,
    );
    const { rows } = await client.query(existing);
    expect(rows).toEqual([{ names: 'gate' }]);
    expect((await client.query(told)).rows).toEqual([
      { run: 'cancelled', ended: true, node: 'model.shop.slow', result: 'cancelled' },
    ]);
  } finally {
    await client.end();
    await database.drop();
  }
});

/** Throws when the command ends by itself. */
async function unexpectedEnd({ ended }: RunningCommand): Promise<never> {
  const { output, errors } = await ended;
  throw new Error(`it was not to end here:\n${output}\n${errors}`);
}

/** Asks until the query answers this many rows; the test's own time limit ends it. */
async function waitFor(client: Client, query: string, rows: number): Promise<void> {
  while ((await client.query(query)).rowCount !== rows) await new Promise((resolve) => setImmediate(resolve));
}

// A node whose connection breaks in the middle is tried once more, and its rows are there exactly once.

import { Client } from 'pg';
import { expect, test } from 'vitest';
import { createTestDatabase } from '../../support/databases.ts';
import { writeProject } from '../../support/project-files.ts';
import { execute } from '../../support/run-app.ts';

const blocked = "select pid from pg_locks where relation = 'public.gate'::regclass and not granted";

test('a backend ended by the administrator while the model runs', async () => {
  const database = await createTestDatabase('server');
  const { target } = database;
  const url = target.kind === 'server' ? (target.url ?? '') : '';
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const root = await writeProject({
      'project.yml': `name: shop\ntargets: { dev: { type: postgres, url: "${url}", schema: public } }\n`,
      'models/events.sql':
        "{{ config(materialized='incremental', incremental_strategy='append') }}\nselect id from public.gate\n",
    });
    await client.query('create table gate (id int); insert into gate values (1), (2), (3)');
    expect((await execute(root, 'run')).exitCode).toBe(0);

    await client.query('begin; lock table gate');
    const running = execute(root, 'run');
    const pid = await blockedBackend(client);
    await client.query('select pg_terminate_backend($1)', [pid]);
    await client.query('rollback');
    const { exitCode, output } = await running;
    expect(exitCode).toBe(0);
    expect(output.match(/^ {2}retrying {2}model\.shop\.events \(attempt 2\): .*/gm)).toHaveLength(1);
    expect(output).toMatch(/^ {2}ok +events +append, \+3 rows /m);

    const { rows } = await client.query('select id, count(*)::int as times from events group by id order by id');
    expect(rows).toEqual([1, 2, 3].map((id) => ({ id, times: 2 })));
    const { rows: attempts } = await client.query(
      'select attempt, status, rows::int from smelt.node_results order by started_at, attempt',
    );
    expect(attempts).toEqual([
      { attempt: 1, status: 'success', rows: 3 },
      { attempt: 2, status: 'success', rows: 3 },
    ]);
  } finally {
    await client.end();
    await database.drop();
  }
});

test('a statement that fails is not tried again', async () => {
  const database = await createTestDatabase('server');
  const url = database.target.kind === 'server' ? database.target.url : '';
  try {
    const root = await writeProject({
      'project.yml': `name: shop\ntargets: { dev: { type: postgres, url: "${url}", schema: public } }\n`,
      'models/broken.sql': "{{ config(materialized='table') }}\nselect 1 / 0 as nothing\n",
    });
    const { exitCode, output } = await execute(root, 'run');
    expect(exitCode).toBe(1);
    expect(output).not.toContain('retrying');
    expect(output.match(/error\[SQL_DATA\]: division by zero/g)).toHaveLength(1);
  } finally {
    await database.drop();
  }
});

async function blockedBackend(client: Client): Promise<number> {
  for (;;) {
    const { rows } = await client.query<{ pid: number }>(blocked);
    const [row] = rows;
    if (row) return row.pid;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

// Runs on one database do not wait for each other without need, and never fail for each other: two builds of the same project,
// two people's builds of it into their own schemas, and a run in whose middle a long query stands.

import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';
import { expect, inject, onTestFinished, test } from 'vitest';
import { createServerProject } from '../../support/server-project.ts';
import { whole } from '../../support/whole.ts';

const model = (materialized: string, query: string) => `{{ config(materialized='${materialized}') }} ${query}`;

/** Part of a query: it goes on when nobody else holds the gate that the variable `gate` names. */
const gate = "(select pg_catalog.pg_advisory_xact_lock({{ var('gate') }})) as gate";
const open = 1;
const closed = 2;

/** Closes the gate until the function that is answered is called, or the test is over. */
async function closeGate(client: Client): Promise<() => Promise<void>> {
  await client.query(`select pg_advisory_lock(${closed})`);
  return async () => void (await client.query(`select pg_advisory_unlock(${closed})`));
}

/** Until a session stands before the closed gate. */
async function someoneAtGate(client: Client): Promise<void> {
  for (;;) {
    const { rows } = await client.query(
      `select from pg_locks where locktype = 'advisory' and not granted and objid = ${closed} and classid = 0
        and database = (select oid from pg_database where datname = current_database())`,
    );
    if (rows.length > 0) return;
    await wait(20);
  }
}

test('two builds of one project at once both end well, again and again', { timeout: 300_000 }, async () => {
  const columns = "id, {{ var('value') }} as value";
  const project = await createServerProject({
    'models/a.sql': model('table', `select ${columns} from generate_series(1, 50) as id`),
    'models/b.sql': model('table', `select ${columns} from generate_series(1, 50) as id`),
    'models/v.sql': model('view', "select id, a.value from {{ ref('a') }} a join {{ ref('b') }} b using (id)"),
    'models/w.sql': model('view', "select * from {{ ref('v') }}"),
    'models/m.sql': model('materialized_view', "select * from {{ ref('v') }}"),
    'models/n.sql': `{{ config(materialized='materialized_view', indexes=[{'columns': ['id'], 'unique': true}]) }}
      select * from {{ ref('b') }}`,
    'models/i.sql': `{{ config(materialized='incremental', unique_key='id') }}
      select id, value::text as value from {{ ref('w') }}`,
    'models/t.sql': model('table', "select i.id, n.value from {{ ref('i') }} i join {{ ref('n') }} n using (id)"),
  });
  const client = await project.connect();
  for (let round = 1; round <= (whole ? 24 : 9); round += 1) {
    const value = round % 3 === 0 ? `'${round}'` : round % 3 === 1 ? `${round}::integer` : `${round}::numeric`;
    const options = { threads: 4, vars: JSON.stringify({ value }) };
    await Promise.all([project.run('build', options), project.run('build', options)]);
    const { rows } = await client.query('select count(*)::integer as n, min(value::text), max(value::text) from t');
    expect(rows).toEqual([{ n: 50, min: String(round), max: String(round) }]);
  }
});

test('two roles build one project into schemas of their own, and neither waits for a node of the other', async () => {
  // Roles before the database: what is made first goes last.
  const roles = [await createRole(), await createRole()] as const;
  const project = await createServerProject({
    'models/slow.sql': model('table', `select 1 as id from ${gate}`),
    'models/after.sql': model('view', "select * from {{ ref('slow') }}"),
  });
  const admin = await project.connect();
  const [alice, bob] = roles.map(({ name, password }) => {
    const url = new URL(project.url);
    url.username = name;
    url.password = password;
    return { DATABASE_URL: url.href, TARGET_SCHEMA: name };
  });
  await admin.query('drop schema smelt cascade');
  for (const { name } of roles)
    await admin.query(`grant create on database ${new URL(project.url).pathname.slice(1)} to ${name}`);
  await project.run('build', gateOf(open), alice);
  // Both keep their state in one schema, which the first of them made.
  await admin.query(`grant usage, create on schema smelt to ${roles[1].name}`);
  await admin.query(`grant all on all tables in schema smelt to ${roles[1].name}`);
  await project.run('build', gateOf(open), bob);

  const openGate = await closeGate(admin);
  const waiting = project.run('build', gateOf(closed), alice);
  await someoneAtGate(admin);
  await project.run('build', gateOf(open), bob);
  await openGate();
  await waiting;
});

test.each(['table', 'incremental', 'materialized_view'])(
  'while a long query fills a %s, what its own parent shares a view with is swapped',
  { timeout: 120_000 },
  async (materialized) => {
    const project = await createServerProject({
      'models/one.sql': model('table', 'select 1 as id'),
      'models/two.sql': model('table', "select 1 as id, {{ var('value') }} as value"),
      'models/pair.sql': model('view', "select id, two.value from {{ ref('one') }} join {{ ref('two') }} using (id)"),
      'models/long.sql': model(materialized, `select one.id from {{ ref('one') }}, ${gate}`),
    });
    await project.run('build', gateOf(open, '1'));
    const client = await project.connect();
    const openGate = await closeGate(client);
    const waiting = project.run('run', { ...gateOf(closed, '1'), select: ['long'] });
    await someoneAtGate(client);
    await project.run('run', { ...gateOf(open, "'text'"), select: ['two', 'pair'] });
    const { rows } = await client.query('select value from pair');
    expect(rows).toEqual([{ value: 'text' }]);
    await openGate();
    await waiting;
  },
);

/**
 * CREATE TABLE AS and REFRESH see what was committed when they began, and lock what is under a view after that: rows of a relation
 * that was swapped meanwhile are none to them, and they would fill what they make with nothing.
 */
test.each<readonly [kind: string, text: string]>([
  ['a refresh', `${model('materialized_view', "select id from {{ ref('upper') }}")}`],
  [
    'a concurrent refresh',
    `{{ config(materialized='materialized_view', indexes=[{'columns': ['id'], 'unique': true}]) }}
    select id from {{ ref('upper') }}`,
  ],
  ['a table over views', model('table', "select id from {{ ref('upper') }}")],
  ['an incremental model over views', model('incremental', "select id from {{ ref('upper') }}")],
])(
  '%s that waited for the swap of what it reads sees the rows of the new one',
  { timeout: 120_000 },
  async (_, text) => {
    const project = await createServerProject({
      'models/swapped.sql': `{{ config(materialized='table', post_hook="select 1 from ${gate}") }} select 1 as id`,
      'models/lower.sql': model('view', "select * from {{ ref('swapped') }}"),
      'models/upper.sql': model('view', "select * from {{ ref('lower') }}"),
      'models/reading.sql': text,
    });
    await project.run('build', gateOf(open));
    const client = await project.connect();
    const openGate = await closeGate(client);
    const swapping = project.run('run', { ...gateOf(closed), select: ['swapped'] });
    await someoneAtGate(client);
    const fullRefresh = text.includes('incremental');
    const reading = project.run('run', { ...gateOf(open), select: ['reading'], fullRefresh });
    await someoneWaitsForRelation(client);
    await openGate();
    await Promise.all([swapping, reading]);
    expect((await client.query('select id from reading')).rows).toEqual([{ id: 1 }]);
  },
);

/** Until a session waits for one that holds a relation. */
async function someoneWaitsForRelation(client: Client): Promise<void> {
  for (;;) {
    const { rows } = await client.query(
      `select from pg_locks where locktype = 'relation' and not granted
        and database = (select oid from pg_database where datname = current_database())`,
    );
    if (rows.length > 0) return;
    await wait(20);
  }
}

function gateOf(number: number, value = '1') {
  return { vars: JSON.stringify({ gate: number, value }), threads: 2 };
}

/** A role that may log in, gone with the test. */
async function createRole(): Promise<{ readonly name: string; readonly password: string }> {
  const name = `smelt_test_role_${randomBytes(4).toString('hex')}`;
  const password = randomBytes(12).toString('hex');
  await onServer(`create role ${name} login password '${password}'`);
  onTestFinished(() => onServer(`drop role ${name}`));
  return { name, password };
}

async function onServer(statement: string): Promise<void> {
  const client = new Client({ connectionString: inject('serverUrl') });
  await client.connect();
  await client.query(statement);
  await client.end();
}

// Protects projects from what a server keeps in its catalog for itself: PostgreSQL 15.20 writes `pg_attver=…` into the options of
// every column of a table or view, another value for each, and moves it with each change of its definition. Here any server does.

import { beforeAll, expect, onTestFinished, test } from 'vitest';
import type { ExecuteOptions } from '../../../src/app/execute-command.ts';
import { userText } from '../../../src/sql/sql.ts';
import { createTestDatabase, describeOnBoth, openTarget, type TestDatabase } from '../../support/databases.ts';
import { NodeRig } from '../../support/node-rig.ts';
import { modelId, modelNode } from '../../support/plan-inputs.ts';
import { type ProjectFiles, writeFiles, writeProject } from '../../support/project-files.ts';
import { execute } from '../../support/run-app.ts';

/** A node of each kind, and of each way in which one takes the place of another or is written to. */
const files: ProjectFiles = {
  'seeds/days.csv': 'day,amount\n2026-01-01,1\n2026-01-02,2\n',
  'models/plain.sql': "{{ config(materialized='table') }} select day, amount from {{ ref('days') }}",
  'models/over_plain.sql': "select day, amount from {{ ref('plain') }}",
  'models/keyed.sql': "{{ config(materialized='table') }} select day, amount from {{ ref('days') }}",
  'models/read_by_totals.sql': "{{ config(materialized='table') }} select day, amount from {{ ref('days') }}",
  'models/totals.sql': `{{ config(materialized='materialized_view', indexes=[{'columns': ['day'], 'unique': true}]) }}
    select day, sum(amount) as total from {{ ref('read_by_totals') }} group by day`,
  'models/totals_without_key.sql': `{{ config(materialized='materialized_view') }}
    select sum(amount) as total from {{ ref('plain') }}`,
  'models/appended.sql': "{{ config(materialized='incremental') }} select day, amount from {{ ref('days') }}",
  'models/merged.sql': `{{ config(materialized='incremental', unique_key='day', incremental_strategy='merge') }}
    select day, amount from {{ ref('days') }}`,
  'models/grouped.sql': `{{ config(materialized='incremental', unique_key='day', incremental_strategy='delete+insert') }}
    select day, amount from {{ ref('days') }}`,
  'models/divided.sql': `{{ config(materialized='incremental',
      partition_by={'field': 'day', 'granularity': 'month', 'behind': 1, 'ahead': 1}) }}
    select day, amount from {{ ref('days') }}`,
  'models/_models.yml': `models:
  - name: keyed
    config: { contract: { enforced: true } }
    columns:
      - { name: day, data_type: date, constraints: [{ type: primary_key }] }
      - { name: amount, data_type: integer, constraints: [{ type: not_null }] }
`,
};

/** What somebody does between two builds, and how the second is started. */
const builds: readonly { readonly change?: ProjectFiles; readonly options?: Partial<ExecuteOptions> }[] = [
  {},
  {},
  { change: { 'seeds/days.csv': 'day,amount\n2026-01-01,1\n2026-01-02,3\n2026-02-03,4\n' } },
  { options: { fullRefresh: true } },
  {
    change: {
      'seeds/days.csv': 'day,amount,note\n2026-01-01,1,a\n',
      'models/over_plain.sql': "select day, amount, 'x' as other from {{ ref('plain') }}",
    },
  },
  {},
];

test('options of columns that the server keeps for itself are no reason to do anything else with a node', async () => {
  const keeping = await database();
  await inDatabase(keeping, ...keepVersions);
  const told = await builtOn(keeping, moveVersions);
  expect(told).toEqual(await builtOn(await database()));
  expect(told.map(({ exitCode }) => exitCode)).toEqual(builds.map(() => 0));
  expect(await inDatabase(keeping, "select from pg_attribute where attoptions::text like '%pg_attver=%'")).not.toEqual(
    [],
  );
});

test('what a database sets for its sessions is no reason to do anything else with a node', async () => {
  const setting = await database();
  const name = setting.target.kind === 'server' ? new URL(setting.target.url ?? '').pathname.slice(1) : '';
  await inDatabase(setting, ...settings.map((each) => `alter database ${name} set ${each}`));
  expect(await builtOn(setting)).toEqual(await builtOn(await database()));
});

test('a database in another time zone is told of once, unless the target says which one is meant', async () => {
  const created = await database();
  const url = created.target.kind === 'server' ? (created.target.url ?? '') : '';
  await inDatabase(
    created,
    `do $$ begin execute format('alter database %I set timezone = %L', current_database(), 'Asia/Kolkata'); end $$`,
  );
  const project = (zone: string) => ({
    'project.yml': `name: shop\ntargets: { dev: { type: postgres, url: "${url}", schema: public${zone} } }\n`,
    'models/days.sql':
      "{{ config(materialized='table') }} select ('2024-01-01 20:00:00+00'::timestamptz)::date::text as day",
  });
  const root = await writeProject(project(', time_zone: Asia/Kolkata, state_schema: other'));
  const day = async () => (await inDatabase(created, 'select day from public.days'))[0]?.[0];
  expect((await execute(root, 'build')).output).not.toContain('TIME_ZONE');
  expect(await day()).toBe('2024-01-02');
  await writeFiles(root, project(', state_schema: utc'));
  expect((await execute(root, 'build', { fullRefresh: true })).output).toContain('time_zone: Asia/Kolkata');
  expect((await execute(root, 'build')).output).not.toContain('TIME_ZONE');
});

describeOnBoth('options of columns that the server keeps for itself', (database) => {
  const rig = new NodeRig(() => database.database);
  beforeAll(() => rig.prepare());

  test('are no reason to refuse a swap', async () => {
    await rig.execute(...keepVersions);
    const table = modelNode('plain', { config: { materialized: 'table' } });
    const view = modelNode('total', { config: { materialized: 'materialized_view' } });
    const reading = { compiled: { parents: [modelId('base')] } };
    await rig.execute('create table public.base as select 1 as a');
    for (const summary of ['create', 'swap', 'swap']) {
      expect((await rig.model(table, 'select a from public.base')).plan.summary).toBe(summary);
      await rig.model(view, 'select sum(a) as total from public.base', reading);
      await rig.execute(moveVersions);
    }
    expect(
      await rig.rows("select count(*)::int from pg_attribute where attoptions::text like '%pg_attver=%'"),
    ).not.toEqual([{ count: 0 }]);
  });
});

async function database(): Promise<TestDatabase> {
  const created = await createTestDatabase('server');
  onTestFinished(() => created.drop());
  return created;
}

const settings = [
  'quote_all_identifiers = on',
  "plpgsql.extra_errors = 'all'",
  "plpgsql.variable_conflict = 'use_variable'",
  'transform_null_equals = on',
  "default_transaction_isolation = 'serializable'",
  'array_nulls = off',
  'bytea_output = escape',
  'xmloption = document',
  'check_function_bodies = off',
  'synchronize_seqscans = off',
];

interface Told {
  readonly exitCode: number;
  readonly lines: readonly string[];
  readonly left: readonly unknown[];
}

/** What each of the builds says of each node, and the names of what it left; `between` runs before each. */
async function builtOn(database: TestDatabase, between?: string): Promise<readonly Told[]> {
  const url = database.target.kind === 'server' ? database.target.url : '';
  const root = await writeProject({
    'project.yml': `name: shop\ntargets: { dev: { type: postgres, url: "${url}", schema: public } }\n`,
    ...files,
  });
  const told: Told[] = [];
  for (const { change, options } of builds) {
    if (between) await inDatabase(database, between);
    await writeFiles(root, change ?? {});
    const { exitCode, output, errors } = await execute(root, 'build', options);
    const lines = `${output}${errors}`.replaceAll(/\d+(\.\d+)? ?m?s\b/g, '… s').split('\n');
    // In the order of their names: two threads end their nodes in an order of their own.
    told.push({
      exitCode,
      lines: lines.map((line) => line.replaceAll(/ {2,}/g, ' ')).sort(),
      left: await inDatabase(database, left),
    });
  }
  return told;
}

async function inDatabase({ target }: TestDatabase, ...statements: readonly string[]) {
  const opened = await openTarget(target);
  try {
    return await opened.withSession(async (session) => {
      let rows: readonly (readonly unknown[])[] = [];
      for (const statement of statements) rows = (await session.query(userText(statement))).rows;
      return rows;
    });
  } finally {
    await opened.close();
  }
}

const left = `select n.nspname, c.relname, c.relkind from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname in ('public', 'smelt') and c.relkind in ('r', 'p', 'v', 'm') order by 1, 2`;

const columnsOf = (relations: string) => `update pg_attribute set attoptions = case when attnum % 2 = 0
    then array_append(others, mark) else array_prepend(mark, others) end
  from (select a.attrelid as relation, a.attnum as place, array(select o from unnest(a.attoptions) o where o not like 'pg_attver=%') as others,
      'pg_attver=' || nextval('keeper.version') as mark
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p', 'v', 'm') and n.nspname in ('public', 'smelt')
      and c.oid in (${relations})) as kept
  where attrelid = relation and attnum = place`;

const moveVersions = 'select keeper.move_versions()';

/** Every statement that defines something marks what it defined, and `keeper.move_versions()` marks all there is. */
const keepVersions = [
  'create schema keeper',
  'create sequence keeper.version increment by 16',
  `create function keeper.move_versions() returns void language plpgsql set allow_system_table_mods = on as $$ begin
    ${columnsOf('select oid from pg_class')};
  end $$`,
  `create function keeper.note_version() returns event_trigger language plpgsql set allow_system_table_mods = on as $$ begin
    ${columnsOf("select objid from pg_event_trigger_ddl_commands() where classid = 'pg_class'::regclass")};
  end $$`,
  'create event trigger keep_versions on ddl_command_end execute function keeper.note_version()',
];

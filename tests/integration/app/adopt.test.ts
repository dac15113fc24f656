// Protects the move to Smelt: what dbt, people or a restore have left becomes Smelt's as it is, the next build changes no row of what is
// right already, and what could not be kept is refused with nothing changed.

import { describe, expect, test } from 'vitest';
import { type AdoptOptions, adoptCommand } from '../../../src/app/adopt-command.ts';
import { cleanCommand } from '../../../src/app/clean-command.ts';
import type { DatabaseKind } from '../../support/databases.ts';
import { writeProject } from '../../support/project-files.ts';
import { connectTo, createProjectRig, type ProjectRig } from '../../support/project-rig.ts';
import { createRolesDatabase } from '../../support/roles.ts';
import { execute, noOptions, type Ran, runApp } from '../../support/run-app.ts';

function adopt({ root }: Pick<ProjectRig, 'root'>, options: Partial<AdoptOptions> = {}): Promise<Ran> {
  const all = options.select === undefined;
  return runApp(root, (io) => adoptCommand({ ...noOptions, all, dryRun: false, ...options }, io));
}

function clean({ root }: Pick<ProjectRig, 'root'>, drop: boolean): Promise<Ran> {
  return runApp(root, (io) => cleanCommand({ ...noOptions, orphans: true, drop }, io));
}

/** Each statement by itself. */
async function given(project: ProjectRig, ...statements: readonly string[]): Promise<void> {
  for (const statement of statements) await project.rows(statement);
}

/** As dbt-postgres 1.11 leaves them: names of indexes, of constraints and types of seeds are its own. */
const madeByDbt = [
  'create table rates (id integer, rate double precision, note text)',
  "insert into rates values (1, 1.05, 'a'), (2, 1.5, null)",
  'create view staged as (select id, rate from public.rates where rate > 1)',
  'create table batches (id integer, rate double precision)',
  'insert into batches select * from staged',
  'create index "7f3e0a5f9f0c3d8f9d0b3c1f6a2e4b5d" on batches (id)',
  'create materialized view summed as select count(*) as rows from public.staged',
  'create unique index "8f3e0a5f9f0c3d8f9d0b3c1f6a2e4b5d" on summed (rows)',
  'create table strict__dbt_tmp (id integer not null, primary key (id))',
  'insert into strict__dbt_tmp values (1)',
  'alter table strict__dbt_tmp rename to strict',
  'create table hooked as select 1 as id',
  'create index on hooked (id)',
];

const dbtProject = {
  'seeds/rates.csv': 'id,rate,note\n1,1.05,a\n2,1.5,\n',
  'models/staged.sql': "-- what is left\nselect id, rate from {{ ref('rates') }} where rate > 1",
  'models/batches.sql': `{{ config(materialized='incremental', unique_key='id', indexes=[{'columns': ['id']}]) }}
select id, rate from {{ ref('staged') }}{% if is_incremental() %} where id > 0{% endif %}`,
  'models/summed.sql': `{{ config(materialized='materialized_view', indexes=[{'columns': ['rows'], 'unique': true}]) }}
select count(*) as rows from {{ ref('staged') }}`,
  'models/strict.sql': "{{ config(materialized='table') }} select 1 as id",
  'models/hooked.sql': `{{ config(materialized='table', post_hook='create index on {{ this }} (id)') }} select 1 as id`,
  'models/_models.yml': `
models:
  - name: strict
    config: { contract: { enforced: true } }
    constraints: [{ type: primary_key, columns: [id] }]
    columns: [{ name: id, data_type: int, constraints: [{ type: not_null }] }]
`,
};

const doubles = 'seeds: { +seed_decimals: double }\n';

/** Where each row is, and which transaction wrote it. */
function places(project: ProjectRig, relations: readonly string[]): Promise<readonly (readonly unknown[])[]> {
  return project.rows(
    relations
      .map((name) => `select '${name}', ctid::text, xmin::text, t::text from ${name} as t`)
      .join(' union all ')
      .concat(' order by 1, 2'),
  );
}

const indexNames = "select indexname::text from pg_indexes where schemaname = 'public' order by 1";

describe.each(['server', 'embedded'] as const)('on %s', (kind: DatabaseKind) => {
  test('a project that dbt has built is adopted as a whole, and the next build changes no row of it', async () => {
    const project = await createProjectRig(kind, doubles, dbtProject);
    await given(project, ...madeByDbt);
    const kept = ['rates', 'batches', 'summed'];
    const before = await places(project, kept);
    const adopted = await adopt(project);
    expect(adopted).toMatchObject({ exitCode: 0, errors: '' });
    expect(adopted.output).toContain('"public"."staged" (view): the same query, columns\n  the next run: unchanged');
    expect(adopted.output).toContain('"public"."rates" (table): the same columns, rows\n  the next run: unchanged');
    expect(adopted.output).toContain('"public"."batches" (table): the same columns, indexes\n');
    expect(adopted.output.endsWith('6 adopted\n')).toBe(true);
    const oids = "select relname::text, oid from pg_class where relname in ('rates', 'staged', 'batches', 'summed')";
    const objects = await project.rows(oids);
    const built = await project.build();
    expect(built.exitCode, built.output + built.errors).toBe(0);
    expect(await places(project, kept)).toEqual(before);
    expect(await project.rows(oids)).toEqual(objects);
    expect(await project.values('select id from strict')).toEqual([1]);
    // One index each, that of a hook too: dbt's are not made once more beside the config's.
    const names = await project.values(indexNames);
    expect(names.filter((name) => String(name).startsWith('hooked'))).toEqual(['hooked_id_idx']);
    expect(names).toHaveLength(4);
    expect((await adopt(project)).output).toBe("0 adopted, 6 already Smelt's\n");
  });

  test('seeds whose decimals dbt made double are named with the line that keeps them so', async () => {
    const project = await createProjectRig(kind, '', dbtProject);
    await given(project, ...madeByDbt);
    const adopted = await adopt(project, { select: ['rates'] });
    expect(adopted.output).toContain('numeric, in rates.\n');
    expect(adopted.output).toContain('the next run, with `seed_decimals: double`: unchanged');
    expect(adopted.output).toContain('under `seeds:` of project.yml before the next run:\n  +seed_decimals: double\n');
    await project.write({ 'project.yml': `${project.projectFile}${doubles}` });
    const before = await places(project, ['rates']);
    expect((await project.build({ select: ['rates'] })).exitCode).toBe(0);
    expect(await places(project, ['rates'])).toEqual(before);
  });

  test('what is not as the model says is told, and comes to what the model says by the next run', async () => {
    const project = await createProjectRig(kind, '', {
      'models/v.sql': 'select 1 as a, 3 as b',
      'models/m.sql': "{{ config(materialized='materialized_view') }} select 1 as a",
      'seeds/s.csv': 'a\n1\n',
    });
    await given(
      project,
      'create view v as select 1 as a, 2 as b',
      'create materialized view m as select 2 as a',
      'create table s as select 2 as a',
    );
    const shown = await adopt(project, { dryRun: true });
    expect(shown.output).toContain('its query is another one\n  the next run: replace');
    expect(shown.output).toContain('its rows are not those of the file\n  the next run: rewrite');
    expect((await project.build()).output).toContain('RELATION_NOT_OWNED');
    expect((await adopt(project)).exitCode).toBe(0);
    expect((await project.build()).exitCode).toBe(0);
    expect(await project.rows('select v.b, m.a, s.a from v, m, s')).toEqual([[3, 1, 1]]);
  });

  test('what could not be kept is refused, and the rest adopted', async () => {
    const project = await createProjectRig(kind, '', {
      'models/t.sql': "{{ config(materialized='table') }} select 1 as a",
      'models/v.sql': 'select 1 as a',
      'models/other.sql': 'select 1 as a',
      'models/parted.sql': "{{ config(materialized='table') }} select 1 as a",
      'models/part.sql': "{{ config(materialized='table') }} select 1 as a",
      'models/wide.sql': "{{ config(materialized='table') }} select 1 as a",
      'models/right.sql': "{{ config(materialized='table') }} select 1 as a",
    });
    await given(
      project,
      'create view t as select 1 as a',
      'create table v as select 1 as a',
      'create materialized view other as select 1 as a',
      'create table whole (a integer) partition by list (a)',
      'create table part partition of whole for values in (1)',
      'create table parted (a integer) partition by list (a)',
      'create table parted_by_hand partition of parted for values in (1)',
      'create table wide as select 1 as a, 2 as precious',
      'create table "right" as select 1 as a',
    );
    const before = await project.rows(
      'select oid, relname::text, xmin::text from pg_class where oid > 16384 order by 1',
    );
    const { exitCode, output, errors } = await adopt(project);
    expect(exitCode).toBe(1);
    expect(output.endsWith('1 adopted, 6 refused\n')).toBe(true);
    const told = errors.split('\n').filter((line) => line.startsWith('error['));
    expect(told.sort()).toEqual([
      'error[PUBLISH_REFUSED]: "parted" cannot be changed: a full refresh would lose partitions that Smelt did not make',
      'error[RELATION_NOT_ADOPTED]: "public"."other" is a materialized view, and "other" makes a view',
      'error[RELATION_NOT_ADOPTED]: "public"."part" is a partition, and "part" makes a table',
      'error[RELATION_NOT_ADOPTED]: "public"."t" is a view, and "t" makes a table',
      'error[RELATION_NOT_ADOPTED]: "public"."v" is a table, and "v" makes a view',
      'error[RELATION_NOT_ADOPTED]: "public"."wide" has columns that "wide" does not give, and the next run would lose: precious',
    ]);
    expect(
      await project.rows('select oid, relname::text, xmin::text from pg_class where oid > 16384 order by 1'),
    ).toEqual(before);
    expect(await project.values('select relation_name from smelt.relations')).toEqual(['right']);
  });

  test('after a restore, when every OID is another, all is given back with generation and ledger', async () => {
    const page = (id: number) => JSON.stringify({ data: [{ id }] });
    const project = await createProjectRig(kind, '', {
      'sources.yml':
        'sources: [{ name: api, tables: [{ name: pages, files: { location: "raw/page_{page}.json", format: json, records: data } }] }]\n',
      'raw/page_1.json': page(1),
      'models/loaded.sql': `{{ config(materialized='incremental') }} select (record ->> 'id')::int as id from {{ source('api', 'pages') }}`,
      'models/read.sql': "select id from {{ ref('loaded') }}",
      'seeds/s.csv': 'a\n1\n',
    });
    expect((await project.build()).exitCode).toBe(0);
    const records =
      'select relation_name, generation::text, fingerprint, content_fingerprint from smelt.relations order by 1';
    const known = await project.rows(records);
    await project.rows('update smelt.relations set oid = oid::int8 + 1000000');
    expect((await project.build()).output).toContain('RELATION_NOT_OWNED');
    const adopted = await adopt(project);
    expect(adopted, adopted.errors).toMatchObject({ exitCode: 0 });
    expect(adopted.output).toContain("was Smelt's before, and has taken in 1 file\n");
    expect(await project.rows(records)).toEqual(known);
    await project.write({ 'raw/page_2.json': page(2) });
    expect((await project.build()).exitCode).toBe(0);
    expect(await project.values('select id from read order by 1')).toEqual([1, 2]);
  });

  test('after a restore a retired version is known again, and goes once its reader has moved', async () => {
    const project = await createProjectRig(kind, '', {
      'models/t.sql': "{{ config(materialized='table') }} select 1 as a",
      'models/v.sql': "select a from {{ ref('t') }}",
    });
    expect((await project.build()).exitCode).toBe(0);
    await project.write({
      'models/t.sql': "{{ config(materialized='table') }} select 1 as b",
      'models/v.sql': "select b from {{ ref('t') }}",
    });
    expect((await project.build({ select: ['t'] })).exitCode).toBe(0);
    const [[name, oid] = []] = await project.rows(
      "select relation_name, oid from smelt.relations where schema_name = 'smelt'",
    );
    const restored = String(name).replace(String(oid), '77');
    await given(
      project,
      `alter table smelt."${String(name)}" rename to "${restored}"`,
      `update smelt.relations set relation_name = '${restored}', oid = 77 where schema_name = 'smelt'`,
      "update smelt.relations set oid = oid::int8 + 1000000 where schema_name <> 'smelt'",
    );
    // A run before the adoption fails, and forgets nothing.
    expect((await project.build()).exitCode).toBe(1);
    expect((await adopt(project)).exitCode).toBe(0);
    expect(await project.rows("select relation_name, oid from smelt.relations where schema_name = 'smelt'")).toEqual([
      [name, oid],
    ]);
    expect((await project.build()).exitCode).toBe(0);
    expect(await project.values("select relname::text from pg_class where relname like '%retired'")).toEqual([]);
    expect(await project.values('select b from v')).toEqual([1]);
  });

  test('of a table of files that nobody has a ledger of, nothing is adopted', async () => {
    const project = await createProjectRig(kind, '', {
      'sources.yml':
        'sources: [{ name: api, tables: [{ name: pages, files: { location: "raw/page_{page}.json", format: json, records: data } }] }]\n',
      'models/loaded.sql': `{{ config(materialized='incremental') }} select (record ->> 'id')::int as id from {{ source('api', 'pages') }}`,
    });
    await given(project, 'create table loaded as select 1 as id');
    expect((await adopt(project)).errors).toContain('has rows of which nobody knows the files');
    expect(await project.values('select count(*)::int from smelt.relations')).toEqual([0]);
  });

  test('a renamed model is told before it is built, and keeps its rows and its ledger by its new name', async () => {
    const model = "{{ config(materialized='incremental') }} select 1 as id where not {{ is_incremental() }}";
    const project = await createProjectRig(kind, '', { 'models/old.sql': model, 'models/gone.sql': 'select 1 as a' });
    expect((await project.build()).exitCode).toBe(0);
    await given(
      project,
      'insert into old values (2)',
      "insert into smelt.files select generation, 'api.pages', 'f', 'public', 'old', 1, 1, 1, '', 1, 1, 1, now(), generation from smelt.relations where relation_name = 'old'",
    );
    await project.write({
      'models/old.sql': '{{ config(enabled=false) }} select 1',
      'models/gone.sql': '{{ config(enabled=false) }} select 1',
      'models/fresh.sql': model,
    });
    const { output, errors } = await project.plan();
    expect(errors).toBe('');
    expect(output).toContain('table "public"."old", of model.shop.old; "fresh" is new and may be its new name\n');
    expect(output).toContain('view "public"."gone", of model.shop.gone\n');
    const statement = /before the next build: (.*); then smelt adopt --select fresh/.exec(output)?.[1] ?? '';
    await given(project, statement);
    expect((await adopt(project, { select: ['fresh'] })).output).toContain(
      'was Smelt\'s before as "public"."old", and has taken in 1 file',
    );
    const built = await project.build();
    expect(built.output).toContain("1 relation of Smelt's belongs to no model any more");
    expect(await project.values('select id from fresh order by 1')).toEqual([1, 2]);
    expect(
      await project.values(
        'select relation_name from smelt.relations union all select relation_name from smelt.files order by 1',
      ),
    ).toEqual(['fresh', 'fresh', 'gone']);
  });

  test('orphans are listed, and dropped on request but where other things hang on them', async () => {
    const project = await createProjectRig(kind, '', {
      'models/a.sql': "{{ config(materialized='table') }} select 1 as id",
      'models/b.sql': "select * from {{ ref('a') }}",
      'models/c.sql': "{{ config(materialized='table') }} select 1 as id",
      'models/d.sql': 'select 1 as id',
    });
    expect((await project.build()).exitCode).toBe(0);
    await given(project, 'create table peoples as select 1 as id', 'create view reads_c as select * from c');
    expect((await clean(project, true)).output).toBe("every relation of Smelt's belongs to a model\n");
    const off = '{{ config(enabled=false) }} select 1';
    await project.write({ 'models/a.sql': off, 'models/b.sql': off, 'models/c.sql': off });
    const listed = await clean(project, false);
    expect(listed.errors).toBe('');
    expect(listed.output.split('\n').slice(0, 3)).toEqual([
      'table "public"."a", of model.shop.a',
      'view "public"."b", of model.shop.b',
      'table "public"."c", of model.shop.c',
    ]);
    const dropped = await clean(project, true);
    expect(dropped.exitCode).toBe(1);
    expect(dropped.output).toBe('dropped view "public"."b"\ndropped table "public"."a"\n');
    expect(dropped.errors).toContain('error[ORPHAN_KEPT]: "public"."c" is not dropped');
    expect(dropped.errors).toContain('view public.reads_c');
    const left =
      "select relname::text from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'v') order by 1";
    expect(await project.values(left)).toEqual(['c', 'd', 'peoples', 'reads_c']);
    expect(await project.values('select relation_name from smelt.relations order by 1')).toEqual(['c', 'd']);
  });
});

test('of several that adopt at once each relation is recorded once, and none fails', async () => {
  const project = await createProjectRig('server', doubles, dbtProject);
  await given(project, ...madeByDbt);
  const ran = await Promise.all([1, 2, 3].map(() => adopt(project)));
  expect(ran.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
  const adopted = ran.map(({ output }) => Number(/(\d+) adopted/.exec(output)?.[1]));
  expect(adopted.reduce((sum, number) => sum + number)).toBe(6);
  expect(await project.values(indexNames)).toHaveLength(4);
});

test('a table that changes while it is compared is not recorded', async () => {
  const project = await createProjectRig('server', '', {
    'models/t.sql': "{{ config(materialized='table') }} select 1 as a",
  });
  await given(project, 'create table t as select 1 as a');
  const client = await connectTo(project);
  // The adoption waits for the lock of the node, behind which the table gets another column.
  await client.query(`begin; select pg_advisory_xact_lock(hashtextextended('smelt:"public"."t"', 0))`);
  const running = adopt(project);
  const waits = "select count(*)::int from pg_locks where locktype = 'advisory' and not granted";
  while ((await project.values(waits))[0] === 0);
  await client.query('alter table t add column b integer; commit');
  const { exitCode, errors } = await running;
  expect(exitCode).toBe(1);
  expect(errors).toContain('"public"."t" was changed while it was compared');
  expect(await project.values('select count(*)::int from smelt.relations')).toEqual([0]);
});

test('a relation of another role is not taken over, nor a foreign table', async () => {
  const database = await createRolesDatabase();
  const [{ name } = {}] = await database.admin('select current_database() as name');
  const [owner, other] = [await database.role('owner'), await database.role('other')];
  await database.admin(
    `grant create on database ${name} to ${owner.name}`,
    `grant create on schema public to ${owner.name}, ${other.name}`,
    'create foreign data wrapper nothing',
    'create server nowhere foreign data wrapper nothing',
    'create foreign table far (a integer) server nowhere',
  );
  await other.execute('create table theirs as select 1 as a', `grant select on theirs to ${owner.name}`);
  const root = await writeProject({
    'project.yml': `name: shop\ntargets: { dev: { type: postgres, url: "${owner.url}", schema: public } }\n`,
    'models/theirs.sql': "{{ config(materialized='table') }} select 1 as a",
    'models/far.sql': "{{ config(materialized='table') }} select 1 as a",
  });
  const { exitCode, errors } = await adopt({ root });
  expect(exitCode).toBe(1);
  expect(errors).toContain(`"public"."theirs" belongs to "${other.name}"`);
  expect(errors).toContain('"public"."far" is a foreign table, and "far" makes a table');
  const statement = /let an administrator run: (.*)/.exec(errors)?.[1] ?? '';
  await database.admin(statement);
  expect((await adopt({ root }, { select: ['theirs'] })).exitCode).toBe(0);
  const ran = await execute(root, 'run', { select: ['theirs'] });
  expect(ran.exitCode, ran.output + ran.errors).toBe(0);
});

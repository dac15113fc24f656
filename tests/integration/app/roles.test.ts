// What each command does for each kind of role, with real roles: the owner of the state, a member of the team, a role without CREATE on
// the database, one that only reads. The table of it is in docs/operating.md.

import { describe, expect, test } from 'vitest';
import { compileCommand } from '../../../src/app/compile-command.ts';
import { debugCommand } from '../../../src/app/debug-command.ts';
import { planCommand } from '../../../src/app/plan-command.ts';
import { showCommand } from '../../../src/app/show-command.ts';
import { type ProjectFiles, writeFiles, writeProject } from '../../support/project-files.ts';
import { createRolesDatabase, type RolesDatabase, type TestRole } from '../../support/roles.ts';
import { execute, noOptions, type Ran, runApp } from '../../support/run-app.ts';

const files: ProjectFiles = {
  'project.yml': `name: shop
targets: { dev: { type: postgres, url: "{{ env_var('DATABASE_URL') }}", schema: "{{ env_var('TARGET_SCHEMA') }}", threads: 2 } }
engine_tables: [etl_status, data_quality_metrics]
`,
  'seeds/rates.csv': 'coin,rate\nBTC,1\n',
  'models/orders.sql':
    "{{ config(materialized='incremental', audit=true, unique_key='id') }} select 1 as id, {{ var('amount', 2) }} as amount",
  'models/paid.sql': "{{ config(materialized='table') }} select id, amount as a from {{ ref('orders') }}",
  'models/reads.sql': "select a from {{ ref('paid') }}",
  'models/totals.sql': "{{ config(materialized='materialized_view') }} select sum(a) as a from {{ ref('paid') }}",
  'models/_models.yml': `
models:
  - name: orders
    config: { contract: { enforced: true } }
    columns:
      - { name: id, data_type: int, constraints: [{ type: primary_key }], data_tests: [unique] }
      - { name: amount, data_type: int, data_tests: [{ accepted_values: { arguments: { values: [2], quote: false } } }] }
`,
};

/** The commands as a role, into its schema. */
function commandsOf(root: string, role: TestRole, schema: string) {
  const environment = { DATABASE_URL: role.url, TARGET_SCHEMA: schema };
  const run = (command: Parameters<typeof runApp>[1]) => runApp(root, command, environment);
  return {
    execute: (command: Parameters<typeof execute>[1], options = {}) => execute(root, command, options, environment),
    show: (model: string) =>
      run((around) =>
        showCommand({ ...noOptions, select: [model], inline: undefined, limit: 5, output: 'table' }, around),
      ),
    compile: () => run((around) => compileCommand({ ...noOptions, inline: undefined }, around)),
    plan: () => run((around) => planCommand({ ...noOptions, statements: true }, around)),
    debug: () => run((around) => debugCommand(noOptions, around)),
  };
}

async function teamOf(database: RolesDatabase) {
  const owner = await database.role('alice');
  const [{ name } = {}] = await database.admin('select current_database() as name');
  await database.admin(`grant create on database ${name} to ${owner.name}`);
  const root = await writeProject(files);
  const team = commandsOf(root, owner, 'alice_marts');
  expect(await team.execute('build')).toMatchObject({ exitCode: 0, errors: '' });
  return { owner, root, team };
}

/** The statements that the help lines of errors give. */
function helpOf({ errors }: Ran): readonly string[] {
  const helps = [...errors.matchAll(/= help: [^\n]* runs once: ([^\n]*)/g)];
  return helps.flatMap(([, statements = '']) => statements.split('; '));
}

describe('a second role', () => {
  test('is reported what its owner grants, and with that builds everything beside her', async () => {
    const database = await createRolesDatabase();
    const { owner, root, team } = await teamOf(database);
    const member = await database.role('bob');
    await database.admin(`create schema bob_marts authorization ${member.name}`);
    const bob = commandsOf(root, member, 'bob_marts');
    const refused = await bob.execute('build');
    expect(refused.exitCode).toBe(2);
    expect(refused.errors).toContain(`error[STATE_RIGHTS]: the role "${member.name}" may not use the state`);
    expect(helpOf(refused)).toHaveLength(3);
    const lacking = (output: string) => output.split('\n').filter((line) => line.startsWith('✗'));
    const before = lacking((await bob.debug()).output);
    expect(before).toHaveLength(9);
    expect((await bob.debug()).exitCode).toBe(1);
    expect(before[1]).toBe(
      `✗           read and write "smelt".migrations: grant select on "smelt".migrations to "${member.name}"`,
    );
    await owner.execute(...helpOf(refused));
    const granted = await bob.debug();
    expect(granted.exitCode).toBe(0);
    expect(lacking(granted.output)).toEqual([]);
    expect(granted.output).toContain(
      '–           create in the schema "smelt": not needed: replaced versions that are still read stay beside what replaced them\n',
    );
    for (const options of [{}, {}, { fullRefresh: true }, { vars: '{amount: 2}' }])
      expect(await bob.execute('build', options)).toMatchObject({ exitCode: 0, errors: '' });
    // The second one's audited model writes to the log that is the second one's.
    await bob.execute('run', { select: ['orders'], vars: '{amount: 7}' });
    const logged = 'select action, new_values, changed_by from bob_marts.audit_log order by audit_id desc limit 1';
    expect(await database.admin(logged)).toEqual([
      { action: 'INSERT', new_values: { id: 1, amount: 7 }, changed_by: member.name },
    ]);
    expect(await database.admin('select count(*)::int as n from alice_marts.audit_log')).toEqual([{ n: 1 }]);
    // What replaced versions the role keeps are beside what replaced them, and go again.
    await writeFiles(root, {
      'models/paid.sql': "{{ config(materialized='table') }} select id, amount as b from {{ ref('orders') }}",
      'models/reads.sql': "select b from {{ ref('paid') }}",
      'models/totals.sql': "{{ config(materialized='materialized_view') }} select sum(b) as a from {{ ref('paid') }}",
    });
    const retired =
      "select nspname as schema from pg_class join pg_namespace n on n.oid = relnamespace where relname ~ '_retired$' and relkind = 'r'";
    const behind = await bob.execute('run', { select: ['paid'] });
    expect(behind.exitCode).toBe(0);
    expect(behind.output).toContain('RETIRED_VERSION_READ');
    expect(await database.admin(retired)).toEqual([{ schema: 'bob_marts' }]);
    expect(await bob.execute('run')).toMatchObject({ exitCode: 0, errors: '' });
    expect(await database.admin(retired)).toEqual([]);
    expect(await database.admin("select from smelt.relations where relation_name ~ '_retired$'")).toEqual([]);
    // Its seed changes columns, so that it is swapped.
    await writeFiles(root, { 'seeds/rates.csv': 'coin,rate,at\nBTC,1,2\n' });
    expect(await bob.execute('build', { vars: '{amount: 2}' })).toMatchObject({ exitCode: 0, errors: '' });
    expect(await team.execute('build')).toMatchObject({ exitCode: 0, errors: '' });
    expect(await database.admin('select distinct status from smelt.runs')).toEqual([{ status: 'success' }]);
  });

  test('may not bring the state up to date, which keeps what was granted when its owner does', async () => {
    const database = await createRolesDatabase();
    const { owner, root, team } = await teamOf(database);
    const member = await database.role('bob');
    await database.admin(`create schema bob_marts authorization ${member.name}`);
    const bob = commandsOf(root, member, 'bob_marts');
    await owner.execute(...helpOf(await bob.execute('build')));
    await database.admin(
      'delete from smelt.migrations where version > 1',
      'alter table smelt.relations drop column made, drop column seed',
      'alter table smelt.runs drop column process, drop column backend, drop column backend_start, drop column heartbeat_at',
      'drop index smelt.runs_running',
    );
    const refused = await bob.execute('build');
    expect(refused.exitCode).toBe(2);
    const why = `the state in the schema "smelt" is of version 1, and only "${owner.name}" may`;
    expect(refused.errors).toContain(`error[STATE_OLD]: ${why}`);
    const looked = await bob.debug();
    expect(looked.exitCode).toBe(1);
    expect(looked.output).toContain(`✗           ${why}`);
    expect((await bob.execute('test')).output).toContain(
      'Nothing of this run is recorded: the state in the schema "smelt" is of version 1',
    );
    expect((await bob.plan()).exitCode).toBe(0);
    expect(await team.execute('build')).toMatchObject({ exitCode: 0, errors: '' });
    expect(await bob.execute('build')).toMatchObject({ exitCode: 0, errors: '' });
  });
});

describe('a role without CREATE on the database', () => {
  test('is reported the two statements for an administrator, and then builds', async () => {
    const database = await createRolesDatabase();
    const role = await database.role('ana');
    const ana = commandsOf(await writeProject(files), role, 'ana "marts');
    const refused = await ana.execute('build');
    expect(refused.exitCode).toBe(2);
    const codes = [...refused.errors.matchAll(/error\[(\w+)\]/g)].map(([, code]) => code);
    expect(codes.sort()).toEqual(['STATE_SCHEMA', 'TARGET_SCHEMA']);
    expect((await ana.debug()).exitCode).toBe(1);
    await database.admin(...helpOf(refused));
    expect((await ana.debug()).exitCode).toBe(0);
    expect(await ana.execute('build')).toMatchObject({ exitCode: 0, errors: '' });
    expect(await ana.execute('build')).toMatchObject({ exitCode: 0, errors: '' });
  });

  test('learns of every schema of the project from debug, before a build does', async () => {
    const database = await createRolesDatabase();
    const role = await database.role('ana');
    await database.admin(
      `create schema smelt authorization ${role.name}`,
      `create schema ana authorization ${role.name}`,
    );
    const root = await writeProject({
      ...files,
      'models/aside.sql': "{{ config(schema='side') }} select 1 as a",
      'models/nowhere.sql': "{{ config(schema='nowhere', materialized='ephemeral') }} select 1 as a",
    });
    const ana = commandsOf(root, role, 'ana');
    const looked = await ana.debug();
    expect(looked.exitCode).toBe(1);
    const make = `create schema "ana_side" authorization "${role.name}"`;
    expect(looked.output.split('\n').filter((line) => line.startsWith('✗'))).toEqual([
      `✗           create the schema "ana_side": ${make}`,
    ]);
    expect((await ana.execute('build')).errors).toContain(`error[TARGET_SCHEMA]: the role "${role.name}"`);
    await database.admin(make);
    expect((await ana.debug()).exitCode).toBe(0);
    expect(await ana.execute('build')).toMatchObject({ exitCode: 0, errors: '' });
    await database.admin(`alter role ${role.name} set default_transaction_read_only = on`);
    const standby = await ana.debug();
    expect(standby.exitCode).toBe(1);
    expect(standby.output).toContain('✗           sessions that may write');
  });

  test('takes an empty schema that is another’s, once it may create in it', async () => {
    const database = await createRolesDatabase();
    const role = await database.role('ana');
    const ana = commandsOf(await writeProject(files), role, 'ana');
    await database.admin(`create schema ana authorization ${role.name}`, 'create schema smelt');
    const refused = await ana.execute('build');
    expect(refused.errors).toContain(
      `error[STATE_SCHEMA]: the role "${role.name}" may not create tables in the schema "smelt"`,
    );
    await database.admin(...helpOf(refused));
    expect(await ana.execute('build')).toMatchObject({ exitCode: 0, errors: '' });
  });
});

describe('two roles that build into one schema', () => {
  const project = (name: string, config: string): ProjectFiles => ({
    'project.yml': `name: ${name}
targets: { dev: { type: postgres, url: "{{ env_var('DATABASE_URL') }}", schema: sh, role: "{{ env_var('AS_ROLE') }}" } }
${config}
`,
    [`models/${name}_m.sql`]:
      "{{ config(materialized='incremental', unique_key='id', audit=var('audit', false)) }} select 1 as id",
    'models/_models.yml': `models:
  - name: ${name}_m
    config: { contract: { enforced: true } }
    columns: [{ name: id, data_type: int, constraints: [{ type: primary_key }] }]
`,
  });
  const build = async (role: TestRole, files: ProjectFiles, asRole = role.name) => {
    const environment = { DATABASE_URL: role.url, AS_ROLE: asRole };
    const root = await writeProject(files);
    const ran = await execute(root, 'build', {}, environment);
    return { ...ran, debug: () => runApp(root, (around) => debugCommand(noOptions, around), environment) };
  };

  test.each([
    ['etl_status', 'engine_tables: [etl_status]'],
    ['data_quality_metrics', 'engine_tables: [data_quality_metrics]'],
    ['audit_log', 'vars: { audit: true }'],
  ])('are reported whose %s it is before a node runs', async (table, config) => {
    const database = await createRolesDatabase();
    const [alice, bob] = [await database.role('alice'), await database.role('bob')];
    await database.admin(
      `create schema smelt authorization ${alice.name}`,
      `create schema sh authorization ${alice.name}`,
      `grant all on schema sh to ${bob.name}`,
    );
    const built = await build(alice, project('hers', config));
    expect(built).toMatchObject({ exitCode: 0, errors: '' });
    const state = await build(bob, project('his', config));
    await alice.execute(...helpOf(state));
    const refused = await build(bob, project('his', config));
    expect(refused).toMatchObject({ exitCode: 2 });
    const why = `the role "${bob.name}" may not write to "sh"."${table}", which belongs to "${alice.name}"`;
    expect(refused.errors).toContain(`error[STATE_TABLE_RIGHTS]: ${why}`);
    expect(refused.errors).toContain('--> project.yml');
    expect(refused.errors).toContain('build into a schema of your own, or all as one role');
    expect(refused.errors).not.toContain('models/');
    const looked = await refused.debug();
    expect(looked.exitCode).toBe(1);
    expect(looked.output).toContain(`✗           ${why}`);
    expect((await built.debug()).exitCode).toBe(0);
    expect(await build(bob, project('his', ''))).toMatchObject({ exitCode: 0, errors: '' });
  });

  test('build there as a group role of theirs', async () => {
    const database = await createRolesDatabase();
    const [alice, bob] = [await database.role('alice'), await database.role('bob')];
    const team = await database.role('team');
    await database.admin(
      `create schema smelt authorization ${team.name}`,
      `create schema sh authorization ${team.name}`,
      `grant ${team.name} to ${alice.name}, ${bob.name}`,
    );
    const config = 'engine_tables: [etl_status, data_quality_metrics]\nvars: { audit: true }';
    for (const [role, name] of [
      [alice, 'hers'],
      [bob, 'his'],
      [alice, 'hers'],
    ] as const)
      expect(await build(role, project(name, config), team.name)).toMatchObject({ exitCode: 0, errors: '' });
  });

  test('one that may not make the tables of a schema is reported what is granted', async () => {
    const database = await createRolesDatabase();
    const ana = await database.role('ana');
    await database.admin(`create schema smelt authorization ${ana.name}`, 'create schema sh');
    const files = project('hers', 'engine_tables: [etl_status]');
    const refused = await build(ana, files);
    expect(refused.errors).toContain(
      `error[STATE_TABLE_RIGHTS]: the role "${ana.name}" may not make "sh"."etl_status"`,
    );
    await database.admin(...helpOf(refused));
    expect(await build(ana, files)).toMatchObject({ exitCode: 0, errors: '' });
  });
});

describe('a role that only reads', () => {
  test('shows, compiles, plans and tests, and records nothing', async () => {
    const database = await createRolesDatabase();
    const { owner, root, team } = await teamOf(database);
    const role = await database.role('rita');
    await owner.execute(
      `grant usage on schema alice_marts to ${role.name}`,
      `grant select on all tables in schema alice_marts to ${role.name}`,
    );
    const rita = commandsOf(root, role, 'alice_marts');
    const recorded = 'select count(*)::int as n from smelt.runs';
    const before = await database.admin(recorded);
    for (const ran of [await rita.show('paid'), await rita.compile(), await rita.plan()])
      expect(ran).toMatchObject({ exitCode: 0, errors: '' });
    const passed = await rita.execute('test', { warnError: true });
    expect(passed).toMatchObject({ exitCode: 0, errors: '' });
    expect(
      passed.output.match(/Nothing of this run is recorded: the role "rita_\w+" may not use the state/g),
    ).toHaveLength(1);
    expect(await database.admin(recorded)).toEqual(before);
    await team.execute('run', { select: ['orders'], vars: '{amount: 7}' });
    const failed = await rita.execute('test');
    expect(failed.exitCode).toBe(1);
    expect(failed.output).toContain('accepted_values');
    expect((await rita.execute('run')).errors).toContain('error[STATE_RIGHTS]');
  });

  test('needs no state at all', async () => {
    const database = await createRolesDatabase();
    const role = await database.role('rita');
    const rita = commandsOf(await writeProject({ ...files, 'models/one.sql': 'select 1 as one' }), role, 'nowhere');
    for (const ran of [await rita.show('one'), await rita.compile(), await rita.plan()])
      expect(ran).toMatchObject({ exitCode: 0, errors: '' });
    expect((await rita.execute('run')).errors).toContain('error[STATE_SCHEMA]');
  });

  test('in a session that is read only', async () => {
    const database = await createRolesDatabase();
    const { owner, team } = await teamOf(database);
    await database.admin(`alter role ${owner.name} set default_transaction_read_only = on`);
    const passed = await team.execute('test');
    expect(passed).toMatchObject({ exitCode: 0, errors: '' });
    expect(passed.output).toContain('Nothing of this run is recorded: the session is read only');
  });
});

describe('who owns the state, and what is on its tables', () => {
  test('is no group of which others are members', async () => {
    const database = await createRolesDatabase();
    const [role, other, group] = [await database.role('ana'), await database.role('eve'), await database.role('devs')];
    await database.admin(
      `create schema marts authorization ${role.name}`,
      `create schema smelt authorization ${group.name}`,
      `grant ${group.name} to ${role.name}`,
    );
    const ana = commandsOf(await writeProject(files), role, 'marts');
    expect(await ana.execute('build')).toMatchObject({ exitCode: 0, errors: '' });
    await database.admin(`grant ${group.name} to ${other.name}`);
    const refused = await ana.execute('build');
    expect(refused.exitCode).toBe(2);
    expect(refused.errors).toContain(
      `error[STATE_OWNER]: the schema "smelt" belongs to "${group.name}", as which "${other.name}" may act`,
    );
    expect(refused.errors).toContain(`alter schema "smelt" owner to "${role.name}"`);
    await database.admin(`alter schema smelt owner to ${role.name}`);
    expect(await ana.execute('build')).toMatchObject({ exitCode: 0, errors: '' });
    await database.admin(`alter table smelt.commits owner to ${other.name}`);
    expect((await ana.execute('build')).errors).toContain(
      `error[STATE_TAMPERED]: "smelt".commits belongs to "${other.name}"`,
    );
  });

  test('nothing on them runs what Smelt did not put there', async () => {
    const database = await createRolesDatabase();
    const { team } = await teamOf(database);
    await database.admin(
      "create function public.plant() returns trigger language plpgsql as $$ begin raise 'it ran'; end $$",
      'create function public.one() returns int immutable language sql as $$ select 1 $$',
    );
    const planted: readonly (readonly [what: string, make: string, undo: string])[] = [
      [
        'trigger t on runs',
        'create trigger t before insert on smelt.runs execute function public.plant()',
        'drop trigger t on smelt.runs',
      ],
      [
        'rule r on commits',
        'create rule r as on insert to smelt.commits do also select public.one()',
        'drop rule r on smelt.commits',
      ],
      [
        'default of rows on node_results',
        'alter table smelt.node_results alter rows set default public.one()',
        'alter table smelt.node_results alter rows drop default',
      ],
      [
        'default of status on runs',
        "alter table smelt.runs alter status set default 'lost'",
        "alter table smelt.runs alter status set default 'running'",
      ],
      [
        'constraint k on files',
        'alter table smelt.files add constraint k check (public.one() > 0)',
        'alter table smelt.files drop constraint k',
      ],
      [
        'policy p on relations',
        'create policy p on smelt.relations using (public.one() > 0)',
        'drop policy p on smelt.relations',
      ],
      [
        'row-level security on relations',
        'alter table smelt.relations enable row level security',
        'alter table smelt.relations disable row level security',
      ],
      [
        'index i on test_results',
        'create index i on smelt.test_results ((public.one() + failures))',
        'drop index smelt.i',
      ],
      [
        'inheritance on file_failures',
        'create table smelt.heir () inherits (smelt.file_failures)',
        'drop table smelt.heir',
      ],
    ];
    for (const [, make] of planted) await database.admin(make);
    const refused = await team.execute('build');
    expect(refused).toMatchObject({ exitCode: 2, output: '' });
    expect(refused.errors).toContain('error[STATE_TAMPERED]');
    for (const [what, , undo] of planted) {
      expect(refused.errors).toContain(what);
      await database.admin(undo);
    }
    expect(await team.execute('build')).toMatchObject({ exitCode: 0, errors: '' });
  });

  test('a superuser on a server is warned once a run, which --warn-error turns', async () => {
    const database = await createRolesDatabase();
    const superuser = commandsOf(
      await writeProject({
        ...files,
        'models/_models.yml': 'models: []',
        'models/orders.sql': 'select 1 as id, 2 as amount',
      }),
      { name: 'postgres', url: database.url, execute: database.admin },
      'marts',
    );
    const built = await superuser.execute('build');
    expect(built.exitCode).toBe(0);
    expect(built.output.match(/ROLE_SUPERUSER/g)).toHaveLength(1);
    expect((await superuser.execute('build', { warnError: true })).exitCode).toBe(1);
    const tested = await superuser.execute('test');
    expect([tested.exitCode, tested.output.match(/ROLE_SUPERUSER/g)]).toEqual([0, ['ROLE_SUPERUSER']]);
  });
});

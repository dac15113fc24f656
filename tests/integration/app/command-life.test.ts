// Protects what scripts rely on: the exit code of every command in every situation, and on which stream its diagnostics are. The tables
// are the promise; a column in which commands differ has its reason beside it.

import { Client } from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import type { CommonOptions } from '../../../src/app/options.ts';
import type { ProcessIo } from '../../../src/app/process-io.ts';
import { createTestDatabase } from '../../support/databases.ts';
import { type CommandName, commandNames, everyCommand } from '../../support/every-command.ts';
import { type ProjectFiles, writeProject } from '../../support/project-files.ts';
import { createRolesDatabase } from '../../support/roles.ts';
import { type Ran, runApp } from '../../support/run-app.ts';

/** Nobody listens there. */
const nowhere = 'postgres://nobody@127.0.0.1:1/none';

const files = (url: string, more: ProjectFiles = {}): ProjectFiles => ({
  'project.yml': `name: shop\ntargets: { dev: { type: postgres, url: "${url}", schema: public, retries: 0 } }\n`,
  'models/orders.sql': "select 1 as id, 'ada' as customer\n",
  'models/_models.yml': 'models: [{ name: orders, columns: [{ name: id, data_tests: [unique] }] }]\n',
  'seeds/customers.csv': 'name,country\nada,GB\n',
  'macros/note.sql': "{% macro note() %}{{ print('noted') }}{% endmacro %}\n",
  ...more,
});

const warned = { 'models/_warned.yml': 'models: [{ name: order }]\n' };
const mistaken = { 'models/lost.sql': "select * from {{ ref('nothing') }}\n" };

interface Situation {
  readonly files: ProjectFiles;
  readonly options?: Partial<CommonOptions>;
  readonly interrupted?: boolean;
}

/** With `--warn-error` and with mistakes the database cannot be had either, which nobody finds out. */
const situations = (url: string): Readonly<Record<string, Situation>> => ({
  clean: { files: files(url) },
  warning: { files: files(url, warned) },
  'warn-error': { files: files(nowhere, warned), options: { warnError: true } },
  mistake: { files: files(nowhere, mistaken) },
  'no server': { files: files(nowhere) },
  interrupted: { files: files(url), interrupted: true },
});

test.each([
  [
    'text',
    // parse, ls, deps and clean need no server; deps reads only the lists of packages, since what else there is may need them; watch
    // goes on until it is interrupted.
    `
               clean  warning        warn-error     mistake        no server      interrupted
build          0      0 warning>err  1 error>err    2 error>err    2 error>err    130
run            0      0 warning>err  1 error>err    2 error>err    2 error>err    130
test           0      0 warning>err  1 error>err    2 error>err    2 error>err    130
seed           0      0 warning>err  1 error>err    2 error>err    2 error>err    130
load           0      0 warning>err  1 error>err    2 error>err    2 error>err    130
plan           0      0 warning>err  1 error>err    2 error>err    2 error>err    130
compile        0      0 warning>err  1 error>err    2 error>err    2 error>err    130
ls             0      0 warning>err  1 error>err    2 error>err    0              130
show           0      0 warning>err  1 error>err    2 error>err    2 error>err    130
run-operation  0      0 warning>err  1 error>err    2 error>err    2 error>err    130
parse          0      0 warning>err  1 error>err    2 error>err    0              130
debug          0      0 warning>err  1 error>err    2 error>err    2 error>err    130
deps           0      0              0              0              0              130
adopt          0      0 warning>err  1 error>err    2 error>err    2 error>err    130
clean          0      0 warning>err  1 error>err    2 error>err    0              130
watch          130    130 warning>err  130 error>err  130 error>err  130 error>err  130
`,
  ],
  [
    'json',
    `
               clean  warning        warn-error     mistake        no server      interrupted
build          0      0 warning>out  1 error>out    2 error>out    2 error>out    130
run            0      0 warning>out  1 error>out    2 error>out    2 error>out    130
test           0      0 warning>out  1 error>out    2 error>out    2 error>out    130
seed           0      0 warning>out  1 error>out    2 error>out    2 error>out    130
load           0      0 warning>out  1 error>out    2 error>out    2 error>out    130
plan           0      0 warning>out  1 error>out    2 error>out    2 error>out    130
compile        0      0 warning>out  1 error>out    2 error>out    2 error>out    130
ls             0      0 warning>out  1 error>out    2 error>out    0              130
show           0      0 warning>out  1 error>out    2 error>out    2 error>out    130
run-operation  0      0 warning>out  1 error>out    2 error>out    2 error>out    130
parse          0      0 warning>out  1 error>out    2 error>out    0              130
debug          0      0 warning>out  1 error>out    2 error>out    2 error>out    130
deps           0      0              0              0              0              130
adopt          0      0 warning>out  1 error>out    2 error>out    2 error>out    130
clean          0      0 warning>out  1 error>out    2 error>out    0              130
watch          130    130 warning>out  130 error>out  130 error>out  130 error>out  130
`,
  ],
] as const)('the exit code and the stream of what is reported, as %s', async (logFormat, table) => {
  const url = await preparedServer();
  const told: Record<string, Record<string, string>> = {};
  for (const [name, { files, options, interrupted = false }] of Object.entries(situations(url))) {
    const root = await writeProject(files);
    for (const command of commandNames) {
      const ran = await runCommand(root, command, { ...options, logFormat }, interrupted);
      told[command] = { ...told[command], [name]: cellOf(ran) };
      if (name === 'interrupted') expect({ command, ...ran }).toMatchObject({ command, output: '', errors: '' });
    }
  }
  expect(told).toEqual(cellsIn(table));
});

/** Of a role that may do what builds need and is no superuser, so that nothing is to be warned of. */
async function preparedServer(): Promise<string> {
  const database = await createRolesDatabase();
  const role = await database.role('ana');
  await database.admin(
    `do $$ begin execute format('grant create on database %I to ${role.name}', current_database()); end $$`,
    `grant create on schema public to ${role.name}`,
  );
  const url = new URL(role.url);
  return url.href;
}

/** Watching is interrupted once it has come to rest. */
function runCommand(
  root: string,
  command: CommandName,
  options: Partial<CommonOptions>,
  interrupted: boolean,
): Promise<Ran> {
  const controller = new AbortController();
  if (interrupted) controller.abort();
  const run = (io: ProcessIo) =>
    everyCommand[command](options, {
      ...io,
      write(text) {
        io.write(text);
        if (text.startsWith('watching: ')) controller.abort();
      },
    });
  return runApp(root, run, {}, controller.signal);
}

/** `1 error>err`: the exit code, the worst that was reported, and where; diagnostics on both streams would be reported as such. */
function cellOf({ exitCode, output, errors }: Ran): string {
  const found = [
    ['err', errors],
    ['out', output],
  ] as const;
  const told = found.flatMap(([stream, text]) => {
    const severities = [...text.matchAll(/^(error|warning)\[|"severity":"(error|warning)"/gm)].map(
      ([, plain, json]) => plain ?? json,
    );
    if (severities.length === 0) return [];
    return [`${severities.includes('error') ? 'error' : 'warning'}>${stream}`];
  });
  return [exitCode, ...told].join(' ');
}

function cellsIn(table: string): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const [head = '', ...rows] = table.trim().split('\n');
  const columns = head.trim().split(/ {2,}/);
  return Object.fromEntries(
    rows.map((row) => {
      const [command = '', ...cells] = row.split(/ {2,}/);
      return [command, Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? '']))];
    }),
  );
}

const asks = "{% if execute %}{% do run_query('select id from public.gate') %}{% endif %}";

/** Starts a command that comes to wait for a lock of the client's, and answers both when it does. */
async function startHeldUp(command: CommandName) {
  const { target, drop } = await createTestDatabase('server');
  onTestFinished(drop);
  const url = target.kind === 'server' ? (target.url ?? '') : '';
  const root = await writeProject(
    files(url, {
      'project.yml': `name: shop\non-run-start: ["select id from public.gate"]\ntargets: { dev: { type: postgres, url: "${url}", schema: public } }\n`,
      'models/orders.sql': `${asks} select 1 as id\n`,
      'macros/note.sql': `{% macro note() %}${asks}{% endmacro %}\n`,
    }),
  );
  const client = new Client({ connectionString: url });
  await client.connect();
  onTestFinished(() => client.end());
  await client.query('create table public.gate (id int)');
  // What there is nothing to adopt for is not rendered.
  if (command === 'adopt') await client.query('create view public.orders as select 1 as id');
  await client.query(`begin; lock table ${command === 'debug' ? 'pg_catalog.pg_settings' : 'public.gate'}`);
  const controller = new AbortController();
  const running = runApp(root, (around) => everyCommand[command]({}, around), {}, controller.signal);
  await Promise.race([waitForAnother(client), running.then((ran) => expect.unreachable(JSON.stringify(ran)))]);
  return { client, running, interrupt: () => controller.abort() };
}

test.each(commandNames.filter((name) => !['ls', 'parse', 'deps', 'clean', 'watch'].includes(name)))(
  '%s: an interrupt cancels what the database is at, without an error',
  async (command) => {
    const { running, interrupt } = await startHeldUp(command);
    interrupt();
    const { exitCode, output, errors } = await running;
    expect({ exitCode, errors, told: output.match(/error\[/g) }).toEqual({ exitCode: 130, errors: '', told: null });
  },
);

// A run tries again on another connection, which tests/fault is about.
test.each(['plan', 'compile', 'show', 'run-operation', 'debug'] as const)(
  '%s: a connection that breaks is one error',
  async (command) => {
    const { client, running } = await startHeldUp(command);
    await client.query(`select pg_terminate_backend(pid) from pg_catalog.pg_stat_activity
where datname = current_database() and pid <> pg_backend_pid()`);
    const { exitCode, errors } = await running;
    expect({ exitCode, told: errors.match(/error\[\w+\]/g) }).toEqual({
      exitCode: 1,
      told: ['error[CONNECTION_LOST]'],
    });
  },
);

/** Asks until another session waits for a lock; the test's own time limit ends it. */
async function waitForAnother(client: Client): Promise<void> {
  const waiting = `select 1 from pg_catalog.pg_stat_activity
where datname = current_database() and pid <> pg_backend_pid() and wait_event_type = 'Lock'`;
  // In a transaction the view is as it was when it was first read.
  while ((await client.query(waiting)).rowCount === 0) await client.query('select pg_stat_clear_snapshot()');
}

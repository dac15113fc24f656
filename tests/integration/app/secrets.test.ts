// Protects both halves of one promise: a password is shown on no stream, in no event, in no file and in none of the tables that
// Smelt keeps; and rows, keys, names and history are what they are, whatever the password is.

import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { compileCommand } from '../../../src/app/compile-command.ts';
import { debugCommand } from '../../../src/app/debug-command.ts';
import { planCommand } from '../../../src/app/plan-command.ts';
import { runOperationCommand } from '../../../src/app/run-operation-command.ts';
import { showCommand } from '../../../src/app/show-command.ts';
import { recordsOf } from '../../../src/database/database.ts';
import { identifier, literal, quoteIdentifier, quoteLiteral, type Sql, sql, userText } from '../../../src/sql/sql.ts';
import { createTestDatabase, openTarget } from '../../support/databases.ts';
import { writeFiles, writeProject } from '../../support/project-files.ts';
import { execute, noOptions, type Ran, runApp } from '../../support/run-app.ts';

/** A project on a server; `enter` gives it a password, and answers what goes into the environment. */
async function projectOnServer() {
  const { target, drop } = await createTestDatabase('server');
  const role = `smelt_test_${randomBytes(4).toString('hex')}`;
  const admin = await openTarget(target);
  const run = (statement: Sql) => admin.withSession((session) => session.query(statement));
  await run(sql`create role ${identifier(role)} superuser login`);
  const root = await writeProject({
    'project.yml': `name: shop
engine_tables: [etl_status]
targets: { dev: { type: postgres, url: "{{ env_var('DATABASE_URL') }}", schema: public } }
`,
    'models/broken.sql': `{{ config(materialized='table') }} select '{{ env_var('DATABASE_URL') }}'::int as a`,
    'models/_models.yml':
      'models: [{ name: words, columns: [{ name: id, data_tests: [{ accepted_values: { arguments: { values: [2] } } }] }] }]\n',
  });
  return {
    root,
    kept: async (query: string) => recordsOf(await run(userText(query))),
    async enter(password: string) {
      await run(sql`alter role ${identifier(role)} password ${literal(password)}`);
      const url = new URL(target.kind === 'server' ? (target.url ?? '') : '');
      url.username = role;
      url.password = encodeURIComponent(password);
      return url;
    },
    async drop() {
      await run(sql`reassign owned by ${identifier(role)} to current_user`);
      await run(sql`drop role ${identifier(role)}`);
      await admin.close();
      await drop();
    },
  };
}

const passwords = ['postgres', '1', 'id', 'p', '"', '(a+)+$&.*', 'ключ🗝 a%b@c/d:e?f#g'];

test('rows, keys and history are what they are, logs are JSON, and no URL shows the password, whatever it is', async () => {
  const { root, kept, enter, drop } = await projectOnServer();
  onTestFinished(drop);
  for (const password of passwords) {
    // Rows and a key that happen to be what the password is.
    await writeFiles(root, {
      'models/words.sql': `select 1 as id, ${quoteLiteral(password)} as word, ${quoteLiteral(JSON.stringify([password]))}::jsonb as ${quoteIdentifier(`${password} `)}`,
    });
    const url = await enter(password);
    const environment = { DATABASE_URL: url.href, PGUSER: 'postgres' };
    const show = async (output: 'json' | 'csv') => {
      const options = { ...noOptions, select: ['words'], inline: undefined, limit: 5, output };
      return (await runApp(root, (given) => showCommand(options, given), environment)).output;
    };
    expect(JSON.parse(await show('json'))).toEqual([{ id: 1, word: password, [`${password} `]: [password] }]);
    const csv = (text: string) => (/[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
    const row = ['1', password, JSON.stringify([password])].map(csv).join(',');
    expect(await show('csv')).toBe(`id,word,${csv(`${password} `)}\n${row}\n`);

    const built = await execute(root, 'build', { logFormat: 'json', fullRefresh: true }, environment);
    const events = built.output
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const broken = events.find((event) => event.nodeId === 'model.shop.broken' && event.kind === 'nodeFinished');
    expect(broken.outcome.diagnostics[0].message).toBe(
      `invalid input syntax for type integer: "postgresql://${url.username}:*****@${url.host}${url.pathname}"`,
    );
    expect(built.output).not.toContain(`:${url.password}@`);
  }
  const history = await kept('select distinct message, status, severity from smelt.test_results');
  expect(history).toEqual([{ message: "1 of 1 row has an id other than '2'", status: 'fail', severity: 'error' }]);
});

describe('of a long password nothing is found', () => {
  const password = 'k3y "of" ünlocking/%it';
  const forms = [password, encodeURIComponent(password), JSON.stringify(password).slice(1, -1)];
  const expectHidden = (text: string) => {
    for (const form of forms) expect(text).not.toContain(form);
  };

  test('in outputs, logs, files of target/ and the tables of Smelt', async () => {
    const { root, kept, enter, drop } = await projectOnServer();
    onTestFinished(drop);
    const url = await enter(password);
    await writeFiles(root, {
      'models/words.sql': 'select 1 as id',
      'macros/tell.sql': `{% macro tell() %}{{ print(env_var('DATABASE_URL')) }}{{ log(env_var('PGPASSWORD'), info=true) }}
{% do run_query("select '" ~ env_var('PGPASSWORD') ~ "'::int") %}{% endmacro %}`,
    });
    const given = { DATABASE_URL: url.href, PGPASSWORD: password };
    const missing = new URL(url);
    missing.pathname = '/nowhere';
    const wrong = new URL(url);
    wrong.password = encodeURIComponent(`${password}!`);
    const inline = undefined;
    const runs: readonly Ran[] = [
      await execute(root, 'build', {}, given),
      await execute(root, 'build', { logFormat: 'json' }, given),
      await execute(root, 'build', {}, { ...given, DATABASE_URL: missing.href }),
      await execute(root, 'build', { logFormat: 'json' }, { ...given, DATABASE_URL: wrong.href }),
      await execute(root, 'build', {}, { ...given, DATABASE_URL: `${url.href}?connect_timeout=${password}` }),
      await runApp(root, (around) => compileCommand({ ...noOptions, inline }, around), given),
      await runApp(root, (around) => debugCommand(noOptions, around), given),
      await runApp(root, (around) => planCommand({ ...noOptions, select: ['words'], statements: true }, around), given),
      await runApp(
        root,
        (around) => runOperationCommand({ ...noOptions, macro: 'tell', args: undefined }, around),
        given,
      ),
    ];
    for (const { output, errors } of runs) expectHidden(output + errors);
    expect(runs.at(-1)?.output).toBe(`postgresql://${url.username}:*****@${url.host}${url.pathname}\n*****\n`);
    expect(runs.at(-1)?.errors).toContain('invalid input syntax for type integer: "*****"');

    const written = await readdir(path.join(root, 'target'), { recursive: true, withFileTypes: true });
    const files = written.filter((entry) => entry.isFile());
    expect(files.length).toBeGreaterThan(0);
    for (const { parentPath, name } of files)
      if (name !== 'broken.sql') expectHidden(await readFile(path.join(parentPath, name), 'utf8'));

    const tables = await kept(
      "select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = 'smelt'",
    );
    for (const { name } of [...tables, { name: 'public.etl_status' }])
      for (const { row } of await kept(`select r::text as row from ${name} r`)) expectHidden(String(row));
    const told = await kept("select message from smelt.node_results where status = 'failed' limit 1");
    expect(told[0]?.message).toContain(':*****@');
  });

  test('where a template writes it into SQL that fails', async () => {
    const created = await createTestDatabase('embedded');
    const location = created.target.kind === 'embedded' ? created.target.path : '';
    const environment = { PGPASSWORD: 'hunter"2' };
    const root = await writeProject({
      'project.yml': `name: shop\nengine_tables: [etl_status]\ntargets: { dev: { type: embedded, path: ${location}, schema: public } }\n`,
      'models/bad.sql':
        "{{ config(materialized='table') }}{{ log(env_var('PGPASSWORD'), info=true) }} select '{{ env_var('PGPASSWORD') }}'::int as a\n",
      'models/good.sql': "{{ config(materialized='table') }} select 1 as a\n",
      'models/_models.yml': `models:
  - name: good
    data_tests:
      - expression: { arguments: { expression: "a = '{{ env_var('PGPASSWORD') }}'" } }
`,
    });
    const { output, errors } = await execute(root, 'build', { logFormat: 'json' }, environment);
    expect(output + errors).toContain('*****');
    expect(output + errors).not.toMatch(/hunter\\?"2/);
    const database = await openTarget(created.target);
    const kept = await database.withSession(async (session) =>
      recordsOf(
        await session.query(
          userText(`select r::text as row from smelt.node_results r where message is not null
            union all select r::text from smelt.test_results r where message is not null
            union all select r::text from public.etl_status r where error_message is not null`),
        ),
      ),
    );
    await database.close();
    await created.drop();
    expect(kept.length).toBeGreaterThan(2);
    for (const { row } of kept) expect(row).not.toContain('hunter');
  });
});

// The built command line as a user types it: exit codes and exact output, with times masked.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Ended, smelt, steady } from '../support/command-line.ts';
import { writeFiles, writeProject } from '../support/project-files.ts';
import { createShop } from '../support/shop-project.ts';

/** Both streams and the exit code as one reviewed text. */
async function expectGolden(name: string, words: readonly string[], ended: Ended, root: string): Promise<void> {
  const errors = ended.errors === '' ? '' : `--- errors\n${ended.errors}`;
  const text = `$ smelt ${words.join(' ')}\n${ended.output}${errors}--- exit ${ended.code}\n`;
  await expect(steady(text, root)).toMatchFileSnapshot(`golden/${name}.txt`);
}

describe('help, version and what is typed wrongly', () => {
  const commands = [
    'build',
    'run',
    'test',
    'seed',
    'load',
    'watch',
    'deps',
    'plan',
    'compile',
    'ls',
    'show',
    'run-operation',
    'parse',
    'debug',
    'adopt',
    'clean',
  ];

  test('--help lists the commands, and each has its own with examples', async () => {
    const root = await writeProject({});
    await expectGolden('help', ['--help'], await smelt(root, ['--help']), root);
    const helps = await Promise.all(commands.map((command) => smelt(root, [command, '--help'])));
    for (const [index, command] of commands.entries()) {
      const ended = helps[index];
      if (ended) await expectGolden(`help-${command}`, [command, '--help'], ended, root);
    }
  });

  test('--version tells the version of the package', async () => {
    const root = await writeProject({});
    expect(await smelt(root, ['--version'])).toEqual({ code: 0, output: 'smelt 0.1.0\n', errors: '' });
    expect(await smelt(root, ['-v'])).toEqual({ code: 0, output: 'smelt 0.1.0\n', errors: '' });
  });

  test.each([
    ['nothing', []],
    ['an unknown command', ['bild']],
    ['an unknown option', ['build', '--selct', 'x']],
    ['an option value out of its choices', ['ls', '--output', 'xml']],
    ['a number that is none', ['build', '--threads', 'many']],
  ])('%s ends with 2', async (name, words) => {
    const root = await writeProject({});
    await expectGolden(`usage-${name.replaceAll(' ', '-')}`, words, await smelt(root, words), root);
  });
});

describe('a project from its first build on', () => {
  let root = '';
  let remove = async () => {};
  beforeAll(async () => {
    ({ root, remove } = await createShop());
  });
  afterAll(() => remove());

  const golden = async (name: string, words: readonly string[], environment: Readonly<Record<string, string>> = {}) => {
    const ended = await smelt(root, words, environment);
    await expectGolden(name, words, ended, root);
    return ended;
  };

  test('ls lists what a selection means', async () => {
    await golden('ls', ['ls']);
    await golden('ls-ancestors', ['ls', '--select', '+revenue', '--exclude', 'resource_type:test']);
    await golden('ls-descendants', ['ls', '--select', 'orders+', '--resource-type', 'model', '--output', 'path']);
    await golden('ls-tag', ['ls', '--select', 'tag:marts', '--resource-type', 'model', '--output', 'json']);
    await golden('ls-path', ['ls', '--select', 'path:models/staging', '--output', 'selector']);
    await golden('ls-nothing', ['ls', '--select', 'tag:mart']);
  });

  test('parse, debug and plan touch nothing', async () => {
    await golden('parse', ['parse']);
    await golden('debug', ['debug']);
    await golden('plan-before', ['plan']);
    const { output } = await smelt(root, ['plan', '--select', 'paid_orders', '--sql']);
    expect(output).toMatch(
      /^create view "public"\."paid_orders"\n {2}create view .* as\n {2}select id, customer, amount\n/,
    );
  });

  test('seed, run, test and load are the parts of a build', async () => {
    await golden('seed', ['seed', '--select', 'orders']);
    await golden('run-without-a-parent', ['run']);
    await golden('load', ['load']);
  });

  test('build builds everything, and again finds nothing to do', async () => {
    await golden('build', ['build']);
    await golden('build-again', ['build']);
    await golden('test', ['test', '--select', 'paid_orders']);
    await golden('plan-after', ['plan']);
  });

  test('show gives rows as a table, CSV or JSON', async () => {
    const query = [
      'show',
      '--inline',
      "select id, customer, amount, null as nothing from {{ ref('orders') }} order by id",
    ];
    await golden('show-table', query);
    await golden('show-csv', [...query, '--output', 'csv', '--limit', '2']);
    await golden('show-json', [...query, '--output', 'json']);
    await golden('show-model', ['show', 'revenue']);
    await golden('show-unknown', ['show', 'revenu']);
    await golden('usage-show-several', ['show', 'revenue', 'orders']);
  });

  test('run-operation runs one macro with its arguments', async () => {
    await writeFiles(root, {
      'macros/forget.sql':
        "{% macro forget(customer) %}\n{% do run_query(\"delete from \" ~ ref('orders') ~ \" where customer = '\" ~ customer ~ \"'\") %}\n{{ print(run_query('select count(*) from ' ~ ref('orders')).rows[0][0] ~ ' left') }}\n{% endmacro %}\n",
    });
    await golden('run-operation', ['run-operation', 'forget', '--args', '{customer: nobody}']);
    await golden('run-operation-unknown', ['run-operation', 'forgt']);
    await golden('run-operation-args', ['run-operation', 'forget', '--args', 'nobody']);
    await golden('run-operation-failing', ['run-operation', 'forget', '--args', "{customer: o'hara}"]);
    await golden('usage-run-operation-nothing', ['run-operation']);
    await golden('usage-run-operation-several', ['run-operation', 'forget', 'nobody']);
  });

  test('compile writes SQL below target/, clean removes it', async () => {
    await golden('compile', ['compile']);
    await golden('compile-one', ['compile', '--select', 'paid_orders', '--vars', '{least: 5}']);
    await golden('compile-inline', ['compile', '--inline', "select * from {{ ref('revenue') }}"]);
    await golden('clean', ['clean']);
  });

  test('--vars reach the models', async () => {
    await golden('build-vars', ['build', '--select', 'paid_orders+', '--vars', '{least: 5}', '--full-refresh']);
    await golden('vars-wrong', ['build', '--vars', 'least']);
  });

  test('failing tests end a build with 1 and hold back what is downstream', async () => {
    await writeFile(join(root, 'seeds/orders.csv'), 'id,customer,amount\n1,ada,10.50\n1,ada,4.25\n');
    await golden('build-failing', ['build']);
  });

  test('--warn-error makes warnings failures', async () => {
    await writeFiles(root, {
      'seeds/orders.csv': 'id,customer,amount\n1,ada,10.50\n',
      'seeds/customers.csv': 'name,country\nada,\nbob,GB\n',
    });
    await golden('build-warning', ['build', '--log-format', 'text']);
    await golden('build-warn-error', ['build', '--warn-error']);
  });

  test('--fail-fast stops at the first failure', async () => {
    await writeFiles(root, {
      'models/a_broken.sql': "{{ config(materialized='table') }}\nselect 1 / 0 as nothing\n",
      'models/b_next.sql': "{{ config(materialized='table') }}\nselect 1 as one\n",
    });
    await golden('run-fail-fast', ['run', '--fail-fast', '--select', 'a_broken', 'b_next', '--threads', '1']);
    await golden('run-without-fail-fast', ['run', '--select', 'a_broken', 'b_next']);
  });
});

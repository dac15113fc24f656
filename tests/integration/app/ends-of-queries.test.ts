// Protects one meaning of a query's text wherever one is written (models, singular tests, show), and what is told of texts that no
// server takes.

import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { showCommand } from '../../../src/app/show-command.ts';
import { createTestDatabase, type TestDatabase } from '../../support/databases.ts';
import { type ProjectFiles, writeProject } from '../../support/project-files.ts';
import { execute, noOptions, type Ran, runApp } from '../../support/run-app.ts';
import { kindsTried } from '../../support/whole.ts';

// Whole builds on the embedded database; minutes where the machine is shared.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const table = "{{ config(materialized='table') }}\n";

describe.each(kindsTried)('queries (%s)', (kind) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase(kind);
  });
  afterAll(() => database.drop());

  const write = (files: ProjectFiles): Promise<string> => {
    const { target } = database;
    const address =
      target.kind === 'embedded' ? `type: embedded, path: ${target.path}` : `type: postgres, url: "${target.url}"`;
    return writeProject({ 'project.yml': `name: shop\ntargets: { dev: { ${address}, schema: public } }\n`, ...files });
  };
  const show = (root: string, asked: { readonly select?: readonly string[]; readonly inline?: string }): Promise<Ran> =>
    runApp(root, (io) => showCommand({ ...noOptions, inline: undefined, ...asked, limit: 5, output: 'csv' }, io));

  test('may end with semicolons and comments, whatever is built around them', async () => {
    const root = await write({
      'models/base.sql': `${table}select 1 as a, '; -- text' as b; -- done; really\n`,
      'models/seen.sql': "select a, b from {{ ref('base') }}; /* a view; */ ;\n",
      'models/inlined.sql': "{{ config(materialized='ephemeral') }} select a, b from {{ ref('seen') }}; -- inlined\n",
      'models/top.sql': `${table}select a, b from {{ ref('seen') }} union all select a, b from {{ ref('inlined') }}; -- through views\n`,
      'models/more.sql': "{{ config(materialized='incremental') }} select a from {{ ref('top') }}; -- x\n",
      'models/kept.sql': "{{ config(materialized='materialized_view') }} select a from {{ ref('top') }}; -- x\n",
      'tests/none.sql': "select * from {{ ref('top') }} where a > 1; -- none\n",
      'macros/tests.sql':
        '{% test above(model, least) %}select * from {{ model }} where a < {{ least }}; -- few\n{% endtest %}',
      'models/tests.yml': 'models: [{ name: top, data_tests: [{ above: { arguments: { least: 1 } } }] }]\n',
    });
    for (const again of [false, true]) {
      const built = await execute(root, 'build', again ? { fullRefresh: true } : {});
      expect(built.exitCode, `${built.output}${built.errors}`).toBe(0);
    }
    const base = { exitCode: 0, output: 'a,b\n1,; -- text\n', errors: '' };
    expect(await show(root, { select: ['base'] })).toEqual(base);
    expect(await show(root, { inline: "select a, b from {{ ref('base') }}; -- typed" })).toEqual(base);
    expect(await show(root, { inline: 'select 1 as a; select 2' })).toMatchObject({ exitCode: 1, output: '' });
  });

  test('of a singular test may give columns of one name, and the example has each', async () => {
    const root = await write({ 'tests/two.sql': 'select 1, 2, null as a, 3 as a; -- two\n' });
    const { exitCode, output } = await execute(root, 'test');
    expect(exitCode).toBe(1);
    expect(output).toContain('for example: ?column?=1 ?column?=2 a=NULL a=3');
  });

  test('of show that lock rows are reported as that', async () => {
    const root = await write({});
    const { exitCode, errors } = await show(root, { inline: 'select relname from pg_class for update' });
    expect(exitCode).toBe(1);
    expect(errors).toMatch(/^error\[SQL_READ_ONLY\]: cannot execute .* in a read-only transaction/);
  });

  test.each([
    [
      'a hook',
      { 'models/m.sql': `{{ config(materialized='table', post_hook="select 'é', '\\x00'") }} select 1 as a\n` },
    ],
    [
      'a description',
      {
        'models/m.sql': `${table}select 1 as a\n`,
        'models/m.yml': 'models: [{ name: m, description: "\\0", config: { persist_docs: { relation: true } } }]\n',
      },
    ],
  ])('NUL in %s is reported as what it is', async (_what, files: ProjectFiles) => {
    const { exitCode, output, errors } = await execute(await write(files), 'build');
    const told = `${output}${errors}`;
    expect(exitCode).toBe(1);
    expect(told).toContain('error[SQL_SYNTAX]: the statement holds a NUL character, which PostgreSQL cannot take');
    expect(told).toMatch(/--> models\/m\.sql(:1:.*)?$/m);
    expect(told).not.toContain('parameters');
  });
});

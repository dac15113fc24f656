// What only the database can find wrong: told at the place in the user's file, once, with nothing half done.

import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { recordsOf } from '../../../src/database/database.ts';
import { userText } from '../../../src/sql/sql.ts';
import { createTestDatabase, openTarget, type TestDatabase } from '../../support/databases.ts';
import { type ProjectFiles, writeProject } from '../../support/project-files.ts';
import { execute, type Ran } from '../../support/run-app.ts';

// Whole builds on the embedded database; minutes where the machine is shared.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const table = "{{ config(materialized='table') }}\n";

const cases: Readonly<Record<string, ProjectFiles>> = {
  'a column that does not exist': {
    'models/orders.sql': `${table}select 1 as id, 2 as amount\n`,
    'models/daily.sql': `${table}select\n  id,\n  amuont\nfrom {{ ref('orders') }}\n`,
  },
  'a column that does not exist, in a macro': {
    'macros/money.sql': '{% macro in_cents(column) %}({{ column }} * 100 + offest)::bigint{% endmacro %}\n',
    'models/daily.sql': `${table}select\n  {{ in_cents('1') }} as cents\n`,
  },
  'a macro that does not exist': {
    'macros/money.sql': '{% macro cents_to_dollars(column) %}{{ column }} / 100{% endmacro %}\n',
    'models/daily.sql': `${table}select {{ cents_to_dolars('1') }} as dollars\n`,
  },
  'a field of a record as if it were a column': {
    'models/sources.yml':
      'sources: [{ name: api, tables: [{ name: deposits, files: { location: "raw/{who}.ndjson", format: ndjson } }] }]\n',
    'raw/ann.ndjson': '{"id": 1, "amount": 3}\n',
    'models/daily.sql': `${table}select d.amount from {{ source('api', 'deposits') }} as d\n`,
  },
  'a var that breaks the SQL': { 'models/daily.sql': `${table}select 1 > {{ var('least', 'now(') }}\n` },
  'a var without quotes': { 'models/daily.sql': `${table}select 'ann' = {{ var('who', 'ann') }} as is_ann\n` },
  'two statements': { 'models/daily.sql': `${table}select 1 as id;\ndelete from pg_class\n` },
  'a statement that is no SELECT': { 'models/daily.sql': `${table}create table mine (id int)\n` },
  'a model of comments': { 'models/daily.sql': '-- to be written\n' },
  'a value that cannot be converted': {
    'models/daily.sql': `${table}select '{{ 'n/a' }}'::int as amount\n`,
  },
};

describe.each(['server', 'embedded'] as const)('mistakes that the database finds (%s)', (kind) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase(kind);
  });
  afterAll(() => database.drop());

  const run = async (files: ProjectFiles): Promise<Ran> => {
    const { target } = database;
    const address =
      target.kind === 'embedded' ? `type: embedded, path: ${target.path}` : `type: postgres, url: "${target.url}"`;
    const root = await writeProject({
      'project.yml': `name: shop\ntargets: { dev: { ${address}, schema: public } }\n`,
      ...files,
    });
    return execute(root, 'build');
  };

  test.each(Object.entries(cases))('%s', async (name, files) => {
    const { exitCode, output, errors } = await run(files);
    expect(exitCode).toBe(1);
    const told = `${output}${errors}`;
    expect(told.match(/error\[/g)).toHaveLength(1);
    expect(told).not.toMatch(/^ +at /m);
    const from = told.indexOf('error[');
    const diagnostic = told.slice(from, told.indexOf('\n', told.indexOf('= help:', from)) + 1);
    await expect(diagnostic).toMatchFileSnapshot(`bad-input/${name.replaceAll(/[ ,]+/g, '-')}.txt`);
  });

  test('and none of them left anything half done', async () => {
    expect(await relationsNamed('daily')).toEqual([]);
  });

  const relationsNamed = async (name: string): Promise<readonly unknown[]> => {
    const opened = await openTarget(database.target);
    try {
      const found = await opened.withSession((session) =>
        session.query(userText(`select relname::text from pg_catalog.pg_class where relname like '%${name}%'`)),
      );
      return recordsOf(found);
    } finally {
      await opened.close();
    }
  };
});

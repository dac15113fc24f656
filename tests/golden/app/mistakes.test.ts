// Projects with mistakes in, what `smelt parse` tells of all of them out, as reviewed text; no database is touched.

import { expect, test } from 'vitest';
import { parseCommand } from '../../../src/app/parse-command.ts';
import { type ProjectFiles, writeProject } from '../../support/project-files.ts';
import { noOptions, runApp } from '../../support/run-app.ts';

const project = 'name: shop\ntargets: { dev: { type: embedded } }\n';

const cases: Readonly<Record<string, ProjectFiles>> = {
  'no project file': { 'models/a.sql': 'select 1 as a\n' },
  'a malformed project file': { 'project.yml': 'name: shop\ntargets: { dev: { type: embedded }\n' },
  'unknown keys': { 'project.yml': `${project}model-path: [models]\n` },
  'references to nothing': {
    'project.yml': project,
    'models/orders.sql': 'select 1 as id\n',
    'models/daily.sql': "select *\nfrom {{ ref('order') }}\njoin {{ source('shop', 'raw') }} using (id)\n",
  },
  'a circle of three models': {
    'project.yml': project,
    'models/a.sql': "select * from {{ ref('c') }}\n",
    'models/b.sql': "select * from {{ ref('a') }}\n",
    'models/sub/c.sql': "select * from {{ ref('b') }}\n",
  },
  'templates that cannot be parsed': {
    'project.yml': project,
    'models/a.sql': 'select {{ 1 + }} as a\n',
    'models/b.sql': '{% if true %}\nselect 1 as b\n',
  },
  'references that are not written as they should be': {
    'project.yml': project,
    'models/a.sql': 'select * from {{ ref(stg_orders) }}\n',
    'models/b.sql': 'select * from {{ ref() }}\n',
    'models/c.sql': "select * from {{ source('shop', raw) }}\n",
    'models/d.sql': "select * from {{ source('shop') }}\n",
  },
  'settings that have no effect yet': {
    'project.yml': `${project}models: { +on_configuration_change: fail }\n`,
    'models/orders.sql': "{{ config(materialized='table', publish_after='tests') }}\nselect 1 as id\n",
    'models/days.sql':
      "{{ config(materialized='table', partition_by={'field': 'day', 'granularity': 'month', 'retain': {'keep': 12, 'then': 'drop'}}) }}\nselect date '2024-01-01' as day\n",
    'models/days.yml':
      'models:\n  - name: days\n    columns:\n      - name: day\n        data_tests:\n          - not_null: { config: { store_failures: true, schema: failures } }\n',
    'seeds/codes.csv': 'id\n1\n',
    'seeds/codes.yml': 'seeds: [{ name: codes, config: { incremental_strategy: merge } }]\n',
  },
  'mistakes of several files at once': {
    'project.yml': project,
    'models/a.sql': "select * from {{ ref('nowhere') }}\n",
    'models/b.sql': "select {{ var('unset') }} as b\n",
    'models/_models.yml':
      'models:\n  - name: a\n    columns:\n      - name: id\n        data_tests: [uniqe]\n  - name: b\n    config: { materialized: tabel }\n',
  },
};

test.each(Object.entries(cases))('%s', async (name, files) => {
  const root = await writeProject(files);
  const { exitCode, output, errors } = await runApp(root, (io) => parseCommand(noOptions, io));
  expect({ exitCode, output }).toEqual({ exitCode: 2, output: '' });
  expect(errors).not.toMatch(/^ +at /m);
  await expect(errors.replaceAll(root, '<root>')).toMatchFileSnapshot(`mistakes/${name.replaceAll(' ', '-')}.txt`);
});

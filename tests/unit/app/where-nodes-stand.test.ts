// Protects rows and the state from names that nodes are given: told by every command before the database is asked for anything.

import { expect, test } from 'vitest';
import { type ProjectFiles, writeProject } from '../../support/project-files.ts';
import { execute } from '../../support/run-app.ts';

const project = (more = '') =>
  `name: h\ntargets: { dev: { type: postgres, url: "postgres://nobody@127.0.0.1:1/none", schema: public${more} } }\n`;
const table = (...config: readonly string[]) =>
  `{{ config(${["materialized='table'", ...config].join(', ')}) }} select 1 as a\n`;
const inSmelt = '{% macro generate_schema_name(custom_schema_name, node) %}smelt{% endmacro %}\n';

const cases: Readonly<Record<string, readonly [string, ProjectFiles]>> = {
  'two models of one alias': ['RELATION_SHARED', { 'models/m.sql': table(), 'models/n.sql': table("alias='m'") }],
  'a model with the alias of a seed': [
    'RELATION_SHARED',
    { 'models/m.sql': table("alias='s'"), 'seeds/s.csv': 'id\n1\n' },
  ],
  'an incremental model with the alias of a view': [
    'RELATION_SHARED',
    {
      'models/m.sql': "{{ config(materialized='incremental', alias='v') }} select 1 as a\n",
      'models/v.sql': 'select 1 as a\n',
    },
  ],
  'a macro that names the schema of the state': [
    'RELATION_IN_STATE',
    { 'macros/m.sql': inSmelt, 'models/m.sql': table() },
  ],
  "a target's own schema of the state": [
    'RELATION_IN_STATE',
    {
      'project.yml': project(', state_schema: public_kept'),
      'seeds/s.csv': 'id\n1\n',
      'seeds/s.yml': 'seeds: [{ name: s, config: { schema: kept } }]\n',
    },
  ],
};

test.each(Object.entries(cases))('%s', async (_what, [code, files]) => {
  const root = await writeProject({ 'project.yml': project(), ...files });
  const { exitCode, output, errors } = await execute(root, 'build');
  expect({ exitCode, output }).toEqual({ exitCode: 2, output: '' });
  expect(errors.match(/error\[\w+\]/g)).toEqual([`error[${code}]`]);
});

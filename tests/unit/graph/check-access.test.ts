import { describe, expect, test } from 'vitest';
import { parseModels } from '../../../src/compile/parse-models.ts';
import { buildGraph } from '../../../src/graph/build-graph.ts';
import { checkGroups } from '../../../src/graph/check-groups.ts';
import { loadedProject } from '../../support/load-project-files.ts';
import { lineOf, projectFile, runOf } from '../compile/project.ts';

const groups = 'groups: [{name: fin, owner: {name: f}}, {name: ops, owner: {email: o@x.y}}]\n';
const models = `${groups}models:
  - {name: secret, access: private, group: fin, data_tests: [filled]}
  - {name: friend, config: {group: fin}}
  - {name: stranger, group: ops}
`;
const files = {
  'models/secret.sql': 'select 1 as id',
  'models/friend.sql': "select * from {{ ref('secret') }}",
  'models/stranger.sql': 'select 1 as id',
  'macros/filled.sql': '{% test filled(model) %} select 1 from {{ model }} where false {% endtest %}',
  'models/s.yml': models,
};

async function mistakes(given: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const project = await loadedProject({ 'project.yml': projectFile, ...given });
  const { parsed, problems, missing } = parseModels(project, runOf(project));
  const graph = buildGraph(parsed.nodes, missing, { restricted: project.restrictedPackages });
  const found = [...problems, ...checkGroups(parsed.nodes, project.groups), ...(graph.ok ? [] : graph.problems)];
  return found.map(lineOf);
}

/** dbt-core 1.12.6 refuses and lets pass the same. */
describe('a private model', () => {
  test('is for its group, and for the tests on it', async () => {
    expect(await mistakes(files)).toEqual([]);
  });

  test.each([
    ['of another group', 'models/stranger.sql', "select * from {{ ref('secret') }}", 'models/stranger.sql:1:18'],
    ['of no group', 'models/none.sql', "select * from {{ ref('secret') }}", 'models/none.sql:1:18'],
    ['that is a test of its own', 'tests/t.sql', "select 1 from {{ ref('secret') }} where false", 'tests/t.sql:1:18'],
  ])('is not for a reader %s', async (_, path, text, place) => {
    expect(await mistakes({ ...files, [path]: text })).toEqual([
      `${place} GRAPH_ACCESS: ref('secret') leads to "secret", which is private to the group "fin"`,
    ]);
  });

  test('may be so by its folder, or by itself', async () => {
    const byFolder = `${projectFile}models: { shop: { +access: private } }\n`;
    const given = { 'models/a.sql': 'select 1', 'models/b.sql': "select * from {{ ref('a') }}" };
    const expected = [`models/b.sql:1:18 GRAPH_ACCESS: ref('a') leads to "a", which is private to a group`];
    expect(await mistakes({ ...given, 'project.yml': byFolder })).toEqual(expected);
    expect(await mistakes({ ...given, 'models/a.sql': "{{ config(access='private') }} select 1" })).toEqual(expected);
  });
});

describe('between packages', () => {
  const lib = (restrict: boolean) => ({
    'dbt_packages/lib/dbt_project.yml': `name: lib\nrestrict-access: ${restrict}\n`,
    'dbt_packages/lib/models/open.sql': "{{ config(access='public') }} select 1",
    'dbt_packages/lib/models/inner.sql': "select * from {{ ref('open') }}",
    'dbt_packages/lib/models/outer.sql': "select * from {{ ref('inner') }}",
    'models/a.sql': "select * from {{ ref('lib', 'open') }} union all select * from {{ ref('inner') }}",
  });

  test('models are for all, unless the package restricts access', async () => {
    expect(await mistakes(lib(false))).toEqual([]);
    expect(await mistakes(lib(true))).toEqual([
      `models/a.sql:1:67 GRAPH_ACCESS: ref('inner') leads to "inner", which is protected to the package "lib"`,
    ]);
  });
});

describe('mistakes', () => {
  test('a group that is not declared, an access that is none, a public model without a relation', async () => {
    const wrong = `${groups}models: [{name: a, group: fni}, {name: b, access: open}, {name: c, access: public}]`;
    const given = { 'models/a.sql': 'select 1', 'models/b.sql': 'select 1', 'models/s.yml': wrong };
    const ephemeral = "{{ config(materialized='ephemeral') }} select 1";
    expect(await mistakes({ ...given, 'models/c.sql': ephemeral })).toEqual([
      'models/s.yml:2:43 SETTING_VALUE: "open" is not a value of "access"',
      'models/s.yml:2:68 CONFIG_CONFLICT: "access: public" is for models with a relation, and this one is ephemeral',
      'models/s.yml:2:20 GROUP_UNKNOWN: there is no group "fni"',
    ]);
  });
});

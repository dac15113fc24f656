import { describe, expect, test } from 'vitest';
import { placeOf } from '../../../src/diagnostics/diagnostic.ts';
import { buildGraph } from '../../../src/graph/build-graph.ts';
import { isTest } from '../../../src/graph/node.ts';
import { parsed, projectFile } from './project.ts';

const relationsOf = ({ parsed: { nodes } }: Awaited<ReturnType<typeof parsed>>) =>
  Object.fromEntries(
    nodes.flatMap((node) =>
      node.resourceType === 'model' ? [[node.name, `${node.relation.schema}.${node.relation.name}`]] : [],
    ),
  );

describe('names of relations', () => {
  const models = {
    'models/a.sql': 'select 1',
    'models/b.sql': "{{ config(schema='x', alias='bee') }} select 1",
  };

  test("dbt's rules, where the project says nothing else", async () => {
    expect(relationsOf(await parsed(models))).toEqual({ a: 'public.a', b: 'public_x.bee' });
  });

  test("macros of the project decide, dbt's own behind them by dispatch", async () => {
    const macros = `{% macro generate_schema_name(custom_schema_name, node) -%}
        {{ custom_schema_name if custom_schema_name is not none else target.name }}_{{ node.resource_type }}
      {%- endmacro %}
      {% macro default__generate_alias_name(custom_alias_name=none, node=none) %}
        {{ return((custom_alias_name or node.name) ~ '_' ~ node.config.materialized) }}
      {% endmacro %}`;
    expect(relationsOf(await parsed({ ...models, 'macros/names.sql': macros }))).toEqual({
      a: 'dev_model.a_view',
      b: 'x_model.bee_view',
    });
  });

  test('a name that is none, and a mistake in the macro, are reported', async () => {
    const empty = '{% macro generate_alias_name(custom_alias_name, node) %} {% endmacro %}';
    expect((await parsed({ ...models, 'macros/n.sql': empty })).lines).toEqual([
      'models/a.sql TEMPLATE_NAME: generate_alias_name gives no name for a',
      'models/b.sql TEMPLATE_NAME: generate_alias_name gives no name for b',
    ]);
    const wrong = '{% macro generate_alias_name(custom, node) %}{{ node.name + 1 }}{% endmacro %}';
    const { lines } = await parsed({ 'models/a.sql': 'select 1', 'macros/n.sql': wrong });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^macros\/n\.sql:1:49 JINJA_TYPE: /);
  });

  test('another database is out of reach', async () => {
    const { lines } = await parsed({ 'models/a.sql': "{{ config(database='other') }} select 1" });
    expect(lines).toEqual([
      "models/a.sql:1:11 TEMPLATE_DATABASE: the target's database is template_scratch, and other is another",
    ]);
  });
});

describe('generic tests that the project writes', () => {
  const files = {
    'models/a.sql': 'select 1 as id',
    'models/b.sql': 'select 1 as id',
    'models/schema.yml': `models: [{name: a, columns: [{name: id, data_tests: [{near: {arguments: {to: b}, config: {limit: 5}}}]}]}]`,
    'macros/near.sql': `{% test near(model, column_name, to) %}{{ config(severity='warn', limit=9) }}
      select 1 from {{ model }}, {{ ref(to) }} where {{ column_name }} is null {% endtest %}`,
  };

  test('configure themselves below their declarations, and refer to what they read', async () => {
    const result = await parsed(files);
    const node = result.parsed.nodes.find(({ resourceType }) => resourceType === 'test');
    if (node?.resourceType !== 'test') throw new Error(result.lines.join('\n'));
    expect([node.config.severity, node.config.limit]).toEqual(['warn', 5]);
    expect(node.references.map((reference) => reference.name)).toEqual(['a', 'b']);
    const graph = buildGraph(result.parsed.nodes);
    expect(graph.ok && graph.value.parentsOf(node.id)).toEqual(['model.shop.a', 'model.shop.b']);
  });

  test('called wrongly are reported at the declaration', async () => {
    const macro = '{% test near(model) %}select 1{% endtest %}';
    const { lines } = await parsed({ ...files, 'macros/near.sql': macro });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^models\/schema\.yml:1:\d+ JINJA_TYPE: macro 'near' takes no keyword argument/);
  });
});

test('a foreign key to the table itself is no edge', async () => {
  const yaml = `models:
  - name: a
    config: {contract: {enforced: true}, materialized: table}
    columns:
      - {name: id, data_type: int, constraints: [{type: primary_key}]}
      - {name: up, data_type: int, constraints: [{type: foreign_key, to: "ref('a')", to_columns: [id]}]}`;
  const { parsed: project, lines } = await parsed({ 'models/a.sql': 'select 1 as id, 1 as up', 'models/s.yml': yaml });
  expect(lines).toEqual([]);
  expect(buildGraph(project.nodes).ok).toBe(true);
});

test('a materialization written in Jinja comes later', async () => {
  const { lines } = await parsed({
    'models/a.sql': "{{ config(materialized='mine') }} select 1",
    'macros/m.sql': "{% materialization mine, default %}{{ return({'relations': []}) }}{% endmaterialization %}",
  });
  expect(lines).toEqual([
    'models/a.sql:1:11 MATERIALIZATION_CUSTOM: materializations written in Jinja, such as "mine", are not there yet',
  ]);
});

test('mistakes of templates and of the graph are reported in one go, and none because of another', async () => {
  const result = await parsed({
    'models/broken.sql': 'select {{ 1',
    'models/reader.sql': "select * from {{ ref('broken') }}, {{ ref('nowhere') }}",
  });
  const graph = buildGraph(result.parsed.nodes, result.missing);
  const told = [...result.problems, ...(graph.ok ? [] : graph.problems)].map(
    ({ code, message }) => `${code} ${message}`,
  );
  expect(told).toHaveLength(2);
  expect(told[0]).toMatch(/^JINJA_SYNTAX /);
  expect(told[1]).toBe("GRAPH_UNKNOWN_REF ref('nowhere') names no model, seed or snapshot");
});

test('a hook may be what before_begin prints', async () => {
  const { parsed: project } = await parsed({
    'models/a.sql':
      "{{ config(materialized='table', pre_hook=before_begin('vacuum'), post_hook=['x', after_commit('y')]) }} select 1",
  });
  const [node] = project.nodes;
  if (node?.resourceType !== 'model') throw new Error('no model');
  expect(node.config.preHooks).toMatchObject([{ sql: 'vacuum', transaction: false }]);
  expect(node.config.postHooks).toMatchObject([
    { sql: 'x', transaction: true },
    { sql: 'y', transaction: false },
  ]);
});

test('a hook of the project that is no template is reported at its entry', async () => {
  const { lines } = await parsed({ 'project.yml': `${projectFile}on-run-end: ["select {{ 1"]\n` });
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^project\.yml:4:22 JINJA_SYNTAX: /);
});

test('what a hook refers to is an edge of its node, but for the node itself', async () => {
  const { parsed: project, lines } = await parsed({
    'models/a.sql': "{{ config(post_hook=\"insert into x select * from {{ ref('b') }}, {{ ref('a') }}\") }} select 1",
    'models/b.sql': 'select 1',
    'seeds/s.csv': 'id\n1\n',
    'seeds/_s.yml': `seeds:
  - name: s
    config:
      pre_hook:
        - |
          select 1
            from {{ ref('b') }}
`,
  });
  expect(lines).toEqual([]);
  const references = project.nodes.flatMap((node) =>
    node.resourceType === 'model' || node.resourceType === 'seed'
      ? node.references.map((one) => [node.name, one.kind === 'ref' && one.name, placeOf(one.span)])
      : [],
  );
  expect(references).toEqual([
    ['a', 'b', 'models/a.sql:1:53'],
    ['s', 'b', 'seeds/_s.yml:7:21'],
  ]);
});

test('a hook in YAML may be the JSON that dbt prints', async () => {
  const { parsed: project } = await parsed({
    'models/a.sql': 'select 1',
    'models/_a.yml': `models: [{ name: a, config: { post_hook: ['{"sql": "vacuum", "transaction": false}', '{"sql'] } }]`,
  });
  const [node] = project.nodes;
  if (node?.resourceType !== 'model') throw new Error('no model');
  expect(node.config.postHooks).toMatchObject([
    { sql: 'vacuum', transaction: false },
    { sql: '{"sql', transaction: true },
  ]);
});

describe('settings of a data test', () => {
  test('are rendered where they stand alone, as in dbt; `where`, arguments and what stands below a setting keep their templates', async () => {
    const { parsed: found, lines } = await parsed({
      'models/a.sql': 'select 1 as id',
      'models/schema.yml': `models:
  - name: a
    data_tests:
      - test_name: row_count
        name: counted
        arguments: { min: "{{ var('least', 1) }}" }
        enabled: "{{ target.type == 'postgres' }}"
        config: { severity: "{{ var('severity', 'warn') }}" }
    columns:
      - name: id
        data_tests:
          - not_null:
              name: present
              limit: "{{ var('most', 5) }}"
              config:
                severity: "{{ var('severity', 'warn') }}"
                store_failures: "{{ target.name == 'never' }}"
                where: "id > {{ var('least', 1) }}"
                meta: { note: "{{ unheard_of }}" }
`,
    });
    expect(lines).toEqual([]);
    const tests = found.nodes.flatMap((node) => (node.resourceType === 'test' ? [node] : []));
    expect(tests.map(({ name, test, config: { raw } }) => [name, 'arguments' in test && test.arguments, raw])).toEqual([
      ['counted', { min: "{{ var('least', 1) }}" }, { enabled: true, severity: 'warn' }],
      [
        'present',
        {},
        {
          limit: 5,
          severity: 'warn',
          store_failures: false,
          where: "id > {{ var('least', 1) }}",
          meta: { note: '{{ unheard_of }}' },
        },
      ],
    ]);
  });
});

describe('resources of one name', () => {
  test('the enabled one counts, whatever config disables the others, with its template and its tests', async () => {
    const on = "{{ config(enabled=(target.type == 'postgres')) }} select 'on'";
    const off = "{{ config(enabled=(target.type == 'other')) }} select 'off'";
    const result = await parsed({
      'project.yml': `${projectFile}seeds: { shop: { b: { +enabled: false } } }\n`,
      'models/a/m.sql': on,
      'models/b/m.sql': off,
      'models/a/n.sql': off,
      'models/b/n.sql': on,
      'models/x.sql': off,
      'models/y/x.sql': off,
      'seeds/x.csv': 'id\n1\n',
      'seeds/a/s.csv': 'id\n1\n',
      'seeds/b/s.csv': 'id\n1\n',
      'tests/a/t.sql': on,
      'tests/b/t.sql': off,
      'models/m.yml': 'models: [{ name: m, data_tests: [{ row_count: { min: 1 } }] }, { name: n }]',
    });
    expect(result.lines).toEqual([]);
    const { nodes, templates } = result.parsed;
    const files = nodes.filter((node) => node.resourceType !== 'source');
    expect(files.map((node) => [node.id.replace(/\.\w{10}$/, ''), node.file.path])).toEqual([
      ['model.shop.m', 'models/a/m.sql'],
      ['model.shop.n', 'models/b/n.sql'],
      ['seed.shop.s', 'seeds/a/s.csv'],
      ['seed.shop.x', 'seeds/x.csv'],
      ['test.shop.row_count_m_1', 'models/m.yml'],
      ['test.shop.t', 'tests/a/t.sql'],
    ]);
    expect([...templates.values()].map(({ file }) => file.path)).toEqual([
      'models/a/m.sql',
      'models/b/n.sql',
      'tests/a/t.sql',
    ]);
    expect(buildGraph(nodes).ok).toBe(true);
  });

  test('two that are enabled are a mistake', async () => {
    const files = { 'models/a/o.sql': 'select 1', 'models/b/o.sql': 'select 1', 'seeds/o.csv': 'id\n' };
    expect((await parsed(files)).lines).toEqual([
      'models/b/o.sql RESOURCE_DUPLICATE: two models are called "o"',
      'seeds/o.csv RESOURCE_DUPLICATE: a model and a seed are both called "o"',
    ]);
  });
});

describe('data tests of one name', () => {
  test("of singular ones the project file's folders choose, as of any resource", async () => {
    const { lines, parsed: found } = await parsed({
      'project.yml': `${projectFile}data_tests: { +limit: 7, shop: { old: { +enabled: false }, new: { +severity: warn } } }\n`,
      'models/a.sql': 'select 1 as id',
      'tests/old/t.sql': "{{ config(severity='error') }} select 1",
      'tests/new/t.sql': '{{ config(limit=9) }} select 1',
    });
    expect(lines).toEqual([]);
    expect(found.nodes.filter(isTest).map(({ file, config }) => [file.path, config.severity, config.limit])).toEqual([
      ['tests/new/t.sql', 'warn', 9],
    ]);
  });

  test('of generic ones that are the same test the enabled one counts', async () => {
    const { lines, parsed: found } = await parsed({
      'models/a.sql': 'select 1 as id',
      'models/a.yml': `models:
  - name: a
    columns:
      - name: id
        data_tests:
          - not_null: { config: { enabled: false } }
          - not_null: { config: { limit: 2 } }
          - unique: { config: { enabled: false, limit: 1 } }
          - unique: { config: { enabled: false, limit: 2 } }
`,
    });
    expect(lines).toEqual([]);
    expect(found.nodes.filter(isTest).map(({ name, config }) => [name, config.enabled, config.limit])).toEqual([
      ['not_null_a_id', true, 2],
      ['unique_a_id', false, 1],
    ]);
    expect(buildGraph(found.nodes).ok).toBe(true);
  });
});

test('tests of a seed that is described as a model, or the other way round, are run, and nothing else of the entry counts', async () => {
  const { lines, parsed: found } = await parsed({
    'models/a.sql': 'select 1 as id',
    'seeds/s.csv': 'id\n1\n',
    'models/m.yml': `models: [{ name: s, description: x, config: { enabled: false }, columns: [{ name: id, data_tests: [unique] }] }]
seeds: [{ name: s, description: seed, columns: [{ name: id, data_tests: [not_null] }] }]
snapshots: [{ name: a, data_tests: [{ row_count: { min: 1 } }] }]`,
  });
  expect(lines).toEqual([]);
  const { nodes } = found;
  expect(nodes.flatMap((node) => (node.resourceType === 'test' ? [node.name] : []))).toEqual([
    'row_count_a_1',
    'unique_s_id',
    'not_null_s_id',
  ]);
  expect(nodes.find((node) => node.name === 's')).toMatchObject({ description: 'seed', config: { enabled: true } });
  expect(nodes.find((node) => node.name === 'a')).toMatchObject({ description: '', columns: [] });
  expect(buildGraph(nodes).ok).toBe(true);
});

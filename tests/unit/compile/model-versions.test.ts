import { describe, expect, test } from 'vitest';
import { buildGraph } from '../../../src/graph/build-graph.ts';
import { isModel, isTest, type Node } from '../../../src/graph/node.ts';
import { lineOf, parsed } from './project.ts';

/** The answers here are those of dbt-core 1.12.6 for the same files. */
const files = {
  'models/dim_v1.sql': 'select 1 as id, 2 as b, 3 as c',
  'models/dim_v2.sql': 'select 1 as id, 2 as b, 3 as c',
  'models/dim_three.sql': 'select 1 as id, 2 as b, 3 as c',
  'models/reads.sql':
    "select * from {{ ref('dim') }} union all select * from {{ ref('dim', v=1) }} union all select * from {{ ref('shop', 'dim', version='2') }}",
  'macros/t.sql': '{% test unique_x(model) %} select 1 from {{ model }} where false {% endtest %}',
  'models/s.yml': `
models:
  - name: dim
    latest_version: 2
    description: base
    config: {tags: [base], meta: {a: 1}}
    data_tests: [unique_x]
    columns:
      - {name: id, data_type: int, data_tests: [not_null]}
      - {name: b, data_tests: [unique]}
    versions:
      - v: 1
        config: {tags: [one], meta: {b: 2}}
        deprecation_date: 2020-01-01
        columns:
          - {include: all, exclude: [b]}
          - {name: c, description: only in one, data_tests: [not_null]}
      - {v: 2, description: second, data_tests: []}
      - {v: 3, defined_in: dim_three, data_tests: [], config: {alias: third}}
`,
};

const folders = `models: { shop: { +tags: [all], dim: { +meta: { folder: dim }, v1: { +tags: [first] } } } }
`;

async function graphOf(given: Readonly<Record<string, string>>) {
  const result = await parsed(given);
  const graph = buildGraph(result.parsed.nodes, result.missing);
  return { ...result, graph, mistakes: [...result.problems, ...(graph.ok ? [] : graph.problems)].map(lineOf) };
}

describe('versions of a model', () => {
  test('are nodes with ids, names, config, columns and relations of their own', async () => {
    const { parsed: found, lines } = await graphOf({ ...files, 'project.yml': `${projectHead}${folders}` });
    expect(lines).toEqual([]);
    const models = found.nodes.filter(isModel).filter(({ name }) => name === 'dim');
    expect(
      models.map(({ id, fqn, relation, tags, meta, description, columns, properties }) => ({
        id,
        fqn: fqn.join('.'),
        alias: relation.name,
        tags: tags.join(),
        meta,
        description,
        columns: columns.map((column) => `${column.name}:${column.description}`).join(),
        deprecated: properties?.deprecationDate?.value ?? null,
      })),
    ).toEqual([
      {
        id: 'model.shop.dim.v3',
        fqn: 'shop.dim.v3',
        alias: 'third',
        tags: 'all,base',
        meta: { folder: 'dim', a: 1 },
        description: 'base',
        columns: 'id:,b:',
        deprecated: null,
      },
      {
        id: 'model.shop.dim.v1',
        fqn: 'shop.dim.v1',
        alias: 'dim_v1',
        tags: 'all,first,one,base',
        meta: { folder: 'dim', a: 1, b: 2 },
        description: 'base',
        columns: 'id:,c:only in one',
        deprecated: '2020-01-01T00:00:00+00:00',
      },
      {
        id: 'model.shop.dim.v2',
        fqn: 'shop.dim.v2',
        alias: 'dim_v2',
        tags: 'all,base',
        meta: { folder: 'dim', a: 1 },
        description: 'second',
        columns: 'id:,b:',
        deprecated: null,
      },
    ]);
  });

  test('have the tests of the model, or their own', async () => {
    const { parsed: found } = await graphOf(files);
    expect(namesOf(found.nodes)).toEqual([
      'not_null_dim_v1_c',
      'not_null_dim_v1_id',
      'not_null_dim_v2_id',
      'not_null_dim_v3_id',
      'unique_dim_v2_b',
      'unique_dim_v3_b',
      'unique_x_dim_v1_',
    ]);
  });

  test('are what a reference pins, or the latest', async () => {
    const { graph } = await graphOf(files);
    expect(graph.ok && graph.value.parentsOf('model.shop.reads' as never)).toEqual([
      'model.shop.dim.v1',
      'model.shop.dim.v2',
    ]);
  });

  test('without latest_version the highest by number is the latest', async () => {
    const versions = '{name: m, versions: [{v: 9}, {v: 10}, {v: 1.5}]}';
    const { graph, parsed: found } = await graphOf({
      'models/m_v9.sql': 'select 1',
      'models/m.sql': 'select 1',
      'models/m_v1.5.sql': 'select 1',
      'models/reads.sql': "select * from {{ ref('m') }}",
      'models/s.yml': `models: [${versions}]`,
    });
    expect(graph.ok && graph.value.parentsOf('model.shop.reads' as never)).toEqual(['model.shop.m.v10']);
    const relations = found.nodes.filter(isModel).map(({ id, relation }) => `${id} ${relation.name}`);
    expect(relations.sort()).toEqual([
      'model.shop.m.v1.5 m_v1_5',
      'model.shop.m.v10 m_v10',
      'model.shop.m.v9 m_v9',
      'model.shop.reads reads',
    ]);
  });

  test('one may read another, which is an edge, and templates see version and latest_version', async () => {
    const { graph, parsed: found } = await graphOf({
      ...files,
      'models/dim_v2.sql':
        "{{ config(alias='d' ~ model.version ~ model.latest_version) }} select * from {{ ref('dim', v=1) }}",
    });
    expect(graph.ok && graph.value.parentsOf('model.shop.dim.v2' as never)).toEqual(['model.shop.dim.v1']);
    expect(found.nodes.find(({ id }) => id === 'model.shop.dim.v2')?.relation?.name).toBe('d22');
  });
});

describe('mistakes about versions', () => {
  test.each([
    [
      'a version that is not there',
      { 'models/reads.sql': "select * from {{ ref('dim', v=9) }}" },
      ["models/reads.sql:1:18 GRAPH_UNKNOWN_REF: ref('dim', v=9) names the version 9 of a model that does not have it"],
    ],
    [
      'a version of a model without versions',
      { 'models/plain.sql': 'select 1', 'models/reads.sql': "select * from {{ ref('plain', v='1') }}" },
      [
        "models/reads.sql:1:18 GRAPH_UNKNOWN_REF: ref('plain', v='1') names the version 1 of a model that does not have it",
      ],
    ],
    [
      'an unversioned model of the name',
      { 'models/dim.sql': 'select 1' },
      ['models/dim.sql RESOURCE_DUPLICATE: "dim" is a model, and the name of versions of a model'],
    ],
    [
      'a seed of the name',
      { 'seeds/dim.csv': 'a\n1\n' },
      ['seeds/dim.csv RESOURCE_DUPLICATE: "dim" is a seed, and the name of versions of a model'],
    ],
  ])('%s', async (_, more, expected) => {
    expect((await graphOf({ ...files, ...more })).mistakes).toEqual(expected);
  });

  test('say which versions there are', async () => {
    const { graph } = await graphOf({ ...files, 'models/reads.sql': "select * from {{ ref('dim', v=9) }}" });
    expect(graph.ok ? [] : graph.problems.map(({ help }) => help)).toEqual(['The versions of "dim" are 3, 1, 2']);
  });
});

const projectHead = `name: shop
target: t
targets: { t: { type: postgres, host: localhost, user: u, dbname: db, schema: public } }
`;

function namesOf(nodes: readonly Node[]): readonly string[] {
  return nodes
    .filter(isTest)
    .map(({ name }) => name)
    .sort();
}

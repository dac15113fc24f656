import { describe, expect, test } from 'vitest';
import { renderDiagnosticLine } from '../../../src/diagnostics/render-diagnostic.ts';
import { buildGraph } from '../../../src/graph/build-graph.ts';
import type { Graph } from '../../../src/graph/graph.ts';
import { displayName } from '../../../src/graph/node.ts';
import { selectNodes } from '../../../src/graph/select-nodes.ts';
import { diagnosticsOf, loadProjectFiles } from '../../support/load-project-files.ts';
import { parsed, projectFile } from './project.ts';

const exposures = `exposures:
  - name: weekly
    label: The week
    type: dashboard
    maturity: high
    description: "{{ 1 + 1 }} things"
    owner: {name: Ann, email: a@b.c, slack: ann}
    tags: [x]
    meta: {b: 2}
    config: {tags: [y], meta: {c: 3}}
    depends_on: [ref('a'), "source('raw', 't')", metric('total')]
  - {name: folder_off, type: ml, owner: {email: a@b.c}}
  - name: gone
    type: ml
    owner: {email: a@b.c}
    config: {enabled: "{{ target.name == 'other' }}"}
    depends_on: [ref('nowhere')]
`;

const semantics = `semantic_models:
  - name: sem
    model: ref('a')
    defaults: {agg_time_dimension: ds}
    entities: [{name: order_id, expr: id, type: primary}]
    dimensions: [{name: ds, expr: day, type: time, type_params: {time_granularity: day}}]
    measures:
      - {name: amount, agg: sum}
      - {name: row_count, agg: count, expr: id, create_metric: true}
metrics:
  - {name: total, label: Total, type: simple, type_params: {measure: amount}, config: {tags: [m]}, filter: "{{ Dimension('order_id__ds') }} > '2020-01-01'"}
  - {name: half, label: Half, type: derived, type_params: {expr: total / 2, metrics: [total, {name: row_count}]}}
  - {name: share, label: Share, type: ratio, type_params: {numerator: total, denominator: {name: half}}}
  - {name: cum, label: Cum, type: cumulative, type_params: {measure: {name: amount}, cumulative_type_params: {window: 7 days}}}
saved_queries:
  - name: sq
    query_params: {metrics: [total, half], where: ["{{ Dimension('order_id__ds') }} > '2020-01-01'"]}
    exports: [{name: e, config: {export_as: table}}]
`;

const files = {
  'project.yml': `${projectFile}exposures: { shop: { +tags: [fromfolder], folder_off: { +enabled: false } } }\n`,
  'models/a.sql': 'select 1 as id, current_date as day, 2 as amount',
  'models/s.yml': `sources: [{name: raw, tables: [{name: t}]}]\n${exposures}${semantics}`,
};

async function graphOf(given: Readonly<Record<string, string>>): Promise<Graph> {
  const { parsed: found, problems } = await parsed(given);
  const graph = buildGraph(found.nodes);
  if (!graph.ok || problems.length > 0) throw new Error('the project of this test is wrong');
  return graph.value;
}

/** The answers of dbt-core 1.12.6 to `dbt ls --select … --output name` on the same files. */
describe('exposures, metrics, semantic models and saved queries are selected', () => {
  const all = ['weekly', 'cum', 'half', 'row_count', 'share', 'total', 'a', 'sq', 'sem', 'raw.t'];
  test.each([
    ['', all],
    ['exposure:weekly', ['weekly']],
    ['exposure:shop.week*', ['weekly']],
    ['+exposure:weekly', ['weekly', 'total', 'a', 'sem', 'raw.t']],
    ['metric:*', ['cum', 'half', 'row_count', 'share', 'total']],
    ['+metric:share', ['half', 'row_count', 'share', 'total', 'a', 'sem']],
    ['semantic_model:sem+', ['weekly', 'cum', 'half', 'row_count', 'share', 'total', 'sq', 'sem']],
    ['saved_query:*', ['sq']],
    ['resource_type:exposure', ['weekly']],
    ['tag:x', ['weekly']],
    ['tag:m', []],
    ['tag:fromfolder', []],
    ['weekly', ['weekly']],
    ['total', ['total']],
  ])('by "%s"', async (select, expected) => {
    const graph = await graphOf(files);
    const asked = { projectName: 'shop', select: select === '' ? [] : [select], exclude: [], resourceTypes: null };
    const picked = selectNodes(graph, asked);
    if (!picked.ok) throw new Error(picked.problems.map(renderDiagnosticLine).join());
    const names = [...picked.value].flatMap((id) => graph.nodes.get(id) ?? []).map(displayName);
    expect(names.filter((name) => !name.startsWith('smelt.')).sort()).toEqual([...expected].sort());
  });

  test('with the tags and the meta that dbt gives them', async () => {
    const { nodes } = await graphOf(files);
    const weekly = [...nodes.values()].find(({ name }) => name === 'weekly');
    expect([weekly?.tags, weekly?.meta, weekly?.description]).toEqual([['x', 'y'], { b: 2, c: 3 }, '2 things']);
  });
});

/** dbt-core 1.12.6 names the same nodes, with the same edges. */
test('a model may be a semantic model with metrics', async () => {
  const yaml = `models:
  - name: a
    semantic_model: {name: sem}
    agg_time_dimension: day
    columns: [{name: id, entity: {name: order_id, type: primary}}, {name: day, granularity: day, dimension: {type: time, name: ds}}]
    metrics:
      - {name: rows_of_a, type: simple, agg: count, expr: id, filter: "{{ Dimension('order_id__ds') }} > 1"}
      - {name: twice, type: derived, expr: rows_of_a * 2, input_metrics: [rows_of_a]}
metrics: [{name: ratio, type: ratio, numerator: twice, denominator: rows_of_a}]
`;
  const { parsed: found, lines } = await parsed({
    'models/a.sql': 'select 1 as id, current_date as day',
    'models/s.yml': yaml,
  });
  const graph = buildGraph(found.nodes);
  if (!graph.ok) throw new Error(graph.problems.map(renderDiagnosticLine).join());
  expect(lines).toEqual([]);
  const edges = [...graph.value.order].map((id) => [id, graph.value.parentsOf(id)]);
  expect(Object.fromEntries(edges.filter(([id]) => !String(id).startsWith('source.')))).toEqual({
    'model.shop.a': [],
    'semantic_model.shop.sem': ['model.shop.a'],
    'metric.shop.rows_of_a': ['semantic_model.shop.sem'],
    'metric.shop.twice': ['metric.shop.rows_of_a'],
    'metric.shop.ratio': ['metric.shop.rows_of_a', 'metric.shop.twice'],
  });
});

describe('mistakes', () => {
  const lines = async (yaml: string) => {
    const given = { 'project.yml': projectFile, 'models/a.sql': 'select 1 as id', 'models/s.yml': yaml };
    const loaded = diagnosticsOf(await loadProjectFiles(given)).map(renderDiagnosticLine);
    if (loaded.length > 0) return loaded;
    const { parsed: found, problems } = await parsed(given);
    const graph = buildGraph(found.nodes);
    return [...problems, ...(graph.ok ? [] : graph.problems)].map(renderDiagnosticLine);
  };
  const exposure = (more: string) => `exposures: [{name: e, type: ml, owner: {email: a@b.c}, ${more}}]`;

  test.each([
    [exposure("depends_on: [ref('b')]"), /^models\/s\.yml:1:69: error\[GRAPH_UNKNOWN_REF\]: ref\('b'\) names no model/],
    [exposure("depends_on: ['a']"), /^models\/s\.yml:1:69: error\[SETTING_VALUE\]: "a" refers to nothing/],
    [exposure("depends_on: [metric('m')]"), /1:69: error\[GRAPH_UNKNOWN_METRIC\]: there is no metric "m"/],
    [exposure('maturity: ripe'), /SETTING_VALUE.*"ripe" is not a value of "maturity"/],
    [exposure('dependson: []'), /warning\[SETTING_UNKNOWN\].*an exposure has no key "dependson"/],
    ['exposures: [{name: e, type: chart, owner: {email: a@b.c}}]', /SETTING_VALUE.*"chart" is not a value of "type"/],
    ['exposures: [{name: e, type: ml, owner: {slack: x}}]', /SETTING_MISSING.*an owner needs "name" or "email"/],
    ['exposures: [{name: e, type: ml}]', /SETTING_MISSING.*an exposure needs "owner"/],
    [
      `${exposure('url: x').slice(0, -1)}, {name: e, type: ml, owner: {name: x}}]`,
      /RESOURCE_DUPLICATE.*two exposures are called "e"/,
    ],
    [
      'metrics: [{name: m, label: M, type_params: {measure: amont}}]',
      /1:54: error\[GRAPH_UNKNOWN_METRIC\]: no semantic model has a measure "amont"/,
    ],
    [
      'metrics: [{name: m, label: M, type: ratio, type_params: {numerator: x, denominator: m}}]',
      /GRAPH_UNKNOWN_METRIC.*no metric "x"|GRAPH_CYCLE/,
    ],
    ["semantic_models: [{name: s, model: ref('zz')}]", /1:36: error\[GRAPH_UNKNOWN_REF\]: ref\('zz'\)/],
    [
      'saved_queries: [{name: s, query_params: {metrics: [m]}}]',
      /1:52: error\[GRAPH_UNKNOWN_METRIC\]: there is no metric "m"/,
    ],
    ['saved_queries: [{name: s}]', /SETTING_MISSING.*a saved query needs "query_params"/],
    [
      'metrics: [{name: m, type: derived, input_metrics: [zz]}]',
      /1:52: error\[GRAPH_UNKNOWN_METRIC\]: there is no metric "zz"/,
    ],
    ['metrics: [{name: m, type_params: {}}]', /SETTING_MISSING.*a metric needs "label"/],
  ])('%s', async (yaml, expected) => {
    expect((await lines(yaml))[0]).toMatch(expected);
  });

  test('an exposure of a private model is refused, since it is in no group', async () => {
    const yaml = `groups: [{name: g, owner: {name: x}}]\nmodels: [{name: a, group: g, access: private}]\n${exposure("depends_on: [ref('a')]")}`;
    expect(await lines(yaml)).toEqual([
      expect.stringMatching(/s\.yml:3:69: error\[GRAPH_ACCESS\].*private to the group "g"/),
    ]);
  });
});

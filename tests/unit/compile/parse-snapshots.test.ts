// Protects projects that have snapshots: they are nodes, named and placed by dbt's rules, and what reads them or tests them parses.

import { describe, expect, test } from 'vitest';
import { placeOf } from '../../../src/diagnostics/diagnostic.ts';
import { buildGraph } from '../../../src/graph/build-graph.ts';
import { isSnapshot } from '../../../src/graph/node.ts';
import type { ProjectFiles } from '../../support/project-files.ts';
import { parsed, projectFile } from './project.ts';

const history: ProjectFiles = {
  'models/orders.sql': 'select 1 as id, now() as at',
  'models/current.sql': "select * from {{ ref('orders_history') }} where dbt_valid_to is null",
  'snapshots/old/history.sql': `{% snapshot orders_history %}
{{ config(target_schema='kept', unique_key='id', strategy='timestamp', updated_at='at') }}
select * from {{ ref('orders') }}
{% endsnapshot %}
{% snapshot other_history %}{{ config(strategy='check', unique_key='id', check_cols='all') }} select 2 as id {% endsnapshot %}
`,
  'snapshots/_snapshots.yml': `snapshots:
  - name: declared_history
    relation: source('shop', 'prices')
    config: { schema: past, alias: prices_past, strategy: timestamp, unique_key: id, updated_at: at }
    columns: [{ name: id, data_tests: [not_null] }]
  - name: orders_history
    description: orders as they were
    columns: [{ name: id, data_tests: [not_null] }]
`,
  'sources.yml': 'sources: [{ name: shop, tables: [{ name: prices }] }]\n',
};

async function snapshotsOf(files: ProjectFiles) {
  const result = await parsed(files);
  return { ...result, snapshots: result.parsed.nodes.filter(isSnapshot) };
}

test('a project with snapshots, a model over one, and data tests on them parses', async () => {
  const { parsed: found, lines, missing } = await snapshotsOf(history);
  expect(lines).toEqual([]);
  const graph = buildGraph(found.nodes, missing);
  if (!graph.ok) throw new Error(graph.problems.map(({ message }) => message).join('\n'));
  const { parentsOf, nodes } = graph.value;
  const parents = [...nodes.keys()].flatMap((id) =>
    parentsOf(id).map((parent) => `${id.replace(/\.\w{10}$/, '')} < ${parent}`),
  );
  expect(parents.sort()).toEqual([
    'model.shop.current < snapshot.shop.orders_history',
    'snapshot.shop.declared_history < source.shop.shop.prices',
    'snapshot.shop.orders_history < model.shop.orders',
    'test.shop.not_null_declared_history_id < snapshot.shop.declared_history',
    'test.shop.not_null_orders_history_id < snapshot.shop.orders_history',
  ]);
});

test("they are named and placed by dbt's rules", async () => {
  const { snapshots } = await snapshotsOf(history);
  expect(snapshots.map(({ fqn, relation, file, span }) => [fqn.join('.'), relation, file.path, placeOf(span)])).toEqual(
    [
      [
        'shop.old.history.orders_history',
        { schema: 'kept', name: 'orders_history' },
        'snapshots/old/history.sql',
        'snapshots/old/history.sql:1:13',
      ],
      [
        'shop.old.history.other_history',
        { schema: 'public', name: 'other_history' },
        'snapshots/old/history.sql',
        'snapshots/old/history.sql:5:13',
      ],
      [
        'shop._snapshots.declared_history',
        { schema: 'public_past', name: 'prices_past' },
        'snapshots/_snapshots.yml',
        'snapshots/_snapshots.yml:2:11',
      ],
    ],
  );
  expect(snapshots.map(({ query }) => query.trim().split('\n').at(-1))).toEqual([
    "select * from {{ ref('orders') }}",
    expect.stringContaining('select 2 as id'),
    "select * from {{ source('shop', 'prices') }}",
  ]);
  expect(snapshots.map(({ description }) => description)).toEqual(['orders as they were', '', '']);
});

test('a macro of the project names their schemas, but not one that target_schema gives as it is', async () => {
  const macros = '{% macro generate_schema_name(custom, node) %}{{ node.resource_type }}_{{ custom }}{% endmacro %}';
  const { snapshots, lines } = await snapshotsOf({ ...history, 'macros/m.sql': macros });
  expect(lines).toEqual([]);
  expect(snapshots.map(({ relation }) => relation.schema)).toEqual(['kept', 'snapshot_None', 'snapshot_past']);
});

test('config of folders reaches them, and a disabled one is known as disabled', async () => {
  const settings = 'snapshots: { shop: { +schema: kept, _snapshots: { +enabled: false } } }\n';
  const { snapshots, parsed: found } = await snapshotsOf({
    ...history,
    'project.yml': `${projectFile}${settings}`,
    'models/past.sql': "select * from {{ ref('declared_history') }}",
  });
  expect(snapshots.map(({ relation: { schema }, config: { enabled } }) => [schema, enabled])).toEqual([
    ['kept', true],
    ['public_kept', true],
    ['public_past', false],
  ]);
  const graph = buildGraph(found.nodes);
  expect(graph.ok ? [] : graph.problems.map(({ code, message }) => `${code} ${message}`)).toEqual([
    "GRAPH_DISABLED_REF ref('declared_history') leads to a snapshot that is disabled",
  ]);
});

describe('mistakes in a snapshot are reported once, at their places', () => {
  const of = async (files: ProjectFiles) => {
    const result = await parsed(files);
    const graph = buildGraph(result.parsed.nodes, result.missing);
    const told = [...result.problems, ...(graph.ok ? [] : graph.problems)];
    return told.map(({ code, span }) => `${span && placeOf(span)} ${code}`);
  };
  const reader = { 'models/m.sql': "select * from {{ ref('s') }}" };

  test('in a block', async () => {
    const block = (body: string) => ({ ...reader, 'snapshots/f.sql': `{% snapshot s %}\n${body}\n{% endsnapshot %}` });
    expect(await of(block("select * from {{ ref('nowhere') }}"))).toEqual(['snapshots/f.sql:2:18 GRAPH_UNKNOWN_REF']);
    expect(await of(block('select {{ 1'))).toEqual(['snapshots/f.sql:3:1 JINJA_SYNTAX']);
    expect(await of(block("{{ config(database='other') }} select 1"))).toEqual([
      'snapshots/f.sql:2:11 TEMPLATE_DATABASE',
    ]);
  });

  test('in a relation of a properties file', async () => {
    const entry = (relation: string) => ({
      ...reader,
      'models/s.yml': `snapshots: [{ name: s, relation: ${relation} }]`,
    });
    expect(await of(entry(`"ref('nowhere')"`))).toEqual(['models/s.yml:1:34 GRAPH_UNKNOWN_REF']);
    expect(await of(entry('"ref("'))).toEqual(['models/s.yml:1:34 JINJA_SYNTAX']);
  });

  test('of a name that a model has', async () => {
    expect(
      await of({ 'models/s.sql': 'select 1', 'snapshots/f.sql': '{% snapshot s %}select 1{% endsnapshot %}' }),
    ).toEqual(['snapshots/f.sql:1:13 RESOURCE_DUPLICATE']);
  });
});

test('a file in the snapshot paths without a block is none', async () => {
  const { snapshots, lines } = await snapshotsOf({ 'snapshots/notes.sql': 'select 1' });
  expect([snapshots, lines]).toEqual([[], []]);
});

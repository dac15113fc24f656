// Protects what commands know of a project before any database: its size in words, the schemas that it builds into, the relations that
// a node's plan looks at, the engine tables that it asks for, and mistakes that only the whole of it shows.

import { expect, test } from 'vitest';
import { unsuitedReaders } from '../../../src/app/check-declarations.ts';
import { inlineNode } from '../../../src/app/inline-node.ts';
import { productTables } from '../../../src/app/make-ready.ts';
import { builtSchemas, countNodes, relationsOf } from '../../../src/app/project-facts.ts';
import { projectRelations } from '../../../src/app/project-relations.ts';
import { isUtc } from '../../../src/app/time-zone.ts';
import { placeOf } from '../../../src/diagnostics/diagnostic.ts';
import { modelOf, openedProject, openFiles, projectFile } from '../../support/opened-project.ts';

const files = {
  'seeds/raw.csv': 'id\n1\n',
  'models/inner.sql': "{{ config(materialized='ephemeral', schema='nowhere') }} select id from {{ ref('raw') }}",
  'models/orders.sql': "{{ config(materialized='table', schema='sales') }} select id from {{ ref('inner') }}",
  'models/between.sql': "{{ config(materialized='ephemeral') }} select id from {{ ref('orders') }}",
  'models/report.sql': "select id from {{ ref('between') }}",
  'models/_models.yml': 'models: [{ name: orders, columns: [{ name: id, data_tests: [unique] }] }]\n',
};

test('its size is told by kinds', async () => {
  expect(countNodes((await openedProject(files)).graph)).toBe('4 models, 1 seed, 1 test');
});

test('schemas are those that something is built into; an ephemeral model is built nowhere', async () => {
  const opened = await openedProject(files);
  expect(builtSchemas(opened, opened.graph.order)).toEqual(['public', 'public_sales']);
  expect(builtSchemas(opened, [])).toEqual(['public']);
});

test('a plan looks at the node, at what it reads and at what reads it, through ephemeral models', async () => {
  const opened = await openedProject(files);
  const names = relationsOf(opened.graph)(modelOf(opened, 'orders')).map(({ schema, name }) => `${schema}.${name}`);
  expect(names).toEqual(['public_sales.orders', 'public.raw', 'public.report']);
});

test('a foreign key is resolved by its text, whichever quotes it has, and one to its own table too', async () => {
  const opened = await openedProject({
    'models/a.sql': "{{ config(materialized='table', schema='one') }} select 1 as id",
    'models/b.sql': "{{ config(materialized='table') }} select 1 as id",
    'models/_b.yml': `models:
  - name: b
    constraints:
      - { type: foreign_key, columns: [id], to: "ref('a')", to_columns: [id] }
      - { type: foreign_key, columns: [id], to: 'ref("a")', to_columns: [id] }
      - { type: foreign_key, columns: [id], to: ref('b'), to_columns: [id] }
`,
  });
  const { relations, foreignKeyTargets } = projectRelations(opened.graph);
  expect([...foreignKeyTargets]).toEqual([
    ["ref('a')", { schema: 'public_one', name: 'a' }],
    ['ref("a")', { schema: 'public_one', name: 'a' }],
    ["ref('b')", { schema: 'public', name: 'b' }],
  ]);
  expect([...relations.keys()].sort()).toEqual(['model.shop.a', 'model.shop.b']);
});

test.each([
  ['nothing asks for one', {}, []],
  [
    'project.yml names one',
    { 'project.yml': `${projectFile}engine_tables: { etl_status: loads }\n` },
    ['etl_status: loads'],
  ],
  [
    'a model is audited',
    {
      'models/m.sql': "{{ config(materialized='incremental', unique_key='id', audit=true) }} select 1 as id",
      'models/_m.yml': `models:
  - name: m
    config: { contract: { enforced: true } }
    columns: [{ name: id, data_type: integer, constraints: [{ type: primary_key }] }]
`,
    },
    ['audit_log: audit_log'],
  ],
  [
    'a model reads one',
    { 'models/m.sql': "select * from {{ source('smelt', 'etl_status') }}" },
    ['etl_status: etl_status'],
  ],
])('engine tables, where %s', async (_, more, tables) => {
  const opened = await openedProject(more);
  expect([...productTables(opened)].map(([kind, { name }]) => `${kind}: ${name}`)).toEqual(tables);
});

test('a data test that nobody defines is told with the one that was meant', async () => {
  const opened = await openFiles({
    ...files,
    'models/_models.yml': files['models/_models.yml'].replace('unique', 'uniqe'),
  });
  expect(opened.ok ? [] : opened.problems.map(({ code, help }) => `${code}: ${help}`)).toEqual([
    'TEST_UNKNOWN: Did you mean "unique"?',
  ]);
});

test.each([
  ['view', 1],
  ['materialized_view', 1],
  ['table', 0],
  ['incremental', 0],
])('a %s that reads files has as many mistakes: %i', async (materialized, count) => {
  const opened = await openFiles({
    'sources.yml':
      'sources: [{ name: raw, tables: [{ name: pages, files: { location: "data/{page}.json", format: json } }] }]\n',
    'models/m.sql': `{{ config(materialized='${materialized}') }} select * from {{ source('raw', 'pages') }}`,
  });
  const codes = opened.ok ? unsuitedReaders(opened.value.graph) : opened.problems;
  expect(codes.map(({ code }) => code)).toEqual(count === 0 ? [] : ['FILES_READER']);
});

test('a query of the command line is compiled as a model; what it refers to must be there', async () => {
  const opened = await openedProject(files);
  const inline = inlineNode("select * from {{ ref('report') }}", opened);
  expect(inline.ok && [inline.value.node.id, inline.value.node.references.length]).toEqual([
    'sql_operation.shop.inline_query',
    1,
  ]);
  const told = ["select {{ ref('repport') }}", 'select {{'].map((text) => inlineNode(text, opened));
  expect(
    told.flatMap((one) => (one.ok ? [] : one.problems.map(({ code, span }) => `${span && placeOf(span)} ${code}`))),
  ).toEqual(['--inline:1:11 GRAPH_UNKNOWN_REF', expect.stringMatching(/^--inline:1:\d+ JINJA_/)]);
});

test.each([
  ['UTC', true],
  ['Etc/UTC', true],
  ['gmt', true],
  ['Zulu', true],
  ['Etc/GMT+1', false],
  ['Europe/Berlin', false],
])('%s means UTC: %s', (name, expected) => {
  expect(isUtc(name)).toBe(expected);
});

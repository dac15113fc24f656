// Protects the tables of the keys of properties files, and docs/properties.md with them: each example is read without a word in the
// place that its table is of, and no table leaves a key without one that has an effect.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  exposureKeys,
  groupKeys,
  metricKeys,
  newerMetricKeys,
  savedQueryKeys,
  sectionKeys,
  semanticModelKeys,
  testItemKeys,
} from '../../../src/project/declaration-keys.ts';
import {
  columnKeys,
  constraintKeys,
  constraintTypes,
  modelPropertyKeys,
  type PropertyKeys,
  resourceKeys,
  snapshotPropertyKeys,
  sourceProperties,
  tableProperties,
  versionKeys,
} from '../../../src/project/property-keys.ts';
import { diagnosticsOf } from '../../support/load-project-files.ts';
import { openFiles } from '../../support/opened-project.ts';

/** The lines as an item of a list that `above` opens, or by themselves; each example is one. */
function itemOf(above: string, lines: readonly string[]): string {
  if (above === '') return lines.join('\n');
  const indent = /^ */.exec(above.split('\n').at(-1) ?? '')?.[0] ?? '';
  return `${above}\n${lines.map((line, index) => `${indent}  ${index === 0 ? '- ' : '  '}${line}`).join('\n')}\n`;
}

const model = 'models:\n  - name: orders';
/** A properties file itself is no item of a list. */
const file = '';
const places: Readonly<Record<string, readonly [keys: PropertyKeys, above: string, needed: object]>> = {
  'a properties file': [sectionKeys, file, {}],
  'a model': [resourceKeys, 'models:', { name: 'orders' }],
  'a model alone': [
    modelPropertyKeys,
    'models:',
    { name: 'orders', versions: '[{ v: 1, defined_in: orders }]', semantic_model: 'true' },
  ],
  'a version': [versionKeys, `${model}\n    columns: [{ name: id }]\n    versions:`, { v: '1', defined_in: 'orders' }],
  'a snapshot': [snapshotPropertyKeys, 'snapshots:', { name: 'history' }],
  'a column': [columnKeys, `${model}\n    columns:`, { name: 'id' }],
  'a constraint': [constraintKeys, `${model}\n    constraints:`, { type: 'check', expression: "'amount >= 0'" }],
  'a source': [sourceProperties, 'sources:', { name: 'web' }],
  'an item of data tests': [
    testItemKeys,
    `${model}\n    data_tests:`,
    { test_name: 'accepted_values', column_name: 'id', arguments: '{ values: [1] }' },
  ],
  'a group': [groupKeys, 'groups:', { name: 'sales', owner: '{ email: a@example.org }' }],
  'an exposure': [exposureKeys, 'exposures:', { name: 'weekly', type: 'ml', owner: '{ email: a@example.org }' }],
  'a metric': [metricKeys, 'metrics:', { name: 'share', label: 'Share', type_params: '{ measure: revenue }' }],
  'a newer metric': [newerMetricKeys, 'metrics:', { name: 'share' }],
  'a semantic model': [semanticModelKeys, 'semantic_models:', { name: 'buyers', model: "ref('orders')" }],
  'a saved query': [savedQueryKeys, 'saved_queries:', { name: 'q', query_params: '{ metrics: [revenue] }' }],
  'a table': [tableProperties, 'sources:\n  - name: web\n    tables:', { name: 'visits' }],
};

/** What the examples name. */
const surroundings = {
  'models/orders.sql': 'select 1 as id',
  'models/customers.sql': 'select 1 as id',
  'seeds/countries.csv': 'id\n1\n',
  'analyses/revenue.sql': 'select 1',
  'tests/no_losses.sql': 'select 1 where false',
  'models/_named.yml': `groups:
  - name: finance
    owner: { email: finance@example.org }
semantic_models:
  - name: money
    model: ref('customers')
    measures: [{ name: revenue, agg: sum, create_metric: true }]
`,
};

const rows = Object.entries(places).flatMap(([place, [keys, above, needed]]) =>
  Object.entries(keys).map(([key, { example, about }]) => [key, place, { example, about, above, needed }] as const),
);

test.each(rows)('%s of %s is read as its example has it', async (key, _, { example, about, above, needed }) => {
  expect(example === undefined).toBe(about.includes('No effect'));
  if (example === undefined) return;
  const lines = Object.entries({ ...needed, [key]: example }).map(([name, value]) => `${name}: ${value}`);
  const opened = await openFiles({
    ...surroundings,
    'models/_all.yml': itemOf(above, lines),
  });
  const found = diagnosticsOf(opened).map(({ message }) => message);
  expect(found.filter((message) => message !== 'snapshots are not run yet')).toEqual([]);
});

test('the page says what each type of constraint makes', () => {
  const page = readFileSync(new URL('../../../docs/properties.md', import.meta.url), 'utf8');
  const named = [...page.matchAll(/^\| `(\w+)` \| [^|]+ \| [^|]+ \|$/gm)].map(([, type]) => type);
  expect(named).toEqual([...constraintTypes]);
});

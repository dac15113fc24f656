// Protects that every command finds what is wrong with data tests and needs no database to be seen, with its place, as a run does.

import { expect, test } from 'vitest';
import { parseCommand } from '../../../src/app/parse-command.ts';
import { placeOf } from '../../../src/diagnostics/diagnostic.ts';
import { openFiles, projectFile } from '../../support/opened-project.ts';
import { writeProject } from '../../support/project-files.ts';
import { noOptions, runApp } from '../../support/run-app.ts';

/** A model with these tests on its column. */
function projectOf(tests: readonly string[]) {
  const items = tests.map((item) => `          - ${item}\n`).join('');
  return {
    'models/orders.sql': 'select 1 as id',
    'models/_models.yml': `models:\n  - name: orders\n    columns:\n      - name: id\n        data_tests:\n${items}`,
    'macros/own.sql': '{% test own(model, column_name, least) %}select 1{% endtest %}\n',
  };
}

async function found(tests: readonly string[]): Promise<readonly string[]> {
  const opened = await openFiles(projectOf(tests));
  const diagnostics = opened.ok ? opened.warnings : opened.problems;
  return diagnostics.map((one) => `${one.severity} ${one.code} ${one.span ? placeOf(one.span) : ''} ${one.message}`);
}

test.each([
  [
    'accepted_values: { arguments: { vals: [1] } }',
    [
      'error TEST_ARGUMENT models/_models.yml:6:13 the data test accepted_values has no "values"',
      'error TEST_ARGUMENT models/_models.yml:6:51 the data test accepted_values has no argument "vals"',
    ],
  ],
  [
    'range: { arguments: { min_value: [1] } }',
    ['error TEST_ARGUMENT models/_models.yml:6:46 "min_value" of the data test range must be an SQL expression'],
  ],
  [
    'relationships: { arguments: { to: orders, field: id } }',
    ['error TEST_ARGUMENT models/_models.yml:6:47 "to" of the data test relationships is not a reference'],
  ],
  [
    "unique: { config: { warn_if: 'many' } }",
    [
      'error TEST_THRESHOLD models/_models.yml:6:13 "warn_if" of the data test unique_orders_id is not a comparison: "many"',
    ],
  ],
  [
    'own: { arguments: { least: 1 }, config: { meta: { dimension: beauty } } }',
    [
      'error TEST_DIMENSION models/_models.yml:6:13 "dimension" of the data test own_orders_id__1 is not a quality score',
    ],
  ],
  [
    'accepted_values: { arguments: { values: [1, null] } }',
    ['warning TEST_ARGUMENT models/_models.yml:6:53 null in "values" has no effect: NULL always passes'],
  ],
])('%s', async (item, expected) => {
  expect(await found([item])).toEqual(expected);
});

test('what is right, or is known only when it is rendered, is nothing to speak of', async () => {
  const right = [
    'unique',
    "relationships: { arguments: { to: ref('orders'), field: id } }",
    `relationships: { name: rendered, arguments: { to: "{{ ref('orders') }}", field: id } }`,
    `accepted_values: { arguments: { values: "{{ var('types') }}" } }`,
    'own: { arguments: { least: 1 } }',
  ];
  expect(await found(right)).toEqual([]);
});

test('parse ends with 2', async () => {
  const root = await writeProject({ 'project.yml': projectFile, ...projectOf(['range']) });
  const { exitCode, output } = await runApp(root, (io) => parseCommand(noOptions, io));
  expect([exitCode, output]).toEqual([2, '']);
});

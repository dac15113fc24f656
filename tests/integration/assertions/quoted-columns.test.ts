// Protects the data tests of columns with `quote: true`: they judge the column of exactly that name, whatever is in it, by the
// built-in tests and by those of a project; their names are dbt's.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../support/databases.ts';
import { writeProject } from '../../support/project-files.ts';
import { execute } from '../../support/run-app.ts';

const names = ['A', 'a b', 'a%b', 'a"b', 'order'];
const tests = [
  'not_null',
  'unique',
  'full',
  '{ accepted_values: { arguments: { values: [1, 2] } } }',
  `{ relationships: { arguments: { to: "ref('n')", field: id } } }`,
];

describe.each(['server', 'embedded'] as const)('data tests of quoted columns (%s)', (kind) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase(kind);
  });
  afterAll(() => database.drop());

  test('read those of models, seeds and sources, by every test that is declared on a column', async () => {
    const { target } = database;
    const address =
      target.kind === 'embedded' ? `type: embedded, path: ${target.path}` : `type: postgres, url: "${target.url}"`;
    const listed = [...tests, '{ range: { arguments: { min_value: 1 } } }'];
    const columns = (list: readonly string[]) =>
      ['Id', 'sp ace'].map((name) => `{ name: ${name}, quote: true, data_tests: [${list.join(', ')}] }`).join(', ');
    const root = await writeProject({
      'project.yml': `name: q\ntargets: { dev: { ${address}, schema: public } }\n`,
      'models/n.sql': 'select 1 as id union all select 2',
      'models/t.sql': 'select "Id", "sp ace", "sp ace"::text as "t X" from {{ ref(\'s\') }}',
      'models/r.sql': "select count(*) from {{ source('raw', 'given') }}",
      'models/t.yml': `models: [{ name: t, columns: [${columns(tests)}] }]\n`,
      'seeds/s.csv': 'Id,sp ace\n1,2\n2,1\n',
      'seeds/s.yml': `seeds: [{ name: s, columns: [${columns(listed)}] }]\n`,
      'models/sources.yml': `sources: [{ name: raw, schema: public, tables: [{ name: given, identifier: s, columns: [${columns(tests)}] }] }]\n`,
      'tests/generic/full.sql':
        '{% test full(model, column_name) %}select {{ column_name }} from {{ model }} where {{ column_name }} is null{% endtest %}',
    });
    const first = await execute(root, 'build', { logFormat: 'json' });
    const { exitCode, output, errors } = await execute(root, 'test', { logFormat: 'json' });
    expect(errors + first.errors).toBe('');
    for (const name of ['not_null_t__Id_', 'not_null_s__Id_', 'source_not_null_raw_given__Id_', 'range_s__sp_ace___1'])
      expect(output).toContain(`test.q.${name}.`);
    const passed = output.split('\n').filter((line) => line.includes('"test.q.') && line.includes('"status":"pass"'));
    expect(passed).toHaveLength(2 * (2 * tests.length + listed.length));
    expect(exitCode, output).toBe(0);
  });

  test('read the column that is named', async () => {
    const { target } = database;
    const address =
      target.kind === 'embedded' ? `type: embedded, path: ${target.path}` : `type: postgres, url: "${target.url}"`;
    const columns = names.map(
      (name) => `      - { name: '${name}', quote: true, data_tests: [${tests.join(', ')}] }\n`,
    );
    const root = await writeProject({
      'project.yml': `name: h\ntargets: { dev: { ${address}, schema: public } }\n`,
      'models/n.sql': 'select 1 as id union all select 2',
      'models/m.sql': `select ${names.map((name) => `1 as "${name.replaceAll('"', '""')}"`).join(', ')}`,
      'models/s.yml': `models:\n  - name: m\n    columns:\n${columns.join('')}`,
      'tests/generic/full.sql':
        '{% test full(model, column_name) %}select {{ column_name }} from {{ model }} where {{ column_name }} is null{% endtest %}',
    });
    const { exitCode, output, errors } = await execute(root, 'build', { logFormat: 'json' });
    expect(errors).toBe('');
    const lines = output.split('\n').filter((line) => line.includes('"test.h.'));
    expect(lines.filter((line) => line.includes('"pass'))).not.toHaveLength(0);
    expect(output).toContain('test.h.not_null_m__A_.');
    expect(output).toContain('test.h.accepted_values_m__order___1__2.');
    expect(exitCode).toBe(0);
  });
});

import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { renderDiagnosticLine } from '../../../src/diagnostics/render-diagnostic.ts';
import { loadEnv } from '../../../src/project/env.ts';
import { diagnosticsOf, loadedProject, loadProjectFiles } from '../../support/load-project-files.ts';
import { type ProjectFiles, writeProject } from '../../support/project-files.ts';

const projectFile = 'name: shop\ntargets: { dev: { type: embedded } }\n';

function lines(files: ProjectFiles, env = {}) {
  return loadProjectFiles(files, { env }).then((checked) => diagnosticsOf(checked).map(renderDiagnosticLine));
}

describe('resources', () => {
  test('have their folder in the fqn, config from general to specific, and their properties', async () => {
    const project = await loadedProject({
      'project.yml': `${projectFile}models:\n  +materialized: table\n  shop:\n    tags: [all]\n    base:\n      +materialized: view\n      orders: { +enabled: false }\n    other.sql: {}\n`,
      'models/base/orders.sql': 'select 1',
      'models/_models.yml':
        'models:\n  - name: orders\n    description: Orders\n    config: { materialized: incremental, meta: { a: 1 } }\n    meta: { b: 2 }\n',
    });
    const [orders] = project.models;
    expect(orders).toMatchObject({
      kind: 'model',
      packageName: 'shop',
      name: 'orders',
      fqn: ['shop', 'base', 'orders'],
    });
    expect(orders?.config.map(({ key, value }) => [key, value])).toEqual([
      ['materialized', 'table'],
      ['tags', ['all']],
      ['materialized', 'view'],
      ['enabled', false],
      ['meta', { b: 2 }],
      ['materialized', 'incremental'],
      ['meta', { a: 1 }],
    ]);
    expect(orders?.properties).toMatchObject({ description: 'Orders', meta: { b: 2 } });
  });

  test('are found under all resource paths; hidden folders, node_modules, target and packages are passed over', async () => {
    const project = await loadedProject({
      'project.yml': `${projectFile}model-paths: [models, more]\ntarget-path: models/out\ntest-paths: [checks]\n`,
      'models/b.sql': '',
      'models/a/c.sql': '',
      'models/.hidden/d.sql': '',
      'models/node_modules/e.sql': '',
      'models/out/f.sql': '',
      'models/readme.txt': '',
      'models/docs.md': '{% docs x %}{% enddocs %}',
      'more/g.sql': '',
      'seeds/s.csv': 'id\n1\n',
      'snapshots/h.sql': '',
      'analyses/i.sql': '',
      'checks/j.sql': '',
      'checks/generic/k.sql': '',
      'checks/fixtures/rows.sql': '',
      'macros/deep/l.sql': '',
    });
    const paths = (files: readonly { readonly file: { readonly path: string } }[]) =>
      files.map((file) => file.file.path);
    expect(paths(project.models)).toEqual(['models/a/c.sql', 'models/b.sql', 'more/g.sql']);
    expect(paths(project.seeds)).toEqual(['seeds/s.csv']);
    expect(paths(project.snapshots)).toEqual(['snapshots/h.sql']);
    expect(paths(project.analyses)).toEqual(['analyses/i.sql']);
    expect(paths(project.singularTests)).toEqual(['checks/j.sql']);
    expect(paths(project.macroFiles)).toEqual(['checks/generic/k.sql', 'macros/deep/l.sql']);
    expect(paths(project.docsBlocks.map(({ span }) => span))).toEqual(['models/docs.md']);
  });

  test('columns, constraints and data tests in all their spellings', async () => {
    const project = await loadedProject({
      'project.yml': projectFile,
      'models/a.sql': '',
      'models/a.yml': `
models:
  - name: a
    constraints:
      - { type: primary_key, columns: [id, day] }
      - { type: foreign_key, columns: [x], to: ref('b'), to_columns: [id] }
    columns:
      - name: id
        data_type: numeric(20,8)
        default: 0
        identity: true
        constraints: [{ type: not_null }]
        tags: [key]
        data_tests:
          - not_null
          - unique: { config: { where: "x > 1" }, severity: warn, name: my_unique }
          - accepted_values: { arguments: { values: [a, 1] } }
          - pkg.other: { x: "{{ 1 }}" }
          - test_name: relationships
            name: named
            to: ref('b')
            field: id
    data_tests:
      - row_count:
      - expression: { column_name: id, expression: "> 0" }
`,
    });
    const properties = project.models[0]?.properties;
    const id = properties?.columns[0];
    expect(id).toMatchObject({
      name: 'id',
      dataType: { value: 'numeric(20,8)' },
      default: { value: '0' },
      identity: true,
      tags: ['key'],
      constraints: [{ type: 'not_null', columns: ['id'] }],
    });
    expect(properties?.constraints).toMatchObject([
      { type: 'primary_key', columns: ['id', 'day'], to: null },
      { type: 'foreign_key', columns: ['x'], to: { value: "ref('b')" }, toColumns: ['id'] },
    ]);
    const shown = (test: {
      name: string;
      customName: string | null;
      column: string | null;
      arguments: object;
      config: readonly { key: string }[];
    }) => [test.name, test.customName, test.column, test.arguments, test.config.map(({ key }) => key)];
    expect(id?.tests.map(shown)).toEqual([
      ['not_null', null, 'id', {}, []],
      ['unique', 'my_unique', 'id', {}, ['severity', 'where']],
      ['accepted_values', null, 'id', { values: ['a', 1] }, []],
      ['pkg.other', null, 'id', { x: '{{ 1 }}' }, []],
      ['relationships', 'named', 'id', { to: "ref('b')", field: 'id' }, []],
    ]);
    expect(properties?.tests.map(shown)).toEqual([
      ['row_count', null, null, {}, []],
      ['expression', null, 'id', { expression: '> 0' }, []],
    ]);
  });

  test('what is said twice of data tests is refused, as in dbt', async () => {
    const files = (settings: string, tests: string) => ({
      'project.yml': `${projectFile}${settings}`,
      'models/a.sql': 'select 1 as id',
      'models/a.yml': `models: [{ name: a, data_tests: [{ unique: { column_name: id, ${tests} } }] }]`,
    });
    expect(await lines(files('data_tests: { +limit: 3 }\ntests: { +severity: warn }', ''))).toEqual([
      expect.stringMatching(/^project\.yml:4:1: .*CONFIG_CONFLICT.*"data_tests" and "tests" are two names of one key/),
    ]);
    expect(await lines(files('', 'severity: warn, config: { severity: error }'))).toEqual([
      expect.stringMatching(/^models\/a\.yml:1:63: .*CONFIG_CONFLICT.*"severity" is given beside the config/),
    ]);
    expect(await lines(files('tests: { +severity: warn }', 'where: null, config: { where: id > 1 }'))).toEqual([]);
  });

  test('of an argument that is given twice the one below `arguments` counts', async () => {
    const { models } = await loadedProject({
      'project.yml': projectFile,
      'models/a.sql': 'select 1 as id',
      'models/a.yml': 'models: [{ name: a, data_tests: [{ row_count: { arguments: { min: 2 }, min: 1 } }] }]',
    });
    expect(models[0]?.properties?.tests[0]?.arguments).toEqual({ min: 2 });
  });

  test('sources take what their source says; files: blocks are settings', async () => {
    const project = await loadedProject({
      'project.yml': `${projectFile}vars: { raw: data }\nsources: { shop: { api: { +tags: [folder] } } }\n`,
      'sources.yml': `
sources:
  - name: api
    schema: raw
    tags: [source]
    meta: { owner: x }
    freshness: { warn_after: { count: 1, period: day } }
    loaded_at_field: at
    tables:
      - name: pages
        identifier: pages_v2
        meta: { table: y }
        config: { enabled: false, tags: [table] }
        freshness: null
        files:
          location: "{{ var('raw') }}/{id}/{day:yyyy}.json"
          format: json
          records: data.items
          ok: { code: "0", meta.state: done }
          backoff: 90s
`,
    });
    expect(project.sources).toMatchObject([
      {
        sourceName: 'api',
        name: 'pages',
        fqn: ['shop', 'api', 'pages'],
        identifier: 'pages_v2',
        schema: 'raw',
        enabled: false,
        tags: ['folder', 'table', 'source'],
        meta: { owner: 'x', table: 'y' },
        files: {
          location: { value: 'data/{id}/{day:yyyy}.json' },
          format: 'json',
          gzip: 'by name',
          records: ['data', 'items'],
          ok: [
            { path: ['code'], equals: '0' },
            { path: ['meta', 'state'], equals: 'done' },
          ],
          maxRecords: 10_000_000,
          maxAttempts: 5,
          backoffMilliseconds: 90_000,
        },
      },
    ]);
  });
});

describe('targets', () => {
  test('the chosen one alone is rendered, with secrets; their values are reported for masking', async () => {
    const project = await loadedProject(
      {
        'project.yml': `name: shop
target: "{{ env_var('WHERE', 'dev') }}"
targets:
  dev: { type: embedded, path: db }
  prod:
    type: postgres
    url: "postgres://ada:{{ env_var('DBT_ENV_SECRET_PASSWORD') }}@host/db"
    schema: analytics
    threads: "{{ env_var('THREADS') }}"
    port: 6543
    search_path: "a, b"
`,
      },
      { env: { WHERE: 'prod', THREADS: '8', DBT_ENV_SECRET_PASSWORD: 'p%40ss' } },
    );
    expect(project.target).toEqual({
      kind: 'server',
      name: 'prod',
      url: 'postgres://ada:p%40ss@host/db',
      schema: 'analytics',
      threads: 8,
      port: 6543,
      searchPath: 'a, b',
    });
    expect(project.secrets).toEqual(['p%40ss', 'p@ss']);
  });

  test('--target wins, and the embedded path counts from the project', async () => {
    const project = await loadedProject(
      {
        'project.yml':
          'name: shop\ntarget: x\ntargets:\n  x: { type: postgres, host: "{{ env_var(\'NOPE\') }}", schema: s }\n  y: { type: embedded, path: db }\n',
      },
      { target: 'y' },
    );
    expect(project.target).toEqual({
      kind: 'embedded',
      name: 'y',
      path: `${project.root}/db`,
      schema: 'public',
      threads: 1,
    });
  });

  test('the schema of the state is named by a target, and is not that of the models', async () => {
    const loaded = (settings: string) =>
      lines({ 'project.yml': `name: shop\ntargets:\n  dev: { type: embedded, schema: marts, ${settings} }\n` });
    expect(await loaded('state_schema: marts_state')).toEqual([]);
    for (const name of ['marts', 'pg_state', '""', 'x'.repeat(64)]) {
      expect(await loaded(`state_schema: ${name}`)).toEqual([
        expect.stringContaining('error[SETTING_VALUE]: "state_schema" '),
      ]);
    }
  });

  test('a profiles.yml in the project serves where there are no targets', async () => {
    const project = await loadedProject({
      'dbt_project.yml': 'name: shop\nprofile: mine\n',
      'profiles.yml':
        'mine:\n  target: dev\n  outputs:\n    dev: { type: postgres, host: h, user: u, pass: secret, dbname: d, schema: s, threads: 2 }\n',
    });
    expect(project.target).toMatchObject({ kind: 'server', host: 'h', password: 'secret', dbname: 'd', threads: 2 });
    expect(project.secrets).toEqual(['secret']);
  });
});

describe('vars and templates in settings', () => {
  test('a value that is one expression keeps its type; vars of --vars win', async () => {
    const project = await loadedProject(
      {
        'project.yml': `${projectFile}vars: { rate: 1.0, count: 1, shop: { only: here }, kept: "{{ x }}" }\n`,
        'models/a.sql': '',
        'models/a.yml': `models:\n  - name: a\n    config: { meta: { n: "{{ var('count') }}", f: "{{ var('flag') }}", t: "{{ target.name }}!", e: "{{ env_var('E') }}", j: "{{ env_var('E') | as_number }}" } }\n`,
      },
      { vars: { flag: true, rate: 2n }, env: { E: '7' } },
    );
    expect(project.vars).toMatchObject({ rate: 2n, count: 1n, only: 'here', kept: '{{ x }}', flag: true });
    expect(project.models[0]?.config[0]?.value).toEqual({ n: 1, f: true, t: 'dev!', e: '7', j: 7 });
  });

  test('in the project file var() knows --vars alone, and the target is known', async () => {
    const project = await loadedProject(
      {
        'project.yml': `${projectFile}models: { +schema: "{{ target.schema }}_{{ var('suffix') }}", +pre-hook: "{{ later }}" }\n`,
        'models/a.sql': '',
      },
      { vars: { suffix: 'x' } },
    );
    expect(project.models[0]?.config.map(({ key, value }) => [key, value])).toEqual([
      ['schema', 'public_x'],
      ['pre-hook', '{{ later }}'],
    ]);
  });

  test('a secret resolves in targets only', async () => {
    expect(
      await lines(
        { 'project.yml': `${projectFile}models: { +schema: "{{ env_var('DBT_ENV_SECRET_X') }}" }\n` },
        { DBT_ENV_SECRET_X: 's' },
      ),
    ).toEqual([
      'project.yml:3:24: error[TEMPLATE_SECRET]: the secret DBT_ENV_SECRET_X cannot be used here (Secrets (DBT_ENV_SECRET…) resolve only in targets:, profiles.yml and packages.yml)',
    ]);
  });
});

describe('the project file', () => {
  test('engine tables, hooks and search orders', async () => {
    const project = await loadedProject({
      'project.yml': `${projectFile}engine_tables: [etl_status, { audit_log: changes }]
on-run-start: "select {{ 1 }}"
on-run-end: [a, b]
dispatch: [{ macro_namespace: dbt_utils, search_order: [shop, dbt_utils] }]
data_tests: { shop: { +severity: warn } }
`,
    });
    expect(project.engineTables.map(({ table, name }) => [table, name])).toEqual([
      ['etl_status', 'etl_status'],
      ['audit_log', 'changes'],
    ]);
    expect(project.onRunStart.map(({ sql }) => sql)).toEqual(['select {{ 1 }}']);
    expect(project.onRunEnd.map(({ sql }) => sql)).toEqual(['a', 'b']);
    expect(project.dispatch.get('dbt_utils')).toEqual(['shop', 'dbt_utils']);
    expect(project.testConfigs).toMatchObject([{ prefix: ['shop'], entries: [{ key: 'severity', value: 'warn' }] }]);
  });

  test('settings of a config block that are maps need a plus at folders', async () => {
    expect(
      await lines({ 'project.yml': `${projectFile}models: { shop: { meta: { a: 1 } } }\n`, 'models/a.sql': '' }),
    ).toEqual([expect.stringMatching(/^project\.yml:3:19: warning\[CONFIG_UNUSED\].*\+meta/)]);
  });

  test('what has no effect is told of, where it asks for one', async () => {
    const told = await lines({
      'project.yml': `${projectFile}sources: { +event_time: at }\n`,
      'models/a.sql': '',
      'models/a.yml': `models:
  - name: a
    deprecation_date: 2030-01-01
    columns: [{ name: id, config: { meta: {}, tag: x } }]
sources:
  - name: api
    overrides: other
    quoting: { identifier: false, database: false }
    freshness: { warn_after: { count: 1, period: day } }
    loaded_at_field: at
    tables: [{ name: one }, { name: two, quoting: { identifier: true }, config: { enable: false } }]
  - name: idle
    freshness: { warn_after: { count: 1, period: day } }
    tables: [{ name: one, config: { enabled: false } }, { name: two, freshness: null }]
`,
    });
    expect(told.map((line) => line.replace(/ \(.*/, ''))).toEqual([
      'models/a.yml:4:47: warning[SETTING_UNKNOWN]: the config of a column has no key "tag"',
      'models/a.yml:7:5: warning[SETTING_LATER]: "overrides" has no effect yet: the source of the package stays as it is',
      'models/a.yml:8:16: warning[SETTING_LATER]: "quoting: identifier: false" has no effect: Smelt always quotes names',
      'models/a.yml:9:5: warning[SETTING_LATER]: "freshness" has no effect yet: nobody looks at how old the rows are',
      'models/a.yml:11:83: warning[SETTING_UNKNOWN]: the config of a source has no key "enable"',
      'project.yml:3:12: warning[SETTING_LATER]: "event_time" has no effect yet: no model is made in batches of time',
    ]);
  });

  test('snapshots are reported to come later', async () => {
    expect(await lines({ 'project.yml': projectFile, 'snapshots/s.sql': 'x' })).toEqual([
      expect.stringMatching(/^snapshots\/s\.sql:1:1: warning\[SETTING_LATER\]/),
    ]);
  });
});

test('.env fills in what the shell does not set', async () => {
  const root = await writeProject({ '.env': 'A=file\nB="two words"\n# no\nexport C=3\n' });
  expect(await loadEnv(root, { A: 'shell' })).toMatchObject({ A: 'shell', B: 'two words', C: '3' });
  expect(await loadEnv(`${root}/nowhere`, { A: 'shell' })).toEqual({ A: 'shell' });
});

describe('packages', () => {
  const files = {
    'project.yml': `${projectFile}vars: { a: main, tools: { b: main for tools } }\nmodels: { tools: { +schema: theirs } }\n`,
    'dbt_packages/tools/dbt_project.yml':
      'name: tools\nvars: { a: own, c: own, tools: { b: own } }\nmodels: { tools: { +schema: own }, +tags: [t] }\ndispatch: []\n',
    'dbt_packages/tools/models/t.sql': '',
    'dbt_packages/tools/macros/m.sql': '',
  };

  test('are read from the install path; the project has the last word', async () => {
    const project = await loadedProject(files);
    expect(project.macroFiles).toMatchObject([
      { packageName: 'tools', file: { path: 'dbt_packages/tools/macros/m.sql' } },
    ]);
    expect(project.models[0]?.config.map(({ key, value }) => [key, value])).toEqual([
      ['tags', ['t']],
      ['schema', 'own'],
      ['schema', 'theirs'],
    ]);
    expect(project.packages.get('tools')?.vars).toMatchObject({ a: 'main', b: 'main for tools', c: 'own' });
    expect(project.vars).not.toHaveProperty('c');
  });

  test('a local one is read where it stands', async () => {
    const project = await loadedProject({
      'project.yml': projectFile,
      'packages.yml': 'packages: [{ local: ./lib }]\n',
      'lib/dbt_project.yml': 'name: lib\n',
      'lib/macros/m.sql': '',
    });
    expect(project.macroFiles).toMatchObject([{ packageName: 'lib', file: { path: 'lib/macros/m.sql' } }]);
  });

  test('a local one that was installed besides, under its own name, is read where it stands', async () => {
    const project = await loadedProject({
      'project.yml': projectFile,
      'packages.yml': 'packages: [{ local: ./some-lib }]\n',
      'some-lib/dbt_project.yml': 'name: lib\n',
      'some-lib/macros/m.sql': '',
      'dbt_packages/lib/dbt_project.yml': 'name: lib\n',
      'dbt_packages/lib/macros/m.sql': '',
    });
    expect(project.macroFiles).toMatchObject([{ packageName: 'lib', file: { path: 'some-lib/macros/m.sql' } }]);
  });
});

test('a thousand described models load', async () => {
  const models = Array.from({ length: 1000 }, (_, index) => index);
  const project = await loadedProject({
    'project.yml': projectFile,
    ...Object.fromEntries(models.map((index) => [`models/f${index % 10}/m${index}.sql`, 'select 1'])),
    'models/all.yml': `models:\n${models.map((index) => `  - name: m${index}\n    columns: [{ name: id, data_tests: [not_null] }]\n`).join('')}`,
  });
  expect(project.models.every((model) => model.properties?.columns.length === 1)).toBe(true);
  expect(project.models).toHaveLength(1000);
});

test.each([
  ['UTF-8', (text: string) => Buffer.from(`\ufeff${text}`)],
  ['UTF-16, as PowerShell writes it', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
])('.env with the mark of %s keeps its first variable', async (_, encode) => {
  const root = await writeProject({});
  await writeFile(path.join(root, '.env'), encode('FIRST=1\r\nSECOND=2\r\n'));
  expect(await loadEnv(root, {})).toMatchObject({ FIRST: '1', SECOND: '2' });
});

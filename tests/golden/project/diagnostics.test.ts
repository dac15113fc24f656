// Small projects with mistakes in, all their diagnostics as people see them out, as reviewed text.

import { expect, test } from 'vitest';
import { renderDiagnostic } from '../../../src/diagnostics/render-diagnostic.ts';
import { diagnosticsOf, type LoadingOptions, loadProjectFiles } from '../../support/load-project-files.ts';
import type { ProjectFiles } from '../../support/project-files.ts';

const target = 'targets: { dev: { type: embedded } }\n';
const projectFile = `name: shop\n${target}`;

const cases: Readonly<Record<string, { readonly files: ProjectFiles; readonly options?: LoadingOptions }>> = {
  'two project files': { files: { 'project.yml': projectFile, 'dbt_project.yml': projectFile } },
  'an empty project file': { files: { 'project.yml': '' } },
  'a malformed project file, and a malformed properties file': {
    files: {
      'project.yml': 'name: shop\ntargets: { dev: { type: embedded }\n',
      'models/a.yml': 'models:\n  - name: a\n   columns: []\n',
    },
  },
  'unknown keys of the project file, its targets and its blocks': {
    files: {
      'project.yml': `name: shop-front
model-path: [models]
wat: 1
target: dev
targets:
  dev: { type: embedded, pth: db, threads: none }
  prod: { type: postgres, hots: h, schema: s }
engine_tables: [etl_state]
version: [1]
`,
    },
  },
  'targets that are not there': {
    files: { 'project.yml': 'name: shop\ntarget: prd\ntargets: { dev: { type: embedded }, prod: { type: sqlite } }\n' },
  },
  'a --target that is not there': { files: { 'project.yml': projectFile }, options: { target: 'prod' } },
  'no targets at all': { files: { 'project.yml': 'name: shop\n' } },
  'a profile without a profiles.yml': { files: { 'project.yml': 'name: shop\nprofile: mine\n' } },
  'a profile that is not there': {
    files: {
      'project.yml': 'name: shop\nprofile: mine\n',
      'profiles.yml': 'min:\n  outputs: { dev: { type: postgres } }\n',
    },
  },
  'a variable that is not set': {
    files: {
      'project.yml':
        'name: shop\ntargets:\n  dev: { type: postgres, url: "{{ env_var(\'DATABASE_URL\') }}", schema: s }\n',
      'models/a.sql': '',
      'models/a.yml': 'models:\n  - name: a\n    config: { schema: "{{ var(\'wher\') }}" }\n',
    },
    options: { vars: { where: 'x' } },
  },
  'a template that cannot be parsed': {
    files: { 'project.yml': `${projectFile}models: { +schema: "{{ target. }}" }\n` },
  },
  'properties without a resource, and described twice': {
    files: {
      'project.yml': projectFile,
      'models/orders.sql': '',
      'seeds/countries.csv': 'id\n',
      'models/a.yml': 'models:\n  - name: ordres\n  - name: orders\n  - name: countries\n',
      'models/b.yml': 'models:\n  - name: orders\n',
    },
  },
  'properties of the wrong shape': {
    files: {
      'project.yml': projectFile,
      'models/a.sql': '',
      'models/a.yml': `version: 1
modles: []
unit_tests: []
models:
  - nam: a
  - name: a
    colums: []
    columns:
      - name: no
      - data_type: text
      - name: x
        tests: [unique]
        data_tests: [not_null]
        constraints:
          - type: primry_key
          - type: check
      - name: y
        data_tests:
          - accepted_values: { values: [a] }
            severity: warn
          - 12
`,
    },
  },
  'sources and their files': {
    files: {
      'project.yml': projectFile,
      'sources.yml': `sources:
  - name: smelt
    tables: [{ name: x }]
  - name: api
    tables:
      - name: a
        files: { locaton: x, format: jsn, max_attempts: 0, backoff: soon }
      - name: a
        files: { location: x, format: csv, records: data }
`,
    },
  },
  'folders that hold nothing': {
    files: {
      'project.yml': `${projectFile}models: { shop: { bas: { +tags: [x] }, contract: { enforced: true } } }\n`,
      'models/base/a.sql': '',
    },
  },
  'packages that are not there': {
    files: {
      'project.yml': projectFile,
      'packages.yml': 'packages:\n  - package: dbt-labs/dbt_utils\n    version: 1.3.0\n  - local: ../nowhere\n',
    },
  },
  'a file that is not UTF-8': {
    files: { 'project.yml': projectFile, 'models/a.sql': new Uint8Array([0x73, 0xff, 0xfe]) },
  },
};

test.each(Object.entries(cases))('%s', async (name, { files, options }) => {
  const diagnostics = diagnosticsOf(await loadProjectFiles(files, options));
  const text = diagnostics.map((diagnostic) => renderDiagnostic(diagnostic, { color: false })).join('\n\n');
  await expect(`${text}\n`).toMatchFileSnapshot(`./diagnostics/${name.replace(/[^a-zA-Z0-9]+/g, '-')}.txt`);
});

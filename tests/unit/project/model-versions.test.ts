import { describe, expect, test } from 'vitest';
import { renderDiagnosticLine } from '../../../src/diagnostics/render-diagnostic.ts';
import { diagnosticsOf, loadProjectFiles } from '../../support/load-project-files.ts';

const projectFile = `name: shop
target: t
targets: { t: { type: embedded, path: .smelt, schema: public } }
`;

async function told(model: string, files: readonly string[] = ['m_v1', 'm_v2', 'm']): Promise<readonly string[]> {
  const checked = await loadProjectFiles({
    'project.yml': projectFile,
    'models/s.yml': `models:\n  - name: m\n${model.replace(/^/gm, '    ')}\n`,
    ...Object.fromEntries(files.map((name) => [`models/${name}.sql`, 'select 1 as id'])),
  });
  return diagnosticsOf(checked).map(renderDiagnosticLine);
}

/** dbt-core 1.12.6 refuses the first five too, and warns of the file that is not there. */
describe('what properties files say wrongly of versions', () => {
  test.each([
    [
      'a latest version that is none',
      'latest_version: 3\nversions: [{v: 1}, {v: 2}]',
      /^models\/s\.yml:3:21: error\[SETTING_VALUE\]: "3" is none of the versions of "m" \(Its versions are 1, 2\)$/,
    ],
    ['one without versions', 'latest_version: 3', /^[^(]*SETTING_VALUE.*List them under "versions:"/],
    [
      'one version twice',
      "versions: [{v: 1}, {v: '1'}]",
      /s\.yml:3:28: error\[PROPERTIES_DUPLICATE\]: the version 1 is described twice/,
    ],
    [
      'two lists of columns',
      'versions: [{v: 1, columns: [{include: all}, {include: [a]}]}]',
      /SETTING_VALUE.*a version takes one list of included columns/,
    ],
    [
      'exclude where not all are included',
      'versions: [{v: 1, columns: [{include: [a], exclude: [b]}]}]',
      /CONFIG_CONFLICT.*"exclude" is for versions that include all columns/,
    ],
    [
      'include that is no list',
      'versions: [{v: 1, columns: [{include: some}]}]',
      /SETTING_TYPE.*"include" must be "all", or a list/,
    ],
    ['a version without a name', 'versions: [{defined_in: x}]', /SETTING_MISSING.*a version needs "v"/],
    ['a truth for a name', 'versions: [{v: true}]', /SETTING_TYPE.*"v" must be a number or a text, and is true/],
    [
      'a key that is none',
      'versions: [{v: 1, colums: []}]',
      /warning\[SETTING_UNKNOWN\].*a version has no key "colums".*columns/,
    ],
    ['a date that is none', 'versions: [{v: 1, deprecation_date: soon}]', /SETTING_VALUE.*"soon" is no date/],
    [
      'a file that is not there',
      'versions: [{v: 1}, {v: 2}, {v: 3}]\nlatest_version: 1',
      /^models\/s\.yml:3:36: warning\[PROPERTIES_UNUSED\]: there is no file of the version 3 of "m" \(Add m_v3\.sql/,
    ],
  ])('%s', async (_, model, expected) => {
    const lines = await told(model);
    expect(lines.filter((line) => !/no file of the version [12x]/.test(line))).toEqual([
      expect.stringMatching(expected),
    ]);
  });

  test('nothing is wrong with versions of all forms', async () => {
    const versions = [
      "{v: 1, defined_in: first, access: private, docs: {show: false}, description: '{{ 1 }}', config: {alias: a}}",
      '{v: 2, constraints: [], tests: [], deprecation_date: 2026-01-31 10:00:00+02:00}',
      '{v: beta, columns: [{include: "*", exclude: [x]}, {name: x, data_type: int}]}',
    ];
    expect(await told(`latest_version: 2\nversions: [${versions.join(', ')}]`, ['first', 'm', 'm_vbeta'])).toEqual([]);
  });

  test('a seed has none', async () => {
    const checked = await loadProjectFiles({
      'project.yml': projectFile,
      'seeds/s.csv': 'a\n1\n',
      'seeds/s.yml': 'seeds: [{name: s, versions: [{v: 1}]}]',
    });
    expect(diagnosticsOf(checked).map(renderDiagnosticLine)).toEqual([
      expect.stringMatching(/s\.yml:1:19: warning\[SETTING_UNKNOWN\]: a seed has no key "versions"/),
    ]);
  });
});

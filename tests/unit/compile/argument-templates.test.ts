// Protects what the arguments of generic tests are: what dbt-core 1.12.6 gives the test's macro for the same YAML, the nodes
// that they refer to, and the place of a mistake.

import { expect, test } from 'vitest';
import { compileTest } from '../../../src/compile/compile-test.ts';
import { placeOf } from '../../../src/diagnostics/diagnostic.ts';
import { compileEnvironment, nothingAsked, openedProject, openFiles, testOf } from '../../support/opened-project.ts';

const settings = `name: shop
targets: { t: { type: postgres, host: localhost, user: u, dbname: db, schema: public } }
vars: { types: [a, b], num: 3, txt: hello, flag: true, nested: { x: [1, "2", 3.5], y: null }, numtext: "42" }
`;

const macros = `{% macro shown(v) -%}
{%- if v.identifier -%}relation {{ v.identifier }}
{%- elif v is mapping -%}{ {%- for k, w in v.items() -%}{{ k }}: {{ shown(w) }}, {%- endfor -%} }
{%- elif v is string -%}'{{ v }}'
{%- elif v is iterable -%}[{%- for w in v -%}{{ shown(w) }},{%- endfor -%}]
{%- else -%}{{ v }}{%- endif -%}
{%- endmacro %}
{% test given(model, v, column_name=none) %}{{ shown(v) }}{% if column_name %} of {{ column_name }}{% endif %}{% endtest %}`;

const files = (argument: string, beside = '') => ({
  'project.yml': settings,
  'macros/given.sql': macros,
  'models/a.sql': 'select 1 as id',
  'models/b.sql': 'select 1 as id',
  'models/_models.yml': `sources: [{ name: src, schema: raw, tables: [{ name: t }] }]
models:
  - name: a
    data_tests:
      - given:
          name: asked
          arguments: { ${beside}v: ${argument} }
`,
});

async function compiled(argument: string, beside?: string) {
  const opened = await openedProject(files(argument, beside));
  const node = testOf(opened, '.asked');
  return { node, checked: await compileTest(node, compileEnvironment(opened), nothingAsked) };
}

test.each<readonly [argument: string, given: string]>([
  [`"{{ var('types') }}"`, "['a','b',]"],
  [`"{{ var('num') }}"`, '3'],
  [`"var('num')"`, '3'],
  [`"{{ var('num') }} x"`, "'3 x'"],
  [`" {{ var('num') }}"`, "' 3'"],
  [`"{{ var('numtext') }}"`, "'42'"],
  [`"{{ var('absent', ['z']) }}"`, "['z',]"],
  [`"{{ env_var('SMELT_NOT_THERE', '7') }}"`, "'7'"],
  [`"{{ env_var('SMELT_NOT_THERE', '7') | as_number }}"`, '7'],
  [`"{{ target.type == 'postgres' }}"`, 'True'],
  // What Jinja knows before it renders is text.
  [`"{{ [1, 'b', none] }}"`, "'[1, 'b', None]'"],
  [`"{{ 1 + 1 }}"`, "'2'"],
  [`"{% set x = [1, 2] %}{{ x }}"`, '[1,2,]'],
  [`"{# nothing #}"`, "''"],
  [`"42"`, "'42'"],
  ['1.0', '1.0'],
  ['2020-01-01', '2020-01-01'],
  ['"one\\ntwo\\n"', "'one\ntwo'"],
  [`["{{ var('num') }}", "ref('b')", { k: "{{ var('flag') }}" }]`, '[3,relation b,{k: True,},]'],
  [`{ k: "{{ var('nested') }}", "{{ var('txt') }}": 1 }`, "{k: {x: [1,'2',3.5,],y: None,},{{ var('txt') }}: 1,}"],
])('%s is %s', async (argument, given) => {
  const { checked } = await compiled(argument);
  expect(checked.ok ? checked.value.sql : checked.problems).toBe(given);
});

test('the name of a column is no template', async () => {
  const { checked } = await compiled('1', `column_name: "{{ 'x' }}", `);
  expect(checked.ok && checked.value.sql).toBe("1 of {{ 'x' }}");
});

test.each<readonly [argument: string, given: string, reads: string]>([
  [`"{{ ref('b') }}"`, 'relation b', 'b'],
  [`"source('src', 't')"`, 'relation t', 't'],
  [`"the {{ ref('b') }}"`, `'the "db"."public"."b"'`, 'b'],
  [`{ k: ["{{ ref('b') if var('flag') else none }}"] }`, '{k: [relation b,],}', 'b'],
])('%s refers to what it names', async (argument, given, reads) => {
  const { node, checked } = await compiled(argument);
  expect(checked.ok ? checked.value.sql : checked.problems).toBe(given);
  expect(node.references.map(({ name }) => name)).toEqual(['a', reads]);
});

test.each<readonly [argument: string, told: string]>([
  [`"{{ ref('b' }}"`, 'models/_models.yml:7:39 JINJA_SYNTAX'],
  [`"{{ ref('nowhere') }}"`, 'models/_models.yml:7:31 GRAPH_UNKNOWN_REF'],
])('%s is a mistake of the project, at its place', async (argument, told) => {
  const opened = await openFiles(files(argument));
  const problems = opened.ok ? [] : opened.problems;
  expect(problems.map(({ code, span }) => `${span && placeOf(span)} ${code}`)).toEqual([told]);
});

test('a mistake that only the run meets has the same place', async () => {
  const { checked } = await compiled(`"x {{ 1 / 0 if execute }}"`);
  const problems = checked.ok ? [] : checked.problems;
  expect(problems.map(({ code, span }) => `${span && placeOf(span)} ${code}`)).toEqual([
    'models/_models.yml:7:33 JINJA_VALUE',
  ]);
});

test('`model` is none', async () => {
  const opened = await openFiles(files('1', `model: "{{ source('src', 't') }}", `));
  expect(opened.ok ? [] : opened.problems.map(({ code, message }) => `${code}: ${message}`)).toEqual([
    'TEST_ARGUMENT: "model" is no argument of the data test given: it is what the test is declared on',
  ]);
});

// Protects what a change is found by: the macros, vars, environment variables and docs blocks that each node is made with.

import { describe, expect, test } from 'vitest';
import { nodeValue, noNeighbours } from '../../../src/compile/node-value.ts';
import type { DependsOn } from '../../../src/graph/depends-on.ts';
import type { ProjectFiles } from '../../support/project-files.ts';
import { parsed, projectFile } from './project.ts';

/** Of the node of a name. */
async function factsOf(name: string, files: ProjectFiles): Promise<DependsOn> {
  const { parsed: found, lines } = await parsed(files);
  expect(lines).toEqual([]);
  const node = found.nodes.find((one) => one.name === name);
  if (!node) throw new Error(`there is no ${name}`);
  return node.dependsOn;
}

const ofModel = (text: string, files: ProjectFiles = {}) => factsOf('m', { ...files, 'models/m.sql': text });

describe('macros', () => {
  const macros = {
    'macros/m.sql': `{% macro cents(x) %}{{ rounded(x) }}{% endmacro %}
{% macro rounded(x) %}{{ places(x) }}{% endmacro %}
{% macro places(x) %}{{ x }}{% endmacro %}
{% macro again() %}{% if execute %}{{ again() }}{% endif %}{{ places(1) }}{% endmacro %}
{% macro around() %}{{ caller() }}{% endmacro %}
{% macro order() %}1{% endmacro %}`,
  };
  const shop = (...names: readonly string[]) => names.map((name) => `macro.shop.${name}`);

  test('are those called in the template, and all that these call', async () => {
    const { macros: own, reachedMacros } = await ofModel('select {{ cents(1) }}', macros);
    expect(own).toEqual(shop('cents'));
    expect(reachedMacros).toEqual(shop('cents', 'places', 'rounded'));
  });

  test("called directly are `depends_on.macros` of the node's dictionary, as in dbt", async () => {
    const { parsed: found } = await parsed({ ...macros, 'models/m.sql': 'select {{ cents(1) }}' });
    const node = found.nodes.find(({ name }) => name === 'm');
    expect(node && nodeValue(node, { database: 'db', schema: 'public' }, noNeighbours).depends_on).toEqual({
      nodes: [],
      macros: shop('cents'),
    });
  });

  test('may call themselves', async () => {
    expect((await ofModel('{{ again() }}', macros)).reachedMacros).toEqual(shop('again', 'places'));
  });

  test('are not those whose names only stand in the text, or are given another meaning', async () => {
    const text = `select 'cents(1)' as rounded, border from places {# {{ again() }} #}
      {% set order = 1 %}{{ order }}{% for cents in [1] %}{{ cents }}{% endfor %}`;
    expect(await ofModel(text, macros)).toMatchObject({ macros: [], reachedMacros: [] });
  });

  test('are also those in branches that are not taken, in call blocks, and handed on as values', async () => {
    const text =
      '{% if execute %}{{ cents(1) }}{% endif %}{% call around() %}{% endcall %}{% set f = places %}{{ [order] }}';
    expect((await ofModel(text, macros)).macros).toEqual(shop('around', 'cents', 'order', 'places'));
  });

  test("are those of packages by their names, and dbt's own by dbt's", async () => {
    const files = {
      'dbt_packages/kit/dbt_project.yml': 'name: kit',
      'dbt_packages/kit/macros/k.sql':
        '{% macro star() %}{{ kit.base() }}{% endmacro %}{% macro base() %}*{% endmacro %}',
    };
    const { macros: own, reachedMacros } = await ofModel(
      '{% if is_incremental() %}x{% endif %}{{ kit.star() }}{{ dbt.hash("a") }}',
      files,
    );
    expect(own).toEqual(['macro.dbt.hash', 'macro.dbt.is_incremental', 'macro.kit.star']);
    expect(reachedMacros).toEqual(
      expect.arrayContaining(['macro.dbt.default__hash', 'macro.kit.base', 'macro.kit.star']),
    );
  });

  test('are all implementations that a dispatch may choose', async () => {
    const files = {
      'macros/d.sql': `{% macro size() %}{{ return(adapter.dispatch('size', 'kit')()) }}{% endmacro %}
{% macro default__size() %}1{% endmacro %}
{% macro default__hash(field) %}{{ places() }}{% endmacro %}{% macro places() %}{% endmacro %}`,
      'dbt_packages/kit/dbt_project.yml': 'name: kit',
      'dbt_packages/kit/macros/k.sql':
        '{% macro postgres__size() %}2{% endmacro %}{% macro redshift__size() %}3{% endmacro %}',
    };
    expect((await ofModel('{{ size() }}', files)).reachedMacros).toEqual([
      'macro.kit.postgres__size',
      'macro.shop.default__size',
      'macro.shop.size',
    ]);
    expect((await ofModel("{{ hash('a') }}", files)).reachedMacros).toEqual(
      expect.arrayContaining(['macro.shop.default__hash', 'macro.shop.places']),
    );
  });

  test('found by a name that the template makes up are those that its rendering asked for', async () => {
    const facts = await ofModel("{% set name = 'cen' ~ 'ts' %}{{ context[name](1) }}", macros);
    expect(facts.reachedMacros).toEqual(shop('cents', 'places', 'rounded'));
  });

  test('of hooks and data tests count too', async () => {
    const hooked = "{{ config(post_hook='{{ cents(1) }}') }} select 1 as id";
    expect((await ofModel(hooked, macros)).macros).toEqual(shop('cents'));
    const files = {
      ...macros,
      'models/m.sql': 'select 1 as id',
      'models/m.yml': `models:
  - name: m
    data_tests: [near: { name: near_m, arguments: { by: "{{ cents(1) }}" }, config: { where: "id > {{ order() }}" } }]
    columns: [{ name: id, data_tests: [not_null: { name: present }] }]`,
      'macros/near.sql': '{% test near(model, by) %}select {{ places(by) }}{% endtest %}',
      'tests/alone.sql': 'select {{ order() }}',
    };
    const near = await factsOf('near_m', files);
    const where = 'macro.dbt.get_where_subquery';
    expect(near.reachedMacros).toEqual([where, ...shop('cents', 'order', 'places', 'rounded', 'test_near')]);
    expect((await factsOf('present', files)).macros).toEqual([where, 'macro.dbt.test_not_null']);
    expect((await factsOf('alone', files)).macros).toEqual(shop('order'));
  });
});

test('vars and environment variables are those asked for, and those in branches that are not taken', async () => {
  const files = {
    'project.yml': `${projectFile}vars: { text: "{{ var('within') }}" }\n`,
    'macros/m.sql': "{% macro price() %}{{ var('rate', 1) }}{{ env_var('REGION', 'eu') }}{% endmacro %}",
  };
  const text = `{% if execute %}{{ var('late') }}{% endif %}{% if var.has_var('asked') %}{{ env_var('NEVER', 'x') }}{% endif %}
    {{ var('text') }}{{ price() }}{{ var('m' ~ 'ade', 2) }} 'var(''no'')'`;
  const { vars, envVars } = await ofModel(text, files);
  expect(vars).toEqual(['asked', 'late', 'made', 'rate', 'text', 'within']);
  expect(envVars).toEqual(['NEVER', 'REGION']);
});

test('docs blocks are those that descriptions and templates name, of whichever package', async () => {
  const files = {
    'models/m.yml': `models: [{ name: m, description: "{{ doc('whole') }}", columns: [{ name: id, description: "An {{ doc('kit', 'id') }}" }] }]
sources: [{ name: s, description: "{{ doc('whole') }}", tables: [{ name: t, description: plain }] }]`,
    'models/d.md': '{% docs whole %}all{% enddocs %}{% docs said %}x{% enddocs %}{% docs never %}x{% enddocs %}',
    'dbt_packages/kit/dbt_project.yml': 'name: kit',
    'dbt_packages/kit/models/k.md': '{% docs id %}number{% enddocs %}',
  };
  const { docs } = await ofModel("select 1 as id -- {{ doc('said') }}", files);
  expect(docs).toEqual(['doc.kit.id', 'doc.shop.said', 'doc.shop.whole']);
  expect((await factsOf('t', { ...files, 'models/m.sql': 'select 1' })).docs).toEqual(['doc.shop.whole']);
});

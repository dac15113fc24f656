// What is read off a template's tree is what a rendering in parse mode notes, or it is not read off at all.

import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parseEnvironment } from '../../../src/compile/parse-models.ts';
import {
  type ParsedSubject,
  type ParsedTemplate,
  readTemplate,
  renderInParseMode,
} from '../../../src/compile/parse-template.ts';
import { compileTemplate } from '../../../src/jinja/index.ts';
import { discoverProject } from '../../../src/project/discover-project.ts';
import { loadProject } from '../../../src/project/load-project.ts';
import { loadMacros } from '../../../src/template/macros.ts';
import { libraryOf, run } from '../template/render.ts';
import { runOf } from './project.ts';

const library = libraryOf({ probe: "{% macro helper() %}{{ ref('hidden') }}{% endmacro %}" });
const environment = parseEnvironment(library, run, { docsBlocks: [] });
const me: ParsedSubject = { node: { name: 'me', packageName: 'probe' }, model: () => ({ name: 'me' }) };

function bothWays(text: string, subject = me, given = environment) {
  const template = compileTemplate({ path: 'm.sql', text });
  if (!template.ok) throw new Error(text);
  const rendered = renderInParseMode(template.value, subject, given);
  return { read: readTemplate(template.value, subject.node.packageName, given), rendered };
}

/** References and config in order; places are compared apart, because a call written twice has two. */
function said(parsed: ParsedTemplate) {
  return {
    references: parsed.references.map(({ span, ...reference }) => reference),
    config: parsed.config.map(({ key, value }) => [key, value]),
    dependsOn: parsed.dependsOn,
  };
}

function expectAgreement(text: string, subject = me, given = environment): boolean {
  const { read, rendered } = bothWays(text, subject, given);
  if (!read?.ok) return false;
  if (!rendered.ok) throw new Error(`${text}\nis read, but its rendering fails: ${rendered.problems[0]?.message}`);
  expect(said(read.value), text).toEqual(said(rendered.value));
  return true;
}

describe('is exact', () => {
  test.each([
    "select * from {{ ref('a') }} join {{ source('s', 't') }} using (id)",
    "{{ config(materialized='table', tags=['a', 'b'], meta={'k': -1}) }}{{ config({'alias': 'x'}) }} select 1",
    "{% if is_incremental() %} where x > (select max(x) from {{ this }}) and {{ ref('never') }} {% endif %}{{ ref('b') }}",
    "{% if not is_incremental() %}{{ ref('a') }}{% else %}{{ ref('b') }}{% endif %}",
    "{% set x = ref('a') %}select '{{ var('v1') }}', '{{ var('none', 'd') }}' from {{ x }} {{ ref('a') }}",
    "{% for c in ['a', 'b'] %}{{ c }}{% if not loop.last %},{% endif %}{% endfor %} from {{ ref('p', 'a') }}",
    "{{ ref('a') if execute else ref('b') }} {{ target.schema ~ this.name }}",
    '{% if execute and anything %}{{ broken(1) }}{% endif %}plain',
    "{% set t %}text {{ ref('a') }}{% endset %}{{ t }}",
    "{{ ref('a', version=1) }} {{ ref('p', 'a', v='2') }} {{ ref('a', v=0) }} {{ ref('a', v=1.0) }}",
  ])('%s', (text) => expect(expectAgreement(text)).toBe(true));
});

describe('is not tried where a rendering may tell otherwise', () => {
  test.each([
    '{{ helper() }}',
    "{{ ref(var('v1')) }}",
    "{% for t in ['a', 'b'] %}{{ ref(t) }}{% endfor %}",
    "{% if var('v1') == 1 %}{{ ref('a') }}{% endif %}",
    "{% for t in [] %}{{ ref('a') }}{% endfor %}",
    "{{ ref('a') | upper }}",
    "{{ var('v2') }}",
    "{{ ref('a', 'b', 'c') }}",
    "{% set ref = 1 %}{{ ref('a') }}",
    "{{ config(materialized=var('v1')) }}",
    '{{ 1 + none }}',
  ])('%s', (text) => expect(bothWays(text).read).toBeUndefined());

  test('where the project gives the names another meaning', () => {
    const own = libraryOf({ probe: '{% macro is_incremental() %}{{ return(true) }}{% endmacro %}' });
    expect(bothWays("{{ ref('a') }}", me, parseEnvironment(own, run, { docsBlocks: [] })).read).toBeUndefined();
  });
});

test('places are those of the calls', () => {
  const { read } = bothWays("{{ config(alias='x') }}\nselect * from {{ ref('a') }}");
  if (!read?.ok) throw new Error('not read');
  const text = (span: { file: { text: string }; start: number; end: number }) =>
    span.file.text.slice(span.start, span.end);
  expect(read.value.references.map(({ span }) => text(span))).toEqual(["ref('a')"]);
  expect(read.value.config.map(({ span }) => text(span))).toEqual(["alias='x'"]);
});

/** A generator of its own, so that the same templates are made every time. */
function* choices(seed: number): Generator<number, never> {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

test('both ways agree on templates made at random', () => {
  const random = choices(7);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random.next().value * items.length)] as T;
  const expression = (depth: number): string =>
    depth <= 0
      ? pick([
          "'x'",
          '1',
          'none',
          'this',
          "ref('a')",
          "ref('p', 'b')",
          "source('s', 't')",
          "var('v1')",
          'name',
          'execute',
        ])
      : pick([
          () => `${expression(depth - 1)} and ${expression(depth - 1)}`,
          () => `${expression(depth - 1)} or ${expression(depth - 1)}`,
          () => `not ${expression(depth - 1)}`,
          () => `(${expression(depth - 1)}) == (${expression(depth - 1)})`,
          () => `(${expression(depth - 1)} if is_incremental() else ${expression(depth - 1)})`,
          () => `[${expression(depth - 1)}, 2]`,
          () => expression(depth - 1),
        ])();
  const statement = (depth: number): string =>
    pick([
      () => 'text ',
      () => `{{ ${expression(2)} }}`,
      () => `{{ config(k${pick(['1', '2'])}=${pick(["'v'", '[1, {"a": true}]', '-2.5', 'none'])}) }}`,
      () => `{% set ${pick(['name', 'other'])} = ${expression(1)} %}`,
      () => `{% if ${expression(1)} %}${body(depth - 1)}{% else %}${body(depth - 1)}{% endif %}`,
      () => `{% if is_incremental() %}${body(depth - 1)}{% elif ${expression(1)} %}${body(depth - 1)}{% endif %}`,
      () => `{% for item in [1, 2] %}${body(depth - 1)}{% endfor %}`,
    ])();
  const body = (depth: number): string =>
    depth <= 0 ? 'x' : Array.from({ length: 1 + Math.floor(random.next().value * 3) }, () => statement(depth)).join('');
  let read = 0;
  for (let count = 0; count < 2000; count++) if (expectAgreement(body(3))) read++;
  expect(read).toBeGreaterThan(500);
});

test("both ways agree on the shipped project's models and tests", async () => {
  const root = fileURLToPath(new URL('../../..', import.meta.url));
  const given = { env: { DATABASE_URL: 'postgres://localhost/x' }, vars: {} };
  const found = await discoverProject(root, given);
  const project = found.ok ? loadProject(found.value, { ...given, targetName: null, profileName: null }) : found;
  if (!project.ok) throw new Error(project.problems.map(({ message }) => message).join('\n'));
  const macros = loadMacros(project.value.name, project.value.macroFiles);
  if (!macros.ok) throw new Error(macros.problems.map(({ message }) => message).join('\n'));
  const files = [...project.value.models, ...project.value.singularTests];
  expect(files.length).toBeGreaterThan(10);
  const shipped = parseEnvironment(macros.value, runOf(project.value), project.value);
  for (const { file, packageName, name } of files) {
    const subject = { node: { name, packageName }, model: () => ({ name }) };
    expect(renderInParseMode(compiled(file), subject, shipped).ok, file.path).toBe(true);
    expectAgreement(file.text, subject, shipped);
  }
});

function compiled(source: { readonly path: string; readonly text: string }) {
  const template = compileTemplate(source);
  if (!template.ok) throw new Error(source.path);
  return template.value;
}

import { describe, expect, test } from 'vitest';
import { parseVars } from '../../../src/project/map-option.ts';
import { mistakeOf, render, textOf } from './render.ts';

describe('config', () => {
  const values = new Map<string, string | boolean | { k: string }>([
    ['materialized', 'table'],
    ['meta', { k: 'v' }],
    ['flag', false],
  ]);
  const vocabulary = { configValue: (key: string) => values.get(key) };

  test('get and require, with defaults and validators', () => {
    expect(
      textOf(
        "{{ config.get('materialized') }} {{ config.get('x') }} {{ config.get('x', 1) }} {{ config.get('flag', true) }} {{ config.meta_get('k') }} {{ config.require('materialized') }}",
        { vocabulary },
      ),
    ).toBe('table None 1 False v table');
    expect(mistakeOf("{{ config.require('x') }}", { vocabulary })).toBe(
      "TEMPLATE_CONFIG: the config 'x' is required, and nothing sets it",
    );
    expect(
      mistakeOf("{{ config.get('materialized', 'view', validator=validation.any('view', 'ephemeral')) }}", {
        vocabulary,
      }),
    ).toBe("JINJA_VALUE: 'table' is not one of view, ephemeral");
  });

  test('in parse mode answers an empty text, as dbt does', () => {
    expect(textOf("[{{ config.get('materialized', 'x') }}]", { vocabulary: { ...vocabulary, mode: 'parse' } })).toBe(
      '[]',
    );
  });

  test('takes keywords or one dictionary', () => {
    const seen: string[] = [];
    const config = (entries: ReadonlyMap<string, unknown>) => void seen.push(...entries.keys());
    textOf("{{ config(a=1, b=2) }}{{ config({'c-d': 3}) }}{{ config.set('e', 4) }}", { vocabulary: { config } });
    expect(seen).toEqual(['a', 'b', 'c-d', 'e']);
    expect(mistakeOf("{{ config('x') }}")).toBe('JINJA_TYPE: config() takes either keywords or one dictionary');
  });
});

describe('vars from YAML', () => {
  /** As the command line gives them; what templates print is what dbt's print. */
  const varsOf = (text: string) => {
    const vars = parseVars(text);
    if (!vars.ok) throw new Error(vars.problems[0]?.message);
    return { run: { vars: vars.value } };
  };

  test('are dates and moments where they stand without quotes', () => {
    const run = varsOf(
      "{d: 2020-01-01, q: '2020-01-01', t: 2020-01-02t3:04:05.1, z: 2020-01-01 10:00:00 -5:30, u: 2020-01-01T10:00:00Z, n: 2020-1-1, no: 2020-02-30}",
    );
    expect(textOf("{{ var('d').year }} {{ var('d') }} {{ var('d') is string }} {{ var('q') is string }}", run)).toBe(
      '2020 2020-01-01 False True',
    );
    expect(textOf("{{ var('t') }}|{{ var('z') }}|{{ var('u') }}", run)).toBe(
      '2020-01-02 03:04:05.100000|2020-01-01 10:00:00-05:30|2020-01-01 10:00:00+00:00',
    );
    expect(textOf("{{ var('n') is string }} {{ var('no') is string }} {{ [var('d')] }}", run)).toBe(
      'True True [datetime.date(2020, 1, 1)]',
    );
  });

  test('have keys that are what they are', () => {
    const run = varsOf("{h: {1: a, yes: b, null: c, 2020-01-01: d, 1.5: e, '2': f}, j: {x: {2: y}}}");
    expect(textOf("{{ var('h')[1.5] }} {{ var('h')[none] }} {{ var('h')['2'] }} {{ var('j').x[2] }}", run)).toBe(
      'e c f y',
    );
    expect(textOf("{{ var('h')[modules.datetime.date(2020, 1, 1)] }}", run)).toBe('d');
  });

  test('are what fromyaml gives and toyaml writes', () => {
    expect(textOf("{{ fromyaml('{1: 2020-01-01}')[1].month }} {{ toyaml(fromyaml('a: 2020-01-01')) }}")).toBe(
      '1 a: 2020-01-01\n',
    );
  });
});

describe('var', () => {
  test("is the package's in a file of the package", () => {
    const run = { packageVars: new Map([['pk', { size: 3n }]]) };
    expect(textOf("{{ var('size') }}", { run, vocabulary: { packageName: 'pk' } })).toBe('3');
    expect(textOf("{{ var('size', 'none') }}{{ var.has_var('size') }}", { run })).toBe('noneFalse');
  });

  test('renders a template in its value, which may not go round in circles', () => {
    const run = { vars: { a: "{{ var('b') }}!", b: 'x', loop: "{{ var('loop') }}", bad: '{{ 1 + none }}' } };
    expect(textOf("{{ var('a') }}", { run })).toBe('x!');
    expect(mistakeOf("{{ var('loop') }}", { run })).toMatch(
      /^JINJA_LIMIT: templates within templates are nested too deeply/,
    );
    expect(mistakeOf("{{ var('bad') }}", { run })).toMatch(/^JINJA_TYPE: .* in the var 'bad'$/);
  });

  test('that nothing sets is an error, and None while parsing', () => {
    expect(mistakeOf("{{ var('nope') }}")).toBe("TEMPLATE_VAR: the var 'nope' has no value");
    expect(textOf("{{ var('nope') }}", { vocabulary: { mode: 'parse' } })).toBe('None');
  });
});

test('env_var', () => {
  const run = { env: { HOME: '/root', DBT_ENV_SECRET_X: 's3cret' } };
  expect(textOf("{{ env_var('HOME') }} {{ env_var('NOPE', 1) }}", { run })).toBe('/root 1');
  expect(mistakeOf("{{ env_var('constructor') }}", { run })).toBe(
    "TEMPLATE_ENV_VAR: the environment variable 'constructor' is not set",
  );
  expect(mistakeOf("{{ env_var('DBT_ENV_SECRET_X') }}", { run })).toBe(
    "TEMPLATE_SECRET: the secret 'DBT_ENV_SECRET_X' may not be used here",
  );
});

test('ref takes a version, which is a number or a text', () => {
  expect(textOf("{{ ref('a', v=2) }} {{ ref('a', version='2') }}")).toBe('"db"."public"."a" "db"."public"."a"');
  expect(mistakeOf("{{ ref('a', v=[2]) }}")).toBe(
    "JINJA_TYPE: the version of ref('a') is a number or a text, not list",
  );
  expect(textOf("{{ ref('a', v=none) }}")).toBe('"db"."public"."a"');
});

test('a format that no text can satisfy ends the rendering in one sentence', () => {
  const parse = (format: string) => mistakeOf(`{{ modules.datetime.datetime.strptime('1', ${format}) }}`);
  expect(parse("'%d%m%d'")).toBe("JINJA_VALUE: '%d' appears twice in format '%d%m%d'");
  expect(parse("'%d' * 5000")).toBe('JINJA_VALUE: the format is longer than 1000 characters');
  expect(parse("'x' * 5000000")).toBe('JINJA_VALUE: the format is longer than 1000 characters');
});

describe('exceptions', () => {
  test('end the rendering at their call, in one sentence', () => {
    const { problems } = render(
      '{% macro m() %}{{ exceptions.raise_compiler_error("no\n  good.") }}{% endmacro %}{{ m() }}',
    );
    expect(problems[0]).toMatchObject({ code: 'JINJA_RAISED', message: 'no good', span: { start: 18 } });
    expect(problems[0]?.notes.map(({ message }) => message)).toEqual(["in the call of 'm'"]);
    expect(mistakeOf("{{ exceptions.column_type_missing(['a', 'b']) }}")).toBe(
      'JINJA_RAISED: these columns of the contract have no data_type: a, b',
    );
  });

  test('warn goes on', () => {
    const { text, warnings } = render("{{ exceptions.warn('careful.') }}on");
    expect([text, warnings]).toEqual(['on', ['careful']]);
  });

  test('try_or_compiler_error replaces the message of a function', () => {
    expect(mistakeOf("{{ try_or_compiler_error('bad date', modules.datetime.datetime.strptime, 'x', '%Y') }}")).toBe(
      'JINJA_RAISED: bad date',
    );
  });
});

test('what the run is', () => {
  expect(
    textOf(
      '{{ run_started_at }} {{ run_started_at.strftime("%Y%m%d") }} {{ flags.WHICH }} {{ flags.FULL_REFRESH }} {{ flags.NOPE is defined }} {{ target.dbname }} {{ target.profile_name }} {{ schema }} {{ this.name }}',
    ),
  ).toBe('2026-01-31 12:34:56.789000+00:00 20260131 compile False False template_scratch probe public me');
  const { said } = render("{{ log('a') }}{{ print('b') }}{% do log('c', info=true) %}");
  expect(said).toEqual(['a', 'b', 'c']);
  expect(textOf("{{ doc('a') }} {{ doc('p', 'b') }}")).toBe('/a p/b');
});

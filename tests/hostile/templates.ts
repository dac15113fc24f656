// Templates that want all the time, all the memory, or the stack.

import { type HostileCase, model } from './hostile-case.ts';

const lines = (count: number, line: (number: number) => string) =>
  Array.from({ length: count }, (_, number) => line(number)).join('\n');

/** Each ends the rendering with a diagnostic, or renders. */
const templates: Readonly<Record<string, string | (() => string)>> = {
  'strptime with a directive five thousand times':
    "select '{{ modules.datetime.datetime.strptime('1', '%d' * 5000) }}'",
  'strptime with a long literal': "select '{{ modules.datetime.datetime.strptime('1', 'x' * 3000000) }}'",
  'strptime with parentheses': "select '{{ modules.datetime.datetime.strptime('1', '(' * 900) }}'",
  'strptime with quantifiers': "select '{{ modules.datetime.datetime.strptime('1', '(a+)+$' * 100) }}'",
  'strptime ending in a percent': "select '{{ modules.datetime.datetime.strptime('1', '%') }}'",
  'strptime of an unknown directive': "select '{{ modules.datetime.datetime.strptime('1', '%Q') }}'",
  'strftime of a long format': "select '{{ run_started_at.strftime('%A' * 1000000) | length }}' as a",
  'strftime of strange directives':
    "select '{{ run_started_at.strftime('%') }}{{ run_started_at.strftime('%!%1%-%_%é') }}' as a",
  'a range of a trillion': '{% for i in range(10 ** 12) %}{{ i }}{% endfor %}',
  'a range of a trillion as a list': '{{ range(10 ** 12) | list }}',
  'a range of a trillion, summed': '{{ range(10 ** 12) | sum }}',
  'a text times ten billion': "{{ 'x' * 10 ** 10 }}",
  'a list times ten billion': '{{ [1] * 10 ** 10 }}',
  'a text doubled sixty times':
    "{% set ns = namespace(x='x') %}{% for i in range(60) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}{{ ns.x }}",
  'a list doubled sixty times':
    '{% set ns = namespace(x=[1]) %}{% for i in range(60) %}{% set ns.x = ns.x + ns.x %}{% endfor %}{{ ns.x }}',
  'center to a billion': "{{ 'x' | center(1000000000) }}",
  'indent by a billion': "{{ 'x\\ny' | indent(1000000000) }}",
  'ljust to a billion': "{{ 'x'.ljust(1000000000) }}",
  'zfill to a billion': "{{ 'x'.zfill(1000000000) }}",
  'percent format of a billion': "{{ '%1000000000d' % 1 }}",
  'percent format with a precision of a billion': "{{ '%.1000000000f' % 1.5 }}",
  'str.format of a billion': "{{ '{:1000000000}'.format(1) }}",
  'str.format with nested fields': "{{ '{0.__class__.__mro__}'.format(1) }}",
  'the filter format of a billion': "{{ '%1000000000s' | format('x') }}",
  'a replacement that grows': "{{ ('x' * 100000).replace('x', 'y' * 100000) }}",
  'a join that grows': "{{ ('y' * 100000).join(range(100000) | map('string')) }}",
  'expandtabs of a billion': "{{ ('\\t' * 1000).expandtabs(100000000) }}",
  'a power of powers': '{{ 9 ** 9 ** 9 }}',
  'a large factorial':
    '{% set ns = namespace(x=1) %}{% for i in range(1, 200000) %}{% set ns.x = ns.x * i %}{% endfor %}{{ ns.x }}',
  'a shift by a billion': '{{ 2 ** 1000000000 }}',
  'a long decimal': '{{ (10 ** 100000) | string | length }}',
  'a catastrophic pattern': "{{ modules.re.match('(a+)+$', 'a' * 40 ~ 'b') }}",
  'a catastrophic alternation': "{{ modules.re.match('(a|a|a)*$', 'a' * 40 ~ 'b') }}",
  'a catastrophic substitution': "{{ modules.re.sub('(x+x+)+y', '', 'x' * 5000) }}",
  'a pattern of a large repetition': "{{ modules.re.match('(a{1000}){1000}', 'a' * 100) }}",
  'a pattern of deep groups': "{{ modules.re.match('(' * 5000 ~ ')' * 5000, 'a') }}",
  'a pattern that is not one': "{{ modules.re.match('(?P<x>[', 'a') }}",
  'a macro that calls itself': '{% macro f(n) %}{{ f(n + 1) }}{% endmacro %}{{ f(0) }}',
  'two macros that call each other':
    '{% macro f() %}{{ g() }}{% endmacro %}{% macro g() %}{{ f() }}{% endmacro %}{{ f() }}',
  'a recursive loop without an end': '{% set a = [1] %}{% for i in a recursive %}{{ loop(a) }}{% endfor %}',
  'a caller that calls itself': '{% macro f() %}{% call f() %}{{ caller() }}{% endcall %}{% endmacro %}{{ f() }}',
  'a list that holds itself': '{% set a = [] %}{% do a.append(a) %}{{ a }}',
  'a dict that holds itself': '{% set a = {} %}{% do a.update({"a": a}) %}{{ a }}{{ tojson(a) }}',
  'a list that grows while it is walked': '{% set a = [1] %}{% for i in a %}{% do a.append(i) %}{% endfor %}',
  'a loop in a loop in a loop':
    '{% for a in range(9999) %}{% for b in range(9999) %}{% for c in range(9999) %}{% endfor %}{% endfor %}{% endfor %}',
  'a loop over loop': '{% for loop in [1] %}{{ loop }}{% endfor %}select 1 as a',
  'a loop over a pair with loop': '{% for a, loop in [(1, 2)] %}{% endfor %}select 1 as a',
  'a set block of loop in a for': '{% for a in [1] %}{% set loop %}x{% endset %}{{ loop }}{% endfor %}select 1 as a',
  'a macro called loop in a for':
    '{% for a in [1] %}{% macro loop() %}x{% endmacro %}{{ loop }}{% endfor %}select 1 as a',
  'a query of three million rows':
    "{% set r = run_query('select g from generate_series(1, 3000000) g') %}select 1 as a",
  'many queries of many rows':
    "{% for i in range(40) %}{% do run_query('select g from generate_series(1, 100000) g') %}{% endfor %}select 1 as a",
  'a query of one large value': '{% set r = run_query("select repeat(\'x\', 60000000)") %}select 1 as a',
  'a secret as JSON': "{{ log(tojson({'a': env_var('DBT_ENV_SECRET_TOKEN')}), info=true) }}select 1 as a",
  'a var that is not set': "select '{{ var('nope') }}'",
  'a var that renders itself': "select '{{ var('self') }}' as a",
  'a secret in the SQL': "select '{{ env_var('DBT_ENV_SECRET_TOKEN') }}' as a",
  'a secret in a log': "{{ log(env_var('DBT_ENV_SECRET_TOKEN'), info=true) }}select 1 as a",
  'a secret in an error': "{{ exceptions.raise_compiler_error(env_var('DBT_ENV_SECRET_TOKEN')) }}",
  'a secret in pieces': "{{ log(env_var('DBT_ENV_SECRET_TOKEN')[:8], info=true) }}select 1 as a",
  'an environment variable that is not set': "{{ env_var('NOPE_NOPE') }}",
  'a template without an end': '{% if true %}{% for i in [1] %}select 1',
  'a tag without an end': 'select {{ 1 + ',
  'a comment without an end': 'select 1 {# ',
  'a string without an end': "{{ 'abc }}",
  'raw without an end': '{% raw %}{{ }}',
  'an unknown tag': '{% frobnicate %}',
  'an unknown filter': '{{ 1 | frobnicate }}',
  'an attribute of nothing': '{{ nope.nope.nope }}',
  'a call of nothing': '{{ none() }}',
  'python internals': "{{ ''.__class__.__mro__[1].__subclasses__() }}",
  'prototype names': "{{ {}.constructor }}{{ {}['__proto__'] }}{{ ''.constructor.constructor('return 1')() }}",
  'an include of a file': "{% include '/etc/passwd' %}",
  'an import of a file': "{% import '../../../etc/passwd' as x %}",
  'NUL in a template': 'select 1 as a \u0000',
  'NUL from an expression': "select '{{ '\\x00' }}' as a",
  'half a surrogate pair': "select '{{ '\\ud800' }}' as a",
  'characters beyond Unicode': "{{ '%c' % 1114112 }}",
  'bidirectional marks': "select '\u202eabc\u202c' as a",
  'deep parentheses': () => `{{ ${'('.repeat(20_000)}1${')'.repeat(20_000)} }}`,
  'deep lists': () => `{{ ${'['.repeat(20_000)}${']'.repeat(20_000)} }}`,
  'deep dicts': () => `{{ ${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)} }}`,
  'deep conditions': () => `${'{% if true %}'.repeat(5_000)}select 1 as a${'{% endif %}'.repeat(5_000)}`,
  'a long chain of operators': () => `select {{ ${'1 + '.repeat(50_000)}1 }} as a`,
  'a long chain of filters': () => `select '{{ 'a'${' | upper'.repeat(20_000)} }}' as a`,
  'a long chain of negations': () => `{{ ${'not '.repeat(50_000)}true }}`,
  'a long chain of attributes': () => `{{ a${'.b'.repeat(50_000)} }}`,
  'a template of ten megabytes': () => `select 1 as a --${' '.repeat(10_000_000)}`,
  'a template of a million lines': () => `select 1 as a${'\n'.repeat(1_000_000)}`,
  'a hundred thousand expressions': () => `select '${'{{ 1 }}'.repeat(100_000)}' as a`,
  'a mistake at the end of ten megabytes': () => `select 1 as a --${' '.repeat(10_000_000)}\n{{ nope }}`,
  'json that is deep': () => `{{ fromjson('${'['.repeat(50_000)}${']'.repeat(50_000)}') }}`,
  'json that is not': "{{ fromjson('{') }}",
  'yaml of anchors':
    "{{ fromyaml('a: &a [x,x,x,x,x,x,x,x,x]\\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]\\ng: &g [*f,*f,*f,*f,*f,*f,*f,*f,*f]\\nh: [*g,*g,*g,*g,*g,*g,*g,*g,*g]') }}",
  'itertools without an end': '{{ modules.itertools.product(range(1000), repeat=5) | list }}',
  'itertools count': '{% for i in modules.itertools.count() %}{% endfor %}',
  'a permutation of twenty': '{{ modules.itertools.permutations(range(20)) | list | length }}',
  'dates out of range': '{{ modules.datetime.datetime(99999, 1, 1) }}',
  'a timedelta out of range': '{{ modules.datetime.timedelta(days=10 ** 15) }}',
  'wordwrap of one': "{{ ('x' * 500000) | wordwrap(1) | length }}",
  'urlize of many': "{{ ('http://a.b/(' * 50000) | urlize | length }}",
  'striptags of many': "{{ ('<' * 500000) | striptags | length }}",
  'a sort of many': '{{ range(2000000) | sort(reverse=true) | length }}',
  'batches of nothing': '{{ range(1000000) | batch(1) | list | length }}',
  'a slice into a billion': '{{ [1] | slice(1000000000) | list | length }}',
  'pprint of deep':
    '{% set ns = namespace(x=[]) %}{% for i in range(50000) %}{% set ns.x = [ns.x] %}{% endfor %}{{ ns.x | pprint }}',
  'equality of deep':
    '{% set ns = namespace(x=[], y=[]) %}{% for i in range(50000) %}{% set ns.x = [ns.x] %}{% set ns.y = [ns.y] %}{% endfor %}{{ ns.x == ns.y }}',
  'json of deep':
    '{% set ns = namespace(x=[]) %}{% for i in range(50000) %}{% set ns.x = [ns.x] %}{% endfor %}{{ tojson(ns.x) }}',
};

const shown = (name: string, query: string, rest: Partial<HostileCase> = {}): HostileCase => ({
  name: `show: ${name}`,
  files: () => ({ 'models/m.sql': 'select 1 as a' }),
  words: ['show', '--inline', query],
  ...rest,
});

const statements: readonly HostileCase[] = [
  shown('a value of 60 megabytes', "select repeat('x', 60000000) as a", { exit: 0 }),
  shown('what a terminal would obey', 'select E\'\\x1b[31mX\\x07\' as "a\\nb"', { exit: 0, tells: /␛\[31mX␇/ }),
  shown('rows that are locked', 'select relname from pg_class for update', { exit: 1, tells: /SQL_READ_ONLY/ }),
  {
    ...shown('five million rows', 'select g from generate_series(1, 5000000) g', { exit: 1, tells: /SHOW_LIMIT/ }),
    words: ['show', '--limit', '-1', '--inline', 'select g from generate_series(1, 5000000) g'],
  },
  model('SQL of a megabyte', () => `select 1 as a /* ${'x'.repeat(1_000_000)} */`, { exit: 0 }),
  model(
    'a thousand CTEs',
    () => `with c0 as (select 1 as a)${lines(1000, (n) => `, c${n + 1} as (select a from c${n})`)} select a from c1000`,
  ),
  model('deep parentheses in SQL', () => `select ${'('.repeat(10_000)}1${')'.repeat(10_000)} as a`),
  model('deep subqueries', () => `select * from ${'(select * from '.repeat(300)}(select 1 as a) x${') x'.repeat(300)}`),
  model('a list of a hundred thousand', () => `select 1 as a where 1 in (${lines(100_000, (n) => `${n},`)}0)`, {
    exit: 0,
  }),
  model('a long chain of or', () => `select 1 as a where ${'true or '.repeat(20_000)}false`),
  model('a long chain of plus', () => `select ${'1 + '.repeat(20_000)}1 as a`),
  model('1,664 columns', () => `select ${Array.from({ length: 1664 }, (_, n) => `1 as c${n}`).join(', ')}`),
  model('1,665 columns', () => `select ${Array.from({ length: 1665 }, (_, n) => `1 as c${n}`).join(', ')}`, {
    exit: 1,
  }),
  model('a column name of a kilobyte', () => `select 1 as "${'n'.repeat(1000)}"`),
  model('two statements', 'select 1 as a; drop schema public', { exit: 1 }),
  model('a statement that writes', 'with x as (delete from smelt.runs returning 1) select * from x', { exit: 1 }),
  model('a commit', 'commit', { exit: 1 }),
  model('dollar quotes without an end', 'select $x$ 1 as a', { exit: 1 }),
  model('a quote without an end', "select 'abc", { exit: 1 }),
  model('a comment in a comment', 'select 1 as a /* /* */ */', { exit: 0 }),
  model('nothing', '', { exit: 1 }),
  model('only a comment', '-- nothing', { exit: 1 }),
  model('only blanks', '   \n\t', { exit: 1 }),
  model('a semicolon at the end', 'select 1 as a;;;'),
  model('dividing by zero', "{{ config(materialized='table') }}select 1 / 0 as a", { exit: 1 }),
  model('a secret in an error of the database', 'select \'{{ env_var("DBT_ENV_SECRET_TOKEN") }}\'::int as a', {
    exit: 1,
  }),
];

export const templateCases: readonly HostileCase[] = [
  ...Object.entries(templates).map(([name, sql]) =>
    model(name, sql, { words: ['compile', '--vars', '{self: "{{ var(\'self\') }}"}'] }),
  ),
  ...statements,
];

// Templates that try to reach the host, or to hang or exhaust the process. docs/security.md tells what is promised.

import { describe, expect, it } from 'vitest';
import { HostObject, type Value } from '../../../src/jinja/value.ts';
import { diagnosticOf, renderedOf } from './support.ts';

class Secretive extends HostObject {
  override readonly typeName = 'Secretive';
  readonly secret = 'the secret';
  readonly #hidden = 'the hidden';
  override toText(): string {
    return 'harmless';
  }
  reveal(): string {
    return this.#hidden;
  }
}

const globals = new Map<string, Value>([['thing', new Secretive()]]);

describe('nothing of the host is reachable', () => {
  const names = [
    'constructor',
    '__proto__',
    'prototype',
    '__class__',
    '__globals__',
    '__init__',
    'toString',
    'hasOwnProperty',
    'valueOf',
    'call',
    'apply',
    'bind',
    'secret',
    'reveal',
    'items_',
    '__subclasses__',
    '__defineGetter__',
    'toText',
    'entries',
    'length',
  ];
  const values = [
    'thing',
    "''",
    '[]',
    '{}',
    '1',
    '1.5',
    '(1,)',
    'true',
    'none',
    'range',
    'namespace()',
    'dict',
    "''.join",
    '[].append',
    'loop',
    'cycler(1)',
    'm',
    'caller',
  ];
  const around = (expression: string): string =>
    `{% macro m() %}x{% endmacro %}{% for i in [1] %}{% set v = ${expression} %}{{ v is defined }}{% endfor %}`;

  it.each(values)('%s has no attribute or item of JavaScript', (value) => {
    for (const name of names) {
      if (value === 'loop' && name === 'length') continue;
      const attempts = [`(${value}).${name}`, `(${value})['${name}']`, `(${value}) | attr('${name}')`];
      for (const attempt of attempts) {
        const outcome = attemptedOutput(around(attempt));
        expect({ attempt, outcome }).toEqual({ attempt, outcome: expect.stringMatching(/^(False|failed.*)$/) });
      }
    }
  });

  it.each([
    'constructor',
    '__proto__',
    'globalThis',
    'process',
    'require',
    'toString',
    'Object',
    'this',
    'hasOwnProperty',
  ])('the name %s means nothing', (name) => {
    expect(renderedOf(`{{ ${name} is defined }}`).text).toBe('False');
  });

  it.each([
    "{{ '{0.__class__}'.format(1) }}",
    "{{ '{0.constructor}'.format(thing) }}",
    "{{ '{a[__proto__]}'.format(a={}) }}",
    "{{ ''.format_map.__self__ }}",
    "{{ {}['__proto__']['x'] }}",
    '{{ self.__init__.__globals__ }}',
    "{{ thing | map('constructor') | list }}",
    "{{ [thing] | map(attribute='constructor.name') | join }}",
    "{{ [thing] | map(attribute='secret') | list | first }}",
    "{{ [{}] | groupby('__proto__') }}",
    "{{ [{}] | sort(attribute='constructor.prototype') }}",
    '{% set ns = namespace() %}{% set ns.__proto__ = 1 %}{{ ns.constructor }}{{ {}.x }}',
    '{{ dict(__proto__=1, constructor=2) }}',
    "{{ dict([['__proto__', {'polluted': 1}]]) }}{{ {}.polluted }}",
    "{{ {'a': 1}.update({'__proto__': {'polluted': 1}}) }}{{ {}.polluted }}",
    '{{ m.__call__ }}{% macro m() %}{% endmacro %}',
    '{{ (1).__class__.__mro__ }}',
    '{{ cycler.__init__.__globals__.os.popen("id").read() }}',
    "{{ lipsum.__globals__['os'].popen('id').read() }}",
    '{{ request.application.__globals__ }}',
    '{% for c in [].__class__.__base__.__subclasses__() %}{{ c }}{% endfor %}',
  ])('%s gives nothing away', (template) => {
    const outcome = attemptedOutput(template);
    expect(outcome).not.toMatch(/secret|hidden|function Object|native code|\[object|uid=/);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

function attemptedOutput(template: string): string {
  try {
    return renderedOf(template, globals).text;
  } catch (error) {
    return `failed: ${error instanceof Error ? error.message : ''}`;
  }
}

describe('work is bounded', () => {
  const limited: readonly (readonly [string, string])[] = [
    ['nested loops', '{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}'],
    ['a loop over what it grows', '{% set l = [1] %}{% for x in l %}{% do l.append(x) %}{% endfor %}'],
    ['endless recursion', '{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}'],
    ['mutual recursion', '{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}{{ a() }}{% endmacro %}{{ a() }}'],
    ['recursion through callers', '{% macro m() %}{% call m() %}{{ caller }}{% endcall %}{% endmacro %}{{ m() }}'],
    ['a recursive loop without end', '{% set l = [1] %}{% for x in l recursive %}{{ loop(l) }}{% endfor %}'],
    [
      'recursion that branches',
      '{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(40) }}',
    ],
    ['repeated text', "{{ 'x' * 10 ** 12 }}"],
    ['repeated lists', '{{ [0] * 10 ** 9 }}'],
    ['powers', '{{ 10 ** (10 ** 10) }}'],
    [
      'products of products',
      '{% set ns = namespace(n=2) %}{% for i in range(100000) %}{% set ns.n = ns.n * ns.n %}{% endfor %}',
    ],
    [
      'doubling text',
      "{% set ns = namespace(t='x') %}{% for i in range(99) %}{% set ns.t = ns.t ~ ns.t %}{% endfor %}",
    ],
    [
      'doubling text with +',
      "{% set ns = namespace(t='x') %}{% for i in range(99) %}{% set ns.t = ns.t + ns.t %}{% endfor %}",
    ],
    [
      'doubling lists',
      '{% set ns = namespace(l=[0]) %}{% for i in range(99) %}{% set ns.l = ns.l + ns.l %}{% endfor %}',
    ],
    [
      'doubling by replace',
      "{% set ns = namespace(t='x') %}{% for i in range(99) %}{% set ns.t = ns.t.replace('x', 'xx') %}{% endfor %}",
    ],
    ['printing without end', "{% for i in range(99999) %}{{ 'x' * 100000 }}{% endfor %}"],
    [
      'captured text without end',
      "{% macro m(n) %}{{ 'x' * 1000000 }}{% endmacro %}{% for i in range(99999) %}{% set v = m() %}{% endfor %}",
    ],
    ['padding', "{{ 'x'.ljust(10 ** 12) }}"],
    ['centering', "{{ 'x' | center(10 ** 10) }}"],
    ['a width in %', "{{ '%999999999999d' % 1 }}"],
    ['a width in format', "{{ '{:999999999999d}'.format(1) }}"],
    ['indentation', "{{ ('\\n' * 100000) | indent(100000) }}"],
    ['a long range', '{{ range(10 ** 12) | list }}'],
    ['a joined range', "{{ range(99999) | map('string') | join('x' * 100000) }}"],
    ['batches', '{{ [1] | batch(10 ** 9, 0) | list }}'],
    ['slices', '{{ [1] | slice(10 ** 9) | list }}'],
    [
      'shared lists that unfold when printed',
      '{% set ns = namespace(l=[1]) %}{% for i in range(60) %}{% set ns.l = [ns.l, ns.l] %}{% endfor %}{{ ns.l }}',
    ],
    [
      'shared lists that unfold when compared',
      '{% set a = namespace(l=[1]) %}{% set b = namespace(l=[1]) %}{% for i in range(60) %}{% set a.l = [a.l, a.l] %}{% set b.l = [b.l, b.l] %}{% endfor %}{{ a.l == b.l }}',
    ],
    [
      'shared lists that unfold as JSON',
      '{% set ns = namespace(l=[1]) %}{% for i in range(60) %}{% set ns.l = [ns.l, ns.l] %}{% endfor %}{{ ns.l | tojson }}',
    ],
    [
      'shared tuples as keys',
      '{% set ns = namespace(l=(1,)) %}{% for i in range(60) %}{% set ns.l = (ns.l, ns.l) %}{% endfor %}{{ {ns.l: 1} }}',
    ],
    [
      'searching long text again and again',
      "{% set t = 'a' * 9999999 %}{% for i in range(99999) %}{% for j in range(99999) %}{% set x = t.count('b') %}{% endfor %}{% endfor %}",
    ],
    [
      'searching long lists again and again',
      '{% set l = range(99999) | list %}{% for i in range(99999) %}{% for j in range(99999) %}{% set x = -1 in l %}{% endfor %}{% endfor %}',
    ],
    [
      'sorting again and again',
      '{% set l = range(99999) | list %}{% for i in range(99999) %}{% set x = l | sort %}{% endfor %}',
    ],
    [
      'copying again and again',
      '{% set l = range(99999) | list %}{% for i in range(99999) %}{% set x = l[:] %}{% endfor %}',
    ],
  ];
  it.each(limited)('%s', (_name, template) => {
    // A tenth of the steps that a rendering has by default, so that the list is soon through.
    const outcome = diagnosticOf(template, new Map(), { limits: { steps: 2_000_000 } });
    expect(outcome).toMatchObject({ code: 'JINJA_LIMIT', span: expect.anything() });
  });

  it.each([
    ['parentheses', `{{ ${'('.repeat(5000)}1${')'.repeat(5000)} }}`],
    ['lists', `{{ ${'['.repeat(5000)}${']'.repeat(5000)} }}`],
    ['signs', `{{ ${'-'.repeat(50000)}1 }}`],
    ['negations', `{{ ${'not '.repeat(50000)}1 }}`],
    ['additions', `{{ 1${' + 1'.repeat(50000)} }}`],
    ['attributes', `{{ a${'.b'.repeat(50000)} }}`],
    ['calls', `{{ a${'()'.repeat(50000)} }}`],
    ['filters', `{{ 1${' | abs'.repeat(50000)} }}`],
    ['blocks', '{% if 1 %}'.repeat(5000) + '{% endif %}'.repeat(5000)],
    ['conditions', `{{ ${'1 if 1 else '.repeat(50000)}1 }}`],
  ])('%s nested without end are refused by the parser', (_name, template) => {
    expect(diagnosticOf(template)).toMatchObject({
      code: 'JINJA_SYNTAX',
      message: expect.stringMatching(/nested|chains/),
    });
  });

  it('counts the depth of values that templates nest', () => {
    const nest = '{% set ns = namespace(l=[]) %}{% for i in range(9999) %}{% set ns.l = [ns.l] %}{% endfor %}';
    for (const use of [
      '{{ ns.l }}',
      '{{ ns.l | tojson }}',
      '{{ ns.l == ns.l[0] }}',
      '{{ ns.l | pprint }}',
      '{{ [ns.l, [ns.l]] | sort }}',
    ]) {
      expect({ use, code: diagnosticOf(nest + use).code }).toEqual({ use, code: 'JINJA_LIMIT' });
    }
  });

  it('prints a container within itself as Python does', () => {
    expect(renderedOf('{% set l = [1] %}{% do l.append(l) %}{{ l }}').text).toBe('[1, [...]]');
  });

  it('keeps to the limits that are given', () => {
    expect(diagnosticOf('{% for i in range(999) %}{% endfor %}', new Map(), { limits: { steps: 500 } })).toMatchObject({
      code: 'JINJA_LIMIT',
      message: 'the template takes more than 500 steps',
    });
  });
});

describe('matching takes no longer than the text is long', () => {
  it.each([
    ['an unclosed comment', `{#${'#'.repeat(200000)}`],
    ['an unclosed string', `{{ '${"\\'".repeat(100000)} }}`],
    ['an unclosed raw block', `{% raw %}${'{% endraw'.repeat(20000)}`],
    ['digits and underscores', `{{ ${'1_'.repeat(100000)} }}`],
    ['spaces before a tag', `${' '.repeat(200000)}{%- foo %}`],
    ['spaces in a tag', `{%${' '.repeat(200000)}`],
  ])('%s', (_name, template) => {
    expect(diagnosticOf(template).code).toBe('JINJA_SYNTAX');
  });
});

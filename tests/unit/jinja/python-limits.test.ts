// What a template cannot do, whatever it asks of values: exhaust memory or time, or reach JavaScript.

import { describe, expect, it } from 'vitest';
import { TemplateError } from '../../../src/jinja/errors.ts';
import { builtinFilters } from '../../../src/jinja/filters/builtin-filters.ts';
import { builtinGlobals } from '../../../src/jinja/globals.ts';
import { Budget, defaultLimits } from '../../../src/jinja/limits.ts';
import { formatValue } from '../../../src/jinja/python/format-spec.ts';
import { jsonText } from '../../../src/jinja/python/json-text.ts';
import * as python from '../../../src/jinja/python/operators.ts';
import { toJson } from '../../../src/jinja/python/to-json.ts';
import { Dict, HostObject, List, Tuple, Undefined, type Value } from '../../../src/jinja/value.ts';
import { environment } from './python-table.ts';

function kindOf(work: () => unknown): string {
  try {
    python.metered(new Budget({ ...defaultLimits, steps: 300_000, text: 64 * 1024 * 1024 }), work);
  } catch (error) {
    if (error instanceof TemplateError) return error.kind;
    throw error;
  }
  return 'none';
}

function call(callee: Value, ...positional: Value[]): Value {
  if (!(callee instanceof HostObject)) throw new Error('not callable');
  return callee.call({ positional, keywords: new Map() }) as Value;
}

const method = (value: Value, name: string, ...args: Value[]) =>
  call(python.lookupAttribute(value, name, false), ...args);
const filter = (name: string, value: Value, ...positional: Value[]) =>
  builtinFilters.get(name)?.(
    value,
    { positional, keywords: new Map() },
    { ...environment, limits: new Budget({ ...defaultLimits, steps: 300_000, text: 64 * 1024 * 1024 }) },
  );
const range = (...args: Value[]) => call(builtinGlobals.get('range') ?? null, ...args);

function nested(levels: number, wrap: (inner: Value) => Value): Value {
  let value: Value = 1n;
  for (let i = 0; i < levels; i += 1) value = wrap(value);
  return value;
}
const list = (...items: Value[]) => new List(items);
/** Forty levels, each holding the one below twice: a trillion items when written out. */
const unfolding = () => nested(40, (inner) => list(inner, inner));
const big = 10n ** 12n;

describe('sizes are refused before anything is made', () => {
  it.each<[string, () => unknown]>([
    ["'a' * 10**12", () => python.binary('*', 'a', big)],
    ['[0] * 10**12', () => python.binary('*', list(0n), big)],
    ['10**12 * (0,)', () => python.binary('*', big, new Tuple([0n]))],
    ['10 ** 10**9', () => python.binary('**', 10n, 10n ** 9n)],
    ['2 ** 10**30', () => python.binary('**', 2n, 10n ** 30n)],
    ["'%1000000000d' % 1", () => python.binary('%', '%1000000000d', 1n)],
    ["'%.1000000000f' % 1", () => python.binary('%', '%.1000000000f', 1n)],
    ["'%*d' % (10**12, 1)", () => python.binary('%', '%*d', new Tuple([big, 1n]))],
    ["'{:>9999999999}'.format(1)", () => method('{:>9999999999}', 'format', 1n)],
    ["'{:.999999999f}'.format(1.5)", () => method('{:.999999999f}', 'format', 1.5)],
    ["format('x', '<999999999')", () => formatValue('x', '<999999999')],
    ["'a'.center(10**9)", () => method('a', 'center', 10n ** 9n)],
    ["'7'.zfill(10**9)", () => method('7', 'zfill', 10n ** 9n)],
    ["'\\t'.expandtabs(10**9)", () => method('\t', 'expandtabs', 10n ** 9n)],
    ['replace that multiplies', () => method('a'.repeat(1_000_000), 'replace', 'a', 'b'.repeat(1_000_000))],
    ['join that multiplies', () => method('b'.repeat(1_000_000), 'join', 'a'.repeat(1000))],
    ['range(10**12)', () => range(big)],
    ['x|indent(10**9)', () => filter('indent', 'a\nb', 10n ** 9n)],
    ['x|center(10**9)', () => filter('center', 'a', 10n ** 9n)],
    ['[1]|batch(10**9, 0)|list', () => python.toArray(filter('batch', list(1n), 10n ** 9n, 0n) ?? null)],
    ['[]|slice(10**9)|list', () => python.toArray(filter('slice', list(), 10n ** 9n) ?? null)],
    ['x|tojson(10**9)', () => filter('tojson', list(1n), 10n ** 9n)],
  ])('%s', (_, work) => {
    expect(kindOf(work)).toBe('limit');
  });
});

describe('containers that unfold without end, or into themselves', () => {
  it.each<[string, () => unknown]>([
    ['print', () => python.toText(unfolding())],
    ['compare', () => python.equals(unfolding(), unfolding())],
    ['order', () => python.binary('<', unfolding(), unfolding())],
    ['hash', () => python.dictFrom([[nested(40, (inner) => new Tuple([inner, inner])), 1n]])],
    ['json', () => jsonText(unfolding(), { sortKeys: true })],
    ['to json', () => toJson(unfolding())],
    ['pprint', () => filter('pprint', unfolding())],
    ['print deep', () => python.toText(nested(20_000, (inner) => list(inner)))],
    [
      'compare deep',
      () =>
        python.equals(
          nested(20_000, (inner) => list(inner)),
          nested(20_000, (inner) => list(inner)),
        ),
    ],
    ['hash deep', () => python.dictFrom([[nested(20_000, (inner) => new Tuple([inner])), 1n]])],
  ])('%s', (_, work) => {
    expect(kindOf(work)).toBe('limit');
  });

  it('prints what contains itself as Python does', () => {
    const own = list(1n);
    own.items.push(own);
    expect(python.toText(own)).toBe('[1, [...]]');
    const dict = python.dictFrom([['a', 1n]]);
    python.dictSet(dict, 'values', method(dict, 'values'));
    expect(python.toText(dict)).toBe("{'a': 1, 'values': dict_values([1, ...])}");
    expect(kindOf(() => jsonText(own, { sortKeys: false }))).toBe('value');
  });
});

describe('work on long values is paid for', () => {
  it.each<[string, () => unknown]>([
    [
      'searching a list again and again',
      () => repeatedly(() => python.contains(list(...new Array(100_000).fill(0n)), 1n)),
    ],
    ['counting in a list', () => repeatedly(() => method(list(...new Array(100_000).fill(0n)), 'count', 1n))],
    ['searching a text', () => repeatedly(() => python.contains('a'.repeat(4_000_000), 'b'))],
  ])('%s', (_, work) => {
    expect(kindOf(work)).toBe('limit');
  });
});

function repeatedly(work: () => unknown): void {
  for (let i = 0; i < 10_000; i += 1) work();
}

describe('nothing of JavaScript is reached', () => {
  const values: Value[] = [
    'text',
    1n,
    1.5,
    true,
    null,
    list(1n),
    new Tuple([1n]),
    new Dict(),
    python.setFrom([1n]),
    range(3n),
  ];
  const names = [
    'constructor',
    '__proto__',
    'prototype',
    'toString',
    'valueOf',
    'hasOwnProperty',
    'length',
    'items0',
    '__class__',
    '__init__',
    '_x',
  ];
  it.each(names)('%s', (name) => {
    for (const value of values) {
      expect(python.getAttribute(value, name)).toBeUndefined();
      expect(python.lookupItem(value, name, false)).toBeInstanceOf(Undefined);
      expect(kindOf(() => method(`{0.${name}}`, 'format', value))).not.toBe('syntax');
    }
    for (const filterName of ['map', 'select']) {
      expect(kindOf(() => python.toArray(filter(filterName, list(1n), name) ?? null))).toBe('type');
    }
  });

  it('keeps a key of that name as a key', () => {
    const dict = python.dictFrom([
      ['__proto__', 1n],
      ['constructor', 2n],
    ]);
    expect(python.toText(dict)).toBe("{'__proto__': 1, 'constructor': 2}");
    expect(Object.getPrototypeOf(toJson(dict))).toBe(Object.prototype);
    expect(Object.keys(toJson(dict) as object)).toEqual(['__proto__', 'constructor']);
  });
});

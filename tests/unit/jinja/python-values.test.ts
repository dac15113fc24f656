// Values with a life of their own: live views, iterators that are used up, marked text, decimals, and the way to plain data.

import { describe, expect, it } from 'vitest';
import { TemplateError } from '../../../src/jinja/errors.ts';
import { builtinFilters } from '../../../src/jinja/filters/builtin-filters.ts';
import { MarkedText } from '../../../src/jinja/filters/native-marks.ts';
import { builtinGlobals, Namespace } from '../../../src/jinja/globals.ts';
import { Decimal } from '../../../src/jinja/python/decimal.ts';
import { fromJson } from '../../../src/jinja/python/from-json.ts';
import { Markup } from '../../../src/jinja/python/markup.ts';
import * as python from '../../../src/jinja/python/operators.ts';
import { toJson } from '../../../src/jinja/python/to-json.ts';
import { HostObject, List, Undefined, type Value } from '../../../src/jinja/value.ts';
import { environment } from './python-table.ts';

const filter = (name: string, value: Value, ...positional: Value[]): Value =>
  builtinFilters.get(name)?.(value, { positional, keywords: new Map() }, environment) ?? null;
const method = (value: Value, name: string, ...positional: Value[]): Value => {
  const found = python.lookupAttribute(value, name, false);
  if (!(found instanceof HostObject)) throw new Error(`no method ${name}`);
  return found.call({ positional, keywords: new Map() }) as Value;
};
const make = (name: string, positional: Value[], keywords: [string, Value][] = []): Value => {
  const found = builtinGlobals.get(name);
  if (!(found instanceof HostObject)) throw new Error(`no global ${name}`);
  return found.call({ positional, keywords: new Map(keywords) }) as Value;
};
const decimal = (text: string): Decimal => {
  const value = Decimal.parse(text);
  if (value === undefined) throw new Error(text);
  return value;
};
const messageOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof TemplateError) return `${error.kind}: ${error.message}`;
    throw error;
  }
  return 'no error';
};

describe('dict views', () => {
  const dict = python.dictFrom([['a', 1n]]);
  const items = method(dict, 'items');
  it('follow the dict', () => {
    python.dictSet(dict, 'b', 2n);
    expect(python.toText(items)).toBe("dict_items([('a', 1), ('b', 2)])");
    expect(python.lengthOf(items)).toBe(2);
  });
  it('refuse a dict that grows while it is walked', () => {
    const grow = () => {
      for (const key of python.iterate(dict)) python.dictSet(dict, `${key}+`, null);
    };
    expect(messageOf(grow)).toBe('value: dictionary changed size during iteration');
  });
});

describe('lazy filters', () => {
  it('are used up by the first who walks them', () => {
    const mapped = filter('map', new List(['a', 'b']), 'upper');
    expect(python.toText(filter('first', mapped))).toBe('A');
    expect(python.toText(filter('list', mapped))).toBe("['B']");
    expect(python.toText(filter('list', mapped))).toBe('[]');
  });
  it('report a missing filter only when walked', () => {
    const mapped = filter('map', new List([1n]), 'nothing');
    expect(messageOf(() => python.toArray(mapped))).toMatch(/^type: No filter named 'nothing'/);
  });
  it('draw random items from the environment', () => {
    expect(filter('random', new List(['a', 'b', 'c', 'd']))).toBe('c');
  });
});

describe('marked text', () => {
  it('escapes what it takes in', () => {
    expect(python.toRepr(python.binary('+', new Markup('<b>'), '<'))).toBe("Markup('<b>&lt;')");
    expect(python.toRepr(python.binary('%', new Markup('%s'), '<'))).toBe("Markup('&lt;')");
    expect(python.toRepr(method(new Markup('{}'), 'format', '&'))).toBe("Markup('&amp;')");
    expect(python.binary('==', new Markup('a'), 'a')).toBe(true);
  });
  it('of dbt is plain where text is printed, and marked where values are yielded', () => {
    expect(filter('as_number', '5')).toBe('5');
    const marked = builtinFilters.get('as_number')?.(
      '5',
      { positional: [], keywords: new Map() },
      { ...environment, native: true },
    );
    expect(marked).toBeInstanceOf(MarkedText);
    expect(python.binary('~', marked ?? null, 1n)).toBe('51');
  });
});

describe('decimals', () => {
  it.each([
    ['0.1', '+', '0.2', '0.3'],
    ['1', '/', '3', '0.3333333333333333333333333333'],
    ['-7', '//', '2', '-3'],
    ['-7', '%', '2', '-1'],
    ['1.10', '*', '2', '2.20'],
  ] as const)('%s %s %s', (left, op, right, result) => {
    expect(python.toText(python.binary(op, decimal(left), decimal(right)))).toBe(result);
  });
  it('are numbers to dicts', () => {
    const dict = python.dictFrom([[1n, 'one']]);
    expect(python.getItem(dict, decimal('1.00'))).toBe('one');
    expect(python.getItem(python.dictFrom([[0.5, 'half']]), decimal('0.50'))).toBe('half');
  });
  it('do not mix with floats', () => {
    expect(messageOf(() => python.binary('+', decimal('1'), 1.5))).toMatch(/^type: unsupported operand/);
  });
});

describe('globals', () => {
  it('count, cycle and join', () => {
    expect(python.toText(filter('list', make('range', [2n, 8n, 3n])))).toBe('[2, 5]');
    const cycler = make('cycler', ['odd', 'even']);
    expect([method(cycler, 'next'), method(cycler, 'next'), python.lookupAttribute(cycler, 'current', false)]).toEqual([
      'odd',
      'even',
      'odd',
    ]);
    const joiner = make('joiner', ['; ']);
    const join = () => (joiner as HostObject).call({ positional: [], keywords: new Map() });
    expect([join(), join(), join()]).toEqual(['', '; ', '; ']);
    expect(python.toText(make('dict', [], [['a', 1n]]))).toBe("{'a': 1}");
  });
  it('namespaces keep what is set', () => {
    const namespace = make('namespace', [], [['found', false]]);
    if (!(namespace instanceof Namespace)) throw new Error('no namespace');
    expect(namespace.assign('found', true)).toBe(true);
    expect(python.lookupAttribute(namespace, 'found', false)).toBe(true);
    expect(python.lookupAttribute(namespace, 'other', false)).toBeInstanceOf(Undefined);
    expect(python.toText(namespace)).toBe("<Namespace {'found': True}>");
  });
});

describe('plain data', () => {
  it('comes in with integers and floats apart', () => {
    expect(python.toText(fromJson({ a: [1, 1.5, null, true, 'x'], b: {} }))).toBe(
      "{'a': [1, 1.5, None, True, 'x'], 'b': {}}",
    );
  });
  it('goes out without losing digits', () => {
    const value = new List([2n ** 60n, 3n, decimal('1.50'), new Undefined('x', false), new Markup('<')]);
    expect(toJson(value)).toEqual(['1152921504606846976', 3, '1.50', null, '<']);
  });
});

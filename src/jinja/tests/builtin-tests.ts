// All tests of Jinja2 3.1 by name: what follows `is`.

import type { FilterEnvironment, Test } from '../environment.ts';
import { bind } from '../python/arguments.ts';
import { arithmetic } from '../python/arithmetic.ts';
import { Decimal } from '../python/decimal.ts';
import { DictView } from '../python/dict-methods.ts';
import { equals, isSame } from '../python/equality.ts';
import { iterable } from '../python/iteration.ts';
import { Markup } from '../python/markup.ts';
import { contains } from '../python/operators.ts';
import { type Ordering, ordered } from '../python/order.ts';
import { toText } from '../python/printing.ts';
import { isLowerText, isUpperText } from '../python/text-case.ts';
import { textOf } from '../python/text-object.ts';
import { sizeOf } from '../python/truth.ts';
import { Dict, HostObject, PySet, Undefined, type Value } from '../value.ts';

/** A test without arguments. */
function simple(name: string, holds: (value: Value) => boolean): [string, Test] {
  return [
    name,
    (value, args) => {
      bind(`test_${name}`, [], 0, args);
      return holds(value);
    },
  ];
}

/** A test with one argument, under several names. */
function comparing(names: readonly string[], holds: (value: Value, other: Value) => boolean): [string, Test][] {
  return names.map((name) => [name, (value, args) => holds(value, bind(name, ['other'], 1, args)[0] ?? null)]);
}

function ordering(op: Ordering, ...names: readonly string[]): [string, Test][] {
  return comparing([op, ...names], (value, other) => ordered(op, value, other));
}

function divides(value: Value, divisor: Value, remainder: bigint): boolean {
  return equals(arithmetic('%', value, divisor), remainder);
}

/** Whether a text is the name of a filter or a test. */
function naming(name: string, names: (environment: FilterEnvironment) => ReadonlyMap<string, unknown>): [string, Test] {
  return [
    name,
    (value, args, environment) => {
      bind(`test_${name}`, [], 0, args);
      const text = textOf(value);
      return text !== undefined && names(environment).has(text);
    },
  ];
}

/** Whatever has a length and takes an index. */
function isSequence(value: Value): boolean {
  if (value instanceof PySet || value instanceof DictView) return false;
  return sizeOf(value) !== undefined;
}

const isInteger = (value: Value): boolean => typeof value === 'bigint';
const isNumber = (value: Value): boolean =>
  typeof value === 'bigint' || typeof value === 'number' || typeof value === 'boolean' || value instanceof Decimal;

export const builtinTests: ReadonlyMap<string, Test> = new Map([
  simple('boolean', (value) => typeof value === 'boolean'),
  simple('callable', (value) => value instanceof Undefined || (value instanceof HostObject && value.callable)),
  simple('defined', (value) => !(value instanceof Undefined)),
  simple('undefined', (value) => value instanceof Undefined),
  simple('none', (value) => value === null),
  simple('true', (value) => value === true),
  simple('false', (value) => value === false),
  simple('integer', isInteger),
  simple('float', (value) => typeof value === 'number'),
  simple('number', isNumber),
  simple('string', (value) => textOf(value) !== undefined),
  simple('mapping', (value) => value instanceof Dict || (value instanceof HostObject && value.isMapping)),
  simple('sequence', isSequence),
  simple('iterable', (value) => iterable(value) !== undefined),
  simple('escaped', (value) => value instanceof Markup),
  simple('lower', (value) => isLowerText(toText(value))),
  simple('upper', (value) => isUpperText(toText(value))),
  simple('even', (value) => divides(value, 2n, 0n)),
  simple('odd', (value) => divides(value, 2n, 1n)),
  ['divisibleby', (value, args) => divides(value, bind('test_divisibleby', ['num'], 1, args)[0] ?? null, 0n)],
  naming('filter', (environment) => environment.filters),
  naming('test', (environment) => environment.tests),
  ...comparing(['==', 'eq', 'equalto'], equals),
  ...comparing(['!=', 'ne'], (value, other) => !equals(value, other)),
  ...comparing(['in'], (value, container) => contains(container, value)),
  ...comparing(['sameas'], isSame),
  ...ordering('<', 'lt', 'lessthan'),
  ...ordering('<=', 'le'),
  ...ordering('>', 'gt', 'greaterthan'),
  ...ordering('>=', 'ge'),
]);

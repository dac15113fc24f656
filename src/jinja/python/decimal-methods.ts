// Methods of Python's Decimal, which packages use to write one as JSON.

import { Tuple, type Value } from '../value.ts';
import { bind } from './arguments.ts';
import { BuiltinFunction } from './callable.ts';
import type { DecimalParts } from './decimal-format.ts';
import { NamedTuple } from './named-tuple.ts';

interface DecimalLike extends DecimalParts {
  normalize(): Value;
  isTrue(): boolean;
}

type Method = (value: DecimalLike) => Value;

const methods: ReadonlyMap<string, Method> = new Map<string, Method>([
  ['normalize', (value) => value.normalize()],
  ['as_tuple', digitsOf],
  ['is_nan', ({ special }) => special === 'NaN'],
  ['is_infinite', ({ special }) => special === 'Infinity'],
  ['is_finite', ({ special }) => special === ''],
  ['is_zero', (value) => !value.isTrue()],
  ['is_signed', ({ negative }) => negative],
]);

export function decimalAttribute(value: DecimalLike, name: string): Value | undefined {
  const run = methods.get(name);
  return (
    run &&
    new BuiltinFunction(name, (args) => {
      bind(name, [], 0, args);
      return run(value);
    })
  );
}

/** Its sign, digits and exponent; of what is not finite the exponent is a letter. */
function digitsOf({ negative, coefficient, exponent, special }: DecimalLike): NamedTuple {
  const digits = special === 'NaN' ? [] : Array.from(String(coefficient), BigInt);
  const power = special === '' ? BigInt(exponent) : special === 'NaN' ? 'n' : 'F';
  return new NamedTuple(['sign', 'digits', 'exponent'], [negative ? 1n : 0n, new Tuple(digits), power]);
}

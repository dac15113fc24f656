// Methods and attributes of Python's int and float.

import { Tuple, type Value } from '../value.ts';
import { bind } from './arguments.ts';
import { BuiltinFunction } from './callable.ts';
import { valueError } from './failures.ts';
import { binaryParts } from './float-text.ts';
import { bitLength } from './integers.ts';

function method(name: string, run: () => Value): BuiltinFunction {
  return new BuiltinFunction(name, (args) => {
    bind(name, [], 0, args);
    return run();
  });
}

export function integerAttribute(value: bigint, name: string): Value | undefined {
  switch (name) {
    case 'real':
    case 'numerator':
      return value;
    case 'imag':
      return 0n;
    case 'denominator':
      return 1n;
    case 'bit_length':
      return method(name, () => BigInt(bitLength(value)));
    case 'bit_count':
      return method(name, () => BigInt(value.toString(2).replace(/[^1]/g, '').length));
    case 'conjugate':
      return method(name, () => value);
    case 'as_integer_ratio':
      return method(name, () => new Tuple([value, 1n]));
  }
  return undefined;
}

export function floatAttribute(value: number, name: string): Value | undefined {
  switch (name) {
    case 'real':
      return value;
    case 'imag':
      return 0;
    case 'is_integer':
      return method(name, () => Number.isInteger(value));
    case 'conjugate':
      return method(name, () => value);
    case 'as_integer_ratio':
      return method(name, () => integerRatio(value));
  }
  return undefined;
}

function integerRatio(value: number): Tuple {
  if (Number.isNaN(value)) throw valueError('cannot convert NaN to integer ratio');
  if (!Number.isFinite(value)) throw valueError('cannot convert Infinity to integer ratio');
  let [numerator, twos] = binaryParts(value);
  while (numerator !== 0n && twos < 0 && numerator % 2n === 0n) {
    numerator /= 2n;
    twos += 1;
  }
  if (numerator === 0n) return new Tuple([0n, 1n]);
  return new Tuple(twos >= 0 ? [numerator << BigInt(twos), 1n] : [numerator, 1n << BigInt(-twos)]);
}

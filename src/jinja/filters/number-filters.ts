// Filters on numbers, and those that make numbers.

import type { Filter } from '../environment.ts';
import { TemplateError } from '../errors.ts';
import { bind } from '../python/arguments.ts';
import { arithmetic } from '../python/arithmetic.ts';
import { asInteger, wantCount } from '../python/conversion.ts';
import { Decimal } from '../python/decimal.ts';
import { typeError, undefinedError, valueError } from '../python/failures.ts';
import { divideRounded, roundFloat, toFixedText } from '../python/float-text.ts';
import { powerOfTen } from '../python/integers.ts';
import { floatOf, integerOf, parseFloatText } from '../python/number-conversion.ts';
import { textOf } from '../python/text-object.ts';
import { isTrue } from '../python/truth.ts';
import { typeName } from '../python/type-name.ts';
import { Undefined, type Value } from '../value.ts';

const abs: Filter = (value, args) => {
  bind('abs', [], 0, args);
  const integer = asInteger(value);
  if (integer !== undefined) return integer < 0n ? -integer : integer;
  if (typeof value === 'number') return Math.abs(value);
  if (value instanceof Decimal) return value.negative ? value.negate() : value;
  throw typeError(`bad operand type for abs(): '${typeName(value)}'`);
};

/** The conversion's result, or undefined where it fails for the type or the value. */
function attempt<T>(convert: () => T | undefined): T | undefined {
  try {
    return convert();
  } catch (error) {
    if (error instanceof TemplateError && (error.kind === 'type' || error.kind === 'value')) return undefined;
    throw error;
  }
}

const float: Filter = (value, args) => {
  const [fallback = 0] = bind('do_float', ['default'], 0, args);
  if (value instanceof Undefined) throw undefinedError(value.message);
  // An integer too large for a float is an error in Jinja too, not the default.
  const integer = asInteger(value);
  return (integer === undefined ? attempt(() => floatOf(value)) : floatOf(integer)) ?? fallback;
};

const int: Filter = (value, args) => {
  const [fallback = 0n, base = 10n] = bind('do_int', ['default', 'base'], 0, args);
  if (value instanceof Undefined) throw undefinedError(value.message);
  if (isInfinite(value)) throw valueError('cannot convert float infinity to integer');
  const radix = asInteger(base);
  const direct = attempt(() => {
    if (textOf(value) === undefined) return integerOf(value);
    if (radix === undefined || (radix !== 0n && (radix < 2n || radix > 36n))) return undefined;
    return integerOf(value, radix);
  });
  if (direct !== undefined) return direct;
  // '42.23' becomes 42.
  const text = textOf(value);
  const number = text === undefined ? undefined : parseFloatText(text);
  return number === undefined || !Number.isFinite(number) ? fallback : BigInt(Math.trunc(number));
};

function isInfinite(value: Value): boolean {
  return value instanceof Decimal
    ? value.special === 'Infinity'
    : typeof value === 'number' && Math.abs(value) === Number.POSITIVE_INFINITY;
}

const round: Filter = (value, args) => {
  const [precision = 0n, method = 'common'] = bind('do_round', ['precision', 'method'], 0, args);
  const way = textOf(method);
  if (way === 'common') return roundCommon(value, wantCount(precision));
  if (way !== 'ceil' && way !== 'floor') throw valueError('method must be common, ceil or floor');
  const scale = arithmetic('**', 10n, precision);
  return arithmetic('/', wholeNumber(arithmetic('*', value, scale), way), scale);
};

/** Python's round(value, places). */
function roundCommon(value: Value, places: number): Value {
  const integer = asInteger(value);
  if (integer !== undefined) return roundInteger(integer, places);
  if (typeof value === 'number') return roundFloat(value, places);
  if (value instanceof Decimal) return value.round(places);
  throw typeError(`type ${typeName(value)} doesn't define __round__ method`);
}

function roundInteger(value: bigint, places: number): bigint {
  if (places >= 0) return value;
  if (-places > 40_000) return 0n;
  const unit = powerOfTen(-places);
  const rounded = divideRounded(value < 0n ? -value : value, unit) * unit;
  return value < 0n ? -rounded : rounded;
}

/** math.ceil or math.floor. */
function wholeNumber(value: Value, way: 'ceil' | 'floor'): bigint {
  const integer = asInteger(value);
  if (integer !== undefined) return integer;
  if (value instanceof Decimal) {
    const towardsZero = value.truncate();
    const order = value.compare(towardsZero) ?? 0;
    return towardsZero + (way === 'ceil' && order > 0 ? 1n : way === 'floor' && order < 0 ? -1n : 0n);
  }
  if (typeof value !== 'number') throw typeError(`must be real number, not ${typeName(value)}`);
  if (Number.isNaN(value)) throw valueError('cannot convert float NaN to integer');
  if (!Number.isFinite(value)) throw valueError('cannot convert float infinity to integer');
  return BigInt(Math[way](value));
}

const UNITS = 'kMGTPEZY';

const filesizeformat: Filter = (value, args) => {
  const [binary = false] = bind('do_filesizeformat', ['binary'], 0, args);
  if (value instanceof Undefined) throw undefinedError(value.message);
  const bytes = floatOf(value);
  if (bytes === undefined)
    throw typeError(`float() argument must be a string or a real number, not '${typeName(value)}'`);
  const base = isTrue(binary) ? 1024 : 1000;
  if (bytes === 1) return '1 Byte';
  if (bytes < base) return `${BigInt(Math.trunc(bytes))} Bytes`;
  let unit = BigInt(base);
  let letter = '';
  for (letter of UNITS) {
    unit *= BigInt(base);
    if (bytes < unit) break;
  }
  const amount = (base * bytes) / Number(unit);
  const shown = Number.isFinite(amount) ? toFixedText(amount, 1) : Number.isNaN(amount) ? 'nan' : 'inf';
  return `${shown} ${isTrue(binary) ? `${letter.toUpperCase()}iB` : `${letter}B`}`;
};

export const numberFilters: readonly (readonly [string, Filter])[] = [
  ['abs', abs],
  ['filesizeformat', filesizeformat],
  ['float', float],
  ['int', int],
  ['round', round],
];

// Arithmetic of Python's integers, which have any size, and their way to floats. Floor division and modulo take the sign of
// the divisor; division rounds the exact quotient once.

import { checkIntegerBits } from '../limits.ts';
import { limitError, valueError } from './failures.ts';

const SAFE = 9007199254740991n;

export function bitLength(value: bigint): number {
  const magnitude = value < 0n ? -value : value;
  const hex = magnitude.toString(16);
  return magnitude === 0n ? 0 : (hex.length - 1) * 4 + (32 - Math.clz32(Number.parseInt(hex[0] ?? '0', 16)));
}

const powers: bigint[] = [];
/** 10**exponent; the exponent is not negative. Small ones are kept. */
export function powerOfTen(exponent: number): bigint {
  if (exponent > 1100) return 10n ** BigInt(exponent);
  return (powers[exponent] ??= 10n ** BigInt(exponent));
}

/** How Python writes an integer; like Python it refuses more than 4300 digits. */
export function integerText(value: bigint): string {
  if (value >= -SAFE && value <= SAFE) return String(value);
  if (bitLength(value) > 14281 && String(value).replace('-', '').length > 4300) {
    throw valueError(
      'Exceeds the limit (4300 digits) for integer string conversion; use sys.set_int_max_str_digits() to increase the limit',
    );
  }
  return String(value);
}

/** An integer that must fit where a count, width or index is meant. */
export function toCount(value: bigint): number {
  if (value > SAFE || value < -SAFE) throw limitError('the number is too large to count with');
  return Number(value);
}

export function toFloat(value: bigint): number {
  const result = Number(value);
  if (!Number.isFinite(result)) throw valueError('int too large to convert to float');
  return result;
}

export function floorDivide(left: bigint, right: bigint): bigint {
  if (right === 0n) throw valueError('integer division or modulo by zero');
  const quotient = left / right;
  return left % right !== 0n && left < 0n !== right < 0n ? quotient - 1n : quotient;
}

export function floorModulo(left: bigint, right: bigint): bigint {
  if (right === 0n) throw valueError('integer modulo by zero');
  const remainder = left % right;
  return remainder !== 0n && remainder < 0n !== right < 0n ? remainder + right : remainder;
}

/** `left / right` as the float nearest to the exact quotient. */
export function trueDivide(left: bigint, right: bigint): number {
  if (right === 0n) throw valueError('division by zero');
  if (left >= -SAFE && left <= SAFE && right >= -SAFE && right <= SAFE) return Number(left) / Number(right);
  const negative = left < 0n !== right < 0n;
  const result = positiveRatio(left < 0n ? -left : left, right < 0n ? -right : right);
  if (!Number.isFinite(result)) throw valueError('integer division result too large for a float');
  return negative ? -result : result;
}

/** numerator / denominator as the nearest float, ties to even; both positive (the numerator may be zero). */
export function positiveRatio(numerator: bigint, denominator: bigint): number {
  if (numerator === 0n) return 0;
  // Scale so that the quotient has 55 bits or 56 (fewer where the result is subnormal): 53 and at least two to round with;
  // whatever is cut off makes the last bit 1, so that Number() sees no false tie.
  const wanted = 55 - (bitLength(numerator) - bitLength(denominator));
  const shift = Math.min(wanted, 1076);
  const scaled = shift >= 0 ? numerator << BigInt(shift) : numerator;
  const divisor = shift >= 0 ? denominator : denominator << BigInt(-shift);
  let quotient = scaled / divisor;
  if (quotient * divisor !== scaled) quotient |= 1n;
  if (shift <= 1022) return Number(quotient) * 2 ** -shift;
  return subnormal(quotient, shift);
}

/** quotient * 2**-shift where the result may be subnormal: rounded once, to a multiple of 2**-1074. */
function subnormal(quotient: bigint, shift: number): number {
  const excess = BigInt(shift - 1074);
  if (shift - 1074 <= 0 || bitLength(quotient) - (shift - 1074) >= 53)
    return Number(quotient) * 2 ** -1022 * 2 ** (1022 - shift);
  const kept = quotient >> excess;
  const rest = quotient - (kept << excess);
  const half = 1n << (excess - 1n);
  const rounded = rest > half || (rest === half && kept & 1n) ? kept + 1n : kept;
  return Number(rounded) * 2 ** -1074;
}

/** `base ** exponent` for an exponent that is not negative. */
export function integerPower(base: bigint, exponent: bigint): bigint {
  if (base === 0n || base === 1n || base === -1n)
    return exponent === 0n ? 1n : base === -1n ? (exponent & 1n ? -1n : 1n) : base;
  // At least this many bits; what passes is at most twice as long.
  checkIntegerBits(Math.max(bitLength(base) - 1, 1) * toCount(exponent));
  return base ** exponent;
}

export function multiply(left: bigint, right: bigint): bigint {
  const product = left * right;
  // The factors are within the bound, so the product is at most twice as long.
  if (product > SAFE || product < -SAFE) checkIntegerBits(bitLength(product));
  return product;
}

// Powers with a fraction in the exponent: exp(y · ln x) in fixed-point integers, precise enough that rounding to a float is
// nearly always right. Engines' own power function is off in the last digit too often to print as Python does.

import { binaryParts } from './float-text.ts';
import { bitLength, positiveRatio } from './integers.ts';

/** Bits behind the point. */
const BITS = 192;
const SCALE = BigInt(BITS);
const ONE = 1n << SCALE;

/** 2·atanh(numerator / denominator) = ln((1 + z) / (1 − z)), for z up to 1/3. */
function doubleAtanh(numerator: bigint, denominator: bigint): bigint {
  const z = (numerator << SCALE) / denominator;
  const square = (z * z) >> SCALE;
  let sum = 0n;
  let power = z;
  for (let n = 1n; power !== 0n; n += 2n) {
    sum += power / n;
    power = (power * square) >> SCALE;
  }
  return 2n * sum;
}

const LN2 = doubleAtanh(1n, 3n);

/** exp(x) for x below 1. */
function exponential(x: bigint): bigint {
  let sum = ONE;
  let term = ONE;
  for (let n = 1n; term !== 0n; n += 1n) {
    term = ((term * x) >> SCALE) / n;
    sum += term;
  }
  return sum;
}

/** `base ** exponent`: the base positive and finite, the result neither zero nor infinite. */
export function fractionalPower(base: number, exponent: number): number {
  const [mantissa, twos] = binaryParts(base);
  const size = bitLength(mantissa) - 1;
  // base = (1 + f) · 2**(twos + size), hence ln base = ln(1 + f) + (twos + size) · ln 2.
  const unit = 1n << BigInt(size);
  const logarithm = doubleAtanh(mantissa - unit, mantissa + unit) + BigInt(twos + size) * LN2;
  const [factor, shift] = binaryParts(exponent);
  const product = logarithm * factor;
  const x = shift >= 0 ? product << BigInt(shift) : product >> BigInt(-shift);
  let whole = x / LN2;
  if (x < 0n) whole -= 1n;
  const result = exponential(x - whole * LN2);
  return whole >= 0n ? positiveRatio(result << whole, ONE) : positiveRatio(result, ONE << -whole);
}

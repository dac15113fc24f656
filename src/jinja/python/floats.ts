// Arithmetic of Python's floats where it differs from JavaScript's: floor division, modulo, powers, and reading text.

import { typeError, valueError } from './failures.ts';
import { binaryParts } from './float-text.ts';
import { fractionalPower } from './fractional-power.ts';
import { positiveRatio } from './integers.ts';

export function divideFloats(left: number, right: number): number {
  if (right === 0) throw valueError('float division by zero');
  return left / right;
}

/** Quotient and remainder as Python's divmod: the remainder has the divisor's sign, the quotient is whole. */
function divideWithRemainder(left: number, right: number): [quotient: number, remainder: number] {
  let remainder = left % right;
  let quotient = (left - remainder) / right;
  if (remainder !== 0) {
    if (right < 0 !== remainder < 0) {
      remainder += right;
      quotient -= 1;
    }
  } else remainder = right < 0 ? -0 : 0;
  if (quotient === 0) return [Math.sign(left / right) < 0 || Object.is(left / right, -0) ? -0 : 0, remainder];
  let whole = Math.floor(quotient);
  if (quotient - whole > 0.5) whole += 1;
  return [whole, remainder];
}

export function floorDivideFloats(left: number, right: number): number {
  if (right === 0) throw valueError('float floor division by zero');
  return divideWithRemainder(left, right)[0];
}

export function moduloFloats(left: number, right: number): number {
  if (right === 0) throw valueError('float modulo');
  return divideWithRemainder(left, right)[1];
}

export function powerOfFloats(base: number, exponent: number): number {
  if (exponent === 0 || base === 1) return 1;
  if (Number.isNaN(base) || Number.isNaN(exponent)) return Number.NaN;
  // JavaScript has NaN here, C has 1.
  if (base === -1 && !Number.isFinite(exponent)) return 1;
  if (base === 0 && exponent < 0 && Number.isFinite(exponent))
    throw valueError('0.0 cannot be raised to a negative power');
  if (base < 0 && Number.isFinite(base) && Number.isFinite(exponent) && !Number.isInteger(exponent)) {
    throw typeError('a negative number raised to a fractional power is a complex number, which templates do not have');
  }
  if (!Number.isFinite(base) || !Number.isFinite(exponent) || base === 0) return base ** exponent;
  const result = finitePower(base, exponent);
  if (!Number.isFinite(result)) throw valueError("(34, 'Numerical result out of range')");
  return result;
}

/** Whole exponents are computed exactly and rounded once: engines' own power function may be off in the last digit. */
function finitePower(base: number, exponent: number): number {
  const estimate = base ** exponent;
  if (estimate === 0 || !Number.isFinite(estimate)) return estimate;
  if (!Number.isInteger(exponent)) return fractionalPower(base, exponent);
  if (Math.abs(exponent) > 2048)
    return estimate < 0 ? -fractionalPower(-base, exponent) : fractionalPower(Math.abs(base), exponent);
  const [mantissa, twos] = binaryParts(Math.abs(base));
  const n = BigInt(Math.abs(exponent));
  const power = mantissa ** n;
  const shift = BigInt(Math.abs(twos)) * n;
  const [top, bottom] = twos >= 0 ? [power << shift, 1n] : [power, 1n << shift];
  const magnitude = exponent > 0 ? positiveRatio(top, bottom) : positiveRatio(bottom, top);
  return estimate < 0 ? -magnitude : magnitude;
}

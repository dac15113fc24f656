// A float's printing: the shortest digits that read back as the same number, in Python's layout, and any number of digits
// rounded from the exact binary value (ties go to even, unlike JavaScript's toFixed).

import { powerOfTen } from './integers.ts';

/** Python's repr of a float: `1.0`, `1e+16`, `1e-05`, `-0.0`, `inf`, `nan`. */
export function floatRepr(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const [digits, exponent] = shortestDigits(Math.abs(value));
  return sign + layOut(digits, exponent, 16);
}

/** The shortest digits that round-trip, without a point, and the decimal exponent of the first. `value` is finite and not negative. */
function shortestDigits(value: number): [digits: string, exponent: number] {
  const [mantissa = '0', exponent = '0'] = value.toExponential().split('e');
  return [mantissa.replace('.', ''), Number(exponent)];
}

/** Fixed notation from 1e-4 up to 10**limit, else scientific with an exponent of two digits or more. */
function layOut(digits: string, exponent: number, limit: number): string {
  if (exponent < -4 || exponent >= limit) {
    const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
    return `${digits[0]}${fraction}${exponentText(exponent)}`;
  }
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  return `${whole}.${digits.slice(exponent + 1) || '0'}`;
}

export function exponentText(exponent: number): string {
  return `e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

/** A finite float as `mantissa * 2**exponent`, exactly. The sign is the mantissa's. */
export function binaryParts(value: number): [mantissa: bigint, exponent: number] {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const mantissa = biased === 0 ? fraction : fraction | 0x10000000000000n;
  return [bits >> 63n ? -mantissa : mantissa, Math.max(biased, 1) - 1075];
}

/** numerator / denominator rounded to an integer, ties to even; both are positive or zero, the denominator is not zero. */
export function divideRounded(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  const twice = 2n * (numerator - quotient * denominator);
  return twice > denominator || (twice === denominator && quotient & 1n) ? quotient + 1n : quotient;
}

/** `value * 10**places` rounded to an integer, ties to even. `value` is finite and not negative; `places` may be negative. */
function scaledInteger(value: number, places: number): bigint {
  const [mantissa, exponent] = binaryParts(value);
  let numerator = mantissa;
  let denominator = 1n;
  if (places >= 0) numerator *= powerOfTen(places);
  else denominator *= powerOfTen(-places);
  if (exponent >= 0) numerator <<= BigInt(exponent);
  else denominator <<= BigInt(-exponent);
  return divideRounded(numerator, denominator);
}

/** `places` digits after the point, as `%.{places}f` prints a value that is finite and not negative. */
export function toFixedText(value: number, places: number): string {
  const digits = scaledInteger(value, places)
    .toString()
    .padStart(places + 1, '0');
  return places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

/** Whether a positive value is below 10**exponent. */
function isBelowPowerOfTen(value: number, exponent: number): boolean {
  const [mantissa, twos] = binaryParts(value);
  const left = mantissa * powerOfTen(Math.max(-exponent, 0)) * 2n ** BigInt(Math.max(twos, 0));
  return left < powerOfTen(Math.max(exponent, 0)) * 2n ** BigInt(Math.max(-twos, 0));
}

/** `count` (at least 1) significant digits and the decimal exponent of the first, for a value finite and not negative. */
export function significantDigits(value: number, count: number): [digits: string, exponent: number] {
  if (value === 0) return ['0'.repeat(count), 0];
  let [shortest, exponent] = shortestDigits(value);
  // The shortest text of a number just below a power of ten may be that power.
  if (shortest === '1' && isBelowPowerOfTen(value, exponent)) exponent -= 1;
  let digits = scaledInteger(value, count - 1 - exponent).toString();
  if (digits.length > count) {
    exponent += 1;
    digits = scaledInteger(value, count - 1 - exponent).toString();
  }
  return [digits, exponent];
}

/** Python's round(value, places) for floats: the float nearest to the decimal rounding. */
export function roundFloat(value: number, places: number): number {
  if (!Number.isFinite(value) || places > 323) return value;
  if (places < -308) return Object.is(value, -0) || value < 0 ? -0 : 0;
  const magnitude = Math.abs(value);
  const text = places >= 0 ? toFixedText(magnitude, places) : `${scaledInteger(magnitude, places)}e${-places}`;
  const rounded = Number(text);
  return value < 0 || Object.is(value, -0) ? -rounded : rounded;
}

// The digits of a number in the notations that `%` formatting and format specifications share. Signs, padding and grouping
// are theirs to add: here every value is finite and not negative.

import { exponentText, significantDigits, toFixedText } from './float-text.ts';
import { chargeText } from './metering.ts';

/** A float has no digits other than zero beyond these: what is asked for in excess is filled up with zeros. */
const MAX_PLACES = 1100;

/** Scientific notation with `places` digits after the point; `alternate` keeps the point when there are none. */
export function scientific(value: number, places: number, alternate: boolean): string {
  chargeText(places);
  const exact = Math.min(places, MAX_PLACES);
  const [digits, exponent] = significantDigits(value, exact + 1);
  const fraction = digits.slice(1) + '0'.repeat(places - exact);
  return `${digits[0]}${fraction !== '' || alternate ? '.' : ''}${fraction}${exponentText(exponent)}`;
}

/** Fixed notation with `places` digits after the point. */
export function fixed(value: number, places: number, alternate: boolean): string {
  chargeText(places);
  const exact = Math.min(places, MAX_PLACES);
  const text = toFixedText(value, exact) + '0'.repeat(places - exact);
  return places === 0 && alternate ? `${text}.` : text;
}

/**
 * `count` significant digits in whichever notation is shorter; trailing zeros go unless `alternate`. With `pointZero` a
 * whole number keeps one zero after its point, and turns to scientific notation one digit earlier.
 */
export function general(value: number, count: number, alternate: boolean, pointZero = false): string {
  chargeText(count);
  const wanted = Math.max(count, 1);
  const exact = Math.min(wanted, MAX_PLACES);
  const [found, exponent] = significantDigits(value, exact);
  const digits = alternate ? found + '0'.repeat(wanted - exact) : found.replace(/0+$/, '') || '0';
  if (exponent < -4 || exponent >= wanted - (pointZero ? 1 : 0)) {
    const fraction = digits.slice(1);
    return `${digits[0]}${fraction !== '' || alternate ? '.' : ''}${fraction}${exponentText(exponent)}`;
  }
  const [whole, fraction] =
    exponent < 0
      ? ['0', '0'.repeat(-exponent - 1) + digits]
      : [digits.slice(0, exponent + 1).padEnd(exponent + 1, '0'), digits.slice(exponent + 1)];
  const shown = value === 0 && !alternate ? '' : fraction;
  if (shown !== '') return `${whole}.${shown}`;
  if (alternate) return `${whole}.`;
  return pointZero ? `${whole}.0` : whole;
}

/** A float in notation `e`, `f` or `g` (either case); infinities and NaN included. Negative values come with their sign. */
export function floatDigits(value: number, notation: string, precision: number, alternate: boolean): string {
  const code = notation.toLowerCase();
  let text: string;
  if (Number.isNaN(value)) text = 'nan';
  else if (!Number.isFinite(value)) text = 'inf';
  else if (code === 'e') text = scientific(value, precision, alternate);
  else if (code === 'f') text = fixed(value, precision, alternate);
  else text = general(value, precision, alternate);
  return notation === code ? text : text.toUpperCase();
}

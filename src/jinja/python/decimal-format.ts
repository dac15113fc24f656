// How Python writes a Decimal: plainly, and by a format specification.

import { valueError } from './failures.ts';
import { divideRounded } from './float-text.ts';
import { padNumber, parseSpec } from './format-spec.ts';
import { powerOfTen } from './integers.ts';
import { chargeText } from './metering.ts';

export interface DecimalParts {
  readonly negative: boolean;
  readonly coefficient: bigint;
  readonly exponent: number;
  readonly special: '' | 'NaN' | 'Infinity';
}

/** An empty spec gives str(value). */
export function formatDecimal(value: DecimalParts, specText: string): string {
  const spec = parseSpec(specText, '>', 'decimal.Decimal');
  // Decimals allow less than floats do: no underscores, no `#`, zeros only where no alignment is given.
  const zerosAndAlignment = /^(?:.[<>=^]|[<>=^])[-+ ]?0/su.test(specText);
  const grouping = spec.grouping === '' || (spec.grouping === ',' && spec.type !== 'n');
  const known = /^[eEfFgGn%]?$/.test(spec.type) && grouping && !spec.alternate && !zerosAndAlignment;
  if (!known) throw valueError('invalid format string');
  if (value.special !== '') {
    const plain = spec.align === '=' && !specText.includes('=') ? { ...spec, align: '>', fill: ' ' } : spec;
    return padNumber(value.negative, '', '', value.special + (spec.type === '%' ? '%' : ''), plain, 3);
  }
  const type = spec.type === '' ? 'G' : spec.type === 'n' ? 'g' : spec.type;
  let { coefficient, exponent } = value;
  if (type === '%') exponent += 2;
  const { precision } = spec;
  if (precision !== undefined) {
    chargeText(precision);
    if (/[eE]/.test(type)) [coefficient, exponent] = toDigits(coefficient, exponent, precision + 1, true);
    else if (/[fF%]/.test(type)) [coefficient, exponent] = toPlaces(coefficient, exponent, precision);
    else [coefficient, exponent] = toDigits(coefficient, exponent, Math.max(precision, 1), false);
  }
  if (coefficient === 0n && exponent > 0 && /[fF%]/.test(type)) exponent = 0;
  const digits = coefficient.toString();
  const left = exponent + digits.length;
  let point = left;
  if (/[eE]/.test(type)) point = coefficient === 0n && precision !== undefined ? 1 - precision : 1;
  else if (/[gG]/.test(type) && !(exponent <= 0 && left > -6)) point = 1;
  const padded = point <= 0 ? '0'.repeat(1 - point) + digits : digits.padEnd(point, '0');
  const at = Math.max(point, 1);
  const fraction = padded.slice(at);
  let rest = fraction === '' ? '' : `.${fraction}`;
  const shown = left - point;
  if (shown !== 0 || /[eE]/.test(type))
    rest += `${type === 'e' || type === 'g' ? 'e' : 'E'}${shown < 0 ? '' : '+'}${shown}`;
  if (type === '%') rest += '%';
  return padNumber(value.negative, '', padded.slice(0, at), rest, spec, 3);
}

/** Rounded to so many digits; `exact` also fills up with zeros. */
function toDigits(coefficient: bigint, exponent: number, count: number, exact: boolean): [bigint, number] {
  const excess = coefficient.toString().length - count;
  if (excess === 0 || (excess < 0 && (!exact || coefficient === 0n))) return [coefficient, exponent];
  if (excess < 0) return [coefficient * powerOfTen(-excess), exponent + excess];
  const shorter = divideRounded(coefficient, powerOfTen(excess));
  return shorter.toString().length > count ? [shorter / 10n, exponent + excess + 1] : [shorter, exponent + excess];
}

function toPlaces(coefficient: bigint, exponent: number, places: number): [bigint, number] {
  const excess = -exponent - places;
  if (excess <= 0) return [coefficient * powerOfTen(-excess), -places];
  return [divideRounded(coefficient, powerOfTen(excess)), -places];
}

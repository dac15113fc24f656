// Python's int(value) and float(value): from text, from each other, from decimals.

import type { Value } from '../value.ts';
import { isDecimal, SPACE } from './characters.ts';
import { asInteger } from './conversion.ts';
import { Decimal } from './decimal.ts';
import { valueError } from './failures.ts';
import { toFloat } from './integers.ts';
import { quote } from './printing.ts';
import { textOf } from './text-object.ts';

const OUTER_SPACE = new RegExp(`^[${SPACE}]+|[${SPACE}]+$`, 'g');
const FLOAT = /^[+-]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:e[+-]?\d+(?:_\d+)*)?$/i;
const PREFIXES: Readonly<Record<string, bigint>> = { b: 2n, o: 8n, x: 16n };

/** The number without space around it, its decimal digits of whatever script as ASCII ones. */
function plainDigits(text: string): string {
  const trimmed = text.replace(OUTER_SPACE, '');
  if (/^[\x00-\x7f]*$/.test(trimmed)) return trimmed;
  return trimmed.replace(/\p{Nd}/gu, (c) => String(digitValue(c.codePointAt(0) ?? 0)));
}

/** Decimal digits come in runs from zero to nine; a run's start is a whole number of tens behind the start of its block of digits. */
function digitValue(code: number): number {
  let start = code;
  while (isDecimal(String.fromCodePoint(start - 1))) start -= 1;
  return (code - start) % 10;
}

/** int(text, base); undefined where the text is no such number. */
function parseInteger(text: string, base = 10n): bigint | undefined {
  const found = /^([+-])?(?:0([box])_?)?([0-9a-z]+(?:_[0-9a-z]+)*)$/i.exec(plainDigits(text));
  if (found === null) return undefined;
  let [, sign, letter, digits = ''] = found;
  let radix = base;
  if (letter !== undefined) {
    const meant = PREFIXES[letter.toLowerCase()] ?? 10n;
    if (base === 0n || base === meant) radix = meant;
    else if (base > 10n) digits = `0${letter}${digits}`;
    else return undefined;
  } else if (base === 0n) {
    if (/^0[0-9_]*[1-9]/.test(digits)) return undefined;
    radix = 10n;
  }
  const plain = digits.replaceAll('_', '');
  if (radix === 10n && plain.length > 4300) {
    throw valueError(`Exceeds the limit (4300 digits) for integer string conversion: value has ${plain.length} digits`);
  }
  if (plain.length > 20_000) throw valueError('the number has too many digits');
  let value = 0n;
  if (radix === 10n) {
    if (!/^\d+$/.test(plain)) return undefined;
    value = BigInt(plain);
  } else {
    for (const c of plain) {
      const digit = BigInt(Number.parseInt(c, 36));
      if (digit >= radix) return undefined;
      value = value * radix + digit;
    }
  }
  return sign === '-' ? -value : value;
}

/** float(text); undefined where the text is no number. */
export function parseFloatText(text: string): number | undefined {
  const plain = plainDigits(text);
  const word = /^([+-])?(inf(?:inity)?|nan)$/i.exec(plain);
  if (word !== null) {
    if (word[2]?.toLowerCase() === 'nan') return Number.NaN;
    return word[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  return FLOAT.test(plain) ? Number(plain.replaceAll('_', '')) : undefined;
}

/** A finite float or decimal without its fraction; Python's errors for the others. */
export function truncate(value: number | Decimal): bigint {
  if (value instanceof Decimal) return value.truncate();
  if (Number.isNaN(value)) throw valueError('cannot convert float NaN to integer');
  if (!Number.isFinite(value)) throw valueError('cannot convert float infinity to integer');
  return BigInt(Math.trunc(value));
}

/** float(value); undefined where Python raises a TypeError. */
export function floatOf(value: Value): number | undefined {
  if (typeof value === 'number') return value;
  const integer = asInteger(value);
  if (integer !== undefined) return toFloat(integer);
  if (value instanceof Decimal) return value.toFloat();
  const text = textOf(value);
  if (text === undefined) return undefined;
  const number = parseFloatText(text);
  if (number === undefined) throw valueError(`could not convert string to float: ${quote(text)}`);
  return number;
}

/** int(value, base); undefined where Python raises a TypeError. */
export function integerOf(value: Value, base = 10n): bigint | undefined {
  const integer = asInteger(value);
  if (integer !== undefined) return integer;
  if (typeof value === 'number' || value instanceof Decimal) return truncate(value);
  const text = textOf(value);
  if (text === undefined) return undefined;
  const number = parseInteger(text, base);
  if (number === undefined) throw valueError(`invalid literal for int() with base ${base}: ${quote(text)}`);
  return number;
}

// How PostgreSQL prints and rounds the values of the affiliate project: numbers, times, jsonb. Written for the tests alone;
// nothing here knows a table.

import { createHash } from 'node:crypto';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A finite decimal number: `digits` × 10^-`scale`. */
export interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

/** Milliseconds since the epoch. */
export type Time = number;

const dayLength = 86_400_000;

export function parseDecimal(text: string | null): Decimal | null {
  if (text === null || text.length > 100) return null;
  const parts = /^([+-]?)(?:([0-9]+)(?:\.([0-9]*))?|\.([0-9]+))(?:[eE]([+-]?[0-9]{1,2}))?$/.exec(text);
  if (parts === null) return null;
  const [, sign, whole = '', after, alone, exponent = '0'] = parts;
  const fraction = after ?? alone ?? '';
  const digits = BigInt(`${sign === '-' ? '-' : ''}${whole}${fraction}`);
  const scale = fraction.length - Number(exponent);
  return scale < 0 ? { digits: digits * 10n ** BigInt(-scale), scale: 0 } : { digits, scale };
}

/** The number in units of 10^-places, halves away from zero. */
export function rounded({ digits, scale }: Decimal, places: number): bigint {
  if (scale <= places) return digits * 10n ** BigInt(places - scale);
  return dividedAndRounded(digits, 10n ** BigInt(scale - places));
}

export function dividedAndRounded(dividend: bigint, divisor: bigint): bigint {
  const negative = dividend < 0n !== divisor < 0n;
  const [above, below] = [dividend < 0n ? -dividend : dividend, divisor < 0n ? -divisor : divisor];
  const quotient = (above * 2n + below) / (below * 2n);
  return negative ? -quotient : quotient;
}

/** `number` in units of 10^-places, as numeric(p, places) prints it. */
export function fixed(number: bigint, places = 8): string {
  const digits = (number < 0n ? -number : number).toString().padStart(places + 1, '0');
  const text = places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
  return number < 0n ? `-${text}` : text;
}

/** Without trailing zeros, as trim_scale prints it. */
export function trimmed({ digits, scale }: Decimal): string {
  const text = fixed(digits, scale);
  return scale === 0 ? text : text.replace(/0+$/, '').replace(/\.$/, '');
}

/** In percent of two places; null where the divisor is 0. */
export function percent(part: bigint, whole: bigint): string | null {
  return whole === 0n ? null : fixed(dividedAndRounded(part * 10_000n, whole), 2);
}

export function parseTime(text: string | null): Time | null {
  if (text === null || !/^[0-9]{13}$/.test(text)) return null;
  const time = Number(text);
  return time >= Date.UTC(2009, 0, 1) && time < Date.UTC(2100, 0, 1) ? time : null;
}

export function timestamp(time: Time): string {
  return new Date(time)
    .toISOString()
    .replace('T', ' ')
    .replace('Z', '')
    .replace(/\.?0*$/, (zeros) => (zeros.startsWith('.') ? '' : ''));
}

export function date(time: Time): string {
  return new Date(time).toISOString().slice(0, 10);
}

export const startOfDay = (time: Time): Time => time - (time % dayLength);

/** 1 January 1970 was a Thursday; weeks begin on Monday. */
export const startOfWeek = (time: Time): Time =>
  startOfDay(time) - ((Math.floor(time / dayLength) + 3) % 7) * dayLength;

export function startOfMonth(time: Time): Time {
  const day = new Date(time);
  return Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), 1);
}

/** As jsonb prints: keys by length, then by bytes. */
export function jsonb(value: Json): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(jsonb).join(', ')}]`;
  const keys = Object.keys(value).sort((one, other) => byteLength(one) - byteLength(other) || compareBytes(one, other));
  return `{${keys.map((key) => `${JSON.stringify(key)}: ${jsonb(value[key] ?? null)}`).join(', ')}}`;
}

export const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

export const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

/** The order of COLLATE "C". */
export const compareBytes = (one: string, other: string): number =>
  Buffer.compare(Buffer.from(one), Buffer.from(other));

const byteLength = (text: string): number => Buffer.byteLength(text);

/** The values of each key, in the order in which they came. */
export function grouped<Value>(values: Iterable<Value>, keyOf: (value: Value) => string): Map<string, Value[]> {
  const groups = new Map<string, Value[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return groups;
}

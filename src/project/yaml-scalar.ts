// What a plain YAML scalar means: YAML 1.1 as PyYAML resolves it, which is what dbt's files are written for.
// (`yes` is true, `y` is text, `1e5` is text because a float needs a point, `0o17` is text, `017` is octal.)

import type { ScalarValue } from './yaml-value.ts';

const booleans = /^(?:(yes|Yes|YES|true|True|TRUE|on|On|ON)|no|No|NO|false|False|FALSE|off|Off|OFF)$/;
const nulls = /^(?:~|null|Null|NULL|)$/;
const integers = /^[-+]?(?:0b[01_]+|0[0-7_]+|0|[1-9][0-9_]*|0x[0-9a-fA-F_]+|[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;
const floats =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*)$/;
const infinities = /^([-+]?)\.(?:inf|Inf|INF)$/;
const notNumbers = /^\.(?:nan|NaN|NAN)$/;

export function resolvePlainScalar(text: string): ScalarValue {
  const boolean = booleans.exec(text);
  if (boolean) return boolean[1] !== undefined;
  if (nulls.test(text)) return null;
  if (integers.test(text)) return wholeNumber(text);
  if (floats.test(text)) return floatNumber(text);
  const infinity = infinities.exec(text);
  if (infinity) return infinity[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return notNumbers.test(text) ? Number.NaN : text;
}

const moments =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:(?:[Tt]|[ \t]+)(\d\d?):(\d\d):(\d\d)(?:\.(\d*))?(?:[ \t]*(?:(Z)|([-+])(\d\d?)(?::(\d\d))?))?)?$/;

/** The text of Python's date or datetime that a plain scalar is; undefined where it is none, or no day or hour of Python's. */
export function momentText(text: string): string | undefined {
  const found = moments.exec(text);
  if (!found) return undefined;
  const [, year = '', month = '', day = '', hour, minute = '', second = '', fraction, utc, sign, zoneHour, zoneMinute] =
    found;
  if (hour === undefined && !/^\d{4}-\d\d-\d\d$/.test(text)) return undefined;
  const midnight = new Date(Date.UTC(2000, Number(month) - 1, Number(day)));
  midnight.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  const isDay =
    Number(year) > 0 && midnight.getUTCMonth() + 1 === Number(month) && midnight.getUTCDate() === Number(day);
  const isClock = Number(hour ?? 0) < 24 && Number(minute) < 60 && Number(second) < 60 && Number(zoneHour ?? 0) < 24;
  if (!isDay || !isClock || Number(zoneMinute ?? 0) > 59) return undefined;
  const two = (digits: string) => digits.padStart(2, '0');
  const date = `${year}-${two(month)}-${two(day)}`;
  if (hour === undefined) return date;
  const micro = (fraction ?? '').slice(0, 6).padEnd(6, '0');
  const zone = zoneHour === undefined ? '' : `${two(zoneHour)}:${zoneMinute ?? '00'}`;
  const offset = utc || zone === '00:00' ? '+00:00' : zone === '' ? '' : `${sign}${zone}`;
  return `${date} ${two(hour)}:${minute}:${second}${micro === '000000' ? '' : `.${micro}`}${offset}`;
}

function wholeNumber(text: string): bigint {
  const sign = text.startsWith('-') ? -1n : 1n;
  const digits = text.replace(/^[-+]/, '').replaceAll('_', '');
  if (digits.includes(':')) return sign * digits.split(':').reduce((total, part) => total * 60n + BigInt(part), 0n);
  if (/^0[0-7]+$/.test(digits)) return sign * BigInt(`0o${digits.slice(1)}`);
  return sign * BigInt(digits);
}

function floatNumber(text: string): number {
  const sign = text.startsWith('-') ? -1 : 1;
  const digits = text.replace(/^[-+]/, '').replaceAll('_', '');
  return sign * digits.split(':').reduce((total, part) => total * 60 + Number(part), 0);
}

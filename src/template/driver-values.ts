// What psycopg2, dbt's driver, makes of PostgreSQL's text of a value, by the OID of its type (of pg_type.dat, which never change).
// Types that it does not know stay text. What becomes of a whole column is typed-column.ts's.

import { type ArrayText, parseArray } from '../catalog/array-text.ts';
import { TemplateError } from '../jinja/errors.ts';
import { Decimal } from '../jinja/python/decimal.ts';
import { toText } from '../jinja/python/printing.ts';
import { List, type Value } from '../jinja/value.ts';
import { dayNumberOf, pad } from '../pylib/datetime/calendar.ts';
import { PyDate } from '../pylib/datetime/date.ts';
import { PyDateTime } from '../pylib/datetime/datetime.ts';
import { readMoment } from '../pylib/datetime/datetime-class.ts';
import { offsetZone, type TimeZone } from '../pylib/datetime/time-zone.ts';
import { Timedelta } from '../pylib/datetime/timedelta.ts';
import { parseJson } from '../pylib/parse-json.ts';

type Reader = (text: string) => Value;

/** Python's value; the text itself where Python's types cannot hold it (years BC, an interval of a million years). */
export function driverValue(text: string | null, typeOid: number): Value {
  if (text === null) return null;
  const read = readers.get(typeOid);
  if (!read) return text;
  try {
    return read(text);
  } catch (error) {
    if (error instanceof TemplateError) return text;
    throw error;
  }
}

const lastDay = { year: 9999, month: 12, day: 31 };
const firstDay = { year: 1, month: 1, day: 1 };
const lastClock = { hour: 23, minute: 59, second: 59, microsecond: 999_999 };
const firstClock = { hour: 0, minute: 0, second: 0, microsecond: 0 };

/** Infinities are the last and the first that Python has. */
function date(text: string): Value {
  if (text === 'infinity') return new PyDate(dayNumberOf(lastDay));
  return text === '-infinity' ? new PyDate(dayNumberOf(firstDay)) : (readMoment(text) ?? text);
}

function moment(text: string, zone: TimeZone | null): Value {
  if (text === 'infinity') return PyDateTime.of(lastDay, lastClock, zone);
  return text === '-infinity' ? PyDateTime.of(firstDay, firstClock, zone) : (readMoment(text) ?? text);
}

/** As Python prints a time, which is all that templates get of it; 24:00 is its midnight. */
function time(text: string): Value {
  const found = /^(\d\d)(:\d\d:\d\d)(?:\.(\d+))?(?:([+-]\d\d)((?::\d\d)*))?$/.exec(text);
  if (!found) return text;
  const [, hour = '', rest = '', fraction, zoneHours, zoneRest] = found;
  const clock = `${pad(Number(hour) % 24, 2)}${rest}${fraction === undefined ? '' : `.${fraction.padEnd(6, '0')}`}`;
  return zoneHours === undefined ? clock : `${clock}${zoneHours}${zoneRest || ':00'}`;
}

const unitDays: Readonly<Record<string, bigint>> = { year: 365n, mon: 30n, day: 1n };

/** As Python prints its timedelta, in which a year has 365 days and a month 30. */
function interval(text: string): Value {
  let microseconds = 0n;
  for (const [, count = '', unit = ''] of text.matchAll(/([+-]?\d+) (year|mon|day)s?/g))
    microseconds += BigInt(count) * (unitDays[unit] ?? 0n) * 86_400_000_000n;
  const clock = /([+-]?)(\d+):(\d\d):(\d\d)(?:\.(\d+))?$/.exec(text);
  if (clock) {
    const [, sign, hours = '', minutes = '', seconds = '', fraction = ''] = clock;
    const size =
      (BigInt(hours) * 3600n + BigInt(minutes) * 60n + BigInt(seconds)) * 1_000_000n + BigInt(fraction.padEnd(6, '0'));
    microseconds += sign === '-' ? -size : size;
  }
  return text.includes('infinity') ? text : new Timedelta(microseconds).toText();
}

/** `[1,10)` as psycopg2's Range prints: `[1, 10)`, with None for a bound that is not there. */
function range(boundOid: number): Reader {
  return (text) => {
    const found = /^([[(])("[^"]*"|[^,"]*),("[^"]*"|[^,"]*)([\])])$/.exec(text);
    if (!found) return text;
    const [, open = '', lower = '', upper = '', close = ''] = found;
    const printed = (given: string) =>
      given === '' ? 'None' : toText(driverValue(given.replaceAll('"', ''), boundOid));
    return `${open}${printed(lower)}, ${printed(upper)}${close}`;
  };
}

function array(elementOid: number): Reader {
  const list = (items: ArrayText): List =>
    new List(
      items.map((item) => (typeof item === 'string' || item === null ? driverValue(item, elementOid) : list(item))),
    );
  return (text) => list(parseArray(text));
}

const scalars: readonly (readonly [number, Reader])[] = [
  [16, (text) => text === 't'],
  ...[20, 21, 23, 26].map((oid): readonly [number, Reader] => [oid, BigInt]), // int8, int2, int4, oid
  ...[700, 701].map((oid): readonly [number, Reader] => [oid, Number]), // float4, float8
  [1700, (text) => Decimal.parse(text) ?? text],
  [1082, date],
  [1114, (text) => moment(text, null)],
  [1184, (text) => moment(text, offsetZone(0))],
  [1083, time],
  [1266, time],
  [1186, interval],
  [114, parseJson],
  [3802, parseJson],
];

/** Range types and the types of their bounds. */
const ranges: readonly (readonly [number, number])[] = [
  [3904, 23],
  [3906, 1700],
  [3908, 1114],
  [3910, 1184],
  [3912, 1082],
  [3926, 20],
];

/** The array types that psycopg2 knows, and their elements' types; those of uuid, money and box are not among them. */
const arrays: readonly (readonly [number, number])[] = [
  [199, 114],
  [651, 650],
  [1000, 16],
  [1001, 17],
  [1002, 18],
  [1003, 19],
  [1005, 21],
  [1007, 23],
  [1009, 25],
  [1014, 1042],
  [1015, 1043],
  [1016, 20],
  [1021, 700],
  [1022, 701],
  [1028, 26],
  [1040, 829],
  [1041, 869],
  [1115, 1114],
  [1182, 1082],
  [1183, 1083],
  [1185, 1184],
  [1187, 1186],
  [1231, 1700],
  [1270, 1266],
  [3807, 3802],
  ...ranges.map(([oid]): readonly [number, number] => [oid + 1, oid]),
];

const readers: ReadonlyMap<number, Reader> = new Map<number, Reader>([
  ...scalars,
  ...ranges.map(([oid, bound]): readonly [number, Reader] => [oid, range(bound)]),
  ...arrays.map(([oid, element]): readonly [number, Reader] => [oid, array(element)]),
]);

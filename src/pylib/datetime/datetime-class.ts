// What the class `datetime` itself answers: datetimes made from parts, texts and timestamps.

import { bind } from '../../jinja/python/arguments.ts';
import { typeError, valueError } from '../../jinja/python/failures.ts';
import { floatOf } from '../../jinja/python/number-conversion.ts';
import { toRepr, toText } from '../../jinja/python/printing.ts';
import type { CallArguments, Value } from '../../jinja/value.ts';
import { civilDate, PyDate, readIsoDate } from './date.ts';
import { inZone, PyDateTime, wantZone } from './datetime.ts';
import { secondsOf } from './strftime.ts';
import { PyTime, readClock } from './time-of-day.ts';
import { offsetZone, type TimeZone, utc } from './time-zone.ts';

/** `datetime(2020, 1, 2, 3, 4, 5, 6, tzinfo)`. */
export function createDateTime(args: CallArguments): PyDateTime {
  const parameters = ['year', 'month', 'day', 'hour', 'minute', 'second', 'microsecond', 'tzinfo'];
  const [year = null, month = null, day = null, hour = 0n, minute = 0n, second = 0n, microsecond = 0n, zone = null] =
    bind('datetime', parameters, 3, args);
  return PyDateTime.of(civilDate(year, month, day), readClock(hour, minute, second, microsecond), wantZone(zone));
}

/** What the class `datetime` itself answers. */
export const dateTimeClassMethods: ReadonlyMap<string, (args: CallArguments) => Value> = new Map<
  string,
  (args: CallArguments) => Value
>([
  [
    'now',
    (args) => {
      const [zone = null] = bind('now', ['tz'], 0, args);
      const wanted = wantZone(zone);
      return wanted ? PyDateTime.at(new Date(), wanted) : PyDateTime.now();
    },
  ],
  ['today', () => PyDateTime.now()],
  ['utcnow', () => new PyDateTime(BigInt(Date.now()) * 1000n)],
  [
    'strptime',
    (args) => {
      const [text = null, format = null] = bind('strptime', ['/date_string', '/format'], 2, args);
      return PyDateTime.strptime(toText(text), toText(format));
    },
  ],
  [
    'fromisoformat',
    (args) => {
      const [text = null] = bind('fromisoformat', ['/date_string'], 1, args);
      return readIsoDateTime(toText(text));
    },
  ],
  [
    'fromtimestamp',
    (args) => {
      const [seconds = null, zone = null] = bind('fromtimestamp', ['timestamp', 'tz'], 1, args);
      return fromTimestamp(seconds, wantZone(zone));
    },
  ],
  [
    'utcfromtimestamp',
    (args) => {
      const [seconds = null] = bind('utcfromtimestamp', ['/t'], 1, args);
      return new PyDateTime(fromTimestamp(seconds, utc).wall);
    },
  ],
  [
    'combine',
    (args) => {
      const [date = null, time = null] = bind('combine', ['date', 'time'], 2, args);
      const day = date instanceof PyDateTime ? date.date : date;
      if (!(day instanceof PyDate) || !(time instanceof PyTime)) throw typeError('combine() needs a date and a time');
      return PyDateTime.of(day.civil, time.clock);
    },
  ],
]);

function fromTimestamp(value: Value, zone: TimeZone | null): PyDateTime {
  const seconds = floatOf(value);
  if (seconds === undefined || !Number.isFinite(seconds)) throw typeError('a timestamp must be a number of seconds');
  const instant = BigInt(Math.round(seconds * 1_000_000));
  if (zone) return inZone(instant, zone);
  const local = new Date(Number(instant / 1000n));
  return new PyDateTime(instant - BigInt(local.getTimezoneOffset()) * 60_000_000n);
}

const isoDateTime =
  /^([\d-]+)(?:.(\d\d)(?::?(\d\d)(?::?(\d\d)(?:[.,](\d{1,6})\d*)?)?)?(Z|[+-]\d\d(?::?\d\d(?::?\d\d)?)?)?)?$/i;

function readIsoDateTime(text: string): PyDateTime {
  const match = isoDateTime.exec(text);
  const date = readIsoDate(match?.[1] ?? '');
  if (!match || !date) throw valueError(`Invalid isoformat string: ${toRepr(text)}`);
  const part = (index: number) => BigInt(match[index] ?? 0);
  const fraction = BigInt((match[5] ?? '0').padEnd(6, '0'));
  const offset = match[6];
  return PyDateTime.of(
    date,
    readClock(part(2), part(3), part(4), fraction),
    offset === undefined ? null : offsetZone(secondsOf(offset)),
  );
}

/** PostgreSQL's text of a date, a timestamp or a timestamptz; undefined for what Python cannot hold (infinity, years BC). */
export function readMoment(text: string): PyDate | PyDateTime | undefined {
  if (!/^\d{4}-\d\d-\d\d(?: [\d:.]+(?:[+-][\d:]+)?)?$/.test(text)) return undefined;
  const moment = readIsoDateTime(text);
  return text.includes(' ') ? moment : moment.date;
}

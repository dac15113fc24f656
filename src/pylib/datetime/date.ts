// Python's date.

import { type HostMethods, hostMethod } from '../../jinja/host-function.ts';
import { bind } from '../../jinja/python/arguments.ts';
import { typeError, valueError } from '../../jinja/python/failures.ts';
import { NamedTuple } from '../../jinja/python/named-tuple.ts';
import { toRepr, toText } from '../../jinja/python/printing.ts';
import { type CallArguments, HostObject, type Value } from '../../jinja/value.ts';
import {
  type CivilDate,
  civilDateOf,
  dayNumberOf,
  daysInMonth,
  epochOrdinal,
  isoCalendarOf,
  maximumYear,
  minimumYear,
  pad,
  weekdayOf,
} from './calendar.ts';
import { type Moment, strftime } from './strftime.ts';
import { integerWithin, Timedelta } from './timedelta.ts';

export class PyDate extends HostObject {
  override readonly typeName = 'datetime.date';
  readonly dayNumber: number;

  constructor(dayNumber: number) {
    super();
    const { year } = civilDateOf(dayNumber);
    if (!(year >= minimumYear && year <= maximumYear)) throw valueError('date value out of range');
    this.dayNumber = dayNumber;
  }

  static create(year: Value, month: Value, day: Value): PyDate {
    return new PyDate(dayNumberOf(civilDate(year, month, day)));
  }

  get civil(): CivilDate {
    return civilDateOf(this.dayNumber);
  }
  override toText(): string {
    return isoDate(this.civil);
  }
  override toRepr(): string {
    const { year, month, day } = this.civil;
    return `datetime.date(${year}, ${month}, ${day})`;
  }
  override equals(other: Value): boolean {
    return other instanceof PyDate && other.dayNumber === this.dayNumber;
  }
  override hashKey(): string {
    return `date ${this.dayNumber}`;
  }
  override compare(other: Value): number | undefined {
    return other instanceof PyDate ? this.dayNumber - other.dayNumber : undefined;
  }
  override format(spec: string): string {
    return this.strftime(spec);
  }
  override operate(operator: string, other: Value, reflected: boolean): Value | undefined {
    if (other instanceof Timedelta) {
      if (operator === '+') return new PyDate(this.dayNumber + Number(other.days));
      if (operator === '-' && !reflected) return new PyDate(this.dayNumber - Number(other.days));
    }
    if (other instanceof PyDate && operator === '-' && !reflected)
      return Timedelta.of({ days: this.dayNumber - other.dayNumber });
    return undefined;
  }
  override getAttribute(name: string): Value | undefined {
    return civilAttribute(this.civil, name) ?? hostMethod(methods, this, name);
  }
  strftime(format: string): string {
    return strftime(midnight(this.civil), format);
  }
}

export function midnight(date: CivilDate): Moment {
  return { date, hour: 0, minute: 0, second: 0, microsecond: 0, offset: null, zoneName: null };
}

export function isoDate({ year, month, day }: CivilDate): string {
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
}

export function civilAttribute(date: CivilDate, name: string): bigint | undefined {
  return name === 'year' || name === 'month' || name === 'day' ? BigInt(date[name]) : undefined;
}

export function civilDate(yearValue: Value, monthValue: Value, dayValue: Value): CivilDate {
  const year = integerWithin(yearValue, minimumYear, maximumYear, 'year');
  const month = integerWithin(monthValue, 1, 12, 'month');
  const day = integerWithin(dayValue, 1, 31, 'day');
  if (day > daysInMonth(year, month)) throw valueError('day is out of range for month');
  return { year, month, day };
}

/** `YYYY-MM-DD`, `YYYYMMDD`. */
export function readIsoDate(text: string): CivilDate | undefined {
  const match = /^(\d{4})(-?)(\d\d)\2(\d\d)$/.exec(text);
  return match ? civilDate(BigInt(match[1] ?? 0), BigInt(match[3] ?? 0), BigInt(match[4] ?? 0)) : undefined;
}

/** Methods that a date and a datetime share, by the number of the day. */
export function calendarMethods<T>(dayNumber: (value: T) => number): ReadonlyMap<string, (value: T) => Value> {
  return new Map<string, (value: T) => Value>([
    ['weekday', (value) => BigInt(weekdayOf(dayNumber(value)))],
    ['isoweekday', (value) => BigInt(weekdayOf(dayNumber(value)) + 1)],
    ['toordinal', (value) => BigInt(dayNumber(value) + epochOrdinal)],
    [
      'isocalendar',
      (value) => {
        const { year, week, day } = isoCalendarOf(dayNumber(value));
        return new NamedTuple(['year', 'week', 'weekday'], [BigInt(year), BigInt(week), BigInt(day)]);
      },
    ],
  ]);
}

const methods: HostMethods<PyDate> = new Map<string, (date: PyDate, args: CallArguments) => Value>([
  ...calendarMethods<PyDate>((date) => date.dayNumber),
  ['strftime', (date, args) => date.strftime(toText(bind('strftime', ['format'], 1, args)[0] ?? ''))],
  ['isoformat', (date) => isoDate(date.civil)],
  ['ctime', (date) => date.strftime('%c')],
  [
    'replace',
    (date, args) => {
      const { year, month, day } = date.civil;
      const [newYear, newMonth, newDay] = bind('replace', ['year', 'month', 'day'], 0, args);
      return PyDate.create(newYear ?? BigInt(year), newMonth ?? BigInt(month), newDay ?? BigInt(day));
    },
  ],
]);

/** What the class `date` itself answers. */
export const dateClassMethods: ReadonlyMap<string, (args: CallArguments) => Value> = new Map<
  string,
  (args: CallArguments) => Value
>([
  ['today', (): Value => new PyDate(Math.floor((Date.now() - new Date().getTimezoneOffset() * 60_000) / 86_400_000))],
  [
    'fromisoformat',
    (args): Value => {
      const [text = null] = bind('fromisoformat', ['/date_string'], 1, args);
      const civil = typeof text === 'string' ? readIsoDate(text) : undefined;
      if (typeof text !== 'string') throw typeError('fromisoformat: argument must be str');
      if (!civil) throw valueError(`Invalid isoformat string: ${toRepr(text)}`);
      return new PyDate(dayNumberOf(civil));
    },
  ],
  [
    'fromordinal',
    (args): Value => {
      const [ordinal = null] = bind('fromordinal', ['/n'], 1, args);
      return new PyDate(integerWithin(ordinal, 1, 3_652_059, 'ordinal') - epochOrdinal);
    },
  ],
]);

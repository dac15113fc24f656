// Python's datetime: a wall clock's date and time, with or without a zone. A zone is kept with the offset that held when it
// was put on, as pytz does: arithmetic leaves the offset alone, and `zone.normalize(value)` looks it up again.

import { type HostMethods, hostMethod } from '../../jinja/host-function.ts';
import { bind } from '../../jinja/python/arguments.ts';
import { typeError, valueError } from '../../jinja/python/failures.ts';
import { toRepr, toText } from '../../jinja/python/printing.ts';
import { type CallArguments, HostObject, type Value } from '../../jinja/value.ts';
import { type CivilDate, civilDateOf, dayNumberOf, maximumYear, minimumYear } from './calendar.ts';
import { calendarMethods, civilAttribute, civilDate, isoDate, PyDate } from './date.ts';
import { type Moment, strftime, strptime } from './strftime.ts';
import { type Clock, clockAttribute, clockText, microsecondsOf, PyTime, readClock } from './time-of-day.ts';
import { offsetText, offsetZone, TimeZone, utc } from './time-zone.ts';
import { microsecondsPerDay, Timedelta } from './timedelta.ts';

/** A zone with the seconds east of UTC that hold. */
export interface Attached {
  readonly zone: TimeZone;
  readonly offset: number;
}

export class PyDateTime extends HostObject {
  override readonly typeName = 'datetime.datetime';
  /** Microseconds since 1970-01-01 00:00 on the wall's clock. */
  readonly wall: bigint;
  readonly attached: Attached | null;

  constructor(wall: bigint, attached: Attached | null = null) {
    super();
    this.wall = wall;
    this.attached = attached;
    const { year } = this.civil;
    if (!(year >= minimumYear && year <= maximumYear)) throw valueError('date value out of range');
  }

  static of(date: CivilDate, clock: Clock, zone: TimeZone | null = null): PyDateTime {
    const wall = BigInt(dayNumberOf(date)) * microsecondsPerDay + BigInt(microsecondsOf(clock));
    return new PyDateTime(wall, zone && attach(zone, wall));
  }
  /** A moment as JavaScript has it, on the clock of a zone. */
  static at(moment: Date, zone: TimeZone = utc): PyDateTime {
    return inZone(BigInt(moment.getTime()) * 1000n, zone);
  }
  /** On the clock of this machine, without a zone. */
  static now(): PyDateTime {
    const now = new Date();
    return new PyDateTime(BigInt(now.getTime() - now.getTimezoneOffset() * 60_000) * 1000n);
  }
  static strptime(text: string, format: string): PyDateTime {
    const moment = strptime(text, format);
    const zone = moment.offset === null ? null : offsetZone(moment.offset);
    return PyDateTime.of(moment.date, moment, zone);
  }

  get dayNumber(): number {
    return Number((this.wall - this.#withinDay) / microsecondsPerDay);
  }
  get #withinDay(): bigint {
    const rest = this.wall % microsecondsPerDay;
    return rest < 0n ? rest + microsecondsPerDay : rest;
  }
  get civil(): CivilDate {
    return civilDateOf(this.dayNumber);
  }
  get date(): PyDate {
    return new PyDate(this.dayNumber);
  }
  get clock(): Clock {
    const within = Number(this.#withinDay);
    const seconds = Math.floor(within / 1_000_000);
    return {
      hour: Math.floor(seconds / 3600),
      minute: Math.floor(seconds / 60) % 60,
      second: seconds % 60,
      microsecond: within % 1_000_000,
    };
  }
  /** Microseconds since 1970 in UTC; a time without a zone counts as if it were UTC's. */
  get instant(): bigint {
    return this.wall - BigInt(this.attached?.offset ?? 0) * 1_000_000n;
  }

  override toText(): string {
    return this.isoformat(' ', 'auto');
  }
  isoformat(separator: string, timespec: string): string {
    const zone = this.attached ? offsetText(this.attached.offset, ':') : '';
    return `${isoDate(this.civil)}${separator}${clockText(this.clock, timespec)}${zone}`;
  }
  override toRepr(): string {
    const { year, month, day } = this.civil;
    const { hour, minute, second, microsecond } = this.clock;
    const rest = microsecond > 0 ? [second, microsecond] : second > 0 ? [second] : [];
    const zone = this.attached ? `, tzinfo=${toRepr(this.attached.zone)}` : '';
    return `datetime.datetime(${[year, month, day, hour, minute, ...rest].join(', ')}${zone})`;
  }
  override equals(other: Value): boolean {
    return other instanceof PyDateTime && sameKind(this, other) && other.instant === this.instant;
  }
  override hashKey(): string {
    return `datetime ${this.attached === null} ${this.instant}`;
  }
  override compare(other: Value): number | undefined {
    if (!(other instanceof PyDateTime)) return undefined;
    if (!sameKind(this, other)) throw typeError("can't compare offset-naive and offset-aware datetimes");
    return Number(this.instant - other.instant);
  }
  override format(spec: string): string {
    return this.strftime(spec);
  }
  override operate(operator: string, other: Value, reflected: boolean): Value | undefined {
    if (other instanceof Timedelta) {
      if (operator === '+') return this.plus(other);
      if (operator === '-' && !reflected) return new PyDateTime(this.wall - other.microseconds, this.attached);
    }
    if (other instanceof PyDateTime && operator === '-' && !reflected) {
      if (!sameKind(this, other)) throw typeError("can't subtract offset-naive and offset-aware datetimes");
      return new Timedelta(this.instant - other.instant);
    }
    return undefined;
  }
  plus(length: Timedelta): PyDateTime {
    return new PyDateTime(this.wall + length.microseconds, this.attached);
  }
  override getAttribute(name: string): Value | undefined {
    if (name === 'tzinfo') return this.attached?.zone ?? null;
    return civilAttribute(this.civil, name) ?? clockAttribute(this.clock, name) ?? hostMethod(methods, this, name);
  }
  strftime(format: string): string {
    return strftime(this.#moment(), format);
  }
  #moment(): Moment {
    return {
      date: this.civil,
      ...this.clock,
      offset: this.attached?.offset ?? null,
      zoneName: zoneName(this),
    };
  }
}

function sameKind(a: PyDateTime, b: PyDateTime): boolean {
  return (a.attached === null) === (b.attached === null);
}

function attach(zone: TimeZone, wall: bigint, isDaylight = false): Attached {
  return { zone, offset: zone.offsetOfWallClock(Number(wall / 1000n), isDaylight) };
}

/** That moment on the zone's clock. */
export function inZone(instant: bigint, zone: TimeZone): PyDateTime {
  const offset = zone.offsetAt(Number(instant / 1000n));
  return new PyDateTime(instant + BigInt(offset) * 1_000_000n, { zone, offset });
}

/** pytz's `zone.localize(value)`: the same wall clock, in the zone. */
export function localized(value: PyDateTime, zone: TimeZone, isDaylight: boolean): PyDateTime {
  if (value.attached) throw valueError('Not naive datetime (tzinfo is already set)');
  return new PyDateTime(value.wall, attach(zone, value.wall, isDaylight));
}

function zoneName(value: PyDateTime): string | null {
  if (!value.attached) return null;
  return value.attached.zone.abbreviationAt(Number(value.instant / 1000n));
}

export function wantZone(value: Value): TimeZone | null {
  if (value === null || value instanceof TimeZone) return value;
  throw typeError('tzinfo argument must be None or of a tzinfo subclass');
}

const methods: HostMethods<PyDateTime> = new Map<string, (value: PyDateTime, args: CallArguments) => Value>([
  ...calendarMethods<PyDateTime>((value) => value.dayNumber),
  ['date', (value) => value.date],
  ['time', (value) => new PyTime(value.clock)],
  ['strftime', (value, args) => value.strftime(toText(bind('strftime', ['format'], 1, args)[0] ?? ''))],
  ['ctime', (value) => value.strftime('%c')],
  [
    'isoformat',
    (value, args) => {
      const [separator = 'T', timespec = 'auto'] = bind('isoformat', ['sep', 'timespec'], 0, args);
      return value.isoformat(toText(separator), toText(timespec));
    },
  ],
  ['timestamp', (value) => Number(value.instant) / 1_000_000],
  ['utcoffset', (value) => (value.attached ? Timedelta.of({ seconds: value.attached.offset }) : null)],
  ['tzname', (value) => zoneName(value)],
  [
    'astimezone',
    (value, args) => {
      const [zone = null] = bind('astimezone', ['tz'], 0, args);
      return inZone(value.instant, wantZone(zone) ?? utc);
    },
  ],
  [
    'replace',
    (value, args) => {
      const parameters = ['year', 'month', 'day', 'hour', 'minute', 'second', 'microsecond', 'tzinfo'];
      const given = bind('replace', parameters, 0, args);
      const { civil, clock, attached } = value;
      const date = civilDate(
        given[0] ?? BigInt(civil.year),
        given[1] ?? BigInt(civil.month),
        given[2] ?? BigInt(civil.day),
      );
      const time = readClock(
        given[3] ?? BigInt(clock.hour),
        given[4] ?? BigInt(clock.minute),
        given[5] ?? BigInt(clock.second),
        given[6] ?? BigInt(clock.microsecond),
      );
      const zone = given[7];
      if (zone !== undefined) return PyDateTime.of(date, time, wantZone(zone));
      return new PyDateTime(PyDateTime.of(date, time).wall, attached);
    },
  ],
]);

// Python's time: a time of day without a date, and without a zone.

import { type HostMethods, hostMethod } from '../../jinja/host-function.ts';
import { bind } from '../../jinja/python/arguments.ts';
import { toText } from '../../jinja/python/printing.ts';
import { type CallArguments, HostObject, type Value } from '../../jinja/value.ts';
import { pad } from './calendar.ts';
import { strftime } from './strftime.ts';
import { integerWithin } from './timedelta.ts';

export interface Clock {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly microsecond: number;
}

export class PyTime extends HostObject {
  override readonly typeName = 'datetime.time';
  readonly clock: Clock;

  constructor(clock: Clock) {
    super();
    this.clock = clock;
  }
  static create(args: CallArguments): PyTime {
    const [hour = 0n, minute = 0n, second = 0n, microsecond = 0n] = bind('time', clockParameters, 0, args);
    return new PyTime(readClock(hour, minute, second, microsecond));
  }

  override toText(): string {
    return clockText(this.clock);
  }
  override toRepr(): string {
    const { hour, minute, second, microsecond } = this.clock;
    const rest = microsecond > 0 ? [second, microsecond] : second > 0 ? [second] : [];
    return `datetime.time(${[hour, minute, ...rest].join(', ')})`;
  }
  override equals(other: Value): boolean {
    return other instanceof PyTime && this.compare(other) === 0;
  }
  override hashKey(): string {
    return `time ${this.toText()}`;
  }
  override compare(other: Value): number | undefined {
    return other instanceof PyTime ? microsecondsOf(this.clock) - microsecondsOf(other.clock) : undefined;
  }
  override format(spec: string): string {
    return this.strftime(spec);
  }
  override getAttribute(name: string): Value | undefined {
    return clockAttribute(this.clock, name) ?? (name === 'tzinfo' ? null : hostMethod(methods, this, name));
  }
  strftime(format: string): string {
    const date = { year: 1900, month: 1, day: 1 };
    return strftime({ date, ...this.clock, offset: null, zoneName: null }, format);
  }
}

const clockParameters = ['hour', 'minute', 'second', 'microsecond'];

export function readClock(hour: Value, minute: Value, second: Value, microsecond: Value): Clock {
  return {
    hour: integerWithin(hour, 0, 23, 'hour'),
    minute: integerWithin(minute, 0, 59, 'minute'),
    second: integerWithin(second, 0, 59, 'second'),
    microsecond: integerWithin(microsecond, 0, 999_999, 'microsecond'),
  };
}

export function clockAttribute(clock: Clock, name: string): bigint | undefined {
  return name === 'hour' || name === 'minute' || name === 'second' || name === 'microsecond'
    ? BigInt(clock[name])
    : undefined;
}

export function microsecondsOf({ hour, minute, second, microsecond }: Clock): number {
  return ((hour * 60 + minute) * 60 + second) * 1_000_000 + microsecond;
}

/** `timespec` as Python's isoformat has it. */
export function clockText({ hour, minute, second, microsecond }: Clock, timespec = 'auto'): string {
  const hours = pad(hour, 2);
  const minutes = `${hours}:${pad(minute, 2)}`;
  const seconds = `${minutes}:${pad(second, 2)}`;
  switch (timespec) {
    case 'hours':
      return hours;
    case 'minutes':
      return minutes;
    case 'seconds':
      return seconds;
    case 'milliseconds':
      return `${seconds}.${pad(Math.floor(microsecond / 1000), 3)}`;
    case 'microseconds':
      return `${seconds}.${pad(microsecond, 6)}`;
    default:
      return microsecond === 0 ? seconds : `${seconds}.${pad(microsecond, 6)}`;
  }
}

const methods: HostMethods<PyTime> = new Map<string, (time: PyTime, args: CallArguments) => Value>([
  ['strftime', (time, args) => time.strftime(toText(bind('strftime', ['format'], 1, args)[0] ?? ''))],
  [
    'isoformat',
    (time, args) => {
      const [timespec = 'auto'] = bind('isoformat', ['timespec'], 0, args);
      return clockText(time.clock, toText(timespec));
    },
  ],
  [
    'replace',
    (time, args) => {
      const values = bind('replace', clockParameters, 0, args);
      const { hour, minute, second, microsecond } = time.clock;
      const [h, m, s, us] = [hour, minute, second, microsecond].map((old, index) => values[index] ?? BigInt(old));
      return new PyTime(readClock(h ?? 0n, m ?? 0n, s ?? 0n, us ?? 0n));
    },
  ],
]);

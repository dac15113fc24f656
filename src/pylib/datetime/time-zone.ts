// Time zones as pytz has them: a zone with the offset that holds at a moment. The rules are those of the JavaScript
// engine's own time zone data.

import { TemplateError } from '../../jinja/errors.ts';
import { HostObject, type Value } from '../../jinja/value.ts';
import { pad } from './calendar.ts';
import { Timedelta } from './timedelta.ts';

/** What a datetime needs of a zone; `datetime.ts` builds on it. */
export abstract class TimeZone extends HostObject {
  override readonly typeName = 'tzinfo';
  readonly name: string;
  constructor(name: string) {
    super();
    this.name = name;
  }
  /** Seconds east of UTC at that moment, given as milliseconds since 1970 in UTC. */
  abstract offsetAt(milliseconds: number): number;
  /** `CET`, `EST`, …; null where the zone has no such name. */
  abstract abbreviationAt(milliseconds: number): string | null;

  /** The offset of a wall clock's time; of a time that happens twice, the later one unless daylight saving is asked for. */
  offsetOfWallClock(milliseconds: number, isDaylight = false): number {
    const candidates = [this.offsetAt(milliseconds - 86_400_000), this.offsetAt(milliseconds + 86_400_000)];
    const valid = candidates.filter((offset) => this.offsetAt(milliseconds - offset * 1000) === offset);
    if (valid.length === 0) return Math.min(...candidates);
    return isDaylight ? Math.max(...valid) : Math.min(...valid);
  }

  override toText(): string {
    return this.name;
  }
  override equals(other: Value): boolean {
    return other instanceof TimeZone && other.name === this.name;
  }
  override hashKey(): string {
    return `tzinfo ${this.name}`;
  }
  override getAttribute(name: string): Value | undefined {
    return name === 'zone' ? this.name : undefined;
  }
}

class FixedZone extends TimeZone {
  readonly #seconds: number;
  constructor(name: string, seconds: number) {
    super(name);
    this.#seconds = seconds;
  }
  override offsetAt(): number {
    return this.#seconds;
  }
  override abbreviationAt(): string | null {
    return this.#seconds === 0 ? 'UTC' : null;
  }
  override toRepr(): string {
    return this.#seconds === 0 ? '<UTC>' : `pytz.FixedOffset(${this.#seconds / 60})`;
  }
}

/** Python's own datetime.timezone: what readers of texts attach. */
class OffsetZone extends FixedZone {
  readonly #length: Timedelta;
  constructor(seconds: number) {
    super(seconds === 0 ? 'UTC' : `UTC${offsetText(seconds, ':')}`, seconds);
    this.#length = Timedelta.of({ seconds });
  }
  override abbreviationAt(): string {
    return this.name;
  }
  override toRepr(): string {
    return this.name === 'UTC' ? 'datetime.timezone.utc' : `datetime.timezone(${this.#length.toRepr()})`;
  }
}

class NamedZone extends TimeZone {
  readonly #format: Intl.DateTimeFormat;

  /** Throws a RangeError for a name that is none. */
  constructor(name: string) {
    super(name);
    this.#format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
      era: 'short',
    });
  }
  override offsetAt(milliseconds: number): number {
    const moment = Math.floor(milliseconds / 1000) * 1000;
    const parts = new Map(this.#format.formatToParts(moment).map(({ type, value }) => [type, value]));
    const of = (type: Intl.DateTimeFormatPartTypes) => Number(parts.get(type));
    const wall = new Date(0);
    wall.setUTCFullYear(of('year'), of('month') - 1, of('day'));
    wall.setUTCHours(of('hour'), of('minute'), of('second'));
    return (wall.getTime() - moment) / 1000;
  }
  override abbreviationAt(milliseconds: number): string | null {
    for (const locale of ['en-US', 'en-GB', 'en-AU']) {
      const format = new Intl.DateTimeFormat(locale, { timeZone: this.name, timeZoneName: 'short' });
      const name = format.formatToParts(milliseconds).find(({ type }) => type === 'timeZoneName')?.value;
      if (name && !/^(GMT|UTC)[+-]/.test(name)) return name;
    }
    return offsetText(this.offsetAt(milliseconds), '').replace(/00$/, '');
  }
  override toRepr(): string {
    return `<DstTzInfo '${this.name}'>`;
  }
}

export const utc: TimeZone = new FixedZone('UTC', 0);

/** `datetime.timezone(timedelta(seconds=…))`. */
export function offsetZone(seconds: number): TimeZone {
  return new OffsetZone(seconds);
}

/** `pytz.FixedOffset`. */
export function fixedZone(seconds: number): TimeZone {
  return seconds === 0 ? utc : new FixedZone(offsetText(seconds, ':'), seconds);
}

const named = new Map<string, TimeZone>();

/** `pytz.timezone('Europe/Berlin')`. */
export function timeZoneOf(name: string): TimeZone {
  if (/^(utc|etc\/utc)$/i.test(name)) return utc;
  const known = named.get(name);
  if (known) return known;
  try {
    const zone = new NamedZone(name);
    named.set(name, zone);
    return zone;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new TemplateError('value', `there is no time zone '${name}'`, {
      help: "Write a name of the tz database, such as 'Europe/Berlin'",
    });
  }
}

/** `+01:00`, with seconds only where there are any. */
export function offsetText(seconds: number, separator: string): string {
  const size = Math.abs(seconds);
  const parts = [Math.floor(size / 3600), Math.floor(size / 60) % 60, ...(size % 60 === 0 ? [] : [size % 60])];
  return (seconds < 0 ? '-' : '+') + parts.map((part) => pad(part, 2)).join(separator);
}

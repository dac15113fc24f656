// `modules`: the parts of Python's library that dbt lends to templates.

import { HostFunction, HostNamespace, hostFunction } from '../jinja/host-function.ts';
import { bind } from '../jinja/python/arguments.ts';
import { typeError } from '../jinja/python/failures.ts';
import { toText } from '../jinja/python/printing.ts';
import { isTrue } from '../jinja/python/truth.ts';
import { type CallArguments, type CallResult, List, type Value } from '../jinja/value.ts';
import { dateClassMethods, PyDate } from '../pylib/datetime/date.ts';
import { inZone, localized, PyDateTime } from '../pylib/datetime/datetime.ts';
import { createDateTime, dateTimeClassMethods } from '../pylib/datetime/datetime-class.ts';
import { PyTime } from '../pylib/datetime/time-of-day.ts';
import { fixedZone, TimeZone, timeZoneOf, utc } from '../pylib/datetime/time-zone.ts';
import { Timedelta } from '../pylib/datetime/timedelta.ts';
import { itertoolsModule } from '../pylib/itertools.ts';
import { reModule } from '../pylib/regex/re-module.ts';

/** A class of Python's: called, it makes a value; its own functions are its attributes. */
class PyClass extends HostFunction {
  readonly #members: ReadonlyMap<string, (args: CallArguments) => CallResult>;
  constructor(
    name: string,
    create: (args: CallArguments) => CallResult,
    members: ReadonlyMap<string, (args: CallArguments) => CallResult>,
  ) {
    super(name, create);
    this.#members = members;
  }
  override getAttribute(name: string): Value | undefined {
    const member = this.#members.get(name);
    return member && hostFunction(name, member);
  }
  override toText(): string {
    return `<class '${this.name}'>`;
  }
}

const datetimeModule = new HostNamespace(
  'module',
  new Map<string, Value>([
    [
      'date',
      new PyClass(
        'datetime.date',
        (args) => {
          const [year = null, month = null, day = null] = bind('date', ['year', 'month', 'day'], 3, args);
          return PyDate.create(year, month, day);
        },
        dateClassMethods,
      ),
    ],
    ['datetime', new PyClass('datetime.datetime', createDateTime, dateTimeClassMethods)],
    ['time', new PyClass('datetime.time', PyTime.create, new Map())],
    ['timedelta', new PyClass('datetime.timedelta', Timedelta.create, new Map())],
  ]),
);

/** A zone as pytz gives it: it also puts itself on datetimes. */
class PytzZone extends TimeZone {
  readonly #zone: TimeZone;
  constructor(zone: TimeZone) {
    super(zone.name);
    this.#zone = zone;
  }
  override offsetAt(milliseconds: number): number {
    return this.#zone.offsetAt(milliseconds);
  }
  override abbreviationAt(milliseconds: number): string | null {
    return this.#zone.abbreviationAt(milliseconds);
  }
  override toRepr(): string {
    return this.#zone.toRepr();
  }
  override getAttribute(name: string): Value | undefined {
    switch (name) {
      case 'localize':
        return hostFunction(name, (args) => {
          const [value = null, isDaylight = false] = bind('localize', ['dt', 'is_dst'], 1, args);
          return localized(wantDateTime(value), this, isTrue(isDaylight));
        });
      case 'normalize':
        return hostFunction(name, ({ positional: [value = null] }) => inZone(wantDateTime(value).instant, this));
      default:
        return super.getAttribute(name);
    }
  }
}

function wantDateTime(value: Value): PyDateTime {
  if (value instanceof PyDateTime) return value;
  throw typeError('a time zone is put on a datetime only');
}

const pytzUtc = new PytzZone(utc);

const pytzModule = new HostNamespace('module', (name) => {
  switch (name) {
    case 'utc':
    case 'UTC':
      return pytzUtc;
    case 'timezone':
      return hostFunction(name, (args) => {
        const [zone = null] = bind('timezone', ['zone'], 1, args);
        return new PytzZone(timeZoneOf(toText(zone)));
      });
    case 'FixedOffset':
      return hostFunction(name, ({ positional: [minutes = null] }) => new PytzZone(fixedZone(Number(minutes) * 60)));
    case 'all_timezones':
    case 'common_timezones':
      return new List(Intl.supportedValuesOf('timeZone'));
    default:
      return undefined;
  }
});

export const modules: Value = new HostNamespace(
  'dict',
  new Map<string, Value>([
    ['datetime', datetimeModule],
    ['pytz', pytzModule],
    ['re', reModule],
    ['itertools', itertoolsModule],
  ]),
);

/** The moment at which the run began, as `run_started_at`. */
export function runStartedAt(moment: Date): PyDateTime {
  return PyDateTime.at(moment, pytzUtc);
}

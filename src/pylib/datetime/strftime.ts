// Python's strftime and strptime in the C locale: dates and times to text by a format, and back.

import { valueError } from '../../jinja/python/failures.ts';
import { chargeText } from '../../jinja/python/metering.ts';
import { toRepr } from '../../jinja/python/printing.ts';
import {
  type CivilDate,
  dayNumberOf,
  dayOfYear,
  daysInMonth,
  isLeapYear,
  isoCalendarOf,
  monthNames,
  pad,
  weekdayNames,
  weekdayOf,
} from './calendar.ts';
import { offsetText } from './time-zone.ts';

/** What a format may show. A date's time is midnight; a time's date is 1900-01-01. */
export interface Moment {
  readonly date: CivilDate;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly microsecond: number;
  /** Seconds east of UTC; null for what has no zone. */
  readonly offset: number | null;
  readonly zoneName: string | null;
}

export function strftime(moment: Moment, format: string): string {
  chargeText(format.length * 4);
  return format.replace(/%([-_0^#]?)([a-zA-Z%])/g, (whole, flag: string, directive: string) => {
    const text = directives.get(directive)?.(moment);
    return text === undefined ? whole : flagged(text, flag);
  });
}

/** The GNU flags: `-` drops padding, `_` pads with blanks, `^` makes capitals. */
function flagged(text: string, flag: string): string {
  if (flag === '-') return text.replace(/^[0 ]+(?=.)/, '');
  if (flag === '_') return text.replace(/^0+(?=.)/, (zeros) => ' '.repeat(zeros.length));
  return flag === '^' || flag === '#' ? text.toUpperCase() : text;
}

const hour12 = (hour: number) => ((hour + 11) % 12) + 1;
const weekday = ({ date }: Moment) => weekdayOf(dayNumberOf(date));
const isoWeek = ({ date }: Moment) => isoCalendarOf(dayNumberOf(date));
/** Weeks of the year that begin on Sunday (0) or Monday (1); days before the first are in week 0. */
const weekOfYear = (moment: Moment, first: number) =>
  Math.floor((dayOfYear(moment.date) + 6 - ((weekday(moment) + 1 - first + 7) % 7)) / 7);
const nameOf = (names: readonly string[], index: number) => names[index] ?? '';

const directives: ReadonlyMap<string, (moment: Moment) => string> = new Map<string, (moment: Moment) => string>([
  ['a', (moment) => nameOf(weekdayNames, weekday(moment)).slice(0, 3)],
  ['A', (moment) => nameOf(weekdayNames, weekday(moment))],
  ['b', ({ date }) => nameOf(monthNames, date.month - 1).slice(0, 3)],
  ['h', ({ date }) => nameOf(monthNames, date.month - 1).slice(0, 3)],
  ['B', ({ date }) => nameOf(monthNames, date.month - 1)],
  ['c', (moment) => strftime(moment, '%a %b %e %H:%M:%S %Y')],
  ['C', ({ date }) => pad(Math.floor(date.year / 100), 2)],
  ['d', ({ date }) => pad(date.day, 2)],
  ['D', (moment) => strftime(moment, '%m/%d/%y')],
  ['e', ({ date }) => String(date.day).padStart(2)],
  ['f', ({ microsecond }) => pad(microsecond, 6)],
  ['F', (moment) => strftime(moment, '%Y-%m-%d')],
  ['g', (moment) => pad(isoWeek(moment).year % 100, 2)],
  ['G', (moment) => String(isoWeek(moment).year)],
  ['H', ({ hour }) => pad(hour, 2)],
  ['I', ({ hour }) => pad(hour12(hour), 2)],
  ['j', ({ date }) => pad(dayOfYear(date), 3)],
  ['k', ({ hour }) => String(hour).padStart(2)],
  ['l', ({ hour }) => String(hour12(hour)).padStart(2)],
  ['m', ({ date }) => pad(date.month, 2)],
  ['M', ({ minute }) => pad(minute, 2)],
  ['n', () => '\n'],
  ['p', ({ hour }) => (hour < 12 ? 'AM' : 'PM')],
  ['P', ({ hour }) => (hour < 12 ? 'am' : 'pm')],
  ['r', (moment) => strftime(moment, '%I:%M:%S %p')],
  ['R', (moment) => strftime(moment, '%H:%M')],
  ['s', (moment) => String(Math.floor(secondsSinceEpoch(moment)))],
  ['S', ({ second }) => pad(second, 2)],
  ['t', () => '\t'],
  ['T', (moment) => strftime(moment, '%H:%M:%S')],
  ['u', (moment) => String(weekday(moment) + 1)],
  ['U', (moment) => pad(weekOfYear(moment, 0), 2)],
  ['V', (moment) => pad(isoWeek(moment).week, 2)],
  ['w', (moment) => String((weekday(moment) + 1) % 7)],
  ['W', (moment) => pad(weekOfYear(moment, 1), 2)],
  ['x', (moment) => strftime(moment, '%m/%d/%y')],
  ['X', (moment) => strftime(moment, '%H:%M:%S')],
  ['y', ({ date }) => pad(date.year % 100, 2)],
  ['Y', ({ date }) => String(date.year)],
  ['z', ({ offset }) => (offset === null ? '' : offsetText(offset, ''))],
  ['Z', ({ zoneName }) => zoneName ?? ''],
  ['%', () => '%'],
]);

function secondsSinceEpoch({ date, hour, minute, second, offset }: Moment): number {
  return dayNumberOf(date) * 86_400 + hour * 3600 + minute * 60 + second - (offset ?? 0);
}

/** Longer ones say nothing of a date that shorter ones cannot: each directive is at most once. */
const longestFormat = 1000;

/** What a text says by a format; a 'value' error, worded as Python's, where it does not match. */
export function strptime(text: string, format: string): Moment {
  if (format.length > longestFormat) throw valueError(`the format is longer than ${longestFormat} characters`);
  const fields: string[] = [];
  const pattern = format
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replace(/\s+/g, '\\s+')
    .replace(/%(.)/g, (_, directive: string) => {
      const shorthand = shorthands.get(directive);
      if (shorthand) return shorthand.replace(/%(.)/g, (__, inner: string) => group(inner));
      return group(directive);
    });
  function group(directive: string): string {
    if (directive === '%') return '%';
    const shape = shapes.get(directive);
    if (shape === undefined) throw valueError(`'${directive}' is a bad directive in format ${toRepr(format)}`);
    if (fields.includes(directive)) throw valueError(`'%${directive}' appears twice in format ${toRepr(format)}`);
    fields.push(directive);
    return `(${shape})`;
  }
  const match = new RegExp(`^${pattern}`, 'i').exec(text);
  if (!match) throw valueError(`time data ${toRepr(text)} does not match format ${toRepr(format)}`);
  const rest = text.slice(match[0].length);
  if (rest !== '') throw valueError(`unconverted data remains: ${rest}`);
  return momentOf(new Map(fields.map((field, index) => [field, match[index + 1] ?? ''])));
}

const names = (all: readonly string[], length?: number) => all.map((name) => name.slice(0, length)).join('|');
const shapes: ReadonlyMap<string, string> = new Map([
  ['a', names(weekdayNames, 3)],
  ['A', names(weekdayNames)],
  ['b', names(monthNames, 3)],
  ['B', names(monthNames)],
  ['d', '3[01]|[12]\\d|0[1-9]|[1-9]| [1-9]'],
  ['f', '\\d{1,6}'],
  ['H', '2[0-3]|[01]\\d|\\d'],
  ['I', '1[0-2]|0[1-9]|[1-9]'],
  ['j', '36[0-6]|3[0-5]\\d|[12]\\d\\d|0[1-9]\\d|00[1-9]|[1-9]\\d|0[1-9]|[1-9]'],
  ['m', '1[0-2]|0[1-9]|[1-9]'],
  ['M', '[0-5]\\d|\\d'],
  ['p', 'am|pm'],
  ['S', '6[01]|[0-5]\\d|\\d'],
  ['w', '[0-6]'],
  ['y', '\\d\\d'],
  ['Y', '\\d{4}'],
  ['z', '[+-]\\d\\d:?[0-5]\\d(?::?[0-5]\\d)?|Z'],
  ['Z', 'utc|gmt'],
]);
const shorthands: ReadonlyMap<string, string> = new Map([
  ['c', '%a %b %d %H:%M:%S %Y'],
  ['x', '%m/%d/%y'],
  ['X', '%H:%M:%S'],
  ['D', '%m/%d/%y'],
  ['F', '%Y-%m-%d'],
  ['R', '%H:%M'],
  ['T', '%H:%M:%S'],
]);

function momentOf(fields: ReadonlyMap<string, string>): Moment {
  const number = (field: string, otherwise: number) => (fields.has(field) ? Number(fields.get(field)) : otherwise);
  const shortYear = number('y', 0);
  const year = fields.has('y') ? shortYear + (shortYear < 69 ? 2000 : 1900) : number('Y', 1900);
  const zone = fields.get('z');
  const named = fields.get('Z');
  return {
    date: dateOf(fields, year, number),
    hour: hourOf(fields, number),
    minute: number('M', 0),
    second: number('S', 0),
    microsecond: Number((fields.get('f') ?? '0').padEnd(6, '0')),
    offset: zone === undefined ? null : secondsOf(zone),
    zoneName: named?.toUpperCase() ?? null,
  };
}

function dateOf(
  fields: ReadonlyMap<string, string>,
  year: number,
  number: (field: string, otherwise: number) => number,
): CivilDate {
  const dayNumber = number('j', 0);
  if (dayNumber > 0 && !fields.has('m')) {
    let [month, day] = [1, dayNumber];
    if (dayNumber > (isLeapYear(year) ? 366 : 365)) throw valueError('day of year out of range');
    for (; day > daysInMonth(year, month); month++) day -= daysInMonth(year, month);
    return { year, month, day };
  }
  const day = number('d', 1);
  const month = monthOf(fields) ?? number('m', 1);
  if (day > daysInMonth(year, month)) throw valueError('day is out of range for month');
  return { year, month, day };
}

function monthOf(fields: ReadonlyMap<string, string>): number | undefined {
  const name = (fields.get('B') ?? fields.get('b'))?.slice(0, 3).toLowerCase();
  return name === undefined ? undefined : monthNames.findIndex((month) => month.toLowerCase().startsWith(name)) + 1;
}

function hourOf(fields: ReadonlyMap<string, string>, number: (field: string, otherwise: number) => number): number {
  if (!fields.has('I')) return number('H', 0);
  return (number('I', 12) % 12) + (fields.get('p')?.toLowerCase() === 'pm' ? 12 : 0);
}

/** `+0130`, `-05:00`, `Z`. */
export function secondsOf(offset: string): number {
  if (/^z$/i.test(offset)) return 0;
  const [hours = 0, minutes = 0, seconds = 0] = (offset.slice(1).match(/\d\d/g) ?? []).map(Number);
  return (offset.startsWith('-') ? -1 : 1) * (hours * 3600 + minutes * 60 + seconds);
}

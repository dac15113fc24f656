// The proleptic Gregorian calendar as Python's datetime counts it: days since 1970-01-01, and back.

export interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** Python's ordinal of 1970-01-01: day 1 is 0001-01-01. */
export const epochOrdinal = 719_163;
export const minimumYear = 1;
export const maximumYear = 9999;

export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

export function daysInMonth(year: number, month: number): number {
  return month === 2 && isLeapYear(year) ? 29 : (monthLengths[month - 1] ?? 0);
}

const monthLengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Days since 1970-01-01. */
export function dayNumberOf({ year, month, day }: CivilDate): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return Math.floor(date.getTime() / millisecondsPerDay);
}

export function civilDateOf(dayNumber: number): CivilDate {
  const date = new Date(dayNumber * millisecondsPerDay);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

const millisecondsPerDay = 86_400_000;

/** Monday is 0. */
export function weekdayOf(dayNumber: number): number {
  return (((dayNumber + 3) % 7) + 7) % 7;
}

export function dayOfYear({ year, month, day }: CivilDate): number {
  return dayNumberOf({ year, month, day }) - dayNumberOf({ year, month: 1, day: 1 }) + 1;
}

/** ISO 8601: weeks begin on Monday, and a year's first week holds its first Thursday. */
export function isoCalendarOf(dayNumber: number): {
  readonly year: number;
  readonly week: number;
  readonly day: number;
} {
  const weekday = weekdayOf(dayNumber);
  const thursday = dayNumber - weekday + 3;
  const { year } = civilDateOf(thursday);
  const week = Math.floor((thursday - dayNumberOf({ year, month: 1, day: 1 })) / 7) + 1;
  return { year, week, day: weekday + 1 };
}

export const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
export const weekdayNames = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

export function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}

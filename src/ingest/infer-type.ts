// The type that a seed's column has by its cells. Inference follows dbt's, but what dbt would change on the way in stays as it
// is: decimals become numeric, numbers with leading zeros text. docs/differences.md has the table. Cells come one by one, so that
// none has to be kept.

import { numberFitsNumeric } from './number-range.ts';

/** Changed with every change of what is inferred: types that were remembered count no more. */
export const inferenceVersion = 2;

/** What a column with decimals in it becomes: dbt's way is `double precision`, and `integer` where all of them are whole (`1.0`). */
export const seedDecimals = ['numeric', 'double'] as const;
export type SeedDecimals = (typeof seedDecimals)[number];

export class TypeInference {
  readonly #candidates: readonly Candidate[];
  /** Those that fit every cell so far; the first is the one. Null: no cell had a value. */
  #fitting: readonly Candidate[] | null = null;

  constructor(decimals: SeedDecimals = 'numeric') {
    this.#candidates = decimals === 'double' ? candidatesOfDoubles : candidates;
  }

  add(cell: string | null): void {
    if (cell === null) return;
    if (this.#fitting === null) this.#fitting = this.#candidates;
    const [first] = this.#fitting;
    if (first === undefined) return;
    const value = cell.trim();
    // What the first of the numbers fits, the wider ones fit too.
    if (first.number && first.fits(value)) {
      if (this.#fitting.some(({ number }) => !number)) this.#fitting = this.#fitting.filter(({ number }) => number);
      return;
    }
    this.#fitting = this.#fitting.filter(({ fits }) => fits(value));
  }

  /** The first type that fits every cell; a column without any value is one of integers, as in dbt. */
  get type(): string {
    const fitting = this.#fitting ?? this.#candidates;
    return fitting[0]?.type ?? 'text';
  }
}

const largestInteger = 2147483647n;
const largestBigint = 9223372036854775807n;

interface Candidate {
  readonly type: string;
  readonly number: boolean;
  readonly fits: (value: string) => boolean;
}

const numeric: Candidate = { type: 'numeric', number: true, fits: isNumeric };

const others: readonly Candidate[] = [
  { type: 'date', number: false, fits: (value) => isMoment(value, dayOnly) },
  { type: 'timestamp without time zone', number: false, fits: (value) => isMoment(value, spaced) },
  { type: 'timestamp without time zone', number: false, fits: (value) => isMoment(value, iso) },
  { type: 'timestamp with time zone', number: false, fits: (value) => isMoment(value, zoned) },
  { type: 'boolean', number: false, fits: (value) => /^(?:true|false)$/i.test(value) },
];

const candidates: readonly Candidate[] = [
  { type: 'integer', number: true, fits: (value) => isInteger(value, largestInteger) },
  { type: 'bigint', number: true, fits: (value) => isInteger(value, largestBigint) },
  numeric,
  ...others,
];

const candidatesOfDoubles: readonly Candidate[] = [
  { type: 'integer', number: true, fits: (value) => isInteger(wholeNumber(value), largestInteger) },
  { type: 'bigint', number: true, fits: (value) => isInteger(wholeNumber(value), largestBigint) },
  { type: 'double precision', number: true, fits: (value) => isNumeric(value) && isDouble(ungrouped(value)) },
  numeric,
  ...others,
];

/** A leading zero is data, as in codes: such a cell is no number. */
const whole = /^[+-]?(?:0|[1-9]\d*)$/;
const grouped = /^[+-]?[1-9]\d{0,2}([,_])\d{3}(?:\1\d{3})*(?:\.\d+)?$/;
const decimal = /^[+-]?(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;

/** The cell as PostgreSQL reads a number: `1,000` and `1_000` without what groups their digits, all else as it is. */
export function ungrouped(cell: string): string {
  return /[,_]/.test(cell) && grouped.test(cell.trim()) ? cell.replace(/[,_]/g, '') : cell;
}

/** The cell as an integer is read where decimals become doubles: `5.`, `1.0` and `1e2` without what says nothing. */
export function wholeNumber(cell: string): string {
  const number = ungrouped(cell).trim();
  if (!decimal.test(number) || whole.test(number)) return number;
  const [, sign = '', before = '', after = '', exponent = '0'] =
    /^([+-]?)(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i.exec(number) ?? [];
  const point = before.length + Number(exponent);
  const digits = before + after;
  if (Math.abs(point) > mostDigits || /[1-9]/.test(digits.slice(Math.max(0, point)))) return number;
  const kept = digits
    .slice(0, Math.max(0, point))
    .padEnd(point, '0')
    .replace(/^0+(?=\d)/, '');
  return `${sign}${kept === '' ? '0' : kept}`;
}

/** More than a bigint has, less than would take long. */
const mostDigits = 40;

/** Not so large that it is refused, nor so small that it would be zero. */
function isDouble(number: string): boolean {
  const value = Number(number);
  return Number.isFinite(value) && (value !== 0 || !/[1-9]/.test(number.replace(/e.*/i, '')));
}

function isInteger(value: string, largest: bigint): boolean {
  const number = ungrouped(value);
  if (!whole.test(number)) return false;
  if (number.length < 10) return true;
  if (number.length > 20) return false;
  const given = BigInt(number.replace('+', ''));
  return given <= largest && given >= -largest - 1n;
}

function isNumeric(value: string): boolean {
  const number = ungrouped(value);
  if (!decimal.test(number)) return false;
  if (number.length < 1000 && !/e/i.test(number)) return true;
  const bytes = Buffer.from(number.replace(/^\+/, ''));
  return numberFitsNumeric(bytes, 0, bytes.length);
}

function isDate(value: string): boolean {
  const [year = 0, month = 0, day = 0] = value.split('-').map(Number);
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const last = month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= last;
}

const dayOnly = /^(\d{4}-\d\d?-\d\d?)$/;
const spaced = /^(\d{4}-\d\d?-\d\d?)[ \t]+(?:[01]?\d|2[0-3]):[0-5]?\d:[0-5]?\d$/;
const iso = /^(\d{4}-\d\d-\d\d)T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,6})?)?$/;
const zoned = /^(\d{4}-\d\d-\d\d)T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d(?::?\d\d)?)$/;

function isMoment(value: string, pattern: RegExp): boolean {
  const [, date] = pattern.exec(value) ?? [];
  return date !== undefined && isDate(date);
}

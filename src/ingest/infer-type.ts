// The type that a seed's column has by its cells. Inference follows dbt's, but what dbt would change on the way in stays as it
// is: decimals become numeric, numbers with leading zeros text. Cells come one by one, so that none has to be kept.

/** Changed with every change of what is inferred: types that were remembered count no more. */
export const inferenceVersion = 1;

export class TypeInference {
  /** Those that fit every cell so far; the first is the one. Null: no cell had a value. */
  #fitting: readonly Candidate[] | null = null;

  add(cell: string | null): void {
    if (cell === null) return;
    if (this.#fitting === null) this.#fitting = candidates;
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

  /** The first type that fits every cell; a column without any value is text. */
  get type(): string {
    return this.#fitting?.[0]?.type ?? 'text';
  }
}

interface Candidate {
  readonly type: string;
  readonly number: boolean;
  readonly fits: (value: string) => boolean;
}

const candidates: readonly Candidate[] = [
  { type: 'integer', number: true, fits: (value) => isInteger(value) && Math.abs(Number(value)) <= 2147483647 },
  { type: 'bigint', number: true, fits: (value) => isInteger(value) && value.length <= 20 && isInt8(BigInt(value)) },
  { type: 'numeric', number: true, fits: (value) => /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(value) },
  { type: 'date', number: false, fits: (value) => /^\d{4}-\d\d-\d\d$/.test(value) && isDate(value) },
  { type: 'timestamp without time zone', number: false, fits: (value) => isMoment(value, local) },
  { type: 'timestamp with time zone', number: false, fits: (value) => isMoment(value, zoned) },
  { type: 'boolean', number: false, fits: (value) => /^(?:true|false)$/i.test(value) },
];

function isInteger(value: string): boolean {
  return /^-?(?:0|[1-9]\d*)$/.test(value);
}

function isInt8(value: bigint): boolean {
  return value <= 9223372036854775807n && value >= -9223372036854775808n;
}

function isDate(value: string): boolean {
  const [year = 0, month = 0, day = 0] = value.split('-').map(Number);
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const last = month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= last;
}

const local = /^(\d{4}-\d\d-\d\d)[T ](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,6})?)?$/;
const zoned = /^(\d{4}-\d\d-\d\d)[T ](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d(?::?\d\d)?)$/;

function isMoment(value: string, pattern: RegExp): boolean {
  const [, date] = pattern.exec(value) ?? [];
  return date !== undefined && isDate(date);
}

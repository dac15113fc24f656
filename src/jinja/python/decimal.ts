// Python's Decimal: exact decimal numbers, as databases' numeric columns arrive. Arithmetic rounds to 28 digits, ties to even,
// as Python's default context does; it mixes with integers and, as in Python, not with floats.

import { HostObject, type Value } from '../value.ts';
import { asInteger } from './conversion.ts';
import { formatDecimal } from './decimal-format.ts';
import { decimalAttribute } from './decimal-methods.ts';
import { limitError, typeError, valueError } from './failures.ts';
import { binaryParts, divideRounded } from './float-text.ts';
import { numberKey } from './hash.ts';
import { bitLength, integerPower, powerOfTen } from './integers.ts';

const PRECISION = 28;
/** Exponents beyond this are refused: aligning such numbers would take too many digits. */
const MAX_EXPONENT = 5000;
const TEXT = /^\s*([+-])?(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:e([+-]?\d+))?\s*$/i;

/** coefficient × 10**exponent, or NaN or an infinity (`special`). A zero may be negative, and keeps its exponent. */
export class Decimal extends HostObject {
  override readonly typeName: string = 'decimal.Decimal';
  readonly negative: boolean;
  readonly coefficient: bigint;
  readonly exponent: number;
  readonly special: '' | 'NaN' | 'Infinity';

  constructor(negative: boolean, coefficient: bigint, exponent: number, special: '' | 'NaN' | 'Infinity' = '') {
    super();
    if (Math.abs(exponent) > MAX_EXPONENT) throw limitError(`a decimal's exponent is beyond ${MAX_EXPONENT}`);
    this.negative = negative;
    this.coefficient = coefficient;
    this.exponent = exponent;
    this.special = special;
  }

  /** A database's or a person's spelling of a number; undefined where it is none. */
  static parse(text: string): Decimal | undefined {
    const word = /^\s*([+-])?(nan|inf(?:inity)?)\s*$/i.exec(text);
    if (word !== null)
      return new Decimal(word[1] === '-', 0n, 0, word[2]?.toLowerCase() === 'nan' ? 'NaN' : 'Infinity');
    const found = TEXT.exec(text.replaceAll('_', ''));
    if (found === null) return undefined;
    const [, sign, whole = '', fraction = '', only = '', exponent = '0'] = found;
    const places = fraction.length + only.length;
    return new Decimal(sign === '-', BigInt(whole + fraction + only), Number(exponent) - places);
  }

  static fromInteger(value: bigint): Decimal {
    return new Decimal(value < 0n, value < 0n ? -value : value, 0);
  }

  /** The coefficient with its sign. */
  get signed(): bigint {
    return this.negative ? -this.coefficient : this.coefficient;
  }

  override toText(): string {
    return formatDecimal(this, '');
  }
  override toRepr(): string {
    return `Decimal('${this.toText()}')`;
  }
  override getAttribute(name: string): Value | undefined {
    return decimalAttribute(this, name);
  }
  override isTrue(): boolean {
    return this.special !== '' || this.coefficient !== 0n;
  }
  override format(spec: string): string {
    return formatDecimal(this, spec);
  }

  override equals(other: Value): boolean {
    return this.compare(other) === 0;
  }

  /** Equal numbers of all types are one key. */
  override hashKey(): string {
    if (this.special !== '') return numberKey(this.toFloat());
    if (this.coefficient === 0n) return numberKey(0);
    if (this.exponent >= 0) return `\0i${(this.signed * powerOfTen(this.exponent)).toString(36)}`;
    const scale = powerOfTen(-this.exponent);
    if (this.coefficient % scale === 0n) return `\0i${(this.signed / scale).toString(36)}`;
    const float = this.toFloat();
    return this.compare(float) === 0 ? numberKey(float) : `\0d${this.#stripped()}`;
  }

  #stripped(): string {
    let { coefficient, exponent } = this;
    while (coefficient % 10n === 0n) {
      coefficient /= 10n;
      exponent += 1;
    }
    return `${this.negative ? '-' : ''}${coefficient}e${exponent}`;
  }

  /** NaN where one of the two is NaN; undefined where the other is no number. */
  override compare(other: Value): number | undefined {
    const integer = asInteger(other);
    if (integer !== undefined) return this.compare(Decimal.fromInteger(integer));
    if (typeof other === 'number') return this.#compareFloat(other);
    if (!(other instanceof Decimal)) return undefined;
    if (this.special !== '' || other.special !== '') return difference(this.toFloat(), other.toFloat());
    const [left, right] = aligned(this, other);
    return left < right ? -1 : left > right ? 1 : 0;
  }

  #compareFloat(other: number): number {
    if (this.special !== '' || !Number.isFinite(other)) return difference(this.toFloat(), other);
    const [mantissa, twos] = binaryParts(other);
    const [left, right] = [this.signed * powerOfTen(Math.max(this.exponent, 0)), mantissa << BigInt(Math.max(twos, 0))];
    const a = left << BigInt(Math.max(-twos, 0));
    const b = right * powerOfTen(Math.max(-this.exponent, 0));
    return a < b ? -1 : a > b ? 1 : 0;
  }

  toFloat(): number {
    return Number(`${this.negative ? '-' : ''}${this.special || `${this.coefficient}e${this.exponent}`}`);
  }

  /** Towards zero. */
  truncate(): bigint {
    if (this.special !== '') {
      throw valueError(this.special === 'NaN' ? 'cannot convert NaN to integer' : 'cannot convert Infinity to integer');
    }
    if (this.exponent >= 0) return this.signed * powerOfTen(this.exponent);
    return this.signed / powerOfTen(-this.exponent);
  }

  /** Rounded to `places` digits after the point, ties to even; the result has exactly that many. */
  round(places: number): Decimal {
    if (this.special !== '') return this;
    const shift = this.exponent + places;
    const coefficient =
      shift >= 0 ? this.coefficient * powerOfTen(shift) : divideRounded(this.coefficient, powerOfTen(-shift));
    if (digitCount(coefficient) > PRECISION) throw valueError("[<class 'decimal.InvalidOperation'>]");
    return new Decimal(this.negative, coefficient, -places);
  }

  /** Rounded to 28 digits, without zeros at the end. */
  normalize(): Decimal {
    if (this.special !== '') return this;
    const { negative, coefficient, exponent } = rounded(this.signed, this.exponent, this.negative);
    if (coefficient === 0n) return new Decimal(negative, 0n, 0);
    const zeros = /0*$/.exec(String(coefficient))?.[0].length ?? 0;
    return new Decimal(negative, coefficient / powerOfTen(zeros), exponent + zeros);
  }

  negate(): Decimal {
    return new Decimal(
      this.coefficient === 0n && this.special === '' ? false : !this.negative,
      this.coefficient,
      this.exponent,
      this.special,
    );
  }

  override operate(operator: string, other: Value, reflected: boolean): Value | undefined {
    const integer = asInteger(other);
    const operand = integer === undefined ? other : Decimal.fromInteger(integer);
    if (!(operand instanceof Decimal)) return undefined;
    return reflected ? calculate(operator, operand, this) : calculate(operator, this, operand);
  }
}

function difference(left: number, right: number): number {
  return left < right ? -1 : left > right ? 1 : left === right ? 0 : Number.NaN;
}

/** Both signed coefficients at the smaller of the two exponents. */
function aligned(left: Decimal, right: Decimal): [bigint, bigint] {
  const exponent = Math.min(left.exponent, right.exponent);
  return [left.signed * powerOfTen(left.exponent - exponent), right.signed * powerOfTen(right.exponent - exponent)];
}

function digitCount(value: bigint): number {
  return value.toString().length;
}

/** A result rounded to the context's precision. */
function rounded(signed: bigint, exponent: number, negativeZero = false): Decimal {
  const coefficient = signed < 0n ? -signed : signed;
  const excess = coefficient === 0n ? 0 : digitCount(coefficient) - PRECISION;
  const negative = signed < 0n || (signed === 0n && negativeZero);
  if (excess <= 0) return new Decimal(negative, coefficient, exponent);
  const shorter = divideRounded(coefficient, powerOfTen(excess));
  const overflow = digitCount(shorter) > PRECISION;
  return new Decimal(negative, overflow ? shorter / 10n : shorter, exponent + excess + (overflow ? 1 : 0));
}

function calculate(operator: string, left: Decimal, right: Decimal): Decimal | undefined {
  if (left.special !== '' || right.special !== '') return special(operator, left, right);
  const exponent = Math.min(left.exponent, right.exponent);
  const negative = left.negative !== right.negative;
  switch (operator) {
    case '+':
    case '-': {
      const [a, b] = aligned(left, right);
      return rounded(
        operator === '+' ? a + b : a - b,
        exponent,
        left.negative && right.negative === (operator === '+'),
      );
    }
    case '*':
      return rounded(left.signed * right.signed, left.exponent + right.exponent, negative);
    case '/':
      return divide(left, right);
    case '//':
    case '%': {
      const [a, b] = aligned(left, right);
      if (b === 0n) throw undefinedDivision(a === 0n, operator);
      // Unlike integers, decimals divide towards zero, and the remainder has the dividend's sign.
      const quotient = (a < 0n ? -a : a) / (b < 0n ? -b : b);
      if (digitCount(quotient) > PRECISION) throw valueError("[<class 'decimal.DivisionImpossible'>]");
      return operator === '//' ? new Decimal(negative, quotient, 0) : rounded(a % b, exponent, left.negative);
    }
    case '**':
      return power(left, right);
  }
  return undefined;
}

function undefinedDivision(zeroByZero: boolean, operator: string) {
  const signal = operator === '//' ? 'DivisionByZero' : 'InvalidOperation';
  if (operator === '%' && !zeroByZero) return valueError("[<class 'decimal.InvalidOperation'>]");
  return valueError(zeroByZero ? "[<class 'decimal.DivisionUndefined'>]" : `[<class 'decimal.${signal}'>]`);
}

function divide(left: Decimal, right: Decimal): Decimal {
  if (right.coefficient === 0n) throw undefinedDivision(left.coefficient === 0n, '//');
  const negative = left.negative !== right.negative;
  const ideal = left.exponent - right.exponent;
  if (left.coefficient === 0n) return new Decimal(negative, 0n, ideal);
  const shift = Math.max(digitCount(right.coefficient) - digitCount(left.coefficient) + PRECISION + 1, 0);
  const numerator = left.coefficient * powerOfTen(shift);
  let quotient = numerator / right.coefficient;
  let exponent = ideal - shift;
  if (quotient * right.coefficient !== numerator) {
    // A last digit other than 0 or 5 keeps rounding from seeing a tie that is none.
    if (quotient % 5n === 0n) quotient += 1n;
  } else
    while (exponent < ideal && quotient % 10n === 0n) {
      quotient /= 10n;
      exponent += 1;
    }
  return rounded(negative ? -quotient : quotient, exponent, negative);
}

/** Whole exponents only, which is what templates use. */
function power(left: Decimal, right: Decimal): Decimal {
  if (left.coefficient === 0n) {
    if (right.coefficient === 0n) throw valueError("[<class 'decimal.InvalidOperation'>]");
    const negative = left.negative && right.truncate() % 2n !== 0n;
    return right.negative ? new Decimal(negative, 0n, 0, 'Infinity') : new Decimal(negative, 0n, 0);
  }
  if (right.exponent < 0 && right.coefficient % powerOfTen(-right.exponent) !== 0n) {
    throw typeError('a decimal can only be raised to a whole number here');
  }
  const exponent = right.truncate();
  if (exponent < 0n) return divide(Decimal.fromInteger(1n), power(left, right.negate()));
  if (bitLength(exponent) > 24) throw limitError('the exponent is too large');
  return rounded(integerPower(left.signed, exponent), left.exponent * Number(exponent));
}

function special(operator: string, left: Decimal, right: Decimal): Decimal | undefined {
  const [a, b] = [left.toFloat(), right.toFloat()];
  const results: Readonly<Record<string, number>> = { '+': a + b, '-': a - b, '*': a * b, '/': a / b, '**': a ** b };
  const result = Object.hasOwn(results, operator) ? results[operator] : Number.NaN;
  if (result === undefined) return undefined;
  if (Number.isNaN(result) && left.special !== 'NaN' && right.special !== 'NaN')
    throw valueError("[<class 'decimal.InvalidOperation'>]");
  if (Number.isNaN(result)) return new Decimal(false, 0n, 0, 'NaN');
  return Number.isFinite(result) ? new Decimal(result < 0, 0n, 0) : new Decimal(result < 0, 0n, 0, 'Infinity');
}

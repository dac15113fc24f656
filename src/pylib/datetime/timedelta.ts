// Python's timedelta: a length of time in microseconds.

import { hostFunction } from '../../jinja/host-function.ts';
import { bind } from '../../jinja/python/arguments.ts';
import { typeError, valueError } from '../../jinja/python/failures.ts';
import { toCount } from '../../jinja/python/integers.ts';
import { floatOf } from '../../jinja/python/number-conversion.ts';
import { typeName } from '../../jinja/python/type-name.ts';
import { type CallArguments, HostObject, type Value } from '../../jinja/value.ts';
import { pad } from './calendar.ts';

const perSecond = 1_000_000n;
export const microsecondsPerDay = 86_400n * perSecond;
const maximum = 999_999_999n * microsecondsPerDay;

/** In the order of Python's parameters. */
const factors: readonly (readonly [string, bigint])[] = [
  ['days', microsecondsPerDay],
  ['seconds', perSecond],
  ['microseconds', 1n],
  ['milliseconds', 1000n],
  ['minutes', 60n * perSecond],
  ['hours', 3600n * perSecond],
  ['weeks', 7n * microsecondsPerDay],
];

export class Timedelta extends HostObject {
  override readonly typeName = 'datetime.timedelta';
  readonly microseconds: bigint;

  constructor(microseconds: bigint) {
    super();
    if (microseconds > maximum || microseconds < -maximum) throw valueError('the timedelta is too large');
    this.microseconds = microseconds;
  }

  static of({ days = 0, seconds = 0 }: { readonly days?: number; readonly seconds?: number }): Timedelta {
    return new Timedelta(BigInt(days) * microsecondsPerDay + BigInt(seconds) * perSecond);
  }

  /** `timedelta(days=1, hours=-2.5)`. */
  static create(args: CallArguments): Timedelta {
    const values = bind(
      'timedelta',
      factors.map(([name]) => name),
      0,
      args,
    );
    let total = 0n;
    for (const [index, [name, factor]] of factors.entries()) {
      const value = values[index];
      if (value === undefined) continue;
      const whole = typeof value === 'boolean' ? BigInt(value) : value;
      const amount = typeof whole === 'bigint' ? whole * factor : scaled(factor, whole);
      if (amount === undefined) throw typeError(`unsupported type for timedelta ${name} component: ${typeName(value)}`);
      total += amount;
    }
    return new Timedelta(total);
  }

  /** Python's days: rounded down, so that the rest is never negative. */
  get days(): bigint {
    const days = this.microseconds / microsecondsPerDay;
    return this.microseconds % microsecondsPerDay < 0n ? days - 1n : days;
  }
  get #rest(): bigint {
    return this.microseconds - this.days * microsecondsPerDay;
  }

  /** `-1 day, 23:00:00.000001`. */
  override toText(): string {
    const rest = Number(this.#rest / perSecond);
    const clock = `${Math.floor(rest / 3600)}:${pad(Math.floor(rest / 60) % 60, 2)}:${pad(rest % 60, 2)}`;
    const fraction = this.#rest % perSecond;
    const text = fraction === 0n ? clock : `${clock}.${fraction.toString().padStart(6, '0')}`;
    if (this.days === 0n) return text;
    return `${this.days} day${this.days === 1n || this.days === -1n ? '' : 's'}, ${text}`;
  }
  override toRepr(): string {
    const parts: readonly (readonly [string, bigint])[] = [
      ['days', this.days],
      ['seconds', this.#rest / perSecond],
      ['microseconds', this.#rest % perSecond],
    ];
    const shown = parts.filter(([, value]) => value !== 0n).map(([name, value]) => `${name}=${value}`);
    return `datetime.timedelta(${shown.join(', ') || '0'})`;
  }
  override isTrue(): boolean {
    return this.microseconds !== 0n;
  }
  override equals(other: Value): boolean {
    return other instanceof Timedelta && other.microseconds === this.microseconds;
  }
  override hashKey(): string {
    return `timedelta ${this.microseconds}`;
  }
  override compare(other: Value): number | undefined {
    return other instanceof Timedelta ? Number(this.microseconds - other.microseconds) : undefined;
  }

  override getAttribute(name: string): Value | undefined {
    switch (name) {
      case 'days':
        return this.days;
      case 'seconds':
        return this.#rest / perSecond;
      case 'microseconds':
        return this.#rest % perSecond;
      case 'total_seconds':
        return hostFunction(name, () => Number(this.microseconds) / 1_000_000);
      default:
        return undefined;
    }
  }

  override operate(operator: string, other: Value, reflected: boolean): Value | undefined {
    if (other instanceof Timedelta) return this.#withTimedelta(operator, other, reflected);
    if (operator === '*') {
      if (typeof other === 'bigint') return new Timedelta(this.microseconds * other);
      const product = scaled(this.microseconds, other);
      return product === undefined ? undefined : new Timedelta(product);
    }
    if (reflected || (operator !== '/' && operator !== '//')) return undefined;
    const divisor = floatOf(other);
    if (divisor === undefined) return undefined;
    if (divisor === 0) throw valueError('division by zero');
    if (operator === '//')
      return typeof other === 'bigint' ? new Timedelta(dividedDown(this.microseconds, other)) : undefined;
    return new Timedelta(rounded(Number(this.microseconds) / divisor));
  }

  #withTimedelta(operator: string, other: Timedelta, reflected: boolean): Value | undefined {
    const [left, right] = reflected ? [other.microseconds, this.microseconds] : [this.microseconds, other.microseconds];
    if (operator === '+') return new Timedelta(left + right);
    if (operator === '-') return new Timedelta(left - right);
    if (operator !== '/' && operator !== '//' && operator !== '%') return undefined;
    if (right === 0n) throw valueError('division by zero');
    if (operator === '/') return Number(left) / Number(right);
    const quotient = dividedDown(left, right);
    return operator === '//' ? quotient : new Timedelta(left - quotient * right);
  }
}

function scaled(factor: bigint, value: Value): bigint | undefined {
  const number = typeof value === 'number' ? value : undefined;
  return number === undefined ? undefined : rounded(Number(factor) * number);
}

/** Half to even, as Python rounds. */
function rounded(value: number): bigint {
  if (!Number.isFinite(value)) throw valueError('the timedelta is too large');
  const below = Math.floor(value);
  const rest = value - below;
  const up = rest > 0.5 || (rest === 0.5 && below % 2 !== 0);
  return BigInt(up ? below + 1 : below);
}

function dividedDown(left: bigint, right: bigint): bigint {
  const quotient = left / right;
  return left % right !== 0n && left < 0n !== right < 0n ? quotient - 1n : quotient;
}

/** An integer argument within bounds; `name` is for the message. */
export function integerWithin(value: Value, least: number, most: number, name: string): number {
  const count = typeof value === 'bigint' ? toCount(value) : typeof value === 'boolean' ? Number(value) : undefined;
  if (count === undefined) throw typeError(`'${typeName(value)}' object cannot be interpreted as an integer`);
  if (count < least || count > most) throw valueError(`${name} must be in ${least}..${most}`);
  return count;
}

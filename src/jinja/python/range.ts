// Python's range: a sequence that is computed, not stored. As in Jinja's sandbox, one of more than 100,000 items is refused.

import type { Value } from '../value.ts';
import { asInteger } from './conversion.ts';
import { limitError, valueError } from './failures.ts';
import { place } from './items.ts';
import { Sliceable, type SlicePlaces } from './slices.ts';

const MAX_RANGE = 100_000;

export class PyRange extends Sliceable {
  override readonly typeName = 'range';
  readonly start: bigint;
  readonly stop: bigint;
  readonly step: bigint;
  readonly #length: number;

  constructor(start: bigint, stop: bigint, step: bigint) {
    super();
    if (step === 0n) throw valueError('range() arg 3 must not be zero');
    const distance = step > 0n ? stop - start : start - stop;
    const stride = step > 0n ? step : -step;
    const length = distance <= 0n ? 0n : (distance - 1n) / stride + 1n;
    if (length > BigInt(MAX_RANGE)) {
      throw limitError(`Range too big. The sandbox blocks ranges larger than MAX_RANGE (${MAX_RANGE})`);
    }
    this.start = start;
    this.stop = stop;
    this.step = step;
    this.#length = Number(length);
  }

  at(index: number): bigint {
    return this.start + this.step * BigInt(index);
  }
  override toText(): string {
    return `range(${this.start}, ${this.stop}${this.step === 1n ? '' : `, ${this.step}`})`;
  }
  override length(): number {
    return this.#length;
  }
  override isTrue(): boolean {
    return this.#length > 0;
  }
  override *iterate(): Generator<Value> {
    for (let i = 0; i < this.#length; i += 1) yield this.at(i);
  }
  override getItem(key: Value): Value | undefined {
    const index = place(key, this.#length);
    return index === undefined ? undefined : this.at(index);
  }
  override getAttribute(name: string): Value | undefined {
    return name === 'start' || name === 'stop' || name === 'step' ? this[name] : undefined;
  }
  override contains(item: Value): boolean | undefined {
    const integer = asInteger(item);
    if (integer === undefined) return undefined;
    const steps = (integer - this.start) / this.step;
    return this.start + steps * this.step === integer && steps >= 0n && steps < BigInt(this.#length);
  }
  override slice(bounds: (length: number) => SlicePlaces): Value {
    const { start, stop, step } = bounds(this.#length);
    return new PyRange(this.at(start), this.at(stop), this.step * BigInt(step));
  }
  /** Ranges are equal when they yield the same. */
  override equals(other: Value): boolean {
    return other instanceof PyRange && this.hashKey() === other.hashKey();
  }
  override hashKey(): string {
    const length = this.#length;
    return `\0r${length}${length > 0 ? `:${this.start}` : ''}${length > 1 ? `:${this.step}` : ''}`;
  }
}

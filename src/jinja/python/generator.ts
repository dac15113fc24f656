// What lazy filters return: an iterator that is consumed once, by whoever comes first.

import { HostObject, type Value } from '../value.ts';

export class PyGenerator extends HostObject {
  override readonly typeName: string;
  readonly #name: string;
  readonly #items: Iterator<Value>;

  /** `name` as in Python's `<generator object name at 0x…>`; `typeName` for iterators that are not generators. */
  constructor(name: string, items: Iterable<Value>, typeName = 'generator') {
    super();
    this.typeName = typeName;
    this.#name = name;
    this.#items = items[Symbol.iterator]();
  }

  /** Continues where the last walk stopped; leaving a walk early does not end it. */
  override iterate(): Iterable<Value> {
    const items = this.#items;
    return { [Symbol.iterator]: () => ({ next: () => items.next() }) };
  }

  /** Python prints an address here, which differs from run to run. */
  override toText(): string {
    return this.typeName === 'generator'
      ? `<generator object ${this.#name} at 0x0>`
      : `<${this.typeName} object at 0x0>`;
  }
}

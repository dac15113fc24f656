// A running `for` loop and what `loop` says about it.

import { TemplateError } from '../errors.ts';
import { BuiltinFunction } from '../python/callable.ts';
import { equals, isSame, iterable, sizeOf, typeName } from '../python/operators.ts';
import { HostObject, List, Tuple, Undefined, type Value } from '../value.ts';
import type { Recursion } from './frame.ts';

export class Loop extends HostObject {
  override readonly typeName = 'LoopContext';
  readonly recursion: Recursion | undefined;
  /** Whether the body has run to its end, without break or continue: as in Jinja, `else` applies where it never has. */
  completed = false;
  readonly #lenient: boolean;
  /** Where the items come from: an array that may still change, or else an iterator. */
  readonly #array: readonly Value[] | undefined;
  readonly #iterator: Iterator<Value> | undefined;
  readonly #iterable: Value;
  #position = 0;
  /** Items that were looked at before their turn, from `#aheadFrom` on. */
  #ahead: Value[] = [];
  #aheadFrom = 0;
  #index = -1;
  #previous: Value | undefined;
  #current: Value | undefined;
  #changed: readonly Value[] | undefined;

  constructor(items: Value, lenient: boolean, recursion: Recursion | undefined) {
    super();
    this.#iterable = items;
    this.#lenient = lenient;
    this.recursion = recursion;
    if (items instanceof List || items instanceof Tuple) {
      this.#array = items.items;
    } else {
      const found = iterable(items);
      if (!found) throw new TemplateError('type', `'${typeName(items)}' object is not iterable`);
      if (Array.isArray(found)) this.#array = found;
      else this.#iterator = found[Symbol.iterator]();
    }
  }

  /** The next item, which counts only once it is accepted; undefined at the end. */
  fetch(): Value | undefined {
    if (this.#aheadFrom < this.#ahead.length) return this.#ahead[this.#aheadFrom++];
    return this.#pull();
  }

  #pull(): Value | undefined {
    if (this.#array) {
      if (this.#position >= this.#array.length) return undefined;
      return this.#array[this.#position++];
    }
    const step = this.#iterator?.next();
    return step === undefined || step.done ? undefined : step.value;
  }

  accept(item: Value): void {
    this.#previous = this.#current;
    this.#current = item;
    this.#index++;
  }

  #peek(): Value | undefined {
    if (this.#aheadFrom >= this.#ahead.length) {
      const item = this.#pull();
      this.#ahead = item === undefined ? [] : [item];
      this.#aheadFrom = 0;
    }
    return this.#ahead[this.#aheadFrom];
  }

  /** The number of all items; what has no length of its own is read to its end. */
  #length(): number {
    const known = this.#array ? this.#array.length : sizeOf(this.#iterable);
    if (known !== undefined) return known;
    for (let item = this.#pull(); item !== undefined; item = this.#pull()) this.#ahead.push(item);
    return this.#index + 1 + this.#ahead.length - this.#aheadFrom;
  }

  override toText(): string {
    return `<LoopContext ${this.#index + 1}/${this.#length()}>`;
  }

  override getAttribute(name: string): Value | undefined {
    switch (name) {
      case 'index':
        return BigInt(this.#index + 1);
      case 'index0':
        return BigInt(this.#index);
      case 'revindex':
        return BigInt(this.#length() - this.#index);
      case 'revindex0':
        return BigInt(this.#length() - this.#index - 1);
      case 'first':
        return this.#index === 0;
      case 'last':
        return this.#peek() === undefined;
      case 'length':
        return BigInt(this.#length());
      case 'depth':
        return BigInt((this.recursion?.depth ?? 0) + 1);
      case 'depth0':
        return BigInt(this.recursion?.depth ?? 0);
      case 'previtem':
        return this.#index === 0 || this.#previous === undefined
          ? new Undefined('there is no previous item', this.#lenient)
          : this.#previous;
      case 'nextitem': {
        const item = this.#peek();
        return item === undefined ? new Undefined('there is no next item', this.#lenient) : item;
      }
      case 'cycle':
        return new BuiltinFunction('cycle', ({ positional }) => {
          const choice = positional[this.#index % positional.length];
          if (choice === undefined) throw new TemplateError('type', 'no items for cycling given');
          return choice;
        });
      case 'changed':
        return new BuiltinFunction('changed', ({ positional }) => {
          const before = this.#changed;
          const same =
            before?.length === positional.length && before.every((value, at) => isEqual(value, positional[at]));
          if (!same) this.#changed = positional;
          return !same;
        });
      default:
        return undefined;
    }
  }

  override length(): number {
    return this.#length();
  }

  override get callable(): boolean {
    return this.recursion !== undefined;
  }
}

function isEqual(left: Value, right: Value | undefined): boolean {
  return right !== undefined && (isSame(left, right) || equals(left, right));
}

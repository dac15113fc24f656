// Any value, for templates whose context is not there: prints its name, and how it was reached from there.

import { toText } from '../../../src/jinja/python/operators.ts';
import { type CallArguments, HostObject, type Value } from '../../../src/jinja/value.ts';

export class StandIn extends HostObject {
  override readonly typeName = 'Stand';
  readonly #name: string;
  constructor(name: string) {
    super();
    this.#name = name;
  }
  override toText(): string {
    return this.#name;
  }
  override getAttribute(name: string): Value | undefined {
    return name.startsWith('_') ? undefined : new StandIn(`${this.#name}.${name}`);
  }
  override getItem(key: Value): Value {
    return new StandIn(`${this.#name}[${toText(key)}]`);
  }
  override get callable(): boolean {
    return true;
  }
  override call({ positional, keywords }: CallArguments): Value {
    const shown = [...positional.map(toText), ...[...keywords].map(([name, value]) => `${name}=${toText(value)}`)];
    return new StandIn(`${this.#name}(${shown.join(',')})`);
  }
  override iterate(): Iterable<Value> {
    return [new StandIn(`${this.#name}#1`), new StandIn(`${this.#name}#2`)];
  }
  override length(): number {
    return 2;
  }
  override isTrue(): boolean {
    return Array.from(this.#name).length % 2 === 0;
  }
  override equals(other: Value): boolean {
    return this.#name === toText(other);
  }
  override hashKey(): string {
    return `\0stand${this.#name}`;
  }
}

// agate's MappedSequence: items that are found by place, and by name where they have names. A row is one, and so are the rows and the
// columns of a table.

import { type HostMethods, hostMethod } from '../../jinja/host-function.ts';
import { bind } from '../../jinja/python/arguments.ts';
import { dictFrom } from '../../jinja/python/dicts.ts';
import { equals, sameItem } from '../../jinja/python/equality.ts';
import { typeError, valueError } from '../../jinja/python/failures.ts';
import { toRepr } from '../../jinja/python/printing.ts';
import { pick, Sliceable, type SlicePlaces } from '../../jinja/python/slices.ts';
import { isTrue } from '../../jinja/python/truth.ts';
import { type CallArguments, List, Tuple, type Value } from '../../jinja/value.ts';

export class MappedSequence extends Sliceable {
  override readonly typeName: string = 'MappedSequence';
  /** Null where the items have places only, as rows do. */
  readonly names: readonly string[] | null;
  readonly items: readonly Value[];

  constructor(names: readonly string[] | null, items: readonly Value[]) {
    super();
    this.names = names;
    this.items = items;
  }
  override toText(): string {
    const more = this.items.length > 5 ? ', ...' : '';
    const sample = this.items.slice(0, 5).map((item) => toRepr(item));
    return `<agate.${this.typeName}: (${sample.join(', ')}${more})>`;
  }
  override getItem(key: Value): Value | undefined {
    return typeof key === 'bigint' ? this.items.at(Number(key)) : this.named(key);
  }
  named(key: Value): Value | undefined {
    const index = typeof key === 'string' && this.names ? this.names.indexOf(key) : -1;
    return index < 0 ? undefined : this.items[index];
  }
  override slice(bounds: (length: number) => SlicePlaces): Tuple {
    return new Tuple(pick(this.items, bounds(this.items.length)));
  }
  override getAttribute(name: string): Value | undefined {
    return hostMethod(methods, this, name);
  }
  override iterate(): Iterable<Value> {
    return this.items;
  }
  override isTrue(): boolean {
    return this.items.length > 0;
  }
  override length(): number {
    return this.items.length;
  }
  override contains(item: Value): boolean {
    return this.items.some((one) => equals(one, item));
  }
  /** The items alone count, also beside a list. */
  override equals(other: Value): boolean {
    if (!(other instanceof MappedSequence || other instanceof List || other instanceof Tuple)) return false;
    return (
      this.items.length === other.items.length &&
      this.items.every((item, at) => sameItem(item, other.items[at] ?? null))
    );
  }

  /** Items with their names. */
  pairs(): readonly (readonly [string, Value])[] {
    if (!this.names) throw typeError(`the items of this ${this.typeName} have no names`);
    return this.names.map((name, index) => [name, this.items[index] ?? null] as const);
  }
}

/** A row of a table. */
export class Row extends MappedSequence {
  override readonly typeName = 'Row';
}

function placeOf(sequence: MappedSequence, wanted: Value): bigint {
  const index = sequence.items.findIndex((item) => sameItem(item, wanted));
  if (index < 0) throw valueError(`${toRepr(wanted)} is not in this ${sequence.typeName}`);
  return BigInt(index);
}

const methods: HostMethods<MappedSequence> = new Map<string, (sequence: MappedSequence, args: CallArguments) => Value>([
  ['keys', ({ names }) => names && new Tuple(names)],
  ['values', ({ items }) => new Tuple(items)],
  ['items', (sequence) => new Tuple(sequence.pairs().map((pair) => new Tuple(pair)))],
  ['dict', (sequence) => dictFrom(sequence.pairs())],
  [
    'get',
    (sequence, args) => {
      const [key = null, otherwise = null] = bind('get', ['key', 'default'], 1, args);
      return sequence.named(key) ?? (isTrue(otherwise) ? otherwise : null);
    },
  ],
  ['index', (sequence, args) => placeOf(sequence, bind('index', ['value'], 1, args)[0] ?? null)],
  [
    'count',
    (sequence, args) => {
      const [wanted = null] = bind('count', ['value'], 1, args);
      return BigInt(sequence.items.filter((item) => sameItem(item, wanted)).length);
    },
  ],
]);

// A column of a table: the values of all rows, with a type and the orders that agate knows.

import { type HostMethods, hostMethod } from '../../jinja/host-function.ts';
import { setFrom } from '../../jinja/python/dicts.ts';
import { sorted } from '../../jinja/python/order.ts';
import { List, Tuple, type Value } from '../../jinja/value.ts';
import type { DataType } from './data-type.ts';
import { MappedSequence } from './mapped-sequence.ts';

export class TableColumn extends MappedSequence {
  override readonly typeName = 'Column';
  readonly name: string;
  readonly index: number;
  readonly type: DataType;

  constructor(name: string, index: number, type: DataType, items: readonly Value[]) {
    super(null, items);
    this.name = name;
    this.index = index;
    this.type = type;
  }
  override getAttribute(name: string): Value | undefined {
    switch (name) {
      case 'name':
        return this.name;
      case 'index':
        return BigInt(this.index);
      case 'data_type':
        return this.type;
      default:
        return hostMethod(methods, this, name) ?? super.getAttribute(name);
    }
  }
}

/** A value as a key to sort by: nulls come last. */
export function sortKey(value: Value): Tuple {
  return new Tuple([value === null, value ?? 0n]);
}

const present = (items: readonly Value[]) => items.filter((item) => item !== null);
const inOrder = (items: readonly Value[]) => sorted(items, sortKey, false);

const methods: HostMethods<TableColumn> = new Map<string, (column: TableColumn) => Value>([
  ['values_distinct', ({ items }) => new Tuple([...setFrom(items).entries.values()])],
  ['values_without_nulls', ({ items }) => new Tuple(present(items))],
  ['values_sorted', ({ items }) => new List(inOrder(items))],
  ['values_without_nulls_sorted', ({ items }) => new List(inOrder(present(items)))],
]);

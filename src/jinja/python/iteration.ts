// Walking through values as Python's for does, and collecting what a walk yields.

import { checkItemCount } from '../limits.ts';
import { Dict, HostObject, List, PySet, Tuple, Undefined, type Value } from '../value.ts';
import { characters } from './code-points.ts';
import { typeError, valueError } from './failures.ts';
import { charge } from './metering.ts';
import { textOf } from './text-object.ts';
import { typeName } from './type-name.ts';

/** The items of a value; a TypeError, worded as Python's, for what has none. A list that changes meanwhile is seen to change. */
export function iterate(value: Value): Iterable<Value> {
  const items = iterable(value);
  if (items === undefined) throw typeError(`'${typeName(value)}' object is not iterable`);
  return items;
}

/** The items of a value; undefined for what has none. */
export function iterable(value: Value): Iterable<Value> | undefined {
  const text = textOf(value);
  if (text !== undefined) {
    checkItemCount(text.length);
    return characters(text);
  }
  if (value instanceof List || value instanceof Tuple) return value.items;
  if (value instanceof Dict) return dictKeys(value);
  if (value instanceof PySet) return setItems(value);
  if (value instanceof Undefined) return [];
  return value instanceof HostObject ? value.iterate() : undefined;
}

/** The keys of a dict, which must not grow or shrink meanwhile. */
function dictKeys(dict: Dict): Iterable<Value> {
  return dictWalk(dict, ({ key }) => key);
}

export function* dictWalk(dict: Dict, pick: (entry: { key: Value; value: Value }) => Value): Generator<Value> {
  const size = dict.entries.size;
  for (const entry of dict.entries.values()) {
    yield pick(entry);
    if (dict.entries.size !== size) throw valueError('dictionary changed size during iteration');
  }
}

function* setItems(set: PySet): Generator<Value> {
  const size = set.entries.size;
  for (const item of set.entries.values()) {
    yield item;
    if (set.entries.size !== size) throw valueError('Set changed size during iteration');
  }
}

/** All items as an array of its own. */
export function toArray(value: Value): Value[] {
  if (value instanceof List || value instanceof Tuple) {
    charge(value.items.length >> 3);
    return value.items.slice();
  }
  return collect(iterate(value));
}

/** As toArray, for what is an iterable already. */
export function collect(items: Iterable<Value>): Value[] {
  const array: Value[] = [];
  for (const item of items) {
    checkItemCount(array.length + 1);
    array.push(item);
  }
  charge(array.length >> 3);
  return array;
}

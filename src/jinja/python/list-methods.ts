// Methods of Python's list and tuple.

import { checkItemCount } from '../limits.ts';
import {
  AtPlace,
  type CallArguments,
  HostObject,
  Invocation,
  List,
  Question,
  type Tuple,
  type Value,
} from '../value.ts';
import { bind } from './arguments.ts';
import type { Methods } from './callable.ts';
import { wantCount } from './conversion.ts';
import { sameItem } from './equality.ts';
import { typeError, valueError } from './failures.ts';
import { toArray } from './iteration.ts';
import { charge } from './metering.ts';
import { sorted } from './order.ts';
import { toRepr } from './printing.ts';
import { slicePlaces } from './slices.ts';
import { isTrue } from './truth.ts';

function countItems(items: readonly Value[], args: CallArguments): bigint {
  const [wanted = null] = bind('count', ['/value'], 1, args);
  charge(items.length >> 3);
  return BigInt(items.filter((item) => sameItem(item, wanted)).length);
}

/** The place of an item between two optional bounds, or -1. */
function indexOf(items: readonly Value[], wanted: Value, start: Value = null, stop: Value = null): number {
  charge(items.length >> 3);
  const from = slicePlaces(items.length, start, null, null).start;
  const to = slicePlaces(items.length, null, stop, null).count;
  for (let i = from; i < to; i += 1) if (sameItem(items[i] as Value, wanted)) return i;
  return -1;
}

function popItem(items: Value[], index: Value | undefined): Value {
  const at = index === undefined ? items.length - 1 : wantCount(index);
  if (items.length === 0) throw valueError('pop from empty list');
  const place = at < 0 ? at + items.length : at;
  if (place < 0 || place >= items.length) throw valueError('pop index out of range');
  return items.splice(place, 1)[0] as Value;
}

/** `sort(key, reverse)`. A key is a function of the host or of Python; macros are not, as they print. */
function sortItems(items: Value[], args: CallArguments): null {
  const [key = null, reverse = false] = bind('list.sort', ['*key', '*reverse'], 0, args);
  const call = (item: Value): Value => {
    if (!(key instanceof HostObject) || !key.callable) throw typeError('the key of sort() must be a function');
    const result = key.call({ positional: [item], keywords: new Map() });
    if (result instanceof Question || result instanceof Invocation || result instanceof AtPlace)
      throw typeError('the key of sort() must be a plain function');
    return result;
  };
  const result = sorted(items, key === null ? (item) => item : call, isTrue(reverse));
  items.length = 0;
  for (const item of result) items.push(item);
  return null;
}

export const listMethods: Methods<List> = new Map([
  [
    'append',
    ({ items }, args) => {
      const [item = null] = bind('list.append', ['/object'], 1, args);
      checkItemCount(items.length + 1);
      items.push(item);
      return null;
    },
  ],
  [
    'clear',
    ({ items }, args) => {
      bind('list.clear', [], 0, args);
      items.length = 0;
      return null;
    },
  ],
  [
    'copy',
    (list, args) => {
      bind('list.copy', [], 0, args);
      return new List(toArray(list));
    },
  ],
  ['count', ({ items }, args) => countItems(items, args)],
  [
    'extend',
    ({ items }, args) => {
      const added = toArray(bind('list.extend', ['/iterable'], 1, args)[0] ?? null);
      checkItemCount(items.length + added.length);
      for (const item of added) items.push(item);
      return null;
    },
  ],
  [
    'index',
    ({ items }, args) => {
      const [wanted = null, start, stop] = bind('list.index', ['/value', '/start', '/stop'], 1, args);
      const at = indexOf(items, wanted, start, stop);
      if (at < 0) throw valueError(`${toRepr(wanted)} is not in list`);
      return BigInt(at);
    },
  ],
  [
    'insert',
    ({ items }, args) => {
      const [index = 0n, item = null] = bind('list.insert', ['/index', '/object'], 2, args);
      checkItemCount(items.length + 1);
      charge(items.length >> 6);
      items.splice(wantCount(index), 0, item);
      return null;
    },
  ],
  [
    'pop',
    ({ items }, args) => {
      const [index] = bind('list.pop', ['/index'], 0, args);
      if (index !== undefined) charge(items.length >> 6);
      return popItem(items, index);
    },
  ],
  [
    'remove',
    ({ items }, args) => {
      const at = indexOf(items, bind('list.remove', ['/value'], 1, args)[0] ?? null);
      if (at < 0) throw valueError('list.remove(x): x not in list');
      items.splice(at, 1);
      return null;
    },
  ],
  [
    'reverse',
    ({ items }, args) => {
      bind('list.reverse', [], 0, args);
      charge(items.length >> 3);
      items.reverse();
      return null;
    },
  ],
  ['sort', ({ items }, args) => sortItems(items, args)],
]);

export const tupleMethods: Methods<Tuple> = new Map([
  ['count', ({ items }, args) => countItems(items, args)],
  [
    'index',
    ({ items }, args) => {
      const [wanted = null, start, stop] = bind('tuple.index', ['/value', '/start', '/stop'], 1, args);
      const at = indexOf(items, wanted, start, stop);
      if (at < 0) throw valueError('tuple.index(x): x not in tuple');
      return BigInt(at);
    },
  ],
]);

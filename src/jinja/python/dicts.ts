// Reading and writing dicts and sets by Python's keys.

import { checkItemCount } from '../limits.ts';
import { Dict, PySet, type Value } from '../value.ts';
import { keyOf } from './hash.ts';

export function dictGet(dict: Dict, key: Value): Value | undefined {
  return dict.entries.get(keyOf(key))?.value;
}

/** An equal key that is there already stays as it was written; only its value changes. */
export function dictSet(dict: Dict, key: Value, value: Value): void {
  const filed = keyOf(key);
  const entry = dict.entries.get(filed);
  if (entry !== undefined) entry.value = value;
  else {
    checkItemCount(dict.entries.size + 1);
    dict.entries.set(filed, { key, value });
  }
}

export function dictFrom(pairs: Iterable<readonly [Value, Value]>): Dict {
  const dict = new Dict();
  for (const [key, value] of pairs) dictSet(dict, key, value);
  return dict;
}

/** Whether the item was new. */
export function setAdd(set: PySet, item: Value): boolean {
  const filed = keyOf(item);
  if (set.entries.has(filed)) return false;
  checkItemCount(set.entries.size + 1);
  set.entries.set(filed, item);
  return true;
}

export function setFrom(items: Iterable<Value>): PySet {
  const set = new PySet();
  for (const item of items) setAdd(set, item);
  return set;
}

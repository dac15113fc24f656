// Methods and operators of Python's set.

import { PySet, type Value } from '../value.ts';
import { bind } from './arguments.ts';
import type { Method, Methods } from './callable.ts';
import { setAdd, setFrom } from './dicts.ts';
import { valueError } from './failures.ts';
import { keyOf } from './hash.ts';
import { iterate } from './iteration.ts';
import { charge } from './metering.ts';
import { toRepr } from './printing.ts';

function asSet(value: Value): PySet {
  return value instanceof PySet ? value : setFrom(iterate(value));
}

function copy(set: PySet): PySet {
  return setFrom(set.entries.values());
}

function keep(set: PySet, passes: (key: string) => boolean): PySet {
  charge(set.entries.size >> 3);
  const result = new PySet();
  for (const [key, item] of set.entries) if (passes(key)) result.entries.set(key, item);
  return result;
}

/** `left - right`. */
export function setDifference(left: PySet, right: PySet): PySet {
  return keep(left, (key) => !right.entries.has(key));
}

function union(left: PySet, right: PySet): PySet {
  const result = copy(left);
  for (const item of right.entries.values()) setAdd(result, item);
  return result;
}

const intersection = (left: PySet, right: PySet): PySet => keep(left, (key) => right.entries.has(key));
const symmetric = (left: PySet, right: PySet): PySet => union(setDifference(left, right), setDifference(right, left));

/** A method that makes a new set of this one and any number of others, and its twin that changes this one. */
function combining(
  name: string,
  updateName: string,
  combine: (left: PySet, right: PySet) => PySet,
): [string, Method<PySet>][] {
  const all: Method<PySet> = (set, { positional }) =>
    positional.reduce((result: PySet, other) => combine(result, asSet(other)), copy(set));
  return [
    [name, all],
    [
      updateName,
      (set, args) => {
        const result = all(set, args);
        set.entries.clear();
        for (const item of iterate(result)) setAdd(set, item);
        return null;
      },
    ],
  ];
}

function relation(name: string, holds: (left: PySet, right: PySet) => boolean): [string, Method<PySet>] {
  return [name, (set, args) => holds(set, asSet(bind(`set.${name}`, ['/other'], 1, args)[0] ?? null))];
}

const isSubset = (left: PySet, right: PySet): boolean => setDifference(left, right).entries.size === 0;

function one(name: string, run: (set: PySet, item: Value) => Value): [string, Method<PySet>] {
  return [name, (set, args) => run(set, bind(`set.${name}`, ['/element'], 1, args)[0] ?? null)];
}

export const setMethods: Methods<PySet> = new Map([
  ...combining('union', 'update', union),
  ...combining('intersection', 'intersection_update', intersection),
  ...combining('difference', 'difference_update', setDifference),
  ...combining('symmetric_difference', 'symmetric_difference_update', symmetric),
  relation('issubset', isSubset),
  relation('issuperset', (left, right) => isSubset(right, left)),
  relation('isdisjoint', (left, right) => intersection(left, right).entries.size === 0),
  one('add', (set, item) => {
    setAdd(set, item);
    return null;
  }),
  one('discard', (set, item) => {
    set.entries.delete(keyOf(item));
    return null;
  }),
  one('remove', (set, item) => {
    if (!set.entries.delete(keyOf(item))) throw valueError(toRepr(item));
    return null;
  }),
  [
    'pop',
    (set, args) => {
      bind('set.pop', [], 0, args);
      const [first] = set.entries;
      if (first === undefined) throw valueError("'pop from an empty set'");
      set.entries.delete(first[0]);
      return first[1];
    },
  ],
  [
    'clear',
    (set, args) => {
      bind('set.clear', [], 0, args);
      set.entries.clear();
      return null;
    },
  ],
  [
    'copy',
    (set, args) => {
      bind('set.copy', [], 0, args);
      return copy(set);
    },
  ],
]);

// Python's `<`, `<=`, `>`, `>=`, and sorting by them.

import { HostObject, List, PySet, Tuple, Undefined, type Value } from '../value.ts';
import { compareText } from './code-points.ts';
import { sameItem } from './equality.ts';
import { limitError, typeError, undefinedError, valueError } from './failures.ts';
import { charge, maximumNesting } from './metering.ts';
import { textOf } from './text-object.ts';
import { typeName } from './type-name.ts';

export type Ordering = '<' | '<=' | '>' | '>=';

/** `left op right`; a TypeError, worded as Python's, where the two have no order. */
export function ordered(op: Ordering, left: Value, right: Value, depth = 0): boolean {
  const sign = compareScalars(left, right);
  if (sign !== undefined) return holds(op, sign);
  if (left instanceof Undefined) throw undefinedError(left.message);
  if (right instanceof Undefined) throw undefinedError(right.message);
  if ((left instanceof List && right instanceof List) || (left instanceof Tuple && right instanceof Tuple)) {
    return itemsOrdered(op, left.items, right.items, depth);
  }
  if (left instanceof PySet && right instanceof PySet) return setsOrdered(op, left, right);
  if (left instanceof HostObject || right instanceof HostObject) {
    const order = left instanceof HostObject ? left.compare(right) : undefined;
    if (order !== undefined) return holds(op, orderOf(order));
    const reverse = right instanceof HostObject ? right.compare(left) : undefined;
    if (reverse !== undefined) return holds(op, -orderOf(reverse));
  }
  throw typeError(`'${op}' not supported between instances of '${typeName(left)}' and '${typeName(right)}'`);
}

/** An object that has an order with others, but not with this one: a decimal with NaN. */
function orderOf(order: number): number {
  if (Number.isNaN(order)) throw valueError("[<class 'decimal.InvalidOperation'>]");
  return order;
}

/** NaN where numbers have no order. */
function compareScalars(left: Value, right: Value): number | undefined {
  if (typeof left === 'string' && typeof right === 'string') return compareText(left, right);
  const a = typeof left === 'boolean' ? Number(left) : left;
  const b = typeof right === 'boolean' ? Number(right) : right;
  if ((typeof a === 'bigint' || typeof a === 'number') && (typeof b === 'bigint' || typeof b === 'number')) {
    // Between a bigint and a number JavaScript compares exactly, as Python does.
    return a < b ? -1 : a > b ? 1 : Number.isNaN(a) || Number.isNaN(b) ? Number.NaN : 0;
  }
  const leftText = textOf(left);
  const rightText = textOf(right);
  return leftText !== undefined && rightText !== undefined ? compareText(leftText, rightText) : undefined;
}

function holds(op: Ordering, sign: number): boolean {
  switch (op) {
    case '<':
      return sign < 0;
    case '<=':
      return sign <= 0;
    case '>':
      return sign > 0;
    case '>=':
      return sign >= 0;
  }
}

/** The first items that differ decide; where there are none, the lengths. */
function itemsOrdered(op: Ordering, left: readonly Value[], right: readonly Value[], depth: number): boolean {
  if (depth > maximumNesting) throw limitError(`the values are nested deeper than ${maximumNesting} levels`);
  charge(1);
  for (let i = 0; i < left.length && i < right.length; i += 1) {
    const a = left[i] as Value;
    const b = right[i] as Value;
    if (!sameItem(a, b)) return ordered(op, a, b, depth + 1);
  }
  return holds(op, left.length - right.length);
}

function setsOrdered(op: Ordering, left: PySet, right: PySet): boolean {
  const [small, large] = op === '<' || op === '<=' ? [left, right] : [right, left];
  if ((op === '<' || op === '>') && small.entries.size === large.entries.size) return false;
  for (const key of small.entries.keys()) if (!large.entries.has(key)) return false;
  return true;
}

/**
 * Python's sorted(): stable, by `<` alone. The keys are computed once each; `reverse` keeps the order of equal items.
 */
export function sorted<T>(items: Iterable<T>, key: (item: T) => Value, reverse: boolean): T[] {
  const keyed = Array.from(items, (item) => ({ item, key: key(item) }));
  charge(keyed.length * 8);
  keyed.sort((a, b) => {
    // Python asks whether the later item is below the earlier one.
    const [first, second] = reverse ? [b, a] : [a, b];
    return ordered('<', second.key, first.key) ? 1 : ordered('<', first.key, second.key) ? -1 : 0;
  });
  return keyed.map(({ item }) => item);
}

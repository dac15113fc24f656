// Python's `==` and `is`.

import { Dict, HostObject, List, PySet, Tuple, Undefined, type Value } from '../value.ts';
import { limitError } from './failures.ts';
import { charge, maximumNesting } from './metering.ts';
import { TextObject, textOf } from './text-object.ts';

/** Containers that share parts can unfold to far more pairs than they hold: this many are compared in one go. */
const maximumComparisons = 5_000_000;

/** How far one comparison has come. */
interface Effort {
  comparisons: number;
  depth: number;
}

/** Python's `left == right`. Never fails, except on values too large to compare. */
export function equals(left: Value, right: Value): boolean {
  if (typeof left === 'string' && typeof right === 'string') return left === right;
  return equalWithin(left, right, { comparisons: 0, depth: 0 });
}

/** Equality of items within containers, where the same object is always equal to itself (even a NaN). */
export function sameItem(left: Value, right: Value): boolean {
  return Object.is(left, right) || equals(left, right);
}

/**
 * Python's `is`. Small integers, texts and the singletons are one object for equal values in nearly every Python program;
 * here equal numbers of one type and equal texts always are.
 */
export function isSame(left: Value, right: Value): boolean {
  if (left instanceof Tuple && right instanceof Tuple && left.items.length === 0) return right.items.length === 0;
  return Object.is(left, right);
}

function equalWithin(left: Value, right: Value, effort: Effort): boolean {
  if (left === right) return true;
  if (isNumeric(left) && isNumeric(right)) return numbersEqual(left, right);
  if (left instanceof TextObject || right instanceof TextObject) {
    const text = textOf(left);
    return text !== undefined && text === textOf(right);
  }
  if (left instanceof HostObject) return left.equals(right) || (right instanceof HostObject && right.equals(left));
  if (right instanceof HostObject) return right.equals(left);
  if (left instanceof List) return right instanceof List && itemsEqual(left.items, right.items, effort);
  if (left instanceof Tuple) return right instanceof Tuple && itemsEqual(left.items, right.items, effort);
  if (left instanceof Dict) return right instanceof Dict && dictsEqual(left, right, effort);
  if (left instanceof PySet) return right instanceof PySet && setsEqual(left, right);
  return left instanceof Undefined && right instanceof Undefined;
}

function isNumeric(value: Value): value is bigint | number | boolean {
  return typeof value === 'bigint' || typeof value === 'number' || typeof value === 'boolean';
}

function numbersEqual(left: bigint | number | boolean, right: bigint | number | boolean): boolean {
  const a = typeof left === 'boolean' ? Number(left) : left;
  const b = typeof right === 'boolean' ? Number(right) : right;
  // biome-ignore lint/suspicious/noDoubleEquals: between a bigint and a number this is exact mathematical equality.
  return a == b;
}

function itemsEqual(left: readonly Value[], right: readonly Value[], effort: Effort): boolean {
  if (left.length !== right.length) return false;
  descend(effort, left.length);
  for (let i = 0; i < left.length; i += 1) {
    const a = left[i] as Value;
    const b = right[i] as Value;
    if (!Object.is(a, b) && !equalWithin(a, b, effort)) return false;
  }
  effort.depth -= 1;
  return true;
}

function dictsEqual(left: Dict, right: Dict, effort: Effort): boolean {
  if (left.entries.size !== right.entries.size) return false;
  descend(effort, left.entries.size);
  for (const [key, { value }] of left.entries) {
    const other = right.entries.get(key);
    if (other === undefined) return false;
    if (!Object.is(value, other.value) && !equalWithin(value, other.value, effort)) return false;
  }
  effort.depth -= 1;
  return true;
}

function setsEqual(left: PySet, right: PySet): boolean {
  if (left.entries.size !== right.entries.size) return false;
  for (const key of left.entries.keys()) if (!right.entries.has(key)) return false;
  return true;
}

function descend(effort: Effort, count: number): void {
  charge(count >> 3);
  effort.comparisons += count;
  if (effort.comparisons > maximumComparisons) throw limitError('the values are too large to compare');
  effort.depth += 1;
  if (effort.depth > maximumNesting) throw limitError(`the values are nested deeper than ${maximumNesting} levels`);
}

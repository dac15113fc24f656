// Python's truth and len().

import { Dict, HostObject, List, PySet, Tuple, Undefined, type Value } from '../value.ts';
import { textLength } from './code-points.ts';
import { typeError } from './failures.ts';
import { textOf } from './text-object.ts';
import { typeName } from './type-name.ts';

export function isTrue(value: Value): boolean {
  if (typeof value === 'boolean') return value;
  if (value === null) return false;
  if (typeof value === 'string') return value !== '';
  if (typeof value === 'bigint') return value !== 0n;
  if (typeof value === 'number') return value !== 0;
  if (value instanceof HostObject) return value.isTrue();
  return (sizeOf(value) ?? 0) > 0;
}

/** What len() gives; undefined for what has no length. */
export function sizeOf(value: Value): number | undefined {
  const text = textOf(value);
  if (text !== undefined) return textLength(text);
  if (value instanceof List || value instanceof Tuple) return value.items.length;
  if (value instanceof Dict || value instanceof PySet) return value.entries.size;
  if (value instanceof Undefined) return 0;
  return value instanceof HostObject ? value.length() : undefined;
}

/** Python's len(). */
export function lengthOf(value: Value): number {
  const size = sizeOf(value);
  if (size === undefined) throw typeError(`object of type '${typeName(value)}' has no len()`);
  return size;
}

// Values of a template as plain data, for whatever is not a template to work with.

import type { JsonValue } from '../../base/json-value.ts';
import { Dict, List, PySet, Tuple, Undefined, type Value } from '../value.ts';
import { limitError } from './failures.ts';
import { charge, maximumNesting } from './metering.ts';
import { toText } from './printing.ts';
import { textOf } from './text-object.ts';

/**
 * Lists, tuples and sets become arrays; keys become texts. An integer beyond 2**53 becomes its digits as a text, a decimal
 * its text, an undefined null, a host's object what it prints. Containers within themselves are a 'limit' error.
 */
export function toJson(value: Value, depth = 0): JsonValue {
  charge(3);
  if (depth > maximumNesting) throw limitError(`the value is nested deeper than ${maximumNesting} levels`);
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value instanceof List || value instanceof Tuple) return value.items.map((item) => toJson(item, depth + 1));
  if (value instanceof PySet) return Array.from(value.entries.values(), (item) => toJson(item, depth + 1));
  if (value instanceof Dict) {
    return Object.fromEntries(
      Array.from(value.entries.values(), (entry) => [toText(entry.key), toJson(entry.value, depth + 1)]),
    );
  }
  if (value instanceof Undefined) return null;
  return textOf(value) ?? toText(value);
}

// The `attribute` argument of filters: a path of names and numbers, looked up as a template looks up items.

import type { FilterEnvironment } from '../environment.ts';
import { lookupItem } from '../python/attributes.ts';
import { chargeText } from '../python/metering.ts';
import { textOf } from '../python/text-object.ts';
import { Undefined, type Value } from '../value.ts';

export type Getter = (item: Value) => Value;

/** The parts of a path: `'a.0.b'` has a number in it. Null is the item itself. */
function partsOf(attribute: Value): Value[] {
  if (attribute === null) return [];
  const path = textOf(attribute);
  if (path === undefined) return [attribute];
  return path.split('.').map((part) => (/^\d+$/.test(part) ? BigInt(part) : part));
}

/** What each item has under the path; `fallback`, unless it is null, wherever something on the way is undefined. */
export function attributeGetter(environment: FilterEnvironment, attribute: Value, fallback: Value = null): Getter {
  const parts = partsOf(attribute);
  return (item) => {
    let value = item;
    for (const part of parts) {
      value = lookupItem(value, part, environment.lenient);
      if (fallback !== null && value instanceof Undefined) value = fallback;
    }
    return value;
  };
}

/** Texts in lower case, for comparisons that ignore case. */
export function ignoreCase(value: Value): Value {
  const text = textOf(value);
  if (text === undefined) return value;
  chargeText(text.length);
  return text.toLowerCase();
}

/** As attributeGetter, with texts in lower case unless `caseSensitive`. */
export function comparisonKey(
  environment: FilterEnvironment,
  attribute: Value,
  caseSensitive: boolean,
  fallback: Value = null,
): Getter {
  const get = attributeGetter(environment, attribute, fallback);
  return caseSensitive ? get : (item) => ignoreCase(get(item));
}

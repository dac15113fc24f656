// `value[key]`.

import { Dict, HostObject, List, Tuple, type Value } from '../value.ts';
import { characters, hasSurrogates } from './code-points.ts';
import { asInteger } from './conversion.ts';
import { isHashable, keyOf } from './hash.ts';
import { chargeText } from './metering.ts';
import { TextObject } from './text-object.ts';

/**
 * The item, or JavaScript's undefined where Python raises a TypeError or LookupError, which Jinja turns into an undefined.
 * What an undefined answers is the evaluator's to decide.
 */
export function getItem(value: Value, key: Value): Value | undefined {
  if (value instanceof Dict) {
    if (typeof key === 'string') return value.entries.get(keyOf(key))?.value;
    return isHashable(key) ? value.entries.get(keyOf(key))?.value : undefined;
  }
  if (value instanceof List || value instanceof Tuple) {
    const index = place(key, value.items.length);
    return index === undefined ? undefined : value.items[index];
  }
  if (typeof value === 'string') return characterAt(value, key);
  if (value instanceof TextObject) {
    const character = characterAt(value.text, key);
    return character === undefined ? undefined : value.part(character);
  }
  return value instanceof HostObject ? value.getItem(key) : undefined;
}

/** One character of a text. */
function characterAt(text: string, key: Value): string | undefined {
  if (!hasSurrogates(text)) {
    const index = place(key, text.length);
    return index === undefined ? undefined : text[index];
  }
  chargeText(text.length);
  const all = characters(text);
  const index = place(key, all.length);
  return index === undefined ? undefined : all[index];
}

/** The place in a sequence of `length` items that an index means, or undefined where it is none. */
export function place(key: Value, length: number): number | undefined {
  const integer = asInteger(key);
  if (integer === undefined) return undefined;
  const index = Number(integer);
  const at = index < 0 ? index + length : index;
  return at >= 0 && at < length ? at : undefined;
}

// Under which text a dict or a set files a value: equal values (Python's `==`) have the same, others never.

import { Dict, HostObject, List, PySet, Tuple, Undefined, type Value } from '../value.ts';
import { limitError, typeError } from './failures.ts';
import { chargeText, maximumNesting } from './metering.ts';
import { TextObject } from './text-object.ts';
import { typeName } from './type-name.ts';

const identities = new WeakMap<HostObject, string>();
let lastIdentity = 0;

/** Throws a TypeError, as Python does, for lists, dicts and sets. Texts are filed under themselves. */
export function keyOf(value: Value, depth = 0): string {
  if (typeof value === 'string') return textKey(value);
  if (value === null) return '\0None';
  switch (typeof value) {
    case 'bigint':
      return `\0i${value.toString(36)}`;
    case 'number':
      return numberKey(value);
    case 'boolean':
      return value ? '\0i1' : '\0i0';
  }
  if (value instanceof Tuple) return tupleKey(value, depth);
  if (value instanceof Undefined) return '\0undefined';
  if (value instanceof TextObject) return textKey(value.text);
  if (value instanceof HostObject) return value.hashKey() ?? identityKey(value);
  throw typeError(`unhashable type: '${typeName(value)}'`);
}

export function isHashable(value: Value): boolean {
  if (value instanceof Tuple) return value.items.every(isHashable);
  return !(value instanceof List || value instanceof Dict || value instanceof PySet);
}

function textKey(text: string): string {
  return text.startsWith('\0') ? `\0s${text}` : text;
}

export function numberKey(value: number): string {
  return Number.isInteger(value) ? `\0i${BigInt(value).toString(36)}` : `\0f${value}`;
}

function tupleKey(tuple: Tuple, depth: number): string {
  if (depth > maximumNesting) throw limitError(`the value is nested deeper than ${maximumNesting} levels`);
  let key = '\0(';
  for (const item of tuple.items) {
    const part = keyOf(item, depth + 1);
    key += `${part.length}:${part}`;
  }
  chargeText(key.length);
  return key;
}

function identityKey(value: HostObject): string {
  let key = identities.get(value);
  if (key === undefined) {
    lastIdentity += 1;
    key = `\0o${lastIdentity}`;
    identities.set(value, key);
  }
  return key;
}

// Arguments that must be of a certain type: the value as JavaScript has it, or Python's TypeError.

import type { Value } from '../value.ts';
import { typeError } from './failures.ts';
import { toCount } from './integers.ts';
import { textOf } from './text-object.ts';
import { typeName } from './type-name.ts';

/** An integer, or a bool as one; undefined for anything else. */
export function asInteger(value: Value): bigint | undefined {
  if (typeof value === 'bigint') return value;
  return typeof value === 'boolean' ? BigInt(value) : undefined;
}

export function wantInteger(value: Value): bigint {
  const integer = asInteger(value);
  if (integer === undefined) throw typeError(`'${typeName(value)}' object cannot be interpreted as an integer`);
  return integer;
}

/** An integer small enough to count with; a 'limit' error beyond 2**53. */
export function wantCount(value: Value): number {
  return toCount(wantInteger(value));
}

/** `what` names the argument in the message, as in `replace() argument 1`. */
export function wantText(value: Value, what: string): string {
  const text = textOf(value);
  if (text === undefined) throw typeError(`${what} must be str, not ${typeName(value)}`);
  return text;
}

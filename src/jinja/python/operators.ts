// What the evaluator calls: Python's operators and built-in verbs on values.

import { Dict, HostObject, List, PySet, Tuple, Undefined, type Value } from '../value.ts';
import { type ArithmeticOperator, arithmetic, concatenate } from './arithmetic.ts';
import { asInteger } from './conversion.ts';
import { Decimal } from './decimal.ts';
import { dictGet } from './dicts.ts';
import { equals, sameItem } from './equality.ts';
import { typeError, undefinedError } from './failures.ts';
import { keyOf } from './hash.ts';
import { charge, chargeText } from './metering.ts';
import { type Ordering, ordered } from './order.ts';
import { textOf } from './text-object.ts';
import { isTrue } from './truth.ts';
import { typeName } from './type-name.ts';

export { getAttribute, lookupAttribute, lookupItem, missing } from './attributes.ts';
export { dictFrom, dictGet, dictSet, setAdd, setFrom } from './dicts.ts';
export { equals, isSame } from './equality.ts';
export { getItem } from './items.ts';
export { collect, iterable, iterate, toArray } from './iteration.ts';
export { metered } from './metering.ts';
export { quote, toRepr, toText } from './printing.ts';
export { getSlice } from './slices.ts';
export { isTrue, lengthOf, sizeOf } from './truth.ts';
export { typeName } from './type-name.ts';

export type BinaryOperator = ArithmeticOperator | '~' | '==' | '!=' | Ordering | 'in' | 'not in';
export type UnaryOperator = '+' | '-' | 'not';

/** `left op right`. Errors are Python's, as TemplateErrors. */
export function binary(op: BinaryOperator, left: Value, right: Value): Value {
  switch (op) {
    case '~':
      return concatenate(left, right);
    case '==':
      return equals(left, right);
    case '!=':
      return !equals(left, right);
    case '<':
    case '<=':
    case '>':
    case '>=':
      return ordered(op, left, right);
    case 'in':
      return contains(right, left);
    case 'not in':
      return !contains(right, left);
    default:
      return arithmetic(op, left, right);
  }
}

/** `op value`. */
export function unary(op: UnaryOperator, value: Value): Value {
  if (op === 'not') return !isTrue(value);
  const integer = asInteger(value);
  if (integer !== undefined) return op === '-' ? -integer : integer;
  if (typeof value === 'number') return op === '-' ? -value : value;
  if (value instanceof Decimal) return op === '-' ? value.negate() : value;
  if (value instanceof Undefined) throw undefinedError(value.message);
  // What can be multiplied can be negated: an interval of time, say.
  const own = value instanceof HostObject ? value.operate('*', op === '-' ? -1n : 1n, false) : undefined;
  if (own !== undefined) return own;
  throw typeError(`bad operand type for unary ${op}: '${typeName(value)}'`);
}

/** `item in container`. */
export function contains(container: Value, item: Value): boolean {
  const text = textOf(container);
  if (text !== undefined) {
    const part = textOf(item);
    if (part === undefined) throw typeError(`'in <string>' requires string as left operand, not ${typeName(item)}`);
    chargeText(text.length);
    return text.includes(part);
  }
  if (container instanceof Dict) return dictGet(container, item) !== undefined;
  // A set cannot be an item of a set, but asking for one is no error.
  if (container instanceof PySet) return !(item instanceof PySet) && container.entries.has(keyOf(item));
  if (container instanceof List || container instanceof Tuple) {
    charge(container.items.length >> 1);
    return container.items.some((own) => sameItem(own, item));
  }
  if (container instanceof Undefined) return false;
  if (container instanceof HostObject) {
    const answer = container.contains(item);
    if (answer !== undefined) return answer;
    const items = container.iterate();
    if (items !== undefined) {
      for (const own of items) {
        charge(1);
        if (sameItem(own, item)) return true;
      }
      return false;
    }
  }
  throw typeError(`argument of type '${typeName(container)}' is not iterable`);
}

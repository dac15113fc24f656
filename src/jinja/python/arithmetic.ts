// Python's `+ - * / // % **` and `~` between values of all types, with Python's errors where a type has no such operation.

import { checkItemCount } from '../limits.ts';
import { HostObject, List, PySet, Tuple, Undefined, type Value } from '../value.ts';
import { asInteger } from './conversion.ts';
import { typeError, undefinedError } from './failures.ts';
import { divideFloats, floorDivideFloats, moduloFloats, powerOfFloats } from './floats.ts';
import { floorDivide, floorModulo, integerPower, multiply, toFloat, trueDivide } from './integers.ts';
import { escaped, escapingWriter, Markup } from './markup.ts';
import { charge, chargeText } from './metering.ts';
import { formatPercent } from './percent-format.ts';
import { toText } from './printing.ts';
import { setDifference } from './set-methods.ts';
import { textOf } from './text-object.ts';
import { typeName } from './type-name.ts';

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**';

export function arithmetic(op: ArithmeticOperator, left: Value, right: Value): Value {
  if (typeof left === 'string' && typeof right === 'string' && op === '+') return join(left, right);
  const a = asInteger(left);
  const b = asInteger(right);
  if (a !== undefined && b !== undefined) return integers(op, a, b);
  const x = a === undefined ? left : undefined;
  const y = b === undefined ? right : undefined;
  if ((typeof x === 'number' || a !== undefined) && (typeof y === 'number' || b !== undefined)) {
    return floats(op, typeof x === 'number' ? x : toFloat(a ?? 0n), typeof y === 'number' ? y : toFloat(b ?? 0n));
  }
  const result = sequences(op, left, right);
  if (result !== undefined) return result;
  throw unsupported(op, left, right);
}

/** `left ~ right`: the texts of both, one after the other. */
export function concatenate(left: Value, right: Value): string {
  return join(toText(left), toText(right));
}

function join(left: string, right: string): string {
  chargeText(left.length + right.length);
  return left + right;
}

function integers(op: ArithmeticOperator, left: bigint, right: bigint): Value {
  switch (op) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return multiply(left, right);
    case '/':
      return trueDivide(left, right);
    case '//':
      return floorDivide(left, right);
    case '%':
      return floorModulo(left, right);
    case '**':
      return right < 0n ? powerOfFloats(toFloat(left), toFloat(right)) : integerPower(left, right);
  }
}

function floats(op: ArithmeticOperator, left: number, right: number): number {
  switch (op) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return divideFloats(left, right);
    case '//':
      return floorDivideFloats(left, right);
    case '%':
      return moduloFloats(left, right);
    case '**':
      return powerOfFloats(left, right);
  }
}

/** Everything but numbers; undefined where there is no such operation. */
function sequences(op: ArithmeticOperator, left: Value, right: Value): Value | undefined {
  const leftText = textOf(left);
  if (op === '%' && leftText !== undefined) {
    return left instanceof Markup
      ? new Markup(formatPercent(leftText, right, escapingWriter))
      : formatPercent(leftText, right);
  }
  if (left instanceof Undefined) throw undefinedError(left.message);
  if (right instanceof Undefined) throw undefinedError(right.message);
  const rightText = textOf(right);
  if (op === '+') {
    if (leftText !== undefined && rightText !== undefined) {
      if (left instanceof Markup || right instanceof Markup) return new Markup(join(escaped(left), escaped(right)));
      return join(leftText, rightText);
    }
    if (left instanceof List && right instanceof List) return new List(append(left.items, right.items));
    if (left instanceof Tuple && right instanceof Tuple) return new Tuple(append(left.items, right.items));
  }
  if (op === '-' && left instanceof PySet && right instanceof PySet) return setDifference(left, right);
  if (op === '*') {
    const product = repeat(left, asInteger(right)) ?? repeat(right, asInteger(left));
    if (product !== undefined) return product;
  }
  const own = left instanceof HostObject ? left.operate(op, right, false) : undefined;
  if (own !== undefined) return own;
  return right instanceof HostObject ? right.operate(op, left, true) : undefined;
}

function append(left: readonly Value[], right: readonly Value[]): Value[] {
  checkItemCount(left.length + right.length);
  charge((left.length + right.length) >> 3);
  return left.concat(right);
}

/** `sequence * count`; undefined where it is not that. */
function repeat(sequence: Value, count: bigint | undefined): Value | undefined {
  const text = textOf(sequence);
  if (text === undefined && !(sequence instanceof List) && !(sequence instanceof Tuple)) return undefined;
  if (count === undefined) return undefined;
  const times = Math.max(Number(count), 0);
  if (text !== undefined) {
    chargeText(text.length * times);
    const repeated = text === '' ? '' : text.repeat(times);
    return sequence instanceof Markup ? new Markup(repeated) : repeated;
  }
  const { items } = sequence as List | Tuple;
  checkItemCount(items.length * times);
  charge((items.length * times) >> 3);
  const repeated: Value[] = [];
  if (items.length > 0) for (let i = 0; i < times; i += 1) for (const item of items) repeated.push(item);
  return sequence instanceof List ? new List(repeated) : new Tuple(repeated);
}

function isSequence(value: Value): boolean {
  return textOf(value) !== undefined || value instanceof List || value instanceof Tuple;
}

function unsupported(op: ArithmeticOperator, left: Value, right: Value) {
  const [a, b] = [typeName(left), typeName(right)];
  if (op === '+' && isSequence(left) && !(left instanceof Markup))
    return typeError(`can only concatenate ${a} (not "${b}") to ${a}`);
  if (op === '*' && (left instanceof Markup || right instanceof Markup)) {
    return typeError(`'${left instanceof Markup ? b : a}' object cannot be interpreted as an integer`);
  }
  if (op === '*' && isSequence(left)) return typeError(`can't multiply sequence by non-int of type '${b}'`);
  if (op === '*' && isSequence(right)) return typeError(`can't multiply sequence by non-int of type '${a}'`);
  return typeError(`unsupported operand type(s) for ${op === '**' ? '** or pow()' : op}: '${a}' and '${b}'`);
}

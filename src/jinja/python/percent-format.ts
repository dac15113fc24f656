// Python's `text % values`.

import { Dict, HostObject, List, Tuple, Undefined, type Value } from '../value.ts';
import { textLength, textSlice } from './code-points.ts';
import { asInteger } from './conversion.ts';
import { Decimal } from './decimal.ts';
import { typeError, undefinedError, valueError } from './failures.ts';
import { characterOf } from './format-spec.ts';
import { integerText, toFloat } from './integers.ts';
import { getItem } from './items.ts';
import { chargeText } from './metering.ts';
import { floatOf, truncate } from './number-conversion.ts';
import { floatDigits } from './number-format.ts';
import { toRepr, toText } from './printing.ts';
import { toAscii } from './str-format.ts';
import { textOf } from './text-object.ts';
import { pad } from './text-padding.ts';
import { typeName } from './type-name.ts';

/** How `%s` and `%r` write a value; marked text escapes what it takes in. */
export interface ValueWriter {
  readonly text: (value: Value) => string;
  readonly repr: (value: Value) => string;
}

interface Conversion {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | undefined;
  readonly type: string;
}

const DIRECTIVE = /%(?:\(((?:[^()]|\([^()]*\))*)\))?([-+ #0]*)(\*|\d+)?(?:\.(\*|\d+)?)?[hlL]?(.)?/gsu;

/** `text % values`: a tuple gives one value for each directive, a mapping named ones, anything else a single one. */
export function formatPercent(
  text: string,
  values: Value,
  writer: ValueWriter = { text: toText, repr: toRepr },
): string {
  let current: Value = values;
  let remaining = values instanceof Tuple ? values.items.length : 1;
  let position = 0;
  const mapping = isMapping(values);
  const next = (): Value => {
    if (remaining === 0) throw typeError('not enough arguments for format string');
    remaining -= 1;
    return current instanceof Tuple && current === values ? (current.items[position++] as Value) : current;
  };
  let result = '';
  let from = 0;
  DIRECTIVE.lastIndex = 0;
  for (const found of text.matchAll(DIRECTIVE)) {
    const [directive, key, written = '', width, precision, type] = found;
    result += text.slice(from, found.index);
    from = found.index + directive.length;
    if (key !== undefined) {
      if (!mapping) throw typeError('format requires a mapping');
      const item = getItem(values, key);
      if (values instanceof Undefined) throw undefinedError(values.message);
      if (values instanceof List) throw typeError('list indices must be integers or slices, not str');
      if (item === undefined) throw valueError(toRepr(key));
      current = item;
      remaining = 1;
    } else if (directive.startsWith('%(')) {
      throw mapping ? valueError('incomplete format key') : typeError('format requires a mapping');
    }
    let flags = written;
    let columns = 0;
    if (width !== undefined) {
      columns = width === '*' ? starred(next(), 'ssize_t') : Number(width);
      if (columns < 0) flags += '-';
    }
    const hasPoint = /^%(?:\(.*\))?[-+ #0]*(?:\*|\d+)?\./su.test(directive);
    const places = hasPoint
      ? Math.max(precision === '*' ? starred(next(), 'int') : Number(precision ?? 0), 0)
      : undefined;
    if (type === undefined) throw valueError('incomplete format');
    if (directive === '%%') result += '%';
    else result += convert({ flags, width: Math.abs(columns), precision: places, type }, next, writer, text, from - 1);
    chargeText(result.length);
  }
  if (remaining > 0 && !mapping) throw typeError('not all arguments converted during string formatting');
  return result + text.slice(from);
}

/** What Python's formatting takes for a mapping: whatever can be subscripted and is neither a text nor a tuple. */
function isMapping(value: Value): boolean {
  if (value instanceof Dict || value instanceof List || value instanceof Undefined) return true;
  return value instanceof HostObject && textOf(value) === undefined && value.length() !== undefined;
}

/** A width or a precision given as a value, within what C's type of that name holds. */
function starred(value: Value, type: 'ssize_t' | 'int'): number {
  const limit = type === 'int' ? 0x7fffffffn : 0x7fffffffffffffffn;
  const integer = asInteger(value);
  if (integer === undefined) throw typeError('* wants int');
  if (integer > limit || integer < -limit) throw valueError(`Python int too large to convert to C ${type}`);
  return Number(integer);
}

function convert(spec: Conversion, next: () => Value, writer: ValueWriter, format: string, at: number): string {
  const { type, precision } = spec;
  switch (type) {
    case 's':
    case 'r':
    case 'a': {
      const value = next();
      const shown = type === 's' ? writer.text(value) : type === 'r' ? writer.repr(value) : toAscii(writer.repr(value));
      return field('', precision === undefined ? shown : textSlice(shown, 0, precision), {
        ...spec,
        flags: spec.flags.replaceAll('0', ''),
      });
    }
    case 'c':
      return field('', character(next()), { ...spec, flags: spec.flags.replaceAll('0', '') });
    case 'd':
    case 'i':
    case 'u':
    case 'x':
    case 'X':
    case 'o':
      return integerField(next(), spec);
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
      return floatField(next(), spec);
  }
  next();
  const code = (type.codePointAt(0) ?? 0).toString(16);
  throw valueError(`unsupported format character '${type}' (0x${code}) at index ${textLength(format.slice(0, at))}`);
}

function character(value: Value): string {
  const text = textOf(value);
  if (text !== undefined && textLength(text) === 1) return text;
  const code = asInteger(value);
  if (code === undefined) throw typeError('%c requires int or char');
  return characterOf(code);
}

function integerField(value: Value, spec: Conversion): string {
  const radix = spec.type === 'o' ? 8 : spec.type.toLowerCase() === 'x' ? 16 : 10;
  const integer = asInteger(value) ?? (radix === 10 ? truncated(value) : undefined);
  if (integer === undefined) {
    if (value instanceof Undefined && radix === 10) throw undefinedError(value.message);
    const wanted = radix === 10 ? 'a real number is required' : 'an integer is required';
    throw typeError(`%${spec.type} format: ${wanted}, not ${typeName(value)}`);
  }
  const magnitude = integer < 0n ? -integer : integer;
  let digits = radix === 10 ? integerText(magnitude) : magnitude.toString(radix);
  chargeText(spec.precision ?? 0);
  digits = digits.padStart(spec.precision ?? 0, '0');
  const prefix = radix === 10 || !spec.flags.includes('#') ? '' : radix === 8 ? '0o' : '0x';
  const body = prefix + digits;
  return field(signOf(integer < 0n, spec), spec.type === 'X' ? body.toUpperCase() : body, spec, prefix.length);
}

function truncated(value: Value): bigint | undefined {
  return typeof value === 'number' || value instanceof Decimal ? truncate(value) : undefined;
}

function floatField(value: Value, spec: Conversion): string {
  const integer = asInteger(value);
  const number = integer === undefined ? (textOf(value) === undefined ? floatOf(value) : undefined) : toFloat(integer);
  if (value instanceof Undefined) throw undefinedError(value.message);
  if (number === undefined) throw typeError(`must be real number, not ${typeName(value)}`);
  const text = floatDigits(Math.abs(number), spec.type, spec.precision ?? 6, spec.flags.includes('#'));
  return field(signOf(number < 0 || Object.is(number, -0), spec), text, spec);
}

function signOf(negative: boolean, { flags }: Conversion): string {
  return negative ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
}

/** Zeros go between the sign (and the prefix of a base) and the digits. */
function field(sign: string, body: string, { flags, width }: Conversion, prefix = 0): string {
  if (flags.includes('-')) return pad(sign + body, width, ' ', '<');
  if (!flags.includes('0')) return pad(sign + body, width, ' ', '>');
  return sign + body.slice(0, prefix) + pad(body.slice(prefix), width - sign.length - prefix, '0', '>');
}

// Python's format(value, spec): the mini-language behind `'{:>10,.2f}'.format(x)`.

import { HostObject, type Value } from '../value.ts';
import { textLength, textSlice } from './code-points.ts';
import { asInteger } from './conversion.ts';
import { typeError, valueError } from './failures.ts';
import { floatRepr } from './float-text.ts';
import { integerText, toFloat } from './integers.ts';
import { chargeText } from './metering.ts';
import { floatDigits, general } from './number-format.ts';
import { toText } from './printing.ts';
import { textOf } from './text-object.ts';
import { pad } from './text-padding.ts';
import { typeName } from './type-name.ts';

export interface Spec {
  readonly fill: string;
  readonly align: string;
  readonly sign: string;
  /** `z`: a negative zero loses its sign. */
  readonly coerceZero: boolean;
  readonly alternate: boolean;
  readonly width: number;
  readonly grouping: string;
  readonly precision: number | undefined;
  readonly type: string;
}

/** Python's format(value, spec). An empty spec gives str(value). */
export function formatValue(value: Value, spec: string): string {
  if (spec === '') return toText(value);
  const text = textOf(value);
  if (text !== undefined) return formatTextValue(text, parseSpec(spec, '<', 'str'));
  const integer = asInteger(value);
  if (integer !== undefined) return formatInteger(integer, parseSpec(spec, '>', typeName(value)), typeName(value));
  if (typeof value === 'number') return formatFloat(value, parseSpec(spec, '>', 'float'), 'float');
  const own = value instanceof HostObject ? value.format(spec) : undefined;
  if (own === undefined) throw typeError(`unsupported format string passed to ${typeName(value)}.__format__`);
  return own;
}

const SPEC = /^(?:(.)?([<>=^]))?([+\- ])?(z)?(#)?(0)?(\d+)?([,_]+)?(?:\.(\d+))?(.*)$/su;

/** Reads a specification; `type` is for the message of an error. */
export function parseSpec(spec: string, defaultAlign: string, type: string): Spec {
  const found = SPEC.exec(spec);
  // The pattern takes everything, so that there is always a match.
  const [, fill, align, sign = '', z, alternate, zero, width = '0', grouping = '', precision, code = ''] = found ?? [];
  if (grouping.length > 1)
    throw valueError(
      grouping === ',,' || grouping === '__'
        ? `Cannot specify '${grouping[0]}' with '${grouping[1]}'.`
        : "Cannot specify both ',' and '_'.",
    );
  if (code.startsWith('.')) throw valueError('Format specifier missing precision');
  if (textLength(code) > 1) {
    throw valueError(`Invalid format specifier '${spec}' for object of type '${type}'`);
  }
  const zeroPadded = zero !== undefined && fill === undefined;
  return {
    fill: fill ?? (zeroPadded ? '0' : ' '),
    align: align ?? (zeroPadded && defaultAlign === '>' ? '=' : defaultAlign),
    sign,
    coerceZero: z !== undefined,
    alternate: alternate !== undefined,
    width: digits(width),
    grouping,
    precision: precision === undefined ? undefined : digits(precision),
    type: code,
  };
}

function digits(text: string): number {
  const count = Number(text);
  if (count > 2 ** 53) throw valueError('Too many decimal digits in format string');
  return count;
}

function formatTextValue(text: string, spec: Spec): string {
  if (spec.type !== '' && spec.type !== 's') throw unknownCode(spec, 'str');
  if (spec.sign !== '')
    throw valueError(
      spec.sign === ' '
        ? 'Space not allowed in string format specifier'
        : 'Sign not allowed in string format specifier',
    );
  if (spec.coerceZero) throw valueError('Negative zero coercion (z) not allowed in string format specifier');
  if (spec.alternate) throw valueError('Alternate form (#) not allowed in string format specifier');
  if (spec.align === '=') throw valueError("'=' alignment not allowed in string format specifier");
  if (spec.grouping !== '') throw valueError(`Cannot specify '${spec.grouping}' with 's'.`);
  const shown = spec.precision === undefined ? text : textSlice(text, 0, spec.precision);
  return padField(shown, spec);
}

const BASES: Readonly<Record<string, readonly [radix: number, prefix: string]>> = {
  b: [2, '0b'],
  o: [8, '0o'],
  x: [16, '0x'],
  X: [16, '0X'],
};

function formatInteger(value: bigint, spec: Spec, type: string): string {
  if (/^[eEfFgG%]$/.test(spec.type)) return formatFloat(toFloat(value), spec, type);
  if (!/^[bcdnoxX]?$/.test(spec.type)) throw unknownCode(spec, type);
  if (spec.precision !== undefined) throw valueError('Precision not allowed in integer format specifier');
  if (spec.coerceZero)
    throw valueError('Negative zero coercion (z) not allowed in format specifier with integer presentation type');
  if (spec.type === 'c') {
    if (spec.sign !== '') throw valueError("Sign not allowed with integer format specifier 'c'");
    if (spec.alternate) throw valueError("Alternate form (#) not allowed with integer format specifier 'c'");
    if (spec.grouping !== '') throw valueError(`Cannot specify '${spec.grouping}' with 'c'.`);
    return padField(characterOf(value), spec);
  }
  const [radix, prefix] = BASES[spec.type] ?? [10, ''];
  if ((prefix !== '' && spec.grouping === ',') || (spec.type === 'n' && spec.grouping !== '')) {
    throw valueError(`Cannot specify '${spec.grouping}' with '${spec.type}'.`);
  }
  const magnitude = value < 0n ? -value : value;
  const lower = radix === 10 ? integerText(magnitude) : magnitude.toString(radix);
  const body = spec.type === 'X' ? lower.toUpperCase() : lower;
  const group = prefix === '' ? 3 : 4;
  return padNumber(value < 0n, spec.alternate ? prefix : '', body, '', spec, group);
}

/** The character with a code point, for the presentation `c`. */
export function characterOf(code: bigint): string {
  if (code < 0n || code > 0x10ffffn) throw valueError('%c arg not in range(0x110000)');
  return String.fromCodePoint(Number(code));
}

function formatFloat(value: number, spec: Spec, type: string): string {
  if (!/^[eEfFgGn%]?$/.test(spec.type)) throw unknownCode(spec, type);
  if (spec.type === 'n' && spec.grouping !== '') throw valueError(`Cannot specify '${spec.grouping}' with 'n'.`);
  const magnitude = Math.abs(spec.type === '%' ? value * 100 : value);
  let text: string;
  if (spec.type === '') text = plainFloat(magnitude, spec);
  else if (spec.type === 'n') text = floatDigits(magnitude, 'g', spec.precision ?? 6, spec.alternate);
  else text = floatDigits(magnitude, spec.type === '%' ? 'f' : spec.type, spec.precision ?? 6, spec.alternate);
  if (spec.type === '%') text += '%';
  let negative = value < 0 || Object.is(value, -0);
  if (negative && spec.coerceZero && !/[1-9]/.test(text.replace(/e.*$/i, ''))) negative = !Number.isFinite(value);
  const [, whole = '', rest = ''] = /^(\d*)(.*)$/s.exec(text) ?? [];
  return padNumber(negative, '', whole, rest, spec, 3);
}

/** Without a presentation type: as repr, or with a precision as `g`, but never without a point or an exponent. */
function plainFloat(value: number, spec: Spec): string {
  if (!Number.isFinite(value)) return floatDigits(value, 'f', 0, false);
  if (spec.precision !== undefined) return general(value, spec.precision, spec.alternate, true);
  const text = floatRepr(value);
  return spec.alternate && !text.includes('.') ? text.replace('e', '.e') : text;
}

/** Sign, prefix, grouped digits and the rest, in their field. Zeros that fill the field are grouped with the digits. */
export function padNumber(
  negative: boolean,
  prefix: string,
  whole: string,
  rest: string,
  spec: Spec,
  group: number,
): string {
  const sign = negative ? '-' : spec.sign === '-' ? '' : spec.sign;
  const head = sign + prefix;
  let body = spec.grouping === '' ? whole : grouped(whole, spec.grouping, group);
  if (spec.align !== '=') return padField(head + body + rest, spec);
  const missing = spec.width - textLength(head) - body.length - rest.length;
  if (missing <= 0) return head + body + rest;
  chargeText(spec.width);
  if (spec.fill !== '0' || spec.grouping === '' || whole === '') return head + spec.fill.repeat(missing) + body + rest;
  const room = spec.width - head.length - rest.length;
  // One digit more where the field would start with a separator.
  const digitCount = room - Math.floor(room / (group + 1)) + (room % (group + 1) === 0 ? 1 : 0);
  body = grouped(whole.padStart(digitCount, '0'), spec.grouping, group);
  return head + body + rest;
}

function grouped(text: string, separator: string, size: number): string {
  if (text.length <= size) return text;
  const first = text.length % size || size;
  const groups = [text.slice(0, first)];
  for (let at = first; at < text.length; at += size) groups.push(text.slice(at, at + size));
  return groups.join(separator);
}

function padField(text: string, spec: Spec): string {
  if (spec.align === '^') {
    // Unlike str.center, format() puts the odd space on the right.
    const missing = Math.max(spec.width - textLength(text), 0);
    return pad(pad(text, spec.width - missing + Math.floor(missing / 2), spec.fill, '>'), spec.width, spec.fill, '<');
  }
  return pad(text, spec.width, spec.fill, spec.align === '<' ? '<' : '>');
}

function unknownCode(spec: Spec, type: string) {
  return valueError(`Unknown format code '${spec.type}' for object of type '${type}'`);
}

// Python's str.format: replacement fields with attributes, items, conversions and nested specifications. Fields reach what
// templates reach, by the same lookups, and nothing else.

import type { Value } from '../value.ts';
import { valueError } from './failures.ts';
import { chargeText } from './metering.ts';
import { quote, toRepr, toText } from './printing.ts';

/** How one value is written; marked text escapes what it takes in. */
export type FieldWriter = (value: Value, spec: string) => string;

interface Field {
  readonly name: string;
  readonly conversion: string | undefined;
  readonly spec: string;
}

/** How `{a.b}` and `{a[b]}` look into a value: as `a.b` and `a[b]` do in a template. */
export interface Lookups {
  readonly attribute: (value: Value, name: string) => Value;
  readonly item: (value: Value, key: Value) => Value;
}

/** What the fields of a format stand for. */
export interface FormatFields {
  readonly positional: readonly Value[];
  readonly named: (name: string) => Value | undefined;
  readonly lookups: Lookups;
  readonly write: FieldWriter;
}

interface NumberedFields extends FormatFields {
  /** The number that the next `{}` takes; undefined once fields have been numbered by hand. */
  automatic: number | undefined;
}

/** `text.format(*positional, **named)`. */
export function formatText(text: string, fields: FormatFields): string {
  return expand(text, { ...fields, automatic: 0 }, 2);
}

function expand(text: string, fields: NumberedFields, depth: number): string {
  if (depth < 0) throw valueError('Max string recursion exceeded');
  let result = '';
  for (const part of parse(text)) {
    if (typeof part === 'string') result += part;
    else {
      const value = convert(fieldValue(part.name, fields), part.conversion);
      const spec = part.spec === '' ? '' : expand(part.spec, fields, depth - 1);
      result += fields.write(value, spec);
    }
    chargeText(result.length);
  }
  return result;
}

/** Literal texts and fields in turn. */
function* parse(text: string): Generator<string | Field> {
  let at = 0;
  let literal = '';
  while (at < text.length) {
    const next = /[{}]/g;
    next.lastIndex = at;
    const index = next.exec(text)?.index ?? text.length;
    literal += text.slice(at, index);
    if (index === text.length) break;
    const brace = text[index];
    if (text[index + 1] === brace) {
      literal += brace;
      at = index + 2;
      continue;
    }
    if (brace === '}') throw valueError("Single '}' encountered in format string");
    if (index + 1 === text.length) throw valueError("Single '{' encountered in format string");
    if (literal !== '') yield literal;
    literal = '';
    const [field, end] = parseField(text, index + 1);
    yield field;
    at = end;
  }
  if (literal !== '') yield literal;
}

/** The field whose content starts at `start`, and the offset behind its closing brace. */
function parseField(text: string, start: number): [Field, number] {
  let at = start;
  let inBrackets = false;
  for (; at < text.length; at += 1) {
    const c = text[at];
    if (c === '{') throw valueError("unexpected '{' in field name");
    if (c === '[') inBrackets = true;
    else if (c === ']') inBrackets = false;
    else if (!inBrackets && (c === '}' || c === ':' || c === '!')) break;
  }
  const name = text.slice(start, at);
  let conversion: string | undefined;
  if (text[at] === '!') {
    conversion = text[at + 1];
    if (conversion === undefined) throw valueError('end of string while looking for conversion specifier');
    at += 2;
    if (at < text.length && text[at] !== ':' && text[at] !== '}')
      throw valueError("expected ':' after conversion specifier");
  }
  if (at >= text.length) throw valueError("expected '}' before end of string");
  if (text[at] === '}') return [{ name, conversion, spec: '' }, at + 1];
  const specStart = at + 1;
  let open = 1;
  for (at = specStart; at < text.length; at += 1) {
    if (text[at] === '{') open += 1;
    else if (text[at] === '}') open -= 1;
    if (open === 0) return [{ name, conversion, spec: text.slice(specStart, at) }, at + 1];
  }
  throw valueError("unmatched '{' in format spec");
}

function convert(value: Value, conversion: string | undefined): Value {
  switch (conversion) {
    case undefined:
      return value;
    case 's':
      return toText(value);
    case 'r':
      return toRepr(value);
    case 'a':
      return toAscii(toRepr(value));
  }
  throw valueError(`Unknown conversion specifier ${quote(conversion)}`);
}

/** Python's ascii(): what is not ASCII in a repr becomes an escape. */
export function toAscii(repr: string): string {
  return repr.replace(/[^\x00-\x7f]/gu, (c) => {
    const code = c.codePointAt(0) ?? 0;
    const hex = code.toString(16);
    if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
    return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
  });
}

/** `name.attribute[key]…`, where the name is a number, a keyword, or empty for the next argument. */
function fieldValue(field: string, fields: NumberedFields): Value {
  let name = field;
  if (field === '') {
    if (fields.automatic === undefined)
      throw valueError('cannot switch from manual field specification to automatic field numbering');
    name = String(fields.automatic);
    fields.automatic += 1;
  } else if (/^\d+$/.test(field)) {
    if (fields.automatic)
      throw valueError('cannot switch from manual field specification to automatic field numbering');
    fields.automatic = undefined;
  }
  const first = /^[^.[]*/.exec(name)?.[0] ?? '';
  const start = /^\d+$/.test(first) ? fields.positional[Number(first)] : fields.named(first);
  if (start === undefined)
    throw valueError(
      /^\d+$/.test(first) ? `Replacement index ${first} out of range for positional args tuple` : toRepr(first),
    );
  return follow(start, name.slice(first.length), fields.lookups);
}

function follow(start: Value, path: string, lookups: Lookups): Value {
  let value = start;
  let rest = path;
  while (rest !== '') {
    if (rest.startsWith('.')) {
      const name = /^[^.[]*/.exec(rest.slice(1))?.[0] ?? '';
      if (name === '') throw valueError('Empty attribute in format string');
      value = lookups.attribute(value, name);
      rest = rest.slice(1 + name.length);
    } else if (rest.startsWith('[')) {
      const end = rest.indexOf(']');
      if (end < 0) throw valueError("Missing ']' in format string");
      const key = rest.slice(1, end);
      if (key === '') throw valueError('Empty attribute in format string');
      value = lookups.item(value, /^\d+$/.test(key) ? BigInt(key) : key);
      rest = rest.slice(end + 1);
    } else throw valueError("Only '.' or '[' may follow ']' in format field specifier");
  }
  return value;
}

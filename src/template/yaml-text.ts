// Values as YAML, laid out as PyYAML's safe_dump does: blocks, plain scalars where they read back as the same text.

import { typeError, valueError } from '../jinja/python/failures.ts';
import { floatRepr } from '../jinja/python/float-text.ts';
import { charge, chargeText, maximumNesting } from '../jinja/python/metering.ts';
import { sorted } from '../jinja/python/order.ts';
import { textOf } from '../jinja/python/text-object.ts';
import { typeName } from '../jinja/python/type-name.ts';
import { Dict, List, Tuple, type Value } from '../jinja/value.ts';
import { resolvePlainScalar } from '../project/yaml-scalar.ts';
import { PyDate } from '../pylib/datetime/date.ts';
import { PyDateTime } from '../pylib/datetime/datetime.ts';

/** A 'type' error for what YAML cannot say. */
export function yamlText(value: Value, sortKeys: boolean): string {
  const scalar = scalarText(value);
  if (scalar !== undefined) return /^["']/.test(scalar) ? `${scalar}\n` : `${scalar}\n...\n`;
  const text = blockText(value, '', sortKeys, 0);
  chargeText(text.length);
  return text;
}

/** `margin` is before every line. */
function blockText(value: Value, margin: string, sortKeys: boolean, depth: number): string {
  charge(1);
  if (depth > maximumNesting) throw valueError(`the value is nested deeper than ${maximumNesting} levels`);
  if (value instanceof List || value instanceof Tuple) {
    return value.items.map((item) => `${margin}- ${itemText(item, margin, sortKeys, depth)}`).join('');
  }
  if (!(value instanceof Dict)) throw typeError(`YAML cannot say an object of type ${typeName(value)}`);
  const entries = [...value.entries.values()];
  return (sortKeys ? sorted(entries, ({ key }) => key, false) : entries)
    .map(({ key, value: item }) => {
      const name = scalarText(key);
      if (name === undefined) throw typeError('YAML cannot say a key that is a collection');
      const scalar = scalarText(item);
      if (scalar !== undefined) return `${margin}${name}: ${scalar}\n`;
      if (isEmpty(item)) return `${margin}${name}: ${emptyText(item)}\n`;
      // PyYAML writes the items of a list at the margin of its key.
      const inner = item instanceof Dict ? `${margin}  ` : margin;
      return `${margin}${name}:\n${blockText(item, inner, sortKeys, depth + 1)}`;
    })
    .join('');
}

/** Behind `- `: a scalar, or a block whose first line is there. */
function itemText(item: Value, margin: string, sortKeys: boolean, depth: number): string {
  const scalar = scalarText(item);
  if (scalar !== undefined) return `${scalar}\n`;
  if (isEmpty(item)) return `${emptyText(item)}\n`;
  const inner = `${margin}  `;
  return blockText(item, inner, sortKeys, depth + 1).slice(inner.length);
}

function isEmpty(value: Value): boolean {
  if (value instanceof Dict) return value.entries.size === 0;
  return (value instanceof List || value instanceof Tuple) && value.items.length === 0;
}

function emptyText(value: Value): string {
  return value instanceof Dict ? '{}' : '[]';
}

function scalarText(value: Value): string | undefined {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number') return floatText(value);
  if (value instanceof PyDate || value instanceof PyDateTime) return value.toText();
  const text = textOf(value);
  return text === undefined ? undefined : quotedWhereNeeded(text);
}

function floatText(value: number): string {
  if (Number.isNaN(value)) return '.nan';
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf';
  const text = floatRepr(value);
  return text.includes('.') || !text.includes('e') ? text : text.replace('e', '.0e');
}

/** What PyYAML would read as a date or a moment. */
const dates = /^\d{4}-\d\d?-\d\d?(?:[Tt \t].*)?$/;

/** Plain where the text reads back as itself, else in single quotes; in double quotes what those cannot hold. */
function quotedWhereNeeded(text: string): string {
  if (/[^\x20-\x7e]/.test(text)) return `"${escaped(text)}"`;
  const isPlain =
    /^[^\s\-?:,[\]{}#&*!|>'"%@`]|^[-?:][^\s,[\]{}]/.test(text) &&
    !/: |:$| #|\s$/.test(text) &&
    !/^(---|\.\.\.)/.test(text);
  return isPlain && resolvePlainScalar(text) === text && !dates.test(text) ? text : `'${text.replaceAll("'", "''")}'`;
}

const named: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\0', '\\0'],
  ['\x07', '\\a'],
  ['\b', '\\b'],
  ['\t', '\\t'],
  ['\n', '\\n'],
  ['\v', '\\v'],
  ['\f', '\\f'],
  ['\r', '\\r'],
  ['\x1b', '\\e'],
  ['\x85', '\\N'],
  ['\xa0', '\\_'],
  ['\u2028', '\\L'],
  ['\u2029', '\\P'],
]);

/** YAML's escapes in double quotes, in ASCII. */
function escaped(text: string): string {
  return text.replace(/["\\]|[^\x20-\x7e]/gu, (character) => {
    const name = named.get(character);
    if (name !== undefined) return name;
    const code = character.codePointAt(0) ?? 0;
    const [letter, width] = code < 0x100 ? ['x', 2] : code < 0x10000 ? ['u', 4] : ['U', 8];
    return `\\${letter}${code.toString(16).toUpperCase().padStart(Number(width), '0')}`;
  });
}

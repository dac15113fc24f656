// The str methods that widen a text or exchange its characters.

import { Dict, type Value } from '../value.ts';
import { bind } from './arguments.ts';
import type { Method } from './callable.ts';
import { characters, textLength } from './code-points.ts';
import { asInteger, wantCount, wantText } from './conversion.ts';
import { dictFrom } from './dicts.ts';
import { typeError, valueError } from './failures.ts';
import { getItem } from './items.ts';
import { chargeText } from './metering.ts';
import { textOf } from './text-object.ts';
import { typeName } from './type-name.ts';

export type Alignment = '<' | '>' | '^';

/** The text in a field of `width` characters. When centred, an odd space goes where str.center puts it. */
export function pad(text: string, width: number, fill: string, alignment: Alignment): string {
  const missing = width - textLength(text);
  if (missing <= 0) return text;
  chargeText(text.length + missing * fill.length);
  const left = alignment === '<' ? 0 : alignment === '>' ? missing : Math.floor(missing / 2) + (missing & width & 1);
  return fill.repeat(left) + text + fill.repeat(missing - left);
}

function padder(name: string, alignment: Alignment): [string, Method<string>] {
  return [
    name,
    (text, args) => {
      const [width = 0n, fill = ' '] = bind(`str.${name}`, ['/width', '/fillchar'], 1, args);
      const filler = textOf(fill);
      if (filler === undefined)
        throw typeError(`The fill character must be a unicode character, not ${typeName(fill)}`);
      if (textLength(filler) !== 1) throw typeError('The fill character must be exactly one character long');
      return pad(text, wantCount(width), filler, alignment);
    },
  ];
}

/** Zeros between the sign and the digits. */
function zeroFill(text: string, width: number): string {
  const sign = text.startsWith('-') || text.startsWith('+') ? text.slice(0, 1) : '';
  return sign + pad(text.slice(sign.length), width - sign.length, '0', '>');
}

function expandTabs(text: string, size: number): string {
  let result = '';
  let column = 0;
  for (const c of characters(text)) {
    if (c !== '\t') {
      result += c;
      column = c === '\n' || c === '\r' ? 0 : column + 1;
    } else if (size > 0) {
      const spaces = size - (column % size);
      column += spaces;
      chargeText(result.length + spaces);
      result += ' '.repeat(spaces);
    }
  }
  return result;
}

/** Each character becomes what the table has under its code point: a text, a code point, or None for nothing. */
function translate(text: string, table: Value): string {
  let result = '';
  for (const c of characters(text)) {
    const entry = getItem(table, BigInt(c.codePointAt(0) ?? 0));
    if (entry === undefined) result += c;
    else if (entry !== null) result += textOf(entry) ?? fromCodePoint(entry);
    if (result.length > text.length) chargeText(result.length);
  }
  return result;
}

function fromCodePoint(value: Value): string {
  const code = asInteger(value);
  if (code === undefined) throw typeError('character mapping must return integer, None or str');
  if (code < 0n || code > 0x10ffffn) throw valueError('character mapping must be in range(0x110000)');
  return String.fromCodePoint(Number(code));
}

/** The table for translate(): from a dict, or from two texts of equal length and a third of characters to drop. */
function makeTable(args: Parameters<Method<string>>[1]): Dict {
  const [from = null, to, dropped = ''] = bind('maketrans', ['/x', '/y', '/z'], 1, args);
  const codeOf = (c: string) => BigInt(c.codePointAt(0) ?? 0);
  if (to === undefined) {
    if (!(from instanceof Dict)) throw typeError('if you give only one argument to maketrans it must be a dict');
    return dictFrom(
      Array.from(from.entries.values(), ({ key, value }) => {
        const text = textOf(key);
        if (text !== undefined && textLength(text) !== 1)
          throw valueError('string keys in translate table must be of length 1');
        return [text === undefined ? key : codeOf(text), value] as const;
      }),
    );
  }
  const before = characters(wantText(from, 'first maketrans argument'));
  const after = characters(wantText(to, 'second maketrans argument'));
  if (before.length !== after.length) throw valueError('the first two maketrans arguments must have equal length');
  const none = characters(wantText(dropped, 'third maketrans argument')).map((c) => [codeOf(c), null] as const);
  return dictFrom([...before.map((c, i) => [codeOf(c), codeOf(after[i] ?? '')] as const), ...none]);
}

export const paddingMethods: readonly (readonly [string, Method<string>])[] = [
  padder('center', '^'),
  padder('ljust', '<'),
  padder('rjust', '>'),
  ['zfill', (text, args) => zeroFill(text, wantCount(bind('str.zfill', ['/width'], 1, args)[0] ?? 0n))],
  ['expandtabs', (text, args) => expandTabs(text, wantCount(bind('str.expandtabs', ['tabsize'], 0, args)[0] ?? 8n))],
  ['translate', (text, args) => translate(text, bind('str.translate', ['/table'], 1, args)[0] ?? null)],
  ['maketrans', (_text, args) => makeTable(args)],
  [
    'encode',
    () => {
      throw typeError('templates have no bytes: encode() is not available');
    },
  ],
];

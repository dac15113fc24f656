// The str methods about letters: changing their case and asking what a text consists of.

import type { Value } from '../value.ts';
import { bind } from './arguments.ts';
import type { Method } from './callable.ts';
import * as chars from './characters.ts';
import { characters } from './code-points.ts';

export function capitalize(text: string): string {
  const first = characters(text.slice(0, 2))[0] ?? '';
  return chars.toTitle(first) + text.toLowerCase().slice(first.toLowerCase().length);
}

/** Walks the characters with each one's lower case, which for a capital sigma depends on its place in the word. */
function* withLower(text: string): Generator<[character: string, lower: string]> {
  const lowered = text.toLowerCase();
  let offset = 0;
  for (const c of text) {
    const length = c.toLowerCase().length;
    yield [c, lowered.slice(offset, offset + length)];
    offset += length;
  }
}

function titleCase(text: string): string {
  let result = '';
  let inWord = false;
  for (const [c, lower] of withLower(text)) {
    result += inWord ? lower : chars.toTitle(c);
    inWord = chars.isCased(c);
  }
  return result;
}

function swapCase(text: string): string {
  let result = '';
  for (const [c, lower] of withLower(text)) result += chars.isUpper(c) ? lower : chars.isLower(c) ? c.toUpperCase() : c;
  return result;
}

/** Whether the text has characters and all of them pass. */
function all(text: string, test: (c: string) => boolean): boolean {
  return text !== '' && characters(text).every(test);
}

export function isLowerText(text: string): boolean {
  const list = characters(text);
  return list.some(chars.isLower) && !list.some((c) => chars.isUpper(c) || chars.isTitle(c));
}

export function isUpperText(text: string): boolean {
  const list = characters(text);
  return list.some(chars.isUpper) && !list.some((c) => chars.isLower(c) || chars.isTitle(c));
}

/** Capitals only after uncased characters, small letters only after cased ones, and at least one of them. */
function isTitleText(text: string): boolean {
  let cased = false;
  let any = false;
  for (const c of text) {
    if (chars.isUpper(c) || chars.isTitle(c)) {
      if (cased) return false;
      cased = true;
      any = true;
    } else if (chars.isLower(c)) {
      if (!cased) return false;
    } else cased = false;
  }
  return any;
}

function plain(name: string, run: (text: string) => Value): [string, Method<string>] {
  return [
    name,
    (text, args) => {
      bind(`str.${name}`, [], 0, args);
      return run(text);
    },
  ];
}

export const caseMethods: readonly (readonly [string, Method<string>])[] = [
  plain('capitalize', capitalize),
  plain('casefold', chars.toCasefold),
  plain('lower', (text) => text.toLowerCase()),
  plain('swapcase', swapCase),
  plain('title', titleCase),
  plain('upper', (text) => text.toUpperCase()),
  plain('isalnum', (text) => all(text, chars.isAlnum)),
  plain('isalpha', (text) => all(text, chars.isAlpha)),
  plain('isascii', (text) => /^[\x00-\x7f]*$/.test(text)),
  plain('isdecimal', (text) => all(text, chars.isDecimal)),
  plain('isdigit', (text) => all(text, chars.isDigit)),
  plain('isidentifier', (text) => /^[\p{XIDS}_]\p{XIDC}*$/u.test(text)),
  plain('islower', isLowerText),
  plain('isnumeric', (text) => all(text, chars.isNumeric)),
  plain('isprintable', (text) => characters(text).every(chars.isPrintable)),
  plain('isspace', (text) => all(text, chars.isSpace)),
  plain('istitle', isTitleText),
  plain('isupper', isUpperText),
];

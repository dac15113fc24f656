// The str methods that cut a text into parts, join parts into one, or take characters from its ends.

import { checkItemCount } from '../limits.ts';
import { List, type Value } from '../value.ts';
import { bind } from './arguments.ts';
import type { Method } from './callable.ts';
import { LINE_BREAK, SPACE } from './characters.ts';
import { characters } from './code-points.ts';
import { wantCount, wantText } from './conversion.ts';
import { typeError, valueError } from './failures.ts';
import { iterable } from './iteration.ts';
import { chargeText } from './metering.ts';
import { textOf } from './text-object.ts';
import { isTrue } from './truth.ts';
import { typeName } from './type-name.ts';

const LEADING_SPACE = new RegExp(`^[${SPACE}]+`);
const WORD = new RegExp(`[^${SPACE}]+`, 'g');
const IS_SPACE = new RegExp(`[${SPACE}]`);

/** `text.split(separator, limit)`: runs of whitespace separate where no separator is given. A negative limit is none. */
export function splitText(text: string, separator: string | null, limit: number): string[] {
  chargeText(text.length);
  if (separator === '') throw valueError('empty separator');
  const parts: string[] = [];
  let from = 0;
  if (separator === null) {
    from = LEADING_SPACE.exec(text)?.[0].length ?? 0;
    WORD.lastIndex = from;
    for (let word = WORD.exec(text); word !== null; word = WORD.exec(text)) {
      if (parts.length === limit) return [...parts, text.slice(word.index)];
      add(parts, word[0]);
    }
    return parts;
  }
  while (parts.length !== limit) {
    const at = text.indexOf(separator, from);
    if (at < 0) break;
    add(parts, text.slice(from, at));
    from = at + separator.length;
  }
  add(parts, text.slice(from));
  return parts;
}

function add(parts: string[], part: string): void {
  checkItemCount(parts.length + 1);
  parts.push(part);
}

/** `text.rsplit(separator, limit)`: as split, counting from the end. */
export function splitTextFromEnd(text: string, separator: string | null, limit: number): string[] {
  if (limit < 0) return splitText(text, separator, limit);
  chargeText(text.length);
  if (separator === '') throw valueError('empty separator');
  const parts: string[] = [];
  let to = text.length;
  if (separator === null) {
    const spaceBefore = (end: number): number => {
      let at = end;
      while (at > 0 && IS_SPACE.test(text[at - 1] ?? '')) at -= 1;
      return at;
    };
    to = spaceBefore(to);
    while (to > 0 && parts.length < limit) {
      let from = to;
      while (from > 0 && !IS_SPACE.test(text[from - 1] ?? '')) from -= 1;
      add(parts, text.slice(from, to));
      to = spaceBefore(from);
    }
    if (to > 0) parts.push(text.slice(0, to));
    return parts.reverse();
  }
  while (parts.length < limit) {
    const at = to < separator.length ? -1 : text.lastIndexOf(separator, to - separator.length);
    if (at < 0) break;
    add(parts, text.slice(at + separator.length, to));
    to = at;
  }
  parts.push(text.slice(0, to));
  return parts.reverse();
}

/** `text.splitlines(keep)`. */
export function splitLines(text: string, keep: boolean): string[] {
  chargeText(text.length);
  const lines: string[] = [];
  let from = 0;
  for (const ending of text.matchAll(LINE_BREAK)) {
    const to = ending.index + ending[0].length;
    add(lines, text.slice(from, keep ? to : ending.index));
    from = to;
  }
  if (from < text.length) lines.push(text.slice(from));
  return lines;
}

/** Takes characters of `set` (whitespace if null) from the chosen ends. */
export function strip(text: string, set: string | null, start: boolean, end: boolean): string {
  const list = characters(text);
  const unwanted = set === null ? undefined : new Set(characters(set));
  const goes = (c: string | undefined) => c !== undefined && (unwanted?.has(c) ?? IS_SPACE.test(c));
  let from = 0;
  let to = list.length;
  if (start) while (from < to && goes(list[from])) from += 1;
  if (end) while (to > from && goes(list[to - 1])) to -= 1;
  return from === 0 && to === list.length ? text : list.slice(from, to).join('');
}

/** `separator.join(items)`: every item must be a text. */
export function joinTexts(separator: string, items: Iterable<Value>): string {
  const parts: string[] = [];
  let length = 0;
  for (const item of items) {
    const text = textOf(item);
    if (text === undefined)
      throw typeError(`sequence item ${parts.length}: expected str instance, ${typeName(item)} found`);
    length += text.length + separator.length;
    if ((parts.length & 255) === 0) chargeText(length);
    add(parts, text);
  }
  chargeText(length);
  return parts.join(separator);
}

function splitter(
  name: string,
  run: (text: string, separator: string | null, limit: number) => string[],
): [string, Method<string>] {
  return [
    name,
    (text, args) => {
      const [separator = null, limit = -1n] = bind(`str.${name}`, ['sep', 'maxsplit'], 0, args);
      return new List(
        run(
          text,
          separator === null ? null : wantText(separator, 'must be str or None; the separator'),
          wantCount(limit),
        ),
      );
    },
  ];
}

function stripper(name: string, start: boolean, end: boolean): [string, Method<string>] {
  return [
    name,
    (text, args) => {
      const [set = null] = bind(`str.${name}`, ['/chars'], 0, args);
      const unwanted = set === null ? null : textOf(set);
      if (unwanted === undefined) throw typeError(`${name} arg must be None or str`);
      chargeText(text.length);
      return strip(text, unwanted, start, end);
    },
  ];
}

export const splitMethods: readonly (readonly [string, Method<string>])[] = [
  splitter('split', splitText),
  splitter('rsplit', splitTextFromEnd),
  [
    'splitlines',
    (text, args) => new List(splitLines(text, isTrue(bind('str.splitlines', ['keepends'], 0, args)[0] ?? false))),
  ],
  stripper('strip', true, true),
  stripper('lstrip', true, false),
  stripper('rstrip', false, true),
  [
    'join',
    (text, args) => {
      const items = iterable(bind('str.join', ['/iterable'], 1, args)[0] ?? null);
      if (items === undefined) throw typeError('can only join an iterable');
      return joinTexts(text, items);
    },
  ],
];

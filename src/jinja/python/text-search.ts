// The str methods that look for a part of a text, and those that cut or replace at what they find.

import { Tuple, type Value } from '../value.ts';
import { bind } from './arguments.ts';
import type { Method } from './callable.ts';
import { characters, codePointIndex, textLength, textSlice } from './code-points.ts';
import { wantCount, wantText } from './conversion.ts';
import { typeError, valueError } from './failures.ts';
import { charge, chargeText } from './metering.ts';
import { slicePlaces } from './slices.ts';
import { textOf } from './text-object.ts';
import { typeName } from './type-name.ts';

/** The part of the text between two optional bounds, and where it starts; undefined where the start is beyond the end. */
function windowOf(
  text: string,
  start: Value | undefined,
  end: Value | undefined,
): { part: string; from: number } | undefined {
  if ((start ?? null) === null && (end ?? null) === null) return { part: text, from: 0 };
  const length = textLength(text);
  const low = slicePlaces(length, start ?? null, null, null);
  if (typeof start === 'bigint' && start > BigInt(length)) return undefined;
  const high = slicePlaces(length, null, end ?? null, null);
  if (high.count < low.start) return undefined;
  return { part: textSlice(text, low.start, high.count), from: low.start };
}

/** Index in code points, -1 where not found. */
function find(name: string, last: boolean, text: string, args: Parameters<Method<string>>[1]): number {
  const [wanted = '', start, end] = bind(`str.${name}`, ['/sub', '/start', '/end'], 1, args);
  const part = wantText(wanted, `${name}() argument 1`);
  const within = windowOf(text, start, end);
  if (within === undefined) return -1;
  const offset = last ? within.part.lastIndexOf(part) : within.part.indexOf(part);
  return offset < 0 ? -1 : within.from + codePointIndex(within.part, offset);
}

function finder(name: string, last: boolean, required: boolean): [string, Method<string>] {
  return [
    name,
    (text, args) => {
      const index = find(name, last, text, args);
      if (required && index < 0) throw valueError('substring not found');
      return BigInt(index);
    },
  ];
}

function countOf(text: string, part: string): number {
  if (part === '') return textLength(text) + 1;
  charge(text.length >> 5);
  let count = 0;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length)) count += 1;
  charge(count >> 2);
  return count;
}

function affix(name: 'startswith' | 'endswith'): [string, Method<string>] {
  const test = (text: string, part: string) => (name === 'startswith' ? text.startsWith(part) : text.endsWith(part));
  return [
    name,
    (text, args) => {
      const [wanted = '', start, end] = bind(`str.${name}`, ['/prefix', '/start', '/end'], 1, args);
      const parts = wanted instanceof Tuple ? wanted.items : [wanted];
      const within = windowOf(text, start, end);
      return parts.some((part) => {
        const affixText = textOf(part);
        if (affixText === undefined) {
          const expected =
            wanted instanceof Tuple
              ? `tuple for ${name} must only contain str`
              : `${name} first arg must be str or a tuple of str`;
          throw typeError(`${expected}, not ${typeName(part)}`);
        }
        return within !== undefined && test(within.part, affixText);
      });
    },
  ];
}

/** `text.replace(old, new, count)`; a negative count replaces all. An empty `old` is found before each character and at the end. */
export function replaceText(text: string, old: string, replacement: string, count: number): string {
  const found = Math.min(countOf(text, old), count < 0 ? Number.POSITIVE_INFINITY : count);
  if (found === 0) return text;
  chargeText(text.length + found * (replacement.length - old.length));
  if (old === '') {
    const list = characters(text);
    const changed = list.slice(0, found).map((c) => replacement + c);
    return changed.join('') + (found > list.length ? replacement : list.slice(found).join(''));
  }
  if (count < 0) return text.replaceAll(old, () => replacement);
  let result = '';
  let from = 0;
  for (let done = 0; done < found; done += 1) {
    const at = text.indexOf(old, from);
    result += text.slice(from, at) + replacement;
    from = at + old.length;
  }
  return result + text.slice(from);
}

function partition(name: string, last: boolean): [string, Method<string>] {
  return [
    name,
    (text, args) => {
      const [separator = null] = bind(`str.${name}`, ['/sep'], 1, args);
      const mark = wantText(separator, `${name}() argument`);
      if (mark === '') throw valueError('empty separator');
      const at = last ? text.lastIndexOf(mark) : text.indexOf(mark);
      if (at < 0) return new Tuple(last ? ['', '', text] : [text, '', '']);
      // Python gives back the separator itself, with its mark if it has one.
      return new Tuple([text.slice(0, at), separator, text.slice(at + mark.length)]);
    },
  ];
}

export const searchMethods: readonly (readonly [string, Method<string>])[] = [
  finder('find', false, false),
  finder('rfind', true, false),
  finder('index', false, true),
  finder('rindex', true, true),
  [
    'count',
    (text, args) => {
      const [part = '', start, end] = bind('str.count', ['/sub', '/start', '/end'], 1, args);
      const within = windowOf(text, start, end);
      const wanted = wantText(part, 'count() argument 1');
      return BigInt(within === undefined ? 0 : countOf(within.part, wanted));
    },
  ],
  affix('startswith'),
  affix('endswith'),
  [
    'replace',
    (text, args) => {
      const [old = '', replacement = '', count = -1n] = bind('str.replace', ['/old', '/new', '/count'], 2, args);
      const oldText = wantText(old, 'replace() argument 1');
      return replaceText(text, oldText, wantText(replacement, 'replace() argument 2'), wantCount(count));
    },
  ],
  partition('partition', false),
  partition('rpartition', true),
  [
    'removeprefix',
    (text, args) => {
      const prefix = wantText(bind('str.removeprefix', ['/prefix'], 1, args)[0] ?? null, 'removeprefix() argument');
      return text.startsWith(prefix) ? text.slice(prefix.length) : text;
    },
  ],
  [
    'removesuffix',
    (text, args) => {
      const suffix = wantText(bind('str.removesuffix', ['/suffix'], 1, args)[0] ?? null, 'removesuffix() argument');
      return suffix !== '' && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text;
    },
  ],
];

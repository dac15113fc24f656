// Filters for HTML and URLs.

import type { Filter } from '../environment.ts';
import { bind } from '../python/arguments.ts';
import { typeError, undefinedError, valueError } from '../python/failures.ts';
import { iterable, toArray } from '../python/iteration.ts';
import { escaped, escapeText, Markup } from '../python/markup.ts';
import { charge, chargeText } from '../python/metering.ts';
import { toRepr, toText } from '../python/printing.ts';
import { textOf } from '../python/text-object.ts';
import { splitText } from '../python/text-split.ts';
import { isTrue } from '../python/truth.ts';
import { typeName } from '../python/type-name.ts';
import { Dict, Undefined, type Value } from '../value.ts';
import { unescapeHtml } from './html-entities.ts';
import { urlize } from './urlize.ts';

const escapeFilter: Filter = (value, args) => {
  bind('escape', [], 0, args);
  return new Markup(escaped(value));
};

const forceescape: Filter = (value, args) => {
  bind('do_forceescape', [], 0, args);
  return new Markup(escapeText(toText(value)));
};

const safe: Filter = (value, args) => {
  bind('do_mark_safe', [], 0, args);
  return new Markup(toText(value));
};

const striptags: Filter = (value, args) => {
  bind('do_striptags', [], 0, args);
  const bare = without(without(toText(value), '<!--', '-->'), '<', '>');
  return unescapeHtml(splitText(bare, null, -1).join(' '));
};

/** Takes out whatever is between the marks, and what that joins to such marks anew. */
function without(text: string, open: string, close: string): string {
  let rest = text;
  for (;;) {
    const start = rest.indexOf(open);
    const end = start < 0 ? -1 : rest.indexOf(close, start);
    if (end < 0) return rest;
    charge(1 + (rest.length >> 6));
    rest = rest.slice(0, start) + rest.slice(end + close.length);
  }
}

// With the flag u a surrogate matches only where it has no partner.
const LONE_SURROGATE = /[\ud800-\udfff]/u;

/** Python's urllib quote: all but letters, digits, `_.-~` and the characters in `safeCharacters` as UTF-8 bytes. */
function urlQuote(value: Value, safeCharacters: string): string {
  const text = toText(value);
  if (LONE_SURROGATE.test(text)) throw valueError('a text with half a surrogate pair has no UTF-8 form');
  chargeText(text.length * 3);
  const quoted = encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return safeCharacters === '/' ? quoted.replaceAll('%2F', '/') : quoted.replaceAll('%20', '+');
}

const urlencode: Filter = (value, args) => {
  bind('do_urlencode', [], 0, args);
  const items = iterable(value);
  if (textOf(value) !== undefined || items === undefined) return urlQuote(value, '/');
  const pairs =
    value instanceof Dict
      ? Array.from(value.entries.values(), ({ key, value: own }) => [key, own])
      : Array.from(items, toArray);
  const parts = pairs.map(([key, own, ...more]) => {
    if (key === undefined || own === undefined) throw valueError('not enough values to unpack (expected 2)');
    if (more.length > 0) throw valueError('too many values to unpack (expected 2)');
    return `${urlQuote(key, '')}=${urlQuote(own, '')}`;
  });
  return parts.join('&');
};

const xmlattr: Filter = (value, args) => {
  const [autospace = true] = bind('do_xmlattr', ['autospace'], 0, args);
  if (value instanceof Undefined) throw undefinedError(value.message);
  if (!(value instanceof Dict)) throw valueError(`'${typeName(value)}' object has no attribute 'items'`);
  const parts: string[] = [];
  for (const { key, value: own } of value.entries.values()) {
    if (own === null || own instanceof Undefined) continue;
    const name = textOf(key);
    if (name === undefined) throw typeError('expected string or bytes-like object');
    if (/[\t-\r />=]/.test(name)) throw valueError(`Invalid character in attribute name: ${toRepr(key)}`);
    parts.push(`${escaped(key)}="${escaped(own)}"`);
  }
  const text = parts.join(' ');
  return isTrue(autospace) && text !== '' ? ` ${text}` : text;
};

export const htmlFilters: readonly (readonly [string, Filter])[] = [
  ['e', escapeFilter],
  ['escape', escapeFilter],
  ['forceescape', forceescape],
  ['safe', safe],
  ['striptags', striptags],
  ['urlencode', urlencode],
  ['urlize', urlize],
  ['xmlattr', xmlattr],
];

// Filters on texts. What is no text is printed first; marked text stays marked.

import type { Filter } from '../environment.ts';
import { bind } from '../python/arguments.ts';
import { getAttribute } from '../python/attributes.ts';
import { isAlnum, SPACE } from '../python/characters.ts';
import { characters, textLength, textSlice } from '../python/code-points.ts';
import { wantCount, wantText } from '../python/conversion.ts';
import { dictFrom } from '../python/dicts.ts';
import { typeError, undefinedError, valueError } from '../python/failures.ts';
import { escapingWriter, Markup } from '../python/markup.ts';
import { chargeText } from '../python/metering.ts';
import { formatPercent } from '../python/percent-format.ts';
import { toText } from '../python/printing.ts';
import { TextObject, textOf } from '../python/text-object.ts';
import { replaceText } from '../python/text-search.ts';
import { splitLines, splitTextFromEnd } from '../python/text-split.ts';
import { isTrue, lengthOf } from '../python/truth.ts';
import { typeName } from '../python/type-name.ts';
import { type CallArguments, HostObject, List, Tuple, Undefined, type Value } from '../value.ts';
import { wrapText } from './wordwrap.ts';

/** Text as it is, anything else printed. */
function soft(value: Value): string | TextObject {
  return typeof value === 'string' || value instanceof TextObject ? value : toText(value);
}

/** The result, marked if the text that it was made of was. */
function like(original: Value, text: string): Value {
  return original instanceof Markup ? new Markup(text) : text;
}

/** A filter that is a method of str under the same name. */
function byMethod(
  method: string,
  filter: string,
  parameters: readonly string[],
  defaults: readonly Value[] = [],
): Filter {
  return (value, args) => {
    const given = bind(`do_${filter}`, parameters, 0, args);
    const positional = given.map((own, i) => (own === undefined ? (defaults[i] ?? null) : own));
    const found = getAttribute(soft(value), method);
    if (!(found instanceof HostObject)) throw typeError(`str has no method ${method}`);
    return found.call({ positional, keywords: new Map() }) as Value;
  };
}

/** The text of a value that Python would ask for a method of str; an undefined one is an error. */
function textFor(value: Value, method: string): string {
  const text = textOf(value);
  if (text !== undefined) return text;
  if (value instanceof Undefined) throw undefinedError(value.message);
  throw valueError(`'${typeName(value)}' object has no attribute '${method}'`);
}

const WORD_START = new RegExp(`([-${SPACE}({[<]+)`, 'u');

const title: Filter = (value, args) => {
  bind('do_title', [], 0, args);
  const words = toText(value).split(WORD_START);
  return words.map((word) => capital(word)).join('');
};

function capital(word: string): string {
  const first = characters(word.slice(0, 2))[0] ?? '';
  return first.toUpperCase() + word.slice(first.length).toLowerCase();
}

const replace: Filter = (value, args) => {
  const [old = '', replacement = '', count = null] = bind('do_replace', ['old', 'new', 'count'], 2, args);
  return replaceText(toText(value), toText(old), toText(replacement), count === null ? -1 : wantCount(count));
};

const indent: Filter = (value, args) => {
  const [width = 4n, first = false, blank = false] = bind('do_indent', ['width', 'first', 'blank'], 0, args);
  const columns = textOf(width);
  if (columns === undefined) chargeText(Math.max(wantCount(width), 0));
  const indention = columns ?? ' '.repeat(Math.max(wantCount(width), 0));
  const text = textOf(value);
  if (text === undefined) {
    if (value instanceof Undefined) throw undefinedError(value.message);
    if (value instanceof List) throw valueError("'list' object has no attribute 'splitlines'");
    throw typeError(`unsupported operand type(s) for +=: '${typeName(value)}' and 'str'`);
  }
  const lines = splitLines(`${text}\n`, false);
  chargeText(text.length + lines.length * indention.length);
  const [head = '', ...rest] = lines;
  const result = [head, ...rest.map((line) => (line !== '' || isTrue(blank) ? indention + line : line))].join('\n');
  return like(value, isTrue(first) ? indention + result : result);
};

const truncate: Filter = (value, args) => {
  const parameters = ['length', 'killwords', 'end', 'leeway'];
  const [length = 255n, killwords = false, end = '...', leeway = null] = bind('do_truncate', parameters, 0, args);
  const [most, slack] = [wantCount(length), leeway === null ? 5 : wantCount(leeway)];
  const ending = wantText(end, 'the end of a truncated text');
  const endLength = textLength(ending);
  if (most < endLength) throw valueError(`expected length >= ${endLength}, got ${most}`);
  if (slack < 0) throw valueError(`expected leeway >= 0, got ${slack}`);
  if (lengthOf(value) <= most + slack) return value;
  const text = textFor(value, 'rsplit');
  const cut = textSlice(text, 0, most - endLength);
  return like(value, (isTrue(killwords) ? cut : (splitTextFromEnd(cut, ' ', 1)[0] ?? '')) + ending);
};

const wordcount: Filter = (value, args) => {
  bind('do_wordcount', [], 0, args);
  let count = 0n;
  let inWord = false;
  for (const c of characters(toText(value))) {
    const word = c === '_' || isAlnum(c);
    if (word && !inWord) count += 1n;
    inWord = word;
  }
  return count;
};

const wordwrap: Filter = (value, args) => {
  const parameters = ['width', 'break_long_words', 'wrapstring', 'break_on_hyphens'];
  const [width = 79n, breakLong = true, wrapstring = null, hyphens = true] = bind('do_wordwrap', parameters, 0, args);
  const columns = wantCount(width);
  const separator = wrapstring === null ? '\n' : wantText(wrapstring, 'wrapstring');
  const options = { width: columns, breakLongWords: isTrue(breakLong), breakOnHyphens: isTrue(hyphens) };
  const lines = splitLines(textFor(value, 'splitlines'), false).map((line) => wrapText(line, options).join(separator));
  return lines.join(separator);
};

const format: Filter = (value, { positional, keywords }: CallArguments) => {
  if (positional.length > 0 && keywords.size > 0) {
    throw valueError("can't handle positional and keyword arguments at the same time");
  }
  const values = keywords.size > 0 ? dictFrom(keywords) : new Tuple(positional);
  return like(value, formatPercent(toText(value), values, value instanceof Markup ? escapingWriter : undefined));
};

const string: Filter = (value, args) => {
  bind('soft_str', [], 0, args);
  return soft(value);
};

export const textFilters: readonly (readonly [string, Filter])[] = [
  ['capitalize', byMethod('capitalize', 'capitalize', [])],
  ['center', byMethod('center', 'center', ['width'], [80n])],
  ['format', format],
  ['indent', indent],
  ['lower', byMethod('lower', 'lower', [])],
  ['replace', replace],
  ['string', string],
  ['title', title],
  ['trim', byMethod('strip', 'trim', ['chars'])],
  ['truncate', truncate],
  ['upper', byMethod('upper', 'upper', [])],
  ['wordcount', wordcount],
  ['wordwrap', wordwrap],
];

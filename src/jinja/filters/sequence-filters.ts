// Filters on sequences as a whole: their ends, their length, their parts.

import type { Filter, FilterEnvironment } from '../environment.ts';
import { checkItemCount } from '../limits.ts';
import { bind } from '../python/arguments.ts';
import { arithmetic } from '../python/arithmetic.ts';
import { characters } from '../python/code-points.ts';
import { wantCount } from '../python/conversion.ts';
import { DictView } from '../python/dict-methods.ts';
import { typeError, valueError } from '../python/failures.ts';
import { PyGenerator } from '../python/generator.ts';
import { keyOf } from '../python/hash.ts';
import { getItem } from '../python/items.ts';
import { dictWalk, iterable, iterate, toArray } from '../python/iteration.ts';
import { Markup } from '../python/markup.ts';
import { toText } from '../python/printing.ts';
import { PyRange } from '../python/range.ts';
import { TextObject, textOf } from '../python/text-object.ts';
import { joinTexts } from '../python/text-split.ts';
import { isTrue, lengthOf } from '../python/truth.ts';
import { typeName } from '../python/type-name.ts';
import { Dict, List, Tuple, Undefined, type Value } from '../value.ts';
import { attributeGetter, comparisonKey } from './attribute-getter.ts';

function nothing(message: string, environment: FilterEnvironment): Undefined {
  return new Undefined(message, environment.lenient);
}

/** The items from the last to the first; undefined for what Python cannot walk backwards. */
function backwards(value: Value): { items: Value[]; typeName: string } | undefined {
  const text = textOf(value);
  if (text !== undefined) {
    const reversed = characters(text).reverse();
    return { items: value instanceof TextObject ? reversed.map((c) => value.part(c)) : reversed, typeName: 'reversed' };
  }
  if (value instanceof List) return { items: toArray(value).reverse(), typeName: 'list_reverseiterator' };
  if (value instanceof Dict)
    return { items: Array.from(dictWalk(value, ({ key }) => key)).reverse(), typeName: 'dict_reversekeyiterator' };
  if (value instanceof DictView)
    return { items: value.reversed(), typeName: `dict_reverse${value.typeName.slice(5, -1)}iterator` };
  if (value instanceof PyRange) return { items: toArray(value).reverse(), typeName: 'range_iterator' };
  if (value instanceof Tuple || value instanceof Undefined)
    return { items: toArray(value).reverse(), typeName: 'reversed' };
  return undefined;
}

const first: Filter = (value, args, environment) => {
  bind('first', [], 0, args);
  for (const item of iterate(value)) return item;
  return nothing('No first item, sequence was empty.', environment);
};

const last: Filter = (value, args, environment) => {
  bind('last', [], 0, args);
  const reversed = backwards(value);
  if (reversed === undefined) throw typeError(`'${typeName(value)}' object is not reversible`);
  const [item] = reversed.items;
  return item === undefined ? nothing('No last item, sequence was empty.', environment) : item;
};

const random: Filter = (value, args, environment) => {
  bind('random', [], 0, args);
  const size = lengthOf(value);
  if (size === 0) return nothing('No random item, sequence was empty.', environment);
  const item = getItem(value, BigInt(Math.floor(environment.random() * size)));
  if (item === undefined) throw typeError(`'${typeName(value)}' object is not subscriptable`);
  return item;
};

const join: Filter = (value, args, environment) => {
  const [separator = '', attribute = null] = bind('join', ['d', 'attribute'], 0, args);
  const get = attributeGetter(environment, attribute);
  const texts = function* (): Generator<Value> {
    for (const item of iterate(value)) {
      environment.limits.spend(1);
      yield toText(get(item));
    }
  };
  return joinTexts(toText(separator), texts());
};

const length: Filter = (value, args) => {
  bind('len', [], 0, args);
  return BigInt(lengthOf(value));
};

const list: Filter = (value, args) => {
  bind('list', [], 0, args);
  return new List(toArray(value));
};

const reverse: Filter = (value, args) => {
  bind('reverse', [], 0, args);
  const text = textOf(value);
  if (text !== undefined) {
    const reversed = characters(text).reverse().join('');
    return value instanceof Markup ? new Markup(reversed) : reversed;
  }
  const walk = backwards(value);
  if (walk !== undefined) return new PyGenerator(walk.typeName, walk.items, walk.typeName);
  if (iterable(value) === undefined) throw valueError('argument must be iterable');
  return new List(toArray(value).reverse());
};

const batch: Filter = (value, args, environment) => {
  const [size = 0n, fill = null] = bind('batch', ['linecount', 'fill_with'], 1, args);
  const count = wantCount(size);
  const batches = function* (): Generator<Value> {
    let line: Value[] = [];
    for (const item of iterate(value)) {
      environment.limits.spend(1);
      if (line.length === count) {
        yield new List(line);
        line = [];
      }
      line.push(item);
    }
    if (line.length === 0) return;
    if (fill !== null) {
      checkItemCount(count);
      while (line.length < count) line.push(fill);
    }
    yield new List(line);
  };
  return new PyGenerator('do_batch', batches());
};

const slice: Filter = (value, args, environment) => {
  const [slices = 0n, fill = null] = bind('slice', ['slices', 'fill_with'], 1, args);
  const parts = function* (): Generator<Value> {
    const items = toArray(value);
    const count = wantCount(slices);
    if (count === 0) throw valueError('integer division or modulo by zero');
    const size = Math.floor(items.length / count);
    const longer = items.length - size * count;
    let start = 0;
    for (let number = 0; number < count; number += 1) {
      environment.limits.spend(1);
      const end = start + size + (number < longer ? 1 : 0);
      const part = items.slice(start, end);
      start = end;
      if (fill !== null && number >= longer) part.push(fill);
      yield new List(part);
    }
  };
  return new PyGenerator('sync_do_slice', parts());
};

const sum: Filter = (value, args, environment) => {
  const [attribute = null, start = 0n] = bind('sum', ['attribute', 'start'], 0, args);
  if (textOf(start) !== undefined) throw typeError("sum() can't sum strings [use ''.join(seq) instead]");
  const get = attributeGetter(environment, attribute);
  let total = start;
  for (const item of iterate(value)) {
    environment.limits.spend(1);
    total = arithmetic('+', total, get(item));
  }
  return total;
};

const unique: Filter = (value, args, environment) => {
  const [caseSensitive = false, attribute = null] = bind('unique', ['case_sensitive', 'attribute'], 0, args);
  const keyFor = comparisonKey(environment, attribute, isTrue(caseSensitive));
  const items = function* (): Generator<Value> {
    const seen = new Set<string>();
    for (const item of iterate(value)) {
      environment.limits.spend(1);
      const key = keyOf(keyFor(item));
      if (seen.has(key)) continue;
      seen.add(key);
      yield item;
    }
  };
  return new PyGenerator('sync_do_unique', items());
};

const items: Filter = (value, args) => {
  bind('items', [], 0, args);
  const pairs = function* (): Generator<Value> {
    if (value instanceof Undefined) return;
    if (!(value instanceof Dict)) throw typeError('Can only get item pairs from a mapping.');
    yield* dictWalk(value, (entry) => new Tuple([entry.key, entry.value]));
  };
  return new PyGenerator('do_items', pairs());
};

export const sequenceFilters: readonly (readonly [string, Filter])[] = [
  ['batch', batch],
  ['count', length],
  ['first', first],
  ['items', items],
  ['join', join],
  ['last', last],
  ['length', length],
  ['list', list],
  ['random', random],
  ['reverse', reverse],
  ['slice', slice],
  ['sum', sum],
  ['unique', unique],
];

// Filters that sort, group and find extremes. They ignore the case of texts unless asked otherwise.

import type { Filter } from '../environment.ts';
import { bind } from '../python/arguments.ts';
import { sameItem } from '../python/equality.ts';
import { undefinedError, valueError } from '../python/failures.ts';
import { iterate, toArray } from '../python/iteration.ts';
import { NamedTuple } from '../python/named-tuple.ts';
import { ordered, sorted } from '../python/order.ts';
import { textOf } from '../python/text-object.ts';
import { isTrue } from '../python/truth.ts';
import { typeName } from '../python/type-name.ts';
import { Dict, List, Tuple, Undefined, type Value } from '../value.ts';
import { attributeGetter, comparisonKey, ignoreCase } from './attribute-getter.ts';

const sort: Filter = (value, args, environment) => {
  const [reverse = false, caseSensitive = false, attribute = null] = bind(
    'sort',
    ['reverse', 'case_sensitive', 'attribute'],
    0,
    args,
  );
  // 'a,b' sorts by several attributes.
  const paths = textOf(attribute)?.split(',') ?? [attribute];
  const keys = paths.map((path) => comparisonKey(environment, path, isTrue(caseSensitive)));
  return new List(sorted(iterate(value), (item) => new List(keys.map((key) => key(item))), isTrue(reverse)));
};

const dictsort: Filter = (value, args) => {
  const [caseSensitive = false, by = 'key', reverse = false] = bind(
    'dictsort',
    ['case_sensitive', 'by', 'reverse'],
    0,
    args,
  );
  const place = textOf(by) === 'key' ? 0 : textOf(by) === 'value' ? 1 : undefined;
  if (place === undefined) throw valueError('You can only sort by either "key" or "value"');
  if (value instanceof Undefined) throw undefinedError(value.message);
  if (!(value instanceof Dict)) throw valueError(`'${typeName(value)}' object has no attribute 'items'`);
  const pairs = Array.from(value.entries.values(), ({ key, value: own }) => new Tuple([key, own]));
  const key = ({ items }: Tuple): Value =>
    isTrue(caseSensitive) ? (items[place] ?? null) : ignoreCase(items[place] ?? null);
  return new List(sorted(pairs, key, isTrue(reverse)));
};

function extreme(name: 'min' | 'max'): Filter {
  return (value, args, environment) => {
    const [caseSensitive = false, attribute = null] = bind(name, ['case_sensitive', 'attribute'], 0, args);
    const keyOf = comparisonKey(environment, attribute, isTrue(caseSensitive));
    let best: { item: Value; key: Value } | undefined;
    for (const item of iterate(value)) {
      environment.limits.spend(1);
      const key = keyOf(item);
      if (best === undefined || ordered(name === 'min' ? '<' : '>', key, best.key)) best = { item, key };
    }
    return best === undefined
      ? new Undefined('No aggregated item, sequence was empty.', environment.lenient)
      : best.item;
  };
}

const groupby: Filter = (value, args, environment) => {
  const [attribute = null, fallback = null, caseSensitive = false] = bind(
    'groupby',
    ['attribute', 'default', 'case_sensitive'],
    1,
    args,
  );
  const exact = isTrue(caseSensitive);
  const keyOf = comparisonKey(environment, attribute, exact, fallback);
  const shown = exact ? keyOf : attributeGetter(environment, attribute, fallback);
  const groups: { key: Value; items: Value[] }[] = [];
  for (const item of sorted(toArray(value), keyOf, false)) {
    const key = keyOf(item);
    const group = groups.at(-1);
    if (group !== undefined && sameItem(group.key, key)) group.items.push(item);
    else groups.push({ key, items: [item] });
  }
  return new List(
    groups.map(({ items }) => new NamedTuple(['grouper', 'list'], [shown(items[0] ?? null), new List(items)])),
  );
};

export const orderFilters: readonly (readonly [string, Filter])[] = [
  ['dictsort', dictsort],
  ['groupby', groupby],
  ['max', extreme('max')],
  ['min', extreme('min')],
  ['sort', sort],
];

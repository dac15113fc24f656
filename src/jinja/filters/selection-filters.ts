// Filters that apply another filter or a test to each item. They are lazy: nothing happens before the items are asked for.

import type { Filter, FilterEnvironment } from '../environment.ts';
import { typeError, undefinedError, valueError } from '../python/failures.ts';
import { PyGenerator } from '../python/generator.ts';
import { iterate } from '../python/iteration.ts';
import { toRepr, toText } from '../python/printing.ts';
import { isTrue } from '../python/truth.ts';
import { type CallArguments, Undefined, type Value } from '../value.ts';
import { attributeGetter } from './attribute-getter.ts';

function itemFilter({ positional, keywords }: CallArguments, environment: FilterEnvironment): (item: Value) => Value {
  const attribute = keywords.get('attribute');
  if (positional.length === 0 && attribute !== undefined) {
    const other = Array.from(keywords.keys()).find((name) => name !== 'attribute' && name !== 'default');
    if (other !== undefined) throw valueError(`Unexpected keyword argument ${toRepr(other)}`);
    return attributeGetter(environment, attribute, keywords.get('default') ?? null);
  }
  const [name, ...rest] = positional;
  if (name === undefined) throw valueError('map requires a filter argument');
  const filter = environment.filters.get(toText(name));
  if (filter === undefined) throw noSuch('filter', name);
  return (item) => filter(item, { positional: rest, keywords }, environment);
}

function itemTest(
  [name, ...rest]: readonly Value[],
  args: CallArguments,
  environment: FilterEnvironment,
): (item: Value) => boolean {
  if (name === undefined) return isTrue;
  const test = environment.tests.get(toText(name));
  if (test === undefined) throw noSuch('test', name);
  return (item) => test(item, { positional: rest, keywords: args.keywords }, environment);
}

function noSuch(kind: 'filter' | 'test', name: Value) {
  if (name instanceof Undefined) return undefinedError(name.message);
  return typeError(`No ${kind} named ${toRepr(name)}`);
}

/** The result of a lazy filter: walks the value, unless it is false, when the first item is asked for. */
function lazily(name: string, value: Value, walk: () => Generator<Value>): PyGenerator {
  return new PyGenerator(
    name,
    (function* () {
      if (isTrue(value)) yield* walk();
    })(),
  );
}

const map: Filter = (value, args, environment) =>
  lazily('sync_do_map', value, function* () {
    const apply = itemFilter(args, environment);
    for (const item of iterate(value)) {
      environment.limits.spend(1);
      yield apply(item);
    }
  });

/** Keeps the items whose test gives `wanted`; with `byAttribute` the first argument says what of an item is tested. */
function selection(wanted: boolean, byAttribute: boolean): Filter {
  return (value, args, environment) =>
    lazily('select_or_reject', value, function* () {
      const [attribute, ...rest] = args.positional;
      if (byAttribute && attribute === undefined) throw valueError('Missing parameter for attribute name');
      const get = byAttribute ? attributeGetter(environment, attribute ?? null) : (item: Value) => item;
      const test = itemTest(byAttribute ? rest : args.positional, args, environment);
      for (const item of iterate(value)) {
        environment.limits.spend(1);
        if (test(get(item)) === wanted) yield item;
      }
    });
}

export const selectionFilters: readonly (readonly [string, Filter])[] = [
  ['map', map],
  ['reject', selection(false, false)],
  ['rejectattr', selection(false, true)],
  ['select', selection(true, false)],
  ['selectattr', selection(true, true)],
];

// Python's itertools as dbt lends them in `modules.itertools`: iterators that make their items when they are asked for.

import { HostFunction, HostNamespace, hostFunction } from '../jinja/host-function.ts';
import { callOf, play, type Script } from '../jinja/host-script.ts';
import { checkItemCount } from '../jinja/limits.ts';
import { bind } from '../jinja/python/arguments.ts';
import { wantCount } from '../jinja/python/conversion.ts';
import { valueError } from '../jinja/python/failures.ts';
import { PyGenerator } from '../jinja/python/generator.ts';
import { iterate, toArray } from '../jinja/python/iteration.ts';
import { charge } from '../jinja/python/metering.ts';
import { binary } from '../jinja/python/operators.ts';
import { isTrue } from '../jinja/python/truth.ts';
import { type CallArguments, type CallResult, Tuple, type Value } from '../jinja/value.ts';

function iterator(name: string, items: Iterable<Value>): Value {
  return new PyGenerator(name, items, `itertools.${name}`);
}

/** `chain`, which also has `chain.from_iterable`. */
class ChainFunction extends HostFunction {
  constructor() {
    super('chain', ({ positional }) => iterator('chain', chained(positional)));
  }
  override getAttribute(name: string): Value | undefined {
    if (name !== 'from_iterable') return undefined;
    return hostFunction(name, ({ positional: [all = null] }) => iterator('chain', chained(iterate(all))));
  }
}

function* chained(all: Iterable<Value>): Generator<Value> {
  for (const one of all) yield* iterate(one);
}

function* counted(start: Value, step: Value): Generator<Value> {
  for (let value = start; ; value = binary('+', value, step)) {
    charge(1);
    yield value;
  }
}

function* cycled(items: readonly Value[]): Generator<Value> {
  while (items.length > 0) {
    charge(items.length);
    yield* items;
  }
}

function* repeated(value: Value, times: number): Generator<Value> {
  for (let count = 0; count < times; count++) {
    charge(1);
    yield value;
  }
}

function* slice(items: Iterable<Value>, start: number, stop: number, step: number): Generator<Value> {
  if (step < 1) throw valueError('Step for islice() must be a positive integer or None');
  if (start >= stop) return;
  let index = 0;
  for (const item of items) {
    charge(1);
    if (index >= start && (index - start) % step === 0) yield item;
    if (++index >= stop) return;
  }
}

function* zipLongest(all: readonly Value[], fill: Value): Generator<Value> {
  const iterators = all.map((one) => iterate(one)[Symbol.iterator]());
  while (true) {
    charge(iterators.length);
    const steps = iterators.map((one) => one.next());
    if (steps.every((step) => step.done)) return;
    yield new Tuple(steps.map((step) => (step.done ? fill : step.value)));
  }
}

/** Every row with one item of each pool, the last pool's changing fastest. */
function* product(pools: readonly (readonly Value[])[]): Generator<readonly Value[]> {
  if (pools.some((pool) => pool.length === 0)) return;
  const places: number[] = pools.map(() => 0);
  while (true) {
    yield pools.map((pool, index) => pool[places[index] ?? 0] ?? null);
    let index = pools.length - 1;
    for (; index >= 0; index--) {
      const next = (places[index] ?? 0) + 1;
      const isLast = next === pools[index]?.length;
      places[index] = isLast ? 0 : next;
      if (!isLast) break;
    }
    if (index < 0) return;
  }
}

/** Choices of `size` places of the pool; `next` says from which place on the next may be taken. */
function* choices(
  pool: readonly Value[],
  size: number,
  next: (chosen: readonly number[]) => Iterable<number>,
  chosen: readonly number[] = [],
): Generator<readonly Value[]> {
  charge(1);
  if (chosen.length === size) {
    yield chosen.map((index) => pool[index] ?? null);
    return;
  }
  for (const index of next(chosen)) yield* choices(pool, size, next, [...chosen, index]);
}

function* places(from: number, to: number, except: readonly number[] = []): Generator<number> {
  for (let index = from; index < to; index++) if (!except.includes(index)) yield index;
}

function* tuples(rows: Iterable<readonly Value[]>): Generator<Value> {
  for (const row of rows) {
    charge(row.length);
    yield new Tuple(row);
  }
}

function* accumulated(args: CallArguments): Script {
  const [items = null, combine = null, initial = null] = bind('accumulate', ['iterable', 'func', '*initial'], 1, args);
  const values = toArray(items);
  if (initial !== null) values.unshift(initial);
  const sums: Value[] = [];
  for (const value of values) {
    const last = sums.at(-1);
    if (last === undefined) sums.push(value);
    else sums.push(combine === null ? binary('+', last, value) : yield callOf(combine, last, value));
  }
  return iterator('accumulate', sums);
}

function* starmapped({ positional: [combine = null, items = null] }: CallArguments): Script {
  const results: Value[] = [];
  for (const row of toArray(items)) results.push(yield callOf(combine, ...toArray(row)));
  return iterator('starmap', results);
}

const bound = (value: Value | undefined, otherwise: number) =>
  value === undefined || value === null ? otherwise : wantCount(value);

const members: readonly (readonly [string, (args: CallArguments) => CallResult])[] = [
  [
    'count',
    (args) => {
      const [start = 0n, step = 1n] = bind('count', ['start', 'step'], 0, args);
      return iterator('count', counted(start, step));
    },
  ],
  ['cycle', ({ positional: [items = null] }) => iterator('cycle', cycled(toArray(items)))],
  [
    'repeat',
    (args) => {
      const [value = null, times] = bind('repeat', ['object', 'times'], 1, args);
      return iterator('repeat', repeated(value, bound(times, Number.POSITIVE_INFINITY)));
    },
  ],
  ['accumulate', (args) => play(accumulated(args))],
  ['starmap', (args) => play(starmapped(args))],
  [
    'compress',
    (args) => {
      const [data = null, selectors = null] = bind('compress', ['data', 'selectors'], 2, args);
      const wanted = toArray(selectors);
      return iterator(
        'compress',
        toArray(data).filter((_, index) => isTrue(wanted[index] ?? null)),
      );
    },
  ],
  [
    'islice',
    ({ positional: [items = null, first, second, step] }) => {
      const [start, stop] = second === undefined ? [undefined, first] : [first, second];
      const range = [bound(start, 0), bound(stop, Number.POSITIVE_INFINITY), bound(step, 1)] as const;
      return iterator('islice', slice(iterate(items), ...range));
    },
  ],
  [
    'tee',
    ({ positional: [items = null, count] }) => {
      const all = toArray(items);
      const copies = bound(count, 2);
      checkItemCount(copies);
      return new Tuple(Array.from({ length: copies }, () => iterator('_tee', all)));
    },
  ],
  [
    'zip_longest',
    ({ positional, keywords }) => iterator('zip_longest', zipLongest(positional, keywords.get('fillvalue') ?? null)),
  ],
  [
    'product',
    ({ positional, keywords }) => {
      const pools = positional.map(toArray);
      const times = bound(keywords.get('repeat'), 1);
      checkItemCount(times * pools.length);
      const repeats = Array.from({ length: times }, () => pools).flat();
      return iterator('product', tuples(product(repeats)));
    },
  ],
  [
    'permutations',
    (args) => {
      const [items = null, length] = bind('permutations', ['iterable', 'r'], 1, args);
      const pool = toArray(items);
      const next = (chosen: readonly number[]) => places(0, pool.length, chosen);
      return iterator('permutations', tuples(choices(pool, bound(length, pool.length), next)));
    },
  ],
  [
    'combinations',
    (args) => {
      const [items = null, length = null] = bind('combinations', ['iterable', 'r'], 2, args);
      const pool = toArray(items);
      const next = (chosen: readonly number[]) => places((chosen.at(-1) ?? -1) + 1, pool.length);
      return iterator('combinations', tuples(choices(pool, wantCount(length), next)));
    },
  ],
  [
    'combinations_with_replacement',
    (args) => {
      const [items = null, length = null] = bind('combinations_with_replacement', ['iterable', 'r'], 2, args);
      const pool = toArray(items);
      const next = (chosen: readonly number[]) => places(chosen.at(-1) ?? 0, pool.length);
      return iterator('combinations_with_replacement', tuples(choices(pool, wantCount(length), next)));
    },
  ],
];

/** `modules.itertools`. */
export const itertoolsModule: Value = new HostNamespace(
  'module',
  new Map<string, Value>([
    ['chain', new ChainFunction()],
    ...members.map(([name, run]): [string, Value] => [name, hostFunction(name, run)]),
  ]),
);

/** `zip(…)`: as short as the shortest. */
export function* zipped(all: readonly Value[]): Generator<Value> {
  const iterators = all.map((one) => iterate(one)[Symbol.iterator]());
  while (iterators.length > 0) {
    charge(iterators.length);
    const row: Value[] = [];
    for (const one of iterators) {
      const step = one.next();
      if (step.done) return;
      row.push(step.value);
    }
    yield new Tuple(row);
  }
}

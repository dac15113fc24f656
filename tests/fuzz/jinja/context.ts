// The same values as in render.py, as the engine has them.

import { dictFrom } from '../../../src/jinja/python/operators.ts';
import { List, Tuple, type Value } from '../../../src/jinja/value.ts';

const dict = (entries: Record<string, Value>): Value => dictFrom(Object.entries(entries));
const list = (...items: Value[]): Value => new List(items);

/** Fresh for each template, as templates change what they are lent. */
export function fuzzGlobals(): ReadonlyMap<string, Value> {
  const node = (v: bigint, ...c: Value[]): Value => dict({ v, c: list(...c) });
  return new Map<string, Value>([
    ...Object.entries<Value>({ n: 5n, m: 3n, zero: 0n, f: 1.5, g: -0.25 }),
    ...Object.entries<Value>({ s: 'hello world', t: '  Mixed Case ', csv: 'a,b,,c', empty: '', uni: 'naïve ☃ Ǆ' }),
    ...Object.entries<Value>({ yes: true, no: false, nothing: null }),
    ['xs', list(3n, 1n, 2n)],
    ['ys', list('b', 'a', 'C')],
    ['nested', list(list(1n, 2n), list(3n))],
    ['pair', new Tuple([1n, 'two'])],
    ['blank', list()],
    ['d', dict({ a: 1n, b: 'x', c: list(1n, 2n) })],
    ['e', dict({})],
    ['rows', list(dict({ name: 'x', n: 2n }), dict({ name: 'y', n: 0n }), dict({ name: 'X', n: 2.5 }))],
    ['tree', list(node(1n, node(2n), node(3n, node(4n))), node(5n))],
  ]);
}

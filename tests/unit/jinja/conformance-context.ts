// The objects and functions that the conformance templates use: what a host would lend them.

import { toText } from '../../../src/jinja/python/operators.ts';
import { type CallArguments, HostObject, List, type Value } from '../../../src/jinja/value.ts';

export class HostFunction extends HostObject {
  override readonly typeName = 'function';
  readonly #name: string;
  readonly #run: (args: CallArguments) => Value;
  constructor(name: string, run: (args: CallArguments) => Value) {
    super();
    this.#name = name;
    this.#run = run;
  }
  override toText(): string {
    return `<function ${this.#name}>`;
  }
  override get callable(): boolean {
    return true;
  }
  override call(args: CallArguments): Value {
    return this.#run(args);
  }
}

class Relation extends HostObject {
  override readonly typeName = 'Relation';
  readonly #parts: readonly (readonly [string, string])[];
  constructor(parts: readonly (readonly [string, string])[]) {
    super();
    this.#parts = parts;
  }
  override toText(): string {
    return this.#parts.map(([, part]) => `"${part}"`).join('.');
  }
  override getAttribute(name: string): Value | undefined {
    if (name === 'include') {
      return new HostFunction(
        'include',
        ({ keywords }) => new Relation(this.#parts.filter(([key]) => keywords.get(key) !== false)),
      );
    }
    if (name === 'parts') return new HostFunction('parts', () => new List(this.#parts.map(([, part]) => part)));
    return this.#parts.find(([key]) => key === name)?.[1];
  }
}

function relation(database: string, schema: string, identifier: string): Relation {
  return new Relation([
    ['database', database],
    ['schema', schema],
    ['identifier', identifier],
  ]);
}

const pairs = ({ keywords }: CallArguments): string =>
  [...keywords].map(([name, value]) => `${name}=${toText(value)}`).join(',');

function variable({ positional: [name, otherwise] }: CallArguments): Value {
  return name === 'start' ? '2020-01-01' : (otherwise ?? null);
}

function functionNamed({ positional: [name] }: CallArguments): Value {
  if (name === 'up') return new HostFunction('up', ({ positional }) => toText(positional[0] ?? null).toUpperCase());
  if (name === 'kw') return new HostFunction('kw', pairs);
  return new HostFunction('list', () => new List(['p', 'q']));
}

const table = relation('db', 's', 'tbl');

export const conformanceGlobals: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['rel', table],
  ['this', relation('db', 's', 'me')],
  ['rels', new List([table])],
  ['getfn', new HostFunction('getfn', functionNamed)],
  ['f3', new HostFunction('f3', (args) => `${args.positional.map(toText).join('/')}|${pairs(args)}`)],
  ['ref', new HostFunction('ref', ({ positional }) => relation('db', 's', toText(positional.at(-1) ?? null)))],
  [
    'source',
    new HostFunction('source', ({ positional: [a, b] }) => relation('db', toText(a ?? null), toText(b ?? null))),
  ],
  ['config', new HostFunction('config', () => '')],
  ['var', new HostFunction('var', variable)],
  ['is_incremental', new HostFunction('is_incremental', () => true)],
]);

// The functions that every template has: range, dict, cycler, joiner and namespace.

import { bind } from './python/arguments.ts';
import { BuiltinFunction } from './python/callable.ts';
import { wantInteger } from './python/conversion.ts';
import { updateDict } from './python/dict-methods.ts';
import { dictGet, dictSet } from './python/dicts.ts';
import { typeError, valueError } from './python/failures.ts';
import { toRepr } from './python/printing.ts';
import { PyRange } from './python/range.ts';
import { type CallArguments, Dict, HostObject, type Value } from './value.ts';

/** What `namespace()` makes: attributes that `{% set ns.name = value %}` may change from within any block. */
export class Namespace extends HostObject {
  override readonly typeName = 'Namespace';
  readonly #attributes: Dict;
  constructor(attributes: Dict) {
    super();
    this.#attributes = attributes;
  }
  override assign(name: string, value: Value): boolean {
    dictSet(this.#attributes, name, value);
    return true;
  }
  override getAttribute(name: string): Value | undefined {
    return dictGet(this.#attributes, name);
  }
  override toText(): string {
    return `<Namespace ${toRepr(this.#attributes)}>`;
  }
}

/** What `cycler(…)` makes: gives its items in turn. */
class Cycler extends HostObject {
  override readonly typeName = 'Cycler';
  readonly #items: readonly Value[];
  #position = 0;
  constructor(items: readonly Value[]) {
    super();
    if (items.length === 0) throw valueError('at least one item has to be provided');
    this.#items = items;
  }
  #current(): Value {
    return this.#items[this.#position] ?? null;
  }
  override getAttribute(name: string): Value | undefined {
    switch (name) {
      case 'current':
        return this.#current();
      case 'next':
        return new BuiltinFunction('next', (args) => {
          bind('next', [], 0, args);
          const item = this.#current();
          this.#position = (this.#position + 1) % this.#items.length;
          return item;
        });
      case 'reset':
        return new BuiltinFunction('reset', (args) => {
          bind('reset', [], 0, args);
          this.#position = 0;
          return null;
        });
    }
    return undefined;
  }
  override toText(): string {
    return '<jinja2.utils.Cycler object at 0x0>';
  }
}

/** What `joiner(separator)` makes: empty when called first, the separator from then on. */
class Joiner extends HostObject {
  override readonly typeName = 'Joiner';
  readonly #separator: Value;
  #used = false;
  constructor(separator: Value) {
    super();
    this.#separator = separator;
  }
  override get callable(): boolean {
    return true;
  }
  override call(args: CallArguments): Value {
    bind('Joiner', [], 0, args);
    if (this.#used) return this.#separator;
    this.#used = true;
    return '';
  }
  override getAttribute(name: string): Value | undefined {
    return name === 'sep' ? this.#separator : name === 'used' ? this.#used : undefined;
  }
  override toText(): string {
    return '<jinja2.utils.Joiner object at 0x0>';
  }
}

/** `dict(mapping or pairs, name=value, …)`. */
function makeDict({ positional, keywords }: CallArguments): Dict {
  if (positional.length > 1) throw typeError(`dict expected at most 1 argument, got ${positional.length}`);
  const dict = new Dict();
  if (positional[0] !== undefined) updateDict(dict, positional[0]);
  for (const [name, value] of keywords) dictSet(dict, name, value);
  return dict;
}

function makeRange({ positional, keywords }: CallArguments): PyRange {
  if (keywords.size > 0) throw typeError('range() takes no keyword arguments');
  if (positional.length === 0) throw typeError('range expected at least 1 argument, got 0');
  if (positional.length > 3) throw typeError(`range expected at most 3 arguments, got ${positional.length}`);
  const [first = 0n, second, third = 1n] = positional.map(wantInteger);
  return second === undefined ? new PyRange(0n, first, 1n) : new PyRange(first, second, third);
}

/** By name. A new object on each call; nothing here remembers anything between renderings. */
export const builtinGlobals: ReadonlyMap<string, Value> = new Map(
  [
    new BuiltinFunction('range', makeRange),
    new BuiltinFunction('dict', makeDict),
    new BuiltinFunction('cycler', ({ positional }) => new Cycler(positional)),
    new BuiltinFunction('joiner', (args) => new Joiner(bind('Joiner', ['sep'], 0, args)[0] ?? ', ')),
    new BuiltinFunction('namespace', (args) => new Namespace(makeDict(args))),
  ].map((builtin) => [builtin.name, builtin]),
);

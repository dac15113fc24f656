// Methods of Python's dict, and its live views.

import { Dict, HostObject, Tuple, Undefined, type Value } from '../value.ts';
import { bind } from './arguments.ts';
import type { Methods } from './callable.ts';
import { dictGet, dictSet } from './dicts.ts';
import { equals } from './equality.ts';
import { typeError, undefinedError, valueError } from './failures.ts';
import { keyOf } from './hash.ts';
import { dictWalk, iterable, iterate, toArray } from './iteration.ts';
import { toRepr } from './printing.ts';

/** What keys(), values() and items() return: a window on the dict as it is when looked at. */
export class DictView extends HostObject {
  override readonly typeName: string;
  readonly dict: Dict;
  readonly #pick: (entry: { key: Value; value: Value }) => Value;

  constructor(dict: Dict, kind: 'keys' | 'values' | 'items') {
    super();
    this.typeName = `dict_${kind}`;
    this.dict = dict;
    this.#pick =
      kind === 'keys'
        ? ({ key }) => key
        : kind === 'values'
          ? ({ value }) => value
          : ({ key, value }) => new Tuple([key, value]);
  }

  override toText(): string {
    return `${this.typeName}([${Array.from(this.dict.entries.values(), (entry) => toRepr(this.#pick(entry))).join(', ')}])`;
  }
  override iterate(): Iterable<Value> {
    return dictWalk(this.dict, this.#pick);
  }
  /** The items from the last to the first. */
  reversed(): Value[] {
    return Array.from(this.dict.entries.values(), this.#pick).reverse();
  }
  override length(): number {
    return this.dict.entries.size;
  }
  override isTrue(): boolean {
    return this.dict.entries.size > 0;
  }
  /** Views of keys and of items are compared as sets, and cannot be keys themselves. */
  override hashKey(): string | undefined {
    if (this.typeName === 'dict_values') return undefined;
    throw typeError(`unhashable type: '${this.typeName}'`);
  }
  override contains(item: Value): boolean | undefined {
    return this.typeName === 'dict_keys' ? dictGet(this.dict, item) !== undefined : undefined;
  }
  /** Views of keys and of items are sets; two views of values are never equal. */
  override equals(other: Value): boolean {
    if (this === other) return true;
    if (!(other instanceof DictView) || this.typeName === 'dict_values' || other.typeName === 'dict_values')
      return false;
    const theirs = other.reversed();
    return (
      other.length() === this.length() && this.reversed().every((item) => theirs.some((their) => equals(their, item)))
    );
  }
}

/** What update() and the dict() function take: a mapping, or pairs. */
export function updateDict(dict: Dict, source: Value): void {
  if (source instanceof Dict) {
    for (const { key, value } of Array.from(source.entries.values())) dictSet(dict, key, value);
    return;
  }
  if (source instanceof Undefined && !source.lenient) throw undefinedError(source.message);
  let place = 0;
  for (const item of iterate(source)) {
    const items = iterable(item);
    if (items === undefined)
      throw typeError(`cannot convert dictionary update sequence element #${place} to a sequence`);
    const pair = toArray(item);
    const [key, value] = pair;
    if (key === undefined || value === undefined || pair.length !== 2) {
      throw valueError(`dictionary update sequence element #${place} has length ${pair.length}; 2 is required`);
    }
    dictSet(dict, key, value);
    place += 1;
  }
}

function remove(dict: Dict, key: Value): Value | undefined {
  const filed = keyOf(key);
  const entry = dict.entries.get(filed);
  dict.entries.delete(filed);
  return entry?.value;
}

/** A new dict with the same entries; each is its own, so that the two change apart. */
function copyDict(dict: Dict): Dict {
  const copy = new Dict();
  updateDict(copy, dict);
  return copy;
}

function view(kind: 'keys' | 'values' | 'items'): [string, (dict: Dict, args: Parameters<typeof bind>[3]) => Value] {
  return [
    kind,
    (dict, args) => {
      bind(`dict.${kind}`, [], 0, args);
      return new DictView(dict, kind);
    },
  ];
}

export const dictMethods: Methods<Dict> = new Map([
  view('keys'),
  view('values'),
  view('items'),
  [
    'clear',
    (dict, args) => {
      bind('dict.clear', [], 0, args);
      dict.entries.clear();
      return null;
    },
  ],
  [
    'copy',
    (dict, args) => {
      bind('dict.copy', [], 0, args);
      return copyDict(dict);
    },
  ],
  [
    'fromkeys',
    (_dict, args) => {
      const [keys = null, value = null] = bind('dict.fromkeys', ['/iterable', '/value'], 1, args);
      const result = new Dict();
      for (const key of iterate(keys)) dictSet(result, key, value);
      return result;
    },
  ],
  [
    'get',
    (dict, args) => {
      const [key = null, fallback = null] = bind('dict.get', ['/key', '/default'], 1, args);
      const value = dictGet(dict, key);
      return value === undefined ? fallback : value;
    },
  ],
  [
    'pop',
    (dict, args) => {
      const [key = null, fallback] = bind('dict.pop', ['/key', '/default'], 1, args);
      const value = remove(dict, key);
      if (value !== undefined) return value;
      if (fallback === undefined) throw valueError(toRepr(key));
      return fallback;
    },
  ],
  [
    'popitem',
    (dict, args) => {
      bind('dict.popitem', [], 0, args);
      const last = Array.from(dict.entries.values()).pop();
      if (last === undefined) throw valueError("'popitem(): dictionary is empty'");
      remove(dict, last.key);
      return new Tuple([last.key, last.value]);
    },
  ],
  [
    'setdefault',
    (dict, args) => {
      const [key = null, fallback = null] = bind('dict.setdefault', ['/key', '/default'], 1, args);
      const value = dictGet(dict, key);
      if (value === undefined) dictSet(dict, key, fallback);
      return value === undefined ? fallback : value;
    },
  ],
  [
    'update',
    (dict, args) => {
      const source = args.positional[0];
      if (args.positional.length > 1)
        throw typeError(`update expected at most 1 argument, got ${args.positional.length}`);
      if (source !== undefined) updateDict(dict, source);
      for (const [name, value] of args.keywords) dictSet(dict, name, value);
      return null;
    },
  ],
]);

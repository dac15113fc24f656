// Tuples whose items also have names, as `groupby` returns them. They print and compare as plain tuples.

import { Tuple, type Value } from '../value.ts';

export class NamedTuple extends Tuple {
  readonly names: readonly string[];
  /** `names` and `items` go together by place. */
  constructor(names: readonly string[], items: readonly Value[]) {
    super(items);
    this.names = names;
  }
}

/** The item of that name, or JavaScript's undefined. */
export function namedItem(tuple: Tuple, name: string): Value | undefined {
  return tuple instanceof NamedTuple ? tuple.items[tuple.names.indexOf(name)] : undefined;
}

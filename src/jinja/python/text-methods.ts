// All methods of Python's str by name.

import { Dict, HostObject, type Value } from '../value.ts';
import { bind } from './arguments.ts';
import type { Methods } from './callable.ts';
import { typeError } from './failures.ts';
import { getItem } from './items.ts';
import { type FieldWriter, formatText, type Lookups } from './str-format.ts';
import { caseMethods } from './text-case.ts';
import { paddingMethods } from './text-padding.ts';
import { searchMethods } from './text-search.ts';
import { splitMethods } from './text-split.ts';
import { typeName } from './type-name.ts';

/** The table of methods. Fields of format() are looked up with `lookups` and written with `write`. */
export function makeTextMethods(lookups: Lookups, write: FieldWriter): Methods<string> {
  return new Map([
    ...caseMethods,
    ...searchMethods,
    ...splitMethods,
    ...paddingMethods,
    [
      'format',
      (text, { positional, keywords }) =>
        formatText(text, { positional, named: (name) => keywords.get(name), lookups, write }),
    ],
    [
      'format_map',
      (text, args) => {
        const mapping: Value = bind('str.format_map', ['/mapping'], 1, args)[0] ?? null;
        return formatText(text, { positional: [], named: (name) => named(mapping, name), lookups, write });
      },
    ],
  ]);
}

function named(mapping: Value, name: string): Value | undefined {
  if (!(mapping instanceof Dict || mapping instanceof HostObject))
    throw typeError(`'${typeName(mapping)}' object is not a mapping`);
  return getItem(mapping, name);
}

// dbt's own filters: `is_list`, and `as_text`, `as_bool`, `as_native` and `as_number`. Where a template yields a value instead
// of text (a setting in a properties file), the last four say what a text is meant to be; where text is printed they change
// nothing.

import type { Filter } from '../environment.ts';
import { bind } from '../python/arguments.ts';
import { quote, toText } from '../python/printing.ts';
import { TextObject } from '../python/text-object.ts';
import { List } from '../value.ts';

export type Meaning = 'text' | 'bool' | 'native' | 'number';

/** A text with the meaning that it is to be read with. To everything else it is a text. */
export class MarkedText extends TextObject {
  override readonly typeName = 'str';
  readonly meaning: Meaning;
  constructor(text: string, meaning: Meaning) {
    super(text);
    this.meaning = meaning;
  }
  override toRepr(): string {
    return quote(this.text);
  }
}

function marking(meaning: Meaning): [string, Filter] {
  return [
    `as_${meaning}`,
    (value, args, { native }) => {
      bind(`as_${meaning}`, [], 0, args);
      return native ? new MarkedText(toText(value), meaning) : value;
    },
  ];
}

/** dbt's filter of that name: a test written as a filter. */
const isList: Filter = (value, args) => {
  bind('is_list', [], 0, args);
  return value instanceof List;
};

export const markFilters: readonly (readonly [string, Filter])[] = [
  marking('text'),
  marking('bool'),
  marking('native'),
  marking('number'),
  ['is_list', isList],
];

// The shape of a built-in data test: which arguments it takes, which score it counts for, and what it looks for.

import type { Check, Dimension, KeyColumn, Phrase } from './assertion.ts';
import type { TestArguments } from './test-arguments.ts';

export interface Builtin {
  /** Beside `column_name`. */
  readonly arguments: readonly string[];
  readonly dimension: Dimension | null;
  /** undefined after a problem was reported. `onColumn`: it stands below a column, or has a `column_name`. */
  read(given: TestArguments, onColumn: boolean): ReadCheck | undefined;
}

export interface ReadCheck {
  readonly check: Check;
  readonly phrase: Phrase;
}

/** The column in a sentence: `a status`, `an amount`. */
export function named({ column }: KeyColumn): string {
  return column === null ? 'a value' : `${/^(?:[aeio]|up)/i.test(column) ? 'an' : 'a'} ${column}`;
}

// A row of the table of built-in tests: which arguments a test takes, which score it counts for, what it looks for, and what
// docs/tests.md says of it.

import type { ArgumentTable } from './argument-shape.ts';
import type { Check, Dimension, KeyColumn, Phrase } from './assertion.ts';
import type { TestArguments } from './test-arguments.ts';

interface BuiltinOf<Table extends ArgumentTable> {
  /** Whether it judges the column that it is declared below, or that `column_name` names. */
  readonly column: 'needed' | 'possible' | 'none';
  /** Beside `column_name`. */
  readonly arguments: Table;
  readonly dimension: Dimension | null;
  /** When it passes, in one sentence. */
  readonly holds: string;
  /** What `failures` is the number of. */
  readonly counts: string;
  /** The columns that `fail_calc` sees, those of failingRows. */
  readonly sees: string;
  /** An item of `data_tests:` as YAML, below a column or on the relation. */
  readonly example: { readonly column: string | null; readonly item: string };
  /** undefined after a problem was reported. `onColumn`: it is declared below a column, or has a `column_name`. */
  read(given: TestArguments<Table>, onColumn: boolean): ReadCheck | undefined;
}

export type Builtin = BuiltinOf<ArgumentTable>;

export interface ReadCheck {
  readonly check: Check;
  readonly phrase: Phrase;
}

/** Knows the arguments by the types that their rows state. */
export function builtin<const Table extends ArgumentTable>(row: BuiltinOf<Table>): Builtin {
  return row;
}

/** The column in a sentence: `a status`, `an amount`. */
export function named({ column }: KeyColumn): string {
  return column === null ? 'a value' : `${/^(?:[aeio]|up)/i.test(column) ? 'an' : 'a'} ${column}`;
}

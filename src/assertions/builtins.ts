// The table of the built-in data tests. From it follow the known names, how arguments are read, the scores, and docs/tests.md.

import type { Builtin } from './builtin.ts';
import { relationships, unique, uniqueCombination } from './key-checks.ts';
import { recency, rowCount } from './relation-checks.ts';
import { acceptedValues, expression, matches, notNull, range } from './row-checks.ts';

/** By name. */
export const builtins: ReadonlyMap<string, Builtin> = new Map([
  ['not_null', notNull],
  ['unique', unique],
  ['accepted_values', acceptedValues],
  ['relationships', relationships],
  ['range', range],
  ['matches', matches],
  ['expression', expression],
  ['unique_combination', uniqueCombination],
  ['recency', recency],
  ['row_count', rowCount],
]);

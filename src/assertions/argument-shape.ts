// What the table of the built-in tests says of an argument, and which value it comes to. From it follow how the argument is
// read, what is reported for unknown and missing ones, and docs/tests.md.

import type { JsonValue } from '../base/json-value.ts';
import type { Sql } from '../sql/sql.ts';
import type { KeyColumn } from './assertion.ts';

/** The value of each type. */
export interface ArgumentValues {
  readonly text: string;
  /** SQL text, or a number. */
  readonly expression: { readonly text: string; readonly sql: Sql };
  /** A column, or an expression in place of one. */
  readonly column: KeyColumn;
  readonly columns: readonly KeyColumn[];
  readonly flag: boolean;
  readonly 'whole number': bigint;
  /** Not empty. */
  readonly list: readonly JsonValue[];
  /** What `ref` or `source` answers, or SQL in its place. */
  readonly relation: { readonly name: string; readonly sql: Sql };
}

export type ArgumentType = keyof ArgumentValues;

interface Shape {
  /** A second name of it, of which only one can be given. */
  readonly otherName?: string;
  /** For the documentation: one line. */
  readonly about: string;
}

interface FlagShape extends Shape {
  readonly type: 'flag';
  readonly default: boolean;
}

interface ValueShape extends Shape {
  readonly type: Exclude<ArgumentType, 'flag'>;
  /** Whether its absence is a mistake in any case. */
  readonly needed: boolean;
  /** What counts where it is absent, in words. */
  readonly otherwise?: string;
}

export type ArgumentShape = FlagShape | ValueShape;

/** By name. */
export type ArgumentTable = Readonly<Record<string, ArgumentShape>>;

/** undefined where a problem was reported, null where it is absent and need not be there. A flag that is wrong is as if absent. */
export type ValueOf<S extends ArgumentShape> = S extends FlagShape
  ? boolean
  : S extends { readonly needed: true }
    ? ArgumentValues[S['type']] | undefined
    : ArgumentValues[S['type']] | null | undefined;

/** All names that the test takes, in the order of the table. */
export function namesIn(table: ArgumentTable): readonly string[] {
  return Object.entries(table).flatMap(([name, { otherName }]) =>
    otherName === undefined ? [name] : [name, otherName],
  );
}

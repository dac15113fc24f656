// The arguments of a built-in data test, read one by one as its row of the table states them, so that all mistakes of a
// declaration are reported together.

import { InternalError } from '../base/internal-error.ts';
import type { Sql } from '../sql/sql.ts';
import { argumentReaders, missingArgument } from './argument-readers.ts';
import { type ArgumentShape, type ArgumentTable, namesIn, type ValueOf } from './argument-shape.ts';
import type { KeyColumn } from './assertion.ts';
import type { DeclaredArguments } from './declared-arguments.ts';

/** What a built-in reads its arguments from, by the names of its table. */
export interface TestArguments<Table extends ArgumentTable> {
  has(name: keyof Table & string): boolean;
  value<Name extends keyof Table & string>(name: Name): ValueOf<Table[Name]>;
  /** The column that the test is declared on, or its `column_name`. */
  column(): KeyColumn | undefined;
  /** SQL that this test put together from its arguments, as the place of the one called `name`. */
  piece(name: keyof Table & string, text: string): Sql;
  /** Reports that the argument is needed where it is not in general. */
  missing(name: keyof Table & string): undefined;
  wrong(name: keyof Table & string, message: string, help: string): undefined;
  warn(name: keyof Table & string, message: string, help: string): void;
}

/** Reports at once every argument that the table does not have, and what is wrong with the others as they are read. */
export function readTestArguments(declared: DeclaredArguments, table: ArgumentTable): TestArguments<ArgumentTable> {
  declared.refuseUnknown(namesIn(table));
  const shapeOf = (name: string): ArgumentShape => {
    const shape = table[name];
    if (!shape) throw new InternalError(`the data test ${declared.label} has no argument "${name}" in its table`);
    return shape;
  };
  const isGiven = (name: string) => declared.valueAt(name) !== null;
  /** The name that is given, of two. */
  const given = (name: string): string => {
    const { otherName } = shapeOf(name);
    return otherName !== undefined && isGiven(otherName) ? otherName : name;
  };
  return {
    has: (name) => isGiven(given(name)),
    // The shape says of which type the value is.
    value: (name) => readValue(declared, [name, given(name)], shapeOf(name)) as never,
    column: () => declared.column(),
    piece: (name, text) => declared.piece(given(name), text),
    missing: (name) => missingArgument(declared, name, shapeOf(name).type),
    wrong: (name, message, help) => declared.wrong(given(name), message, help),
    warn: (name, message, help) => declared.warn(given(name), message, help),
  };
}

/** `given` is the name under which it is declared, where it is. */
function readValue(
  declared: DeclaredArguments,
  [name, given]: readonly [name: string, given: string],
  shape: ArgumentShape,
): unknown {
  if (given !== name && declared.valueAt(name) !== null) {
    const message = `"${name}" and "${given}" are two names of one argument, and both are given`;
    return declared.wrong(given, message, `Keep "${name}"`);
  }
  const value = declared.valueAt(given);
  if (value !== null) {
    const read = argumentReaders[shape.type](declared, given, value);
    return read === undefined && shape.type === 'flag' ? shape.default : read;
  }
  if (shape.type === 'flag') return shape.default;
  return shape.needed ? missingArgument(declared, name, shape.type) : null;
}

// Values of a result's row, by name, as the types that the statements of this folder promise. Anything else is a bug.

import { InternalError } from '../base/internal-error.ts';

/** A row as the Database port delivers it, by column. */
export type Row = Readonly<Record<string, unknown>>;

export function textIn(row: Row, column: string): string {
  const value = row[column];
  if (typeof value === 'string') return value;
  throw new InternalError(`${column} should be a text, but is ${typeof value}`);
}

export function bigintIn(row: Row, column: string): bigint {
  const value = row[column];
  if (typeof value === 'bigint') return value;
  throw new InternalError(`${column} should be a bigint, but is ${typeof value}`);
}

export function numberIn(row: Row, column: string): number {
  const value = row[column];
  if (typeof value === 'number') return value;
  throw new InternalError(`${column} should be a number, but is ${typeof value}`);
}

export function booleanIn(row: Row, column: string): boolean {
  const value = row[column];
  if (typeof value === 'boolean') return value;
  throw new InternalError(`${column} should be a boolean, but is ${typeof value}`);
}

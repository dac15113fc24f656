// The `sql` tag for what a test says itself, as a person at psql would: its names mean what they mean under the target's path.

import { inUserWords, sql as product, type Sql } from '../../src/sql/sql.ts';

export function sql(strings: readonly string[], ...values: readonly unknown[]): Sql {
  return inUserWords(product(strings, ...values));
}

// The rows that `show` prints.

import type { ValueType } from '../catalog/value-type.ts';

export interface Rows {
  readonly columns: readonly { readonly name: string; readonly type: ValueType }[];
  /** PostgreSQL's own texts in the order of `columns`; null is NULL. */
  readonly rows: readonly (readonly (string | null)[])[];
}

// A query that a template asks, and what the driver answers; agate/ makes a table of it.

import type { CommandTag } from '../database/database.ts';
import type { Value } from '../jinja/value.ts';
import type { ColumnType } from './typed-column.ts';

/** A query that a template asks for; the driver answers with `QueryAnswer`. */
export interface QueryRequest {
  readonly kind: 'query';
  readonly sql: string;
  /** Whether the words are Smelt's own: what `adapter` looks up. */
  readonly engine: boolean;
  /** How many bytes of memory, about, the rows may take: what the rendering has left for them. */
  readonly bound: number;
}

export interface QueryAnswer {
  readonly columns: readonly string[];
  /** agate's types of them; absent for a table that no query gave. */
  readonly columnTypes?: readonly ColumnType[];
  /** OIDs of their types; absent for a table that no query gave. */
  readonly typeOids?: readonly number[];
  readonly rows: readonly (readonly Value[])[];
  /** What the statement did; absent for a table that no query gave. */
  readonly tag?: CommandTag;
  /** What the rows take of the rendering's bound; absent for a table that no query gave. */
  readonly size?: number;
}

// What a data test is once its arguments and config have been read: what it looks for, and how its number is judged.
// The words are dbt's; nothing here knows a database.

import type { Span } from '../diagnostics/text-file.ts';
import type { NodeId, TestNode } from '../graph/node.ts';
import type { NamedQuery } from '../sql/prepend-ctes.ts';
import type { RelationName, Sql } from '../sql/sql.ts';
import type { Threshold } from './threshold.ts';

/** A test node whose templates are rendered and whose references are resolved. */
export interface ResolvedTest {
  /** Its arguments and config as rendered. */
  readonly node: TestNode;
  /** The relation it is declared on; null for a singular test. */
  readonly relation: RelationName | null;
  /** The rendered SQL of a test that a project or package wrote (generic or singular); null for a built-in. */
  readonly sql: string | null;
  /** `relationships`: the relation that `to` names. */
  readonly to: RelationName | null;
  /** The ephemeral models that it reads, each by the name of its relation; none can read another. */
  readonly inlined: readonly NamedQuery[];
}

export const dimensions = ['completeness', 'accuracy', 'consistency', 'timeliness'] as const;
export type Dimension = (typeof dimensions)[number];

export interface Assertion {
  readonly id: NodeId;
  readonly name: string;
  /** `not_null`, `dbt_utils.something`; null for a singular test. */
  readonly test: string | null;
  readonly relation: RelationName | null;
  readonly check: Check;
  readonly where: string | null;
  readonly limit: number | null;
  /** An aggregate over the failing rows; null is `count(*)`. */
  readonly failCalc: string | null;
  readonly severity: 'error' | 'warn';
  readonly warnIf: Threshold;
  readonly errorIf: Threshold;
  /** The score it counts for; null: for none. */
  readonly dimension: Dimension | null;
  readonly phrase: Phrase;
  /** Ephemeral models that its statements read, as queries of their WITH. */
  readonly inlined: readonly NamedQuery[];
  readonly span: Span;
}

/** The predicate of a sentence about failing rows: `1 row {one}`, `12 rows {many}`. */
export interface Phrase {
  readonly one: string;
  readonly many: string;
}

/** What is looked for. Every `Sql` may hold written texts (`placeWritten`), and names columns of the relation unqualified. */
export type Check =
  /** A condition that is true of a failing row; NULL passes. `failures` counts the distinct values of `values` where given. */
  | { readonly kind: 'row'; readonly fails: Sql; readonly values: Sql | null }
  | { readonly kind: 'unique'; readonly keys: readonly KeyColumn[]; readonly nulls: 'pass' | 'equal' }
  | { readonly kind: 'relationships'; readonly column: Sql; readonly to: Sql; readonly field: Sql }
  /** Fails when the newest `field` is before `threshold`. */
  | { readonly kind: 'recency'; readonly field: Sql; readonly threshold: Sql }
  | { readonly kind: 'row_count'; readonly min: bigint | null; readonly max: bigint | null }
  /** Every row that the query returns is a failure. */
  | { readonly kind: 'custom'; readonly sql: string };

export interface KeyColumn {
  readonly expression: Sql;
  /** The column's name where the expression is nothing but a column. */
  readonly column: string | null;
}

/** What a run of an assertion found. */
export interface Counts {
  /** dbt's number, after where, limit and fail_calc: alone compared with thresholds. */
  readonly failures: bigint;
  /** Rows at fault among `checkedRows`; null where a user's test counts for no score. */
  readonly failingRows: bigint | null;
  readonly checkedRows: bigint | null;
  /** The number of rows (`row_count`) or the newest time (`recency`) that was found. */
  readonly measured: string | null;
}

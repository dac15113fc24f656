// A statement that answers one or many assertions with a single row, and how that row is read.

import type { NodeId } from '../graph/node.ts';
import { inUserWords, join, type RelationName, type Sql, sql } from '../sql/sql.ts';
import { placeWritten, type WrittenStatement } from '../sql/written.ts';
import type { Assertion, Counts } from './assertion.ts';
import { withInlined } from './failing-rows.ts';

/**
 * Its row holds, where `records` is true, total and invalid records; then for each assertion, in order, four columns:
 * checked rows, failing rows, failures, what was measured.
 */
export interface AssertionStatement extends WrittenStatement {
  readonly kind: 'fused' | 'unique' | 'relationships' | 'custom';
  /** Where the rows are that are judged: the relation itself, or what is staged for it. Null for a singular test. */
  readonly relation: RelationName | null;
  readonly assertions: readonly Assertion[];
  readonly records: boolean;
}

/** The four columns of an assertion. `failures` may be text (of a fail_calc), and is cut to the assertion's limit by the reader. */
export interface CountColumns {
  readonly checked: Sql;
  readonly failing: Sql;
  readonly failures: Sql;
  readonly measured: Sql;
}

/** On a line of their own. */
export function columnList(columns: CountColumns): Sql {
  return join([columns.checked, columns.failing, columns.failures, columns.measured], ', ');
}

export const nothing = sql`null`;

/** What a test reads may be a view, whose functions and operators are the project's: it is asked under the user's path as a whole. */
export function statementOf(
  template: Sql,
  parts: Omit<AssertionStatement, keyof WrittenStatement>,
): AssertionStatement {
  return { ...placeWritten(inUserWords(withInlined(template, parts.assertions))), ...parts };
}

/** The answer of a statement. */
export interface StatementAnswer {
  readonly counts: ReadonlyMap<NodeId, Counts>;
  /** Assertions that cannot be judged although the statement ran, each with the reason as one sentence. */
  readonly unreadable: ReadonlyMap<NodeId, string>;
  readonly records: RecordCounts | null;
}

/** Of a relation, from the scan of its row assertions. */
export interface RecordCounts {
  readonly total: bigint;
  /** Rows failing at least one row assertion, each once. */
  readonly invalid: bigint;
}

/** Reads the statement's only row, its values as the Database port delivers them. */
export function readAnswer(statement: AssertionStatement, row: readonly unknown[]): StatementAnswer {
  const counts = new Map<NodeId, Counts>();
  const unreadable = new Map<NodeId, string>();
  const first = statement.records ? 2 : 0;
  statement.assertions.forEach((assertion, index) => {
    const [checked, failing, found, measured] = row.slice(first + 4 * index, first + 4 * index + 4);
    const failures = wholeNumber(found);
    if (failures === null) {
      const value = found === null || found === undefined ? 'NULL' : String(found);
      unreadable.set(assertion.id, `fail_calc of ${assertion.name} gives ${value}, not a whole number`);
      return;
    }
    const limit = assertion.failCalc === null && assertion.limit !== null ? BigInt(assertion.limit) : failures;
    counts.set(assertion.id, {
      failures: failures < limit ? failures : limit,
      failingRows: wholeNumber(failing),
      checkedRows: wholeNumber(checked),
      measured: typeof measured === 'string' ? measured : null,
    });
  });
  const [total, invalid] = [wholeNumber(row[0]), wholeNumber(row[1])];
  const records = statement.records && total !== null && invalid !== null ? { total, invalid } : null;
  return { counts, unreadable, records };
}

function wholeNumber(value: unknown): bigint | null {
  if (typeof value === 'bigint') return value;
  if (typeof value !== 'number' && typeof value !== 'string') return null;
  const digits = /^(-?\d+)(?:\.0*)?$/.exec(String(value))?.[1];
  return digits === undefined ? null : BigInt(digits);
}

// A test's outcome as a row of the history.

import type { Assertion, Counts } from '../assertions/assertion.ts';
import { describeOutcome } from '../assertions/describe-outcome.ts';
import { verdictOf } from '../assertions/verdict.ts';
import type { JsonValue } from '../base/json-value.ts';
import type { TestResultRow } from '../state/test-results.ts';

/** What became of an assertion that was asked. */
export type AssertionOutcome =
  | { readonly kind: 'answered'; readonly counts: Counts }
  /** `message` holds no value of a row unless the project wants examples kept: PostgreSQL's DETAIL stays out. */
  | { readonly kind: 'error'; readonly message: string }
  | { readonly kind: 'skipped'; readonly message: string };

export interface Timing {
  readonly executedAt: Date;
  readonly milliseconds: number;
}

export function historyRow(
  assertion: Assertion,
  outcome: AssertionOutcome,
  timing: Timing,
  examples: JsonValue = null,
): TestResultRow {
  const answered = outcome.kind === 'answered' ? outcome.counts : null;
  return {
    testId: assertion.id,
    relation: assertion.relation,
    status: outcome.kind === 'answered' ? verdictOf(assertion, outcome.counts) : outcome.kind,
    severity: assertion.severity,
    dimension: assertion.dimension,
    failures: answered?.failures ?? null,
    failingRows: answered?.failingRows ?? null,
    checkedRows: answered?.checkedRows ?? null,
    executedAt: timing.executedAt,
    milliseconds: timing.milliseconds,
    message: outcome.kind === 'answered' ? describeOutcome(assertion, outcome.counts) : outcome.message,
    examples,
  };
}

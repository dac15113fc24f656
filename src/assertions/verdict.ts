// How the number of failures is judged, as dbt does: an error-severity test fails by `error_if`, else either may warn.

import type { Assertion, Counts } from './assertion.ts';
import { meets } from './threshold.ts';

export type Verdict = 'pass' | 'warn' | 'fail';

/** A test of severity `warn` never fails; one of severity `error` that is below `error_if` can still warn. */
export function verdictOf(
  assertion: Pick<Assertion, 'severity' | 'warnIf' | 'errorIf'>,
  counts: Pick<Counts, 'failures'>,
): Verdict {
  if (assertion.severity === 'error' && meets(counts.failures, assertion.errorIf)) return 'fail';
  return meets(counts.failures, assertion.warnIf) ? 'warn' : 'pass';
}

// What of an assertion's counts is reported: a test that judges a relation as a whole counts for the scores as one row, which nobody
// else would take for a row.

import type { Assertion, Counts } from './assertion.ts';

export function reportedCounts({ check }: Pick<Assertion, 'check'>, counts: Counts): Counts {
  const ofRows = check.kind !== 'recency' && check.kind !== 'row_count';
  return ofRows ? counts : { ...counts, failingRows: null, checkedRows: null };
}

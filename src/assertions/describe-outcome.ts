// What an assertion found, as a sentence for people: `12 of 4,310 rows have no client_id`.

import { count, counted } from '../base/counted.ts';
import type { Assertion, Counts } from './assertion.ts';
import { verdictOf } from './verdict.ts';

/** Without a final full stop. Holds no value of a row except the newest time (recency). */
export function describeOutcome(assertion: Assertion, counts: Counts): string {
  const found = finding(assertion, counts);
  const verdict = verdictOf(assertion, counts);
  const failing = verdict === 'fail' || (verdict === 'pass' && assertion.severity === 'error');
  const [key, threshold] = failing ? ['error_if', assertion.errorIf] : ['warn_if', assertion.warnIf];
  // A threshold is reported where it explains the verdict: failures that pass, or a bound that was crossed.
  const explains = threshold.text !== '!= 0' && (counts.failures !== 0n || verdict !== 'pass');
  return explains ? `${found} (${count(counts.failures)} against ${key} ${threshold.text})` : found;
}

function finding(assertion: Assertion, counts: Counts): string {
  const { check, phrase } = assertion;
  const rows = `${where(assertion)}`;
  if (check.kind === 'row_count') {
    const found = `${counted(BigInt(counts.measured ?? '0'), 'row')}${rows}`;
    return counts.failingRows === 0n ? found : `${found}: the ${phrase.many}`;
  }
  if (check.kind === 'recency') {
    if (counts.measured === null) return `no time to judge${rows}`;
    return counts.failingRows === 0n ? `newest is ${counts.measured}` : `the ${phrase.many}: ${counts.measured}`;
  }
  if (check.kind === 'custom' && counts.failingRows === null) {
    return counts.failures === 0n
      ? 'no rows were returned'
      : `${counted(counts.failures, 'row')} ${counts.failures === 1n ? phrase.one : phrase.many}`;
  }
  const failing = counts.failingRows ?? counts.failures;
  const all = counts.checkedRows ?? 0n;
  if (failing === 0n) return `${counted(all, 'row')}${rows} checked`;
  return `${count(failing)} of ${counted(all, 'row')}${rows} ${failing === 1n ? phrase.one : phrase.many}`;
}

function where(assertion: Assertion): string {
  if (assertion.where === null) return '';
  const text = assertion.where.replace(/\s+/g, ' ').trim();
  return text.length <= 60 ? ` where ${text}` : ' in its where';
}

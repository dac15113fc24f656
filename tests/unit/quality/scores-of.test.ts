import { expect, test } from 'vitest';
import type { Counts } from '../../../src/assertions/assertion.ts';
import { scoreOf, scoresOf } from '../../../src/quality/scores-of.ts';
import { assertion, type Declared, deposits } from '../assertions/declare.ts';

test.each<readonly [string | null, readonly (readonly [bigint | null, bigint | null])[]]>([
  ['100.00', [[0n, 5n]]],
  ['0.00', [[5n, 5n]]],
  ['66.66', [[1n, 3n]]],
  ['99.99', [[1n, 1_000_000n]]],
  ['99.99', [[1n, 9_007_199_254_740_993_000n]]],
  ['0.00', [[99_999n, 100_000n]]],
  ['0.01', [[9_999n, 10_000n]]],
  [
    '83.33',
    [
      [1n, 3n],
      [0n, 3n],
    ],
  ],
  [
    '50.00',
    [
      [1n, 1n],
      [0n, 1n],
      [null, null],
    ],
  ],
  ['0.00', [[7n, 3n]]],
  [null, []],
  [null, [[0n, 0n]]],
  [null, [[null, null]]],
])('%s', (score, counts) => {
  expect(scoreOf(counts.map(([failingRows, checkedRows]) => ({ failingRows, checkedRows })))).toBe(score);
});

const declared: readonly Declared[] = [
  { test: 'not_null', column: 'a' },
  { test: 'matches', column: 'a', arguments: { regex: 'x' } },
  { test: 'matches', column: 'b', arguments: { regex: 'x' }, config: { meta: { dimension: 'completeness' } } },
  { test: 'unique', column: 'a' },
  { test: 'row_count', arguments: { min: 1 } },
  { test: 'mine', sql: 'select 1' },
];
const enabled = declared.map(assertion);
const found = (failing: bigint, checked: bigint): Counts => ({
  failures: failing,
  failingRows: failing,
  checkedRows: checked,
  measured: null,
});
const counts = new Map(enabled.map((one, at) => [one.id, found(BigInt(at), 8n)]));
const records = { total: 8n, invalid: 2n };

test('each dimension adds up its assertions; none speaks for timeliness', () => {
  expect(scoresOf({ relation: deposits, targetSchema: 'public', enabled, counts, records })).toEqual({
    tableName: 'deposits',
    totalRecords: 8n,
    invalidRecords: 2n,
    completeness: '87.50',
    accuracy: '87.50',
    consistency: '62.50',
    timeliness: null,
  });
});

test('the name carries the schema when it is not the target’s', () => {
  expect(scoresOf({ relation: deposits, targetSchema: 'marts', enabled, counts, records })).toMatchObject({
    tableName: 'public.deposits',
  });
});

test('without an answer of every enabled assertion the day’s row stays', () => {
  const but = (at: number) => new Map([...counts].filter(([id]) => id !== enabled[at]?.id));
  const measured = { relation: deposits, targetSchema: 'public', enabled, counts, records };
  expect(scoresOf({ ...measured, counts: but(0) })).toBe('incomplete');
  expect(scoresOf({ ...measured, counts: but(5) })).toBe('incomplete');
  expect(scoresOf({ ...measured, records: null })).toBe('incomplete');
  expect(scoresOf({ ...measured, enabled: [] })).toBe('incomplete');
});

// The row of the day stands for all tests of a relation: it is written when the last of them has ended, and not before.
import { expect, test } from 'vitest';
import type { Counts } from '../../../src/assertions/assertion.ts';
import { qualityAfter, type TestAnswers } from '../../../src/quality/quality-after.ts';
import { assertion, deposits } from '../assertions/declare.ts';

const notNull = assertion({ test: 'not_null', column: 'a' });
const rowCount = assertion({ test: 'row_count', arguments: { min: 1 } });
const tested = { relation: deposits, targetSchema: 'public', declared: [notNull.id, rowCount.id] };
const counts: Counts = { failures: 1n, failingRows: 1n, checkedRows: 4n, measured: null };

const answered = (one: typeof notNull, total: bigint): TestAnswers => ({
  tests: [one.id],
  assertions: [one],
  counts: new Map([[one.id, counts]]),
  records: { total, invalid: 1n },
});

test('no row while a declared test has not ended', () => {
  expect(qualityAfter(tested, [answered(notNull, 4n)])).toBeNull();
});

test('the row of all answers when the last one has, whichever that is', () => {
  const row = qualityAfter(tested, [answered(rowCount, 9n), answered(notNull, 4n)]);
  expect(row).toMatchObject({ tableName: 'deposits', totalRecords: 4n, invalidRecords: 1n, completeness: '75.00' });
  expect(qualityAfter(tested, [answered(notNull, 4n), answered(rowCount, 9n)])).toEqual(row);
});

test('no row where a test that has ended has no answer, or could not be asked at all', () => {
  const erred: TestAnswers = { ...answered(rowCount, 9n), counts: new Map() };
  expect(qualityAfter(tested, [answered(notNull, 4n), erred])).toBeNull();
  const unasked: TestAnswers = { tests: tested.declared, assertions: [], counts: new Map(), records: null };
  expect(qualityAfter(tested, [unasked])).toBeNull();
});

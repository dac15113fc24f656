// Protects the waiting between tries: it grows, and never beyond its most.

import { expect, test } from 'vitest';
import { backoff, scattered } from '../../../src/base/backoff.ts';

test('doubles from the first wait up to the most', () => {
  const waits = [1, 2, 3, 4, 5, 2000].map((failed) => backoff(failed, { first: 100, most: 700 }));
  expect(waits).toEqual([100, 200, 400, 700, 700, 700]);
});

test('no first wait is no wait at all', () => expect(backoff(9, { first: 0, most: 700 })).toBe(0));

test('is scattered over as much again', () => {
  const waits = Array.from({ length: 200 }, () => scattered(100));
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(100);
  expect(Math.max(...waits)).toBeLessThan(200);
  expect(new Set(waits).size).toBeGreaterThan(100);
});

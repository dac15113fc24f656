// Protects SQL from a --limit that is no number.

import { expect, test } from 'vitest';
import { rowLimit, UsageError } from '../../../src/cli/options.ts';

test.each([0, 5, -1])('%d is a limit', (limit) => {
  expect(rowLimit(limit)).toBe(limit);
});

test.each([Number.NaN, 1.5, Number.POSITIVE_INFINITY, undefined, [1, 2]])('%s is none', (limit) => {
  expect(() => rowLimit(limit)).toThrow(UsageError);
});

import { expect, test } from 'vitest';
import { meets, parseThreshold } from '../../../src/assertions/threshold.ts';

/** Text, and which of 0, 1, 5, 10 and 11 failures meet it. */
const table: readonly (readonly [string, readonly number[]])[] = [
  ['!= 0', [1, 5, 10, 11]],
  ['<>0', [1, 5, 10, 11]],
  ['= 0', [0]],
  ['> 10', [11]],
  ['>=10', [10, 11]],
  [' < 5 ', [0, 1]],
  ['<= 5', [0, 1, 5]],
  ['between 1 and 5', [1, 5]],
  ['BETWEEN 5 AND 10', [5, 10]],
  ['not between 1 and 10', [0, 11]],
  ['in (1, 11)', [1, 11]],
  ['not in (0)', [1, 5, 10, 11]],
  ['> 4.5', [5, 10, 11]],
  ['> .5', [1, 5, 10, 11]],
  ['>= -0.5', [0, 1, 5, 10, 11]],
  ['= 10.0', [10]],
  ['> 9007199254740993', []],
];

test.each(table)('%s', (text, met) => {
  const threshold = parseThreshold(text);
  if (!threshold) throw new Error('it is a threshold');
  expect([0, 1, 5, 10, 11].filter((failures) => meets(BigInt(failures), threshold))).toEqual(met);
});

test('compares beyond what a double holds', () => {
  const threshold = parseThreshold('> 9007199254740992');
  if (!threshold) throw new Error('it is a threshold');
  expect(meets(9007199254740993n, threshold)).toBe(true);
});

test.each(['', '10', '== 1', '> ten', '> 10%', 'between 1', '> 1 or true', 'in ()', '!= 0; drop table x'])(
  '%j is none',
  (text) => {
    expect(parseThreshold(text)).toBeUndefined();
  },
);

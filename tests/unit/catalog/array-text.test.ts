// Protects the reading of arrays as PostgreSQL writes them.

import { expect, test } from 'vitest';
import { parseArray } from '../../../src/catalog/array-text.ts';

test.each([
  ['{}', []],
  ['{a,b}', ['a', 'b']],
  ['{NULL,"NULL","",null}', [null, 'NULL', '', 'null']],
  ['{"a,b","c}d","e\\"f","g\\\\h"}', ['a,b', 'c}d', 'e"f', 'g\\h']],
  ['{"",x}', ['', 'x']],
  [
    '{{1,2},{3,NULL}}',
    [
      ['1', '2'],
      ['3', null],
    ],
  ],
  ['{{{a}},{{b}}}', [[['a']], [['b']]]],
  [
    '[0:1][2:3]={{1,2},{3,4}}',
    [
      ['1', '2'],
      ['3', '4'],
    ],
  ],
  ['{"[1,2)"}', ['[1,2)']],
])('the array %s', (text, elements) => {
  expect(parseArray(text)).toEqual(elements);
});

test('boxes are separated by semicolons', () => {
  expect(parseArray('{(3,4),(1,2);(5,6),(0,0)}', ';')).toEqual(['(3,4),(1,2)', '(5,6),(0,0)']);
});

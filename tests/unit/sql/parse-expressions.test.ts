import { beforeAll, describe, expect, test } from 'vitest';
import { parseExpressions, parseIndexKeys } from '../../../src/sql/parse-expressions.ts';
import { loadParser } from '../../../src/sql/parser.ts';

beforeAll(loadParser);

describe('expressions of a config', () => {
  test.each([
    ['ID', [['ID', 'id']]],
    ['"gamePk"', [['"gamePk"', 'gamePk']]],
    [
      'id, "K, 1" ',
      [
        ['id', 'id'],
        ['"K, 1"', 'K, 1'],
      ],
    ],
    ["id || ',' || k", [["id || ',' || k", null]]],
    [
      'coalesce(a, b), c[1]',
      [
        ['coalesce(a, b)', null],
        ['c[1]', null],
      ],
    ],
    [
      'é -- what, for\n, k',
      [
        ['é -- what, for', 'é'],
        ['k', 'k'],
      ],
    ],
    ['(id, k)', [['(id, k)', null]]],
  ] as const)('%j', (text, items) => {
    const parsed = parseExpressions(text);
    expect(parsed.ok && parsed.value.map((item) => [item.text, item.column])).toEqual(items);
  });

  test.each([
    '',
    'a b',
    '*',
    't.*',
    'id;',
    'id; drop table x',
    'id), (k',
    'id from x',
    'distinct id',
    'x as y',
    'a union select 1',
    'id,',
  ])('%j is none', (text) => expect(parseExpressions(text).ok).toBe(false));

  test.each([
    ['user', false],
    ['1', false],
    ['current_date', false],
    ['"user"', true],
    ['lower(id)', true],
  ] as const)('whether %j names a column', (text, names) => {
    const parsed = parseExpressions(text);
    expect(parsed.ok && parsed.value.map(({ namesColumns }) => namesColumns)).toEqual([names]);
  });
});

describe('what an index is on', () => {
  test.each([
    ['EMAIL', [['email', true]]],
    [
      '"Id", k',
      [
        ['Id', true],
        ['k', true],
      ],
    ],
    ['created desc', [['created', false]]],
    ['a nulls first', [['a', false]]],
    ['a collate "C"', [['a', false]]],
    ['email varchar_pattern_ops', [['email', false]]],
    ['lower(email)', [[null, false]]],
  ] as const)('%j', (text, keys) => {
    const parsed = parseIndexKeys(text);
    expect(parsed.ok && parsed.value.map(({ column, isPlain }) => [column, isPlain])).toEqual(keys);
  });

  test.each(['', 'a;', 'a || b', 'a) where (b', 'a) include (b', 'a) with (fillfactor = 70'])('%j is nothing', (text) =>
    expect(parseIndexKeys(text).ok).toBe(false),
  );
});

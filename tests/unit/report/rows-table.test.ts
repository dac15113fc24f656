// Protects what `show` prints: aligned for people, exact for machines.

import { describe, expect, it } from 'vitest';
import { formatRows } from '../../../src/report/rows-table.ts';

const rows = {
  columns: ['id', 'name', 'tags'],
  rows: [
    [1n, 'ada, "countess"', ['x']],
    [9007199254740993n, null, { deep: 'two\nlines' }],
  ],
};

describe('a table', () => {
  it('sets numbers to the right, text to the left, and every row on one line', () => {
    expect(formatRows(rows, 'table')).toBe(
      [
        '              id | name            | tags',
        '-----------------+-----------------+----------------------',
        '               1 | ada, "countess" | ["x"]',
        '9007199254740993 |                 | {"deep":"two\\nlines"}',
        '(2 rows)',
        '',
      ].join('\n'),
    );
  });

  it('cuts a long cell, and counts wide and combined characters as a terminal shows them', () => {
    const text = formatRows(
      {
        columns: ['a', 'b'],
        rows: [
          ['x'.repeat(80), 'y'],
          ['日本', 'y'],
        ],
      },
      'table',
    );
    const [, , long = '', wide = ''] = text.split('\n');
    expect(long).toBe(`${'x'.repeat(59)}… | y`);
    expect(wide).toBe(`日本${' '.repeat(56)} | y`);
  });

  it('shows the columns of no rows', () => {
    expect(formatRows({ columns: ['id'], rows: [] }, 'table')).toBe('id\n--\n(0 rows)\n');
  });
});

it('CSV quotes only what needs it, and leaves NULL empty', () => {
  expect(formatRows(rows, 'csv')).toBe(
    'id,name,tags\n1,"ada, ""countess""","[""x""]"\n9007199254740993,,"{""deep"":""two\\nlines""}"\n',
  );
});

it('JSON keeps NULL apart from text, and numbers beyond 2^53 exact', () => {
  expect(JSON.parse(formatRows(rows, 'json'))).toEqual([
    { id: 1, name: 'ada, "countess"', tags: ['x'] },
    { id: '9007199254740993', name: null, tags: { deep: 'two\nlines' } },
  ]);
});

// Protects what `show` prints: aligned for people, exact for machines.

import { describe, expect, it } from 'vitest';
import type { ValueType } from '../../../src/catalog/value-type.ts';
import type { Rows } from '../../../src/report/rows.ts';
import { formatRows } from '../../../src/report/rows-table.ts';

const number: ValueType = { kind: 'number' };
const text: ValueType = { kind: 'text' };
const json: ValueType = { kind: 'json' };
const columns = (types: Readonly<Record<string, ValueType>>) =>
  Object.entries(types).map(([name, type]) => ({ name, type }));

const rows: Rows = {
  columns: columns({ id: number, name: text, tags: json }),
  rows: [
    ['1', 'ada, "countess"', '["x"]'],
    ['9007199254740993', null, '{"deep": "two\\nlines", "deep": 1.10}'],
  ],
};

describe('a table', () => {
  it('sets numbers to the right, text to the left, and every row on one line', () => {
    expect(formatRows(rows, 'table')).toBe(
      [
        '              id | name            | tags',
        '-----------------+-----------------+-------------------------------------',
        '               1 | ada, "countess" | ["x"]',
        '9007199254740993 |                 | {"deep": "two\\nlines", "deep": 1.10}',
        '(2 rows)',
        '',
      ].join('\n'),
    );
  });

  it('cuts a long cell, and counts wide and combined characters as a terminal shows them', () => {
    const shown = formatRows(
      {
        columns: columns({ a: text, b: text }),
        rows: [
          ['x'.repeat(80), 'y'],
          ['日本', 'y'],
        ],
      },
      'table',
    );
    const [, , long = '', wide = ''] = shown.split('\n');
    expect(long).toBe(`${'x'.repeat(59)}… | y`);
    expect(wide).toBe(`日本${' '.repeat(56)} | y`);
  });

  it('shows what a terminal would obey, in values and in names, and keeps each on its line', () => {
    const shown = formatRows(
      { columns: columns({ 'a\nb\u001b[2J': text }), rows: [['\u001b[31mX\u0007\u009b\r']] },
      'table',
    );
    expect(shown).toBe('a b␛[2J\n---------\n␛[31mX␇\ufffd␍\n(1 row)\n');
  });

  it('looks only at the beginning of a large value', () => {
    const value = 'x'.repeat(60_000_000);
    const before = process.memoryUsage().rss;
    const shown = formatRows({ columns: columns({ a: text }), rows: [[value]] }, 'table');
    expect(shown).toBe(`a${' '.repeat(59)}`.trimEnd().concat(`\n${'-'.repeat(60)}\n${'x'.repeat(59)}…\n(1 row)\n`));
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
    const blank = formatRows({ columns: columns({ a: text }), rows: [[`a${' '.repeat(1_000_000)}\nb`]] }, 'table');
    expect(blank).toContain('…\n(1 row)');
  });

  it('shows the columns of no rows', () => {
    expect(formatRows({ columns: columns({ id: number }), rows: [] }, 'table')).toBe('id\n--\n(0 rows)\n');
  });
});

describe('CSV', () => {
  it('quotes only what needs it, and leaves NULL empty', () => {
    expect(formatRows(rows, 'csv')).toBe(
      'id,name,tags\n1,"ada, ""countess""","[""x""]"\n9007199254740993,,"{""deep"": ""two\\nlines"", ""deep"": 1.10}"\n',
    );
  });

  it('tells an empty text from NULL, and keeps line breaks', () => {
    const all: Rows = {
      columns: columns({ a: text, b: text }),
      rows: [
        ['', null],
        ['\\.', 'x\r\ny'],
      ],
    };
    expect(formatRows(all, 'csv')).toBe('a,b\n"",\n\\.,"x\r\ny"\n');
    expect(formatRows({ columns: columns({ a: text }), rows: [['\\.'], [null]] }, 'csv')).toBe('a\n"\\."\n\n');
  });
});

describe('JSON', () => {
  it('keeps NULL apart from text, all digits, and the text of JSON', () => {
    expect(formatRows(rows, 'json')).toBe(`[
  {
    "id": 1,
    "name": "ada, \\"countess\\"",
    "tags": ["x"]
  },
  {
    "id": 9007199254740993,
    "name": null,
    "tags": {"deep": "two\\nlines", "deep": 1.10}
  }
]
`);
  });

  it('gives each column a name of its own, in its place', () => {
    const same = [number, number, number, text].map((type, index) => ({
      name: ['1', 'a', 'a', 'a_2'][index] ?? '',
      type,
    }));
    expect(formatRows({ columns: same, rows: [['1', '2', '3', 'x']] }, 'json')).toBe(
      '[\n  {\n    "1": 1,\n    "a": 2,\n    "a_2_2": 3,\n    "a_2": "x"\n  }\n]\n',
    );
  });

  it('of no rows is an empty list', () => {
    expect(formatRows({ columns: columns({ id: number }), rows: [] }, 'json')).toBe('[]\n');
  });
});

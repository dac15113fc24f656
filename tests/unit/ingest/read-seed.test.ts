import { describe, expect, test } from 'vitest';
import { positionOf } from '../../../src/diagnostics/source-text.ts';
import { readSeed } from '../../../src/ingest/read-seed.ts';

function read(text: string, delimiter = ',') {
  const seed = readSeed({ path: 'seeds/s.csv', text }, delimiter);
  return seed.ok
    ? { columns: seed.value.columns, rows: seed.value.rows }
    : seed.problems.map(({ code, message, span }) => [
        code,
        message,
        span ? positionOf(span.source, span.start).line : null,
      ]);
}

describe('a seed', () => {
  test('has a header and cells; an empty cell is null', () => {
    expect(read('\ufeffid,name\n1,"a ""b"",\nc"\n2,\n\n3,""\n')).toEqual({
      columns: ['id', 'name'],
      rows: [
        ['1', 'a "b",\nc'],
        ['2', null],
        ['3', null],
      ],
    });
    expect(read('id;name\n1;a,b', ';')).toEqual({ columns: ['id', 'name'], rows: [['1', 'a,b']] });
    expect(read('id\n')).toEqual({ columns: ['id'], rows: [] });
  });

  test.each([
    ['', 'the seed is empty', 1],
    ['a,a\n', 'the seed has the column "a" twice', 1],
    ['a,\n', 'a column of the seed has no name', 1],
    ['a,b\n1,2\n3\n', 'the seed cannot be read: invalid Record Length: expect 2, got 1 on line 3', 3],
  ])('%j is none', (text, message, line) => expect(read(text)).toEqual([['SEED_CSV', message, line]]));

  test('its checksum follows its text', () => {
    const checksum = (text: string) => {
      const seed = readSeed({ path: 's.csv', text }, ',');
      return seed.ok ? seed.value.checksum : '';
    };
    expect(checksum('a\n1\n')).toBe(checksum('a\n1\n'));
    expect(checksum('a\n1\n')).not.toBe(checksum('a\n2\n'));
  });
});

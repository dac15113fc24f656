import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { positionOf } from '../../../src/diagnostics/text-file.ts';
import { readSeedShape, type SeedFile, SeedProblem, seedChecksum, seedRowsOf } from '../../../src/ingest/read-seed.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'smelt-seeds-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileOf(content: string | Buffer, delimiter = ','): SeedFile {
  const path = join(folder, 's.csv');
  writeFileSync(path, content);
  return { name: 'seeds/s.csv', path, delimiter, decimals: 'numeric' };
}

async function read(content: string | Buffer, delimiter = ',') {
  const file = fileOf(content, delimiter);
  const shape = await readSeedShape(file);
  if (!shape.ok)
    return shape.problems.map(({ code, message, span }) => [
      code,
      message,
      span ? positionOf(span.file, span.start).line : null,
    ]);
  const rows = [];
  for await (const some of seedRowsOf(file, shape.value.checksum)) rows.push(...some);
  return { columns: shape.value.columns, types: shape.value.types, rows };
}

describe('a seed', () => {
  test('has a header and cells; an empty cell, a blank one and null are NULL, as in dbt', async () => {
    expect(await read('\ufeffid,name\n1,"a ""b"",\nc"\n2,\n\n3,""\n')).toEqual({
      columns: ['id', 'name'],
      types: ['integer', 'text'],
      rows: [
        ['1', 'a "b",\nc'],
        ['2', null],
        [null, null],
        ['3', null],
      ],
    });
    expect(await read('id;name\n1;a,b', ';')).toMatchObject({ columns: ['id', 'name'], rows: [['1', 'a,b']] });
    expect(await read('id\n')).toEqual({ columns: ['id'], types: ['integer'], rows: [] });
    expect(await read('\n\nid\n1\n\n""\n \n2\n\n')).toMatchObject({
      types: ['integer'],
      rows: [['1'], [null], [null], [null], ['2'], [null]],
    });
    expect(await read('\r\nid,v\r\n\r\n1,2\r\n  \r\n')).toMatchObject({
      rows: [
        [null, null],
        ['1', '2'],
        [null, null],
      ],
    });
    expect(await read('a,b,c\n null ,NULL,5\n"  ",\tNull,nulls\n')).toMatchObject({
      rows: [
        [null, null, '5'],
        [null, null, 'nulls'],
      ],
    });
    expect(await read('a\r\n1\r2\n3\r\n"4\r\n5"\r\n')).toMatchObject({ rows: [['1'], ['2'], ['3'], ['4\r\n5']] });
    expect(await read('a\n 1 \n')).toMatchObject({ types: ['integer'], rows: [[' 1 ']] });
  });

  test.each([
    ['', 'the seed is empty', 1],
    ['a,a\n', 'the seed has the column "a" twice', 1],
    ['a,\n', 'a column of the seed has no name', 1],
    [`a,${'é'.repeat(32)}\n`, `the column "${'é'.repeat(32)}…" has a name of more than 63 bytes`, 1],
    ['a,b\n1,2\n3\n', 'the seed cannot be read: invalid Record Length: expect 2, got 1 on line 3', 3],
    ['a,b\n1,2,3\n3\n', 'the seed cannot be read: invalid Record Length: expect 2, got 3 on line 2', 2],
    ['a\n1,2\n', 'the seed cannot be read: invalid Record Length: expect 1, got 2 on line 2', 2],
    [Buffer.from('a\n1\n', 'utf16le'), 'the seed cannot be read: it is UTF-16 text, and only UTF-8 is read', 1],
    [Buffer.from('a\n\xe9\n', 'latin1'), 'the seed cannot be read: it is not UTF-8 text', 1],
    [Buffer.from('a\n\xc3', 'latin1'), 'the seed cannot be read: it is not UTF-8 text', 1],
  ])('%.40j is none', async (text, message, line) => expect(await read(text)).toEqual([['SEED_CSV', message, line]]));

  test('a quote inside an unquoted cell is itself, as to Python', async () => {
    expect(await read('\ufeff"a",b"\n5" pipe,"x ""y"""\n"",a""b\r" c"," ""\n"\n')).toMatchObject({
      columns: ['a', 'b"'],
      rows: [
        ['5" pipe', 'x "y"'],
        [null, 'a""b'],
        [' c', ' "\n'],
      ],
    });
    expect(await read('a;|b\n"1;|";|x"\n', ';|')).toMatchObject({ rows: [['1;|', 'x"']] });
    expect(await read('a\n"1"2\n')).toEqual([
      ['SEED_CSV', expect.stringContaining('the seed cannot be read: invalid Closing Quote: got "2" at line 2'), 2],
    ]);
    expect(await read('a\nx\0\n')).toEqual([
      ['SEED_CSV', 'the seed cannot be read: it holds a NUL character, which no text of PostgreSQL does', 1],
    ]);
  });

  test('such quotes are found across the ends of chunks', async () => {
    for (const before of [64 * 1024, 64 * 1024 - 1, 64 * 1024 - 2, 64 * 1024 - 3]) {
      const long = 'x'.repeat(before - 4);
      expect(await read(`a,b\n${long},"y"" ""z"\n`)).toMatchObject({ rows: [[long, 'y" "z']] });
      expect(await read(`a,b\n${long}"",z\n`)).toMatchObject({ rows: [[`${long}""`, 'z']] });
    }
  });

  test('characters that lie across the ends of chunks are whole', async () => {
    const cell = 'é€😀'.repeat(40_000);
    for (const shift of ['', 'a', 'ab', 'abc'])
      expect(await read(`x\n${shift}${cell}\n`)).toMatchObject({ rows: [[`${shift}${cell}`]] });
  });

  test('its checksum follows its bytes and its delimiter', async () => {
    const checksum = (text: string, delimiter?: string) => seedChecksum(fileOf(text, delimiter));
    expect(await checksum('a\n1\n')).toEqual(await checksum('a\n1\n'));
    expect(await checksum('a\n1\n')).not.toEqual(await checksum('a\n2\n'));
    expect(await checksum('a\n1\n', ';')).not.toEqual(await checksum('a\n1\n'));
  });

  test('a file that has changed since it was looked at is reported, not copied', async () => {
    const file = fileOf('a\n1\n');
    const shape = await readSeedShape(file);
    writeFileSync(file.path, 'a\n2\n');
    const copy = async () => {
      for await (const _ of seedRowsOf(file, shape.ok ? shape.value.checksum : ''));
    };
    await expect(copy()).rejects.toThrow(SeedProblem);
    await expect(copy()).rejects.toThrow('the seed cannot be read: the file changed while it was read');
  });
});

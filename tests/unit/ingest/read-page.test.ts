import { mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pageRow, RowBuffer } from '../../../src/ingest/copy-rows.ts';
import type { ListedFile } from '../../../src/ingest/list-files.ts';
import { type PageFormat, readPage, smallPage, writeRecords } from '../../../src/ingest/read-page.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'smelt-pages-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const json: PageFormat = { format: 'json', gzip: 'by name', records: ['data'], ok: [], maxRecords: 1_000_000 };
const ndjson: PageFormat = { ...json, format: 'ndjson', records: [] };
const csv: PageFormat = { ...ndjson, format: 'csv' };

function pageOf(content: string | Buffer, name = 'page.json'): ListedFile {
  const path = join(folder, name);
  writeFileSync(path, content);
  const { size, mtimeNs } = statSync(path, { bigint: true });
  return { file: name, path, size: Number(size), modified: mtimeNs, captures: ['a\tb'] };
}

/** The page's rows as COPY gets them, split into fields: record, error, captures, envelope, file, number. */
async function rowsOf(file: ListedFile, format: PageFormat, enough = 1 << 20): Promise<readonly (readonly string[])[]> {
  const reading = await readPage(file, format, null);
  if (reading.kind !== 'page') throw new Error(JSON.stringify(reading));
  const full: Buffer[] = [];
  const take = (buffer: RowBuffer) => full.push(Buffer.from(buffer.batch.bytes));
  const next = async (buffer: RowBuffer) => {
    take(buffer);
    return new RowBuffer(64);
  };
  const last = await writeRecords(reading.page, 7, { first: new RowBuffer(64), enough, next });
  take(last);
  const page = pageRow(7, { ...file, envelope: reading.page.envelope, attempt: 1, failedAt: null });
  const [pageNumber, captures, envelope, name, ...attempt] = page.toString('utf8').split('\t');
  expect([pageNumber, ...attempt]).toEqual(['7', '1', '\\N\n']);
  const rows = Buffer.concat(full)
    .toString('utf8')
    .split('\n')
    .slice(0, -1)
    .map((row) => {
      const [record, error, ofPage, number] = row.split('\t');
      expect(ofPage).toBe('7');
      return [record, error, captures, envelope, name, number].map(String);
    });
  expect(rows).toHaveLength(reading.page.records);
  return rows;
}

async function failureOf(content: string | Buffer, format: PageFormat, name?: string) {
  const reading = await readPage(pageOf(content, name), format, null);
  return reading.kind === 'failed' ? reading.failure : reading.kind;
}

describe('json', () => {
  test('a record travels as its own bytes, its page beside it', async () => {
    const page = pageOf('\ufeff{"code":"0", "data" : [ {"n": 12345678901234567890.10,\n"s":"a\\nb"} , 2 ],"at":1e2 }');
    expect(await rowsOf(page, json)).toEqual([
      ['{"n": 12345678901234567890.10,\\n"s":"a\\\\nb"}', '\\N', 'a\\tb', '{"code":"0","at":1e2}', 'page.json', '1'],
      ['2', '\\N', 'a\\tb', '{"code":"0","at":1e2}', 'page.json', '2'],
    ]);
  });

  test('records deeper down; keys may be written with escapes', async () => {
    const rows = await rowsOf(pageOf('{"a":1,"result":{"x":[],"d\\u0061ta":[{}],"y":2},"z":{}}'), {
      ...json,
      records: ['result', 'data'],
    });
    expect(rows.map(([record, , , envelope]) => [record, envelope])).toEqual([
      ['{}', '{"a":1,"result":{"x":[],"y":2},"z":{}}'],
    ]);
  });

  test('a page that is an array, one that is its record, and an empty list', async () => {
    expect(
      (await rowsOf(pageOf('[{"a":1},[],null]'), { ...json, records: [] })).map(([record, , , envelope]) => [
        record,
        envelope,
      ]),
    ).toEqual([
      ['{"a":1}', '\\N'],
      ['[]', '\\N'],
      ['null', '\\N'],
    ]);
    expect((await rowsOf(pageOf('{"a":[1]}'), { ...json, records: [] })).map(([record]) => record)).toEqual([
      '{"a":[1]}',
    ]);
    expect(await rowsOf(pageOf('{"data":[ ]}'), json)).toEqual([]);
  });

  test('what jsonb refuses arrives as text, with the reason and the place', async () => {
    const bad = Buffer.concat([
      Buffer.from('{"data":[{"a":"x\\u0000"},{"b":"'),
      Buffer.from([0xff, 0x41]),
      Buffer.from('"},{"c":1e200000},"\\ud800",{"ok":1}]}'),
    ]);
    const rows = await rowsOf(pageOf(bad), json);
    expect(rows.map(([record, error]) => [record, error])).toEqual([
      ['{"_raw":"{\\\\"a\\\\":\\\\"x\\\\\\\\u0000\\\\"}"}', 'jsonb cannot hold \\\\u0000 (byte 16 of the page)'],
      ['{"_raw":"{\\\\"b\\\\":\\\\"\ufffdA\\\\"}"}', 'the record is not UTF-8 (byte 31 of the page)'],
      ['{"_raw":"{\\\\"c\\\\":1e200000}"}', 'a number is beyond the range of numeric (byte 41 of the page)'],
      ['{"_raw":"\\\\"\\\\\\\\ud800\\\\""}', 'jsonb cannot hold half of a surrogate pair (byte 52 of the page)'],
      ['{"ok":1}', '\\N'],
    ]);
  });

  test.each([
    ['', 0, 'the page is empty'],
    [' \n', 0, 'the page is empty'],
    ['<html>', 0, 'expected a value, found <'],
    ['{"data":[{"a":1},{"a":]}', 22, 'expected a value, found ]'],
    ['{"data":[{"a":1},', 17, 'the page ends before its JSON does'],
    ['{"data":[]} x', 12, "expected the page's end, found x"],
    ['{"data":[1 2]}', 11, 'expected , or ], found 2'],
    ['{"data":[1],"data":[2]}', 12, 'the page has the key data twice'],
    ['{"data":null}', 8, 'data is null, not an array'],
    ['{"rows":[]}', 10, 'the page has no data'],
    ['[]', 0, 'the page is an array, not an object'],
    ['{"a":"\\u0000","data":[]}', 1, 'the envelope holds \\u0000, which jsonb cannot'],
  ])('%j fails as a page', async (content, byte, reason) => {
    expect(await failureOf(content, json)).toEqual({ byte, reason });
  });

  test('the envelope must be ok; that it is not is reported before that it has no records', async () => {
    const checked: PageFormat = { ...json, ok: [{ path: ['code'], equals: '00000' }] };
    expect(await rowsOf(pageOf('{"code":"00000","data":[1]}'), checked)).toHaveLength(1);
    expect(await failureOf('{"code":"40001","data":null}', checked)).toEqual({
      byte: null,
      reason: 'code is "40001", not "00000"',
    });
    expect(await failureOf('{"code":0,"data":[]}', checked)).toEqual({ byte: null, reason: 'code is 0, not "00000"' });
    expect(await failureOf('{"data":[]}', checked)).toEqual({ byte: null, reason: 'code is missing, not "00000"' });
  });
});

describe('ndjson and csv', () => {
  test('a record a line; blank lines are nothing', async () => {
    expect(
      (await rowsOf(pageOf('{"a":1}\r\n\n 2\t\n[3]', 'a.ndjson'), ndjson)).map(([record, , , envelope, , number]) => [
        record,
        envelope,
        number,
      ]),
    ).toEqual([
      ['{"a":1}', '\\N', '1'],
      ['2', '\\N', '2'],
      ['[3]', '\\N', '3'],
    ]);
    expect(await failureOf('{"a":1}\n{"a":', ndjson)).toEqual({ byte: 13, reason: 'the file ends within a record' });
    expect(await failureOf('1 2\n', ndjson)).toEqual({
      byte: 2,
      reason: "expected the line's end after a record, found 2",
    });
    expect(await failureOf('\n', ndjson)).toEqual({ byte: 0, reason: 'the page is empty' });
  });

  test('csv: the header names the keys, values are text', async () => {
    const rows = await rowsOf(pageOf('\ufeffid,näme\n1,"a ""b"", \\n\nc"\n2,\n', 'a.csv'), csv);
    expect(rows.map(([record]) => record)).toEqual([
      '{"id":"1","näme":"a \\\\"b\\\\", \\\\\\\\n\\\\nc"}',
      '{"id":"2","näme":""}',
    ]);
    expect(await rowsOf(pageOf('id,name\n', 'b.csv'), csv)).toEqual([]);
  });

  test('csv: bytes that are not UTF-8 and NULs are flaws of their record', async () => {
    const rows = await rowsOf(pageOf(Buffer.from('a\nx\xff\n\0\nfine\n', 'latin1'), 'c.csv'), csv);
    expect(rows.map(([, error]) => error)).toEqual(['the record is not UTF-8', 'jsonb cannot hold \\\\u0000', '\\N']);
  });

  test.each([
    ['', 'the page is empty'],
    ['a,a\n', 'the header has the column a twice'],
    ['a,,b\n', 'column 2 of the header has no name'],
    ['a,b\n1\n', 'invalid Record Length: expect 2, got 1 on line 2'],
  ])('csv %j fails as a page', async (content, reason) => {
    expect(await failureOf(content, csv)).toMatchObject({ reason });
  });
});

describe('large pages, compressed pages, pages that change', () => {
  const record = (index: number) => `{"id":${index},"text":"${'x'.repeat(index % 900)}"}`;
  const count = 30_000;
  const large = `{"code":"1","data":[${Array.from({ length: count }, (_, index) => record(index)).join(',')}],"end":[1]}`;

  test('a page that is read twice gives the same as one in memory', async () => {
    expect(large.length).toBeGreaterThan(smallPage);
    const rows = await rowsOf(pageOf(large, 'large.json'), json, 100_000);
    expect(rows).toHaveLength(count);
    expect(
      rows.every(
        ([text, , , envelope, , number], index) =>
          text === record(index) && envelope === '{"code":"1","end":[1]}' && number === String(index + 1),
      ),
    ).toBe(true);
  });

  test('a mistake at its end fails all of it, at its byte', async () => {
    expect(await failureOf(`${large}}`, json)).toEqual({
      byte: large.length,
      reason: "expected the page's end, found }",
    });
  });

  test('a page that never ends a record, or has too many, fails without being held', async () => {
    const field = gzipSync(Buffer.alloc(33 * 1024 * 1024, 'x'), { level: 1 });
    const tooLong = 'a record is longer than 33554432 bytes, or a quote is never closed';
    expect(await failureOf(Buffer.concat([gzipSync('a,b\n1,2\n"3,'), field]), csv, 'quote.csv.gz')).toMatchObject({
      reason: tooLong,
    });
    const many = gzipSync('{}\n'.repeat(1_000_001));
    expect(await failureOf(many, ndjson, 'many.ndjson.gz')).toEqual({
      byte: null,
      reason: "the page has more than 1,000,000 records, the source's max_records",
    });
  });

  test.each([
    ['json', json, '{"data":[]}'],
    ['ndjson', ndjson, '{"a":1}\n'],
    ['csv', csv, 'a,b\n1,2\n'],
  ] as const)('UTF-16 is reported as that: %s', async (_, format, text) => {
    const utf16 = Buffer.from(text, 'utf16le');
    const told = { byte: 0, reason: 'the page is UTF-16, and only UTF-8 is read' };
    expect(await failureOf(utf16, format)).toEqual(told);
    expect(await failureOf(Buffer.concat([Buffer.from([0xff, 0xfe]), utf16]), format)).toEqual(told);
    expect(await failureOf(Buffer.from(utf16).swap16(), format)).toEqual(told);
  });

  test('a record that spans many chunks', async () => {
    const long = `{"a":"${'é'.repeat(6 * 1024 * 1024)}"}`;
    const rows = await rowsOf(pageOf(`${long}\n1\n`, 'long.ndjson'), ndjson);
    expect(rows.map(([text]) => text === long || text)).toEqual([true, '1']);
  });

  test('gzip', async () => {
    const rows = await rowsOf(pageOf(gzipSync('{"data":[7]}'), 'page.json.gz'), json);
    expect(rows.map(([record]) => record)).toEqual(['7']);
    expect(await rowsOf(pageOf(gzipSync(large), 'large.json.gz'), json)).toHaveLength(count);
    expect(await failureOf('{"data":[7]}', json, 'plain.json.gz')).toEqual({
      byte: null,
      reason: 'it is not valid gzip data',
    });
    expect(await failureOf(gzipSync(large).subarray(0, 2000), json, 'cut.json.gz')).toEqual({
      byte: null,
      reason: 'its gzip data ends too early',
    });
  });

  test('the checksum is that of the content; a known one ends the reading', async () => {
    const plain = await readPage(pageOf('{"data":[7]}'), json, null);
    const zipped = pageOf(gzipSync('{"data":[7]}'), 'again.json.gz');
    if (plain.kind !== 'page') throw new Error(plain.kind);
    expect(await readPage(zipped, json, plain.page.checksum)).toEqual({ kind: 'same' });
    const big = pageOf(large, 'large.json');
    const first = await readPage(big, json, null);
    if (first.kind !== 'page') throw new Error(first.kind);
    expect(await readPage(big, json, first.page.checksum)).toEqual({ kind: 'same' });
  });

  test('a file that is another one than was listed has failed', async () => {
    const page = pageOf('{"data":[7]}', 'moved.json');
    utimesSync(page.path, 1, 1);
    expect(await readPage(page, json, null)).toEqual({
      kind: 'failed',
      failure: { byte: null, reason: 'the file changed while it was read' },
    });
    rmSync(page.path);
    expect(await readPage(page, json, null)).toEqual({
      kind: 'failed',
      failure: { byte: null, reason: 'the file is gone' },
    });
  });

  test('a large file that changes between its two readings fails', async () => {
    const page = pageOf(large, 'twice.json');
    const reading = await readPage(page, json, null);
    if (reading.kind !== 'page') throw new Error(reading.kind);
    writeFileSync(page.path, large.replace('"id":5,', '"id":6,'));
    utimesSync(page.path, 1, 1);
    const seen: number[] = [];
    await expect(async () => {
      for await (const window of reading.page.windows()) seen.push(window.index.count);
    }).rejects.toThrow('the file changed while it was read');
    expect(seen.length).toBeGreaterThan(0);
  });
});

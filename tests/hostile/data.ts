// Pages and seeds: bombs, halves, strange bytes; and values that must come out as they went in.

import { execFileSync } from 'node:child_process';
import { chmod, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { ProjectFiles } from '../support/project-files.ts';
import type { HostileCase } from './hostile-case.ts';

type Format = 'json' | 'ndjson' | 'csv';

function pages(format: Format, files: ProjectFiles, records = ''): ProjectFiles {
  const ending = Object.keys(files).some((name) => name.endsWith('.gz')) ? `${format}.gz` : format;
  return {
    ...Object.fromEntries(Object.entries(files).map(([name, content]) => [`data/${name}`, content])),
    'models/sources.yml': `sources: [{ name: api, tables: [{ name: pages, files: { location: "data/{page}.${ending}", format: ${format}${records} } }] }]`,
    'models/m.sql': `{{ config(materialized='incremental', incremental_strategy='append') }}select record, _error, _file from {{ source('api', 'pages') }}`,
  };
}

/** The page fails alone, or its record does: the run ends well. */
function page(
  name: string,
  format: Format,
  content: () => string | Buffer,
  rest: Partial<HostileCase> & { file?: string } = {},
): HostileCase {
  const { file = `p.${format}`, ...others } = rest;
  return {
    name: `${format} page: ${name}`,
    files: () => pages(format, { [file]: content() }),
    words: ['build'],
    exit: 0,
    ...others,
  };
}

const kept = (text: string, format: Format, content: string, type = 'text'): HostileCase =>
  page(`keeps ${text.slice(0, 40)}`, format, () => content, {
    values: {
      query: `select ${type === 'text' ? "record->>'v'" : "(record->'v')::text"} from public.m`,
      expected: [[text]],
    },
  });

const zeros = (megabytes: number, byte: string) => Buffer.alloc(megabytes * 1024 * 1024, byte);

/** A gzip of many members, so that the content never has to be held here. */
function members(first: string, member: Buffer, times: number): Buffer {
  const packed = gzipSync(member, { level: 9 });
  return Buffer.concat([gzipSync(first), ...Array.from({ length: times }, () => packed)]);
}

const pageCases: readonly HostileCase[] = [
  page('one field of 600 MB', 'csv', () => members('a,b\n1,', zeros(20, 'x'), 30), {
    file: 'p.csv.gz',
    tells: /longer than 33554432 bytes/,
  }),
  page('a quote that never ends, 600 MB', 'csv', () => members('a,b\n1,2\n"', zeros(20, 'y'), 30), {
    file: 'p.csv.gz',
    tells: /never closed/,
  }),
  page('a header of 600 MB', 'csv', () => members('', zeros(20, 'h'), 30), { file: 'p.csv.gz', tells: /longer than/ }),
  page('a record of 600 MB', 'ndjson', () => members('{"a":"', zeros(20, 'x'), 30), {
    file: 'p.ndjson.gz',
    tells: /longer than/,
  }),
  page('a record of 600 MB', 'json', () => members('[{"a":"', zeros(20, 'x'), 30), {
    file: 'p.json.gz',
    tells: /longer than/,
  }),
  page('600 MB of blanks', 'json', () => members('', zeros(20, ' '), 30), { file: 'p.json.gz' }),
  page('600 MB of line feeds', 'ndjson', () => members('', zeros(20, '\n'), 30), { file: 'p.ndjson.gz' }),
  page('600 MB of line feeds', 'csv', () => members('a\n', zeros(20, '\n'), 30), { file: 'p.csv.gz' }),
  page('20 million records', 'ndjson', () => members('', Buffer.from('{}\n'.repeat(1_000_000)), 20), {
    file: 'p.ndjson.gz',
    tells: /more than 10,000,000 records/,
  }),
  page('20 million records', 'json', () => members('[0', Buffer.from(',0'.repeat(1_000_000)), 20), {
    file: 'p.json.gz',
    tells: /more than 10,000,000 records|ends before/,
  }),
  page('20 million records', 'csv', () => members('a\n', Buffer.from('1\n'.repeat(1_000_000)), 20), {
    file: 'p.csv.gz',
    tells: /more than 10,000,000 records/,
  }),
  page('a gzip in a gzip', 'json', () => gzipSync(gzipSync('[1]')), { file: 'p.json.gz' }),
  page(
    'half a gzip',
    'json',
    () => gzipSync(JSON.stringify(Array.from({ length: 5000 }, Math.random))).subarray(0, 3000),
    { file: 'p.json.gz', tells: /ends too early/ },
  ),
  page('a gzip of nothing', 'json', () => gzipSync(''), { file: 'p.json.gz' }),
  page('nothing, called gzip', 'json', () => '', { file: 'p.json.gz' }),
  page('rubbish, called gzip', 'json', () => 'not gzip', { file: 'p.json.gz', tells: /not valid gzip/ }),
  page('rubbish after a gzip', 'ndjson', () => Buffer.concat([gzipSync('{"v":1}\n'), Buffer.from('rubbish')]), {
    file: 'p.ndjson.gz',
  }),
  ...(['json', 'ndjson', 'csv'] as const).flatMap((format) => [
    page('nothing', format, () => '', { tells: /is empty/ }),
    page('only a mark', format, () => '\ufeff'),
    page('NUL bytes', format, () => Buffer.alloc(100_000)),
    page('every byte', format, () => Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))),
    page('UTF-16', format, () => Buffer.from('\ufeff[{"a": 1}]\n', 'utf16le'), { tells: /UTF-16/ }),
    page('UTF-16 without a mark', format, () => Buffer.from('{"a": 1}\n', 'utf16le'), { tells: /UTF-16/ }),
    page('a secret', format, () => 'Tok3n-hostile-Zw9 is no page of any kind, "'),
  ]),
  page('deep lists', 'json', () => '['.repeat(200_000) + ']'.repeat(200_000)),
  page('deep lists without an end', 'json', () => '['.repeat(5_000_000)),
  page('deep records', 'ndjson', () => `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}\n`),
  page('a number of a million digits', 'ndjson', () => `{"v":${'9'.repeat(1_000_000)}}\n`),
  page('an exponent out of range', 'ndjson', () => '{"v":1e999999}\n{"v":1e-999999}\n'),
  page('a key of a megabyte', 'ndjson', () => `{"${'k'.repeat(1_000_000)}":1}\n`),
  page(
    'a hundred thousand keys',
    'ndjson',
    () => `{${Array.from({ length: 100_000 }, (_, n) => `"k${n}":${n}`).join(',')}}\n`,
  ),
  page('the same key twice', 'ndjson', () => '{"v":1,"v":2}\n'),
  page('lone surrogates', 'ndjson', () => '{"v":"\\ud800"}\n{"v":"\\udc00\\ud800"}\n'),
  page('NUL escapes', 'ndjson', () => '{"v":"\\u0000"}\n'),
  page('no quotes around keys', 'json', () => "{v: 1, 'w': 2}"),
  page('JavaScript values', 'json', () => '[NaN, Infinity, undefined, 0x1F, 01, +1, .5]'),
  page(
    'ten thousand columns',
    'csv',
    () =>
      `${Array.from({ length: 10_000 }, (_, n) => `c${n}`).join(',')}\n${Array.from({ length: 10_000 }, (_, n) => n).join(',')}\n`,
  ),
  page('the same column twice', 'csv', () => 'a,a\n1,2\n', { tells: /twice/ }),
  page('a column without a name', 'csv', () => 'a,\n1,2\n', { tells: /no name/ }),
  page('ragged rows', 'csv', () => 'a,b\n1\n1,2,3\n'),
  page('a quote within a cell', 'csv', () => 'a,b\n1,x"y"z\n'),
  page('only a header', 'csv', () => 'a,b\n'),
  page('line ends of all kinds', 'csv', () => 'a,b\r\n1,2\n3,4\r5,6\r\n'),
  page('a cell of control characters, 30 MB', 'csv', () => `a\n${'\u0001'.repeat(30 * 1024 * 1024)}\n`),
  kept('12345678901234567890.123456789012345678', 'ndjson', '{"v":12345678901234567890.123456789012345678}\n', 'json'),
  kept('1.0', 'ndjson', '{"v":1.0}\n', 'json'),
  kept('\\N', 'ndjson', '{"v":"\\\\N"}\n'),
  kept('a\tb\nc\rd\\e', 'json', '[{"v":"a\\tb\\nc\\rd\\\\e"}]'),
  kept('😀 é \u202e %s $1 $$', 'ndjson', '{"v":"😀 é \u202e %s $1 $$"}\n'),
  kept("'; drop table x; --", 'csv', `v\n"'; drop table x; --"\n`),
  kept('a"b,c\nd', 'csv', 'v\n"a""b,c\nd"\n'),
  kept('\\.', 'csv', 'v\n\\.\n'),
  kept(' 007 ', 'csv', 'v\n 007 \n'),
];

function found(
  name: string,
  prepare: NonNullable<HostileCase['prepare']>,
  rest: Partial<HostileCase> = {},
): HostileCase {
  return {
    name: `found: ${name}`,
    files: () => pages('json', { 'good.json': '[{"v":"kept"}]' }),
    words: ['build'],
    exit: 0,
    prepare,
    values: { query: "select record->>'v' from public.m", expected: [['kept']] },
    ...rest,
  };
}

const foundCases: readonly HostileCase[] = [
  found('a folder named like a page', async (root) => void (await mkdir(join(root, 'data/p.json'))), {
    tells: /p\.json is a folder/,
  }),
  found('a named pipe named like a page', async (root) => void execFileSync('mkfifo', [join(root, 'data/p.json')]), {
    tells: /named pipe/,
  }),
  found(
    'a socket named like a page',
    async (root) =>
      void execFileSync(
        'python3',
        ['-c', 'import socket,sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])', 'data/p.json'],
        { cwd: root },
      ),
    { tells: /socket/ },
  ),
  found('a link to itself', async (root) => symlink('p.json', join(root, 'data/p.json')).then(() => undefined), {
    tells: /leads nowhere/,
  }),
  found('a link to a folder above', async (root) => symlink('..', join(root, 'data/p.json')).then(() => undefined)),
  found('a link out of the folder', async (root) =>
    symlink('/etc/passwd', join(root, 'data/p.json')).then(() => undefined),
  ),
  found('a link to a device without an end', async (root) =>
    symlink('/dev/zero', join(root, 'data/p.json')).then(() => undefined),
  ),
  found(
    'a hundred folders named like pages',
    async (root) => {
      for (let number = 0; number < 100; number += 1) await mkdir(join(root, `data/p${number}.json`));
      return undefined;
    },
    { tells: /100 things were left out/ },
  ),
  found('a loop of links in the models', async (root) =>
    symlink('.', join(root, 'models/again')).then(() => undefined),
  ),
  found('a named pipe among the models', async (root) => void execFileSync('mkfifo', [join(root, 'models/pipe.sql')])),
  found('a folder called like a model', async (root) => void (await mkdir(join(root, 'models/x.sql')))),
  found('a link to nothing among the models', async (root) =>
    symlink('nope', join(root, 'models/x.sql')).then(() => undefined),
  ),
  found('a link to a device as a model', async (root) =>
    symlink('/dev/zero', join(root, 'models/x.sql')).then(() => undefined),
  ),
  found(
    'a page that may not be read',
    async (root) => {
      execFileSync('cp', [join(root, 'data/good.json'), join(root, 'data/p.json')]);
      await chmod(join(root, 'data/p.json'), 0);
      return undefined;
    },
    process.getuid?.() === 0
      ? { values: { query: "select distinct record->>'v' from public.m", expected: [['kept']] } }
      : {},
  ),
];

function seed(
  name: string,
  content: () => string | Buffer,
  rest: Partial<HostileCase> & { settings?: string } = {},
): HostileCase {
  const { settings, ...others } = rest;
  const files = () => ({
    'seeds/s.csv': content(),
    ...(settings === undefined ? {} : { 'seeds/s.yml': `seeds: [{ name: s, config: ${settings} }]` }),
  });
  return { name: `seed: ${name}`, files, words: ['build'], ...others };
}

const valued = (name: string, content: string, query: string, expected: readonly (readonly unknown[])[]) =>
  seed(name, () => content, { values: { query, expected } });

const columns = (count: number) =>
  `${Array.from({ length: count }, (_, n) => `c${n}`).join(',')}\n${Array.from({ length: count }, (_, n) => n).join(',')}\n`;

const seedCases: readonly HostileCase[] = [
  seed('nothing', () => '', { exit: 1 }),
  seed('only a mark', () => '\ufeff', { exit: 1 }),
  seed('only a header', () => 'a,b\n', { exit: 0 }),
  seed('the same column twice', () => 'a,a\n1,2\n', { exit: 1 }),
  seed('a column without a name', () => 'a,,c\n1,2,3\n', { exit: 1 }),
  seed('ragged rows', () => 'a,b\n1\n', { exit: 1 }),
  seed('a quote that never ends', () => `a,b\n1,"${'x'.repeat(50 * 1024 * 1024)}`, { exit: 1, tells: /never closed/ }),
  seed('a cell of 60 MB', () => `a\n${'x'.repeat(60 * 1024 * 1024)}\n`, { exit: 1, tells: /longer than/ }),
  seed('UTF-16', () => Buffer.from('\ufeffa,b\n1,2\n', 'utf16le'), { exit: 1, tells: /UTF-16/ }),
  seed('Latin1', () => Buffer.from('a\ncaf\xe9\n', 'latin1'), { exit: 1, tells: /not UTF-8/ }),
  seed('NUL bytes', () => 'a\nx\u0000y\n', { exit: 1 }),
  seed('only NUL bytes', () => Buffer.alloc(1_000_000), { exit: 1 }),
  seed('every byte', () => Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)), { exit: 1 }),
  seed('1,600 columns', () => columns(1600), { exit: 0 }),
  seed('1,601 columns', () => columns(1601), { exit: 1 }),
  seed('ten thousand columns', () => columns(10_000), { exit: 1 }),
  seed('a column name of 64 bytes', () => `${'n'.repeat(64)}\n1\n`, { exit: 1 }),
  seed('two column names that PostgreSQL cuts to one', () => `${'n'.repeat(63)}a,${'n'.repeat(63)}b\n1,2\n`, {
    exit: 1,
  }),
  seed('a column called as those of the system', () => 'ctid,xmin\n1,2\n', { exit: 1 }),
  seed('a type that is none', () => 'a\n1\n', { settings: '{column_types: {a: frobnicate}}', exit: 1 }),
  seed('a type that does more', () => 'a\n1\n', {
    settings: '{column_types: {a: "int); drop schema public; --"}}',
    exit: 1,
  }),
  // The line of the file is shown as it stands.
  seed('a value that its type refuses', () => 'a\nfrobnicate\n', {
    settings: '{column_types: {a: int}}',
    exit: 1,
    tells: /seeds\/s\.csv:2:1/,
  }),
  seed('a delimiter of nothing', () => 'a\n1\n', { settings: '{delimiter: ""}' }),
  seed('a delimiter of many', () => 'a||b\n1||2\n', { settings: '{delimiter: "||"}' }),
  seed('a delimiter that is a quote', () => 'a"b\n1"2\n', { settings: "{delimiter: '\"'}" }),
  seed('a value that its column refuses behind two hundred thousand', () => `id,v\n${'1,1\n'.repeat(200_000)}x,xx\n`, {
    exit: 1,
    tells: /seeds\/s\.csv:200002:/,
    settings: '{column_types: {id: integer}}',
  }),
  seed('a number of a million digits', () => `a\n${'9'.repeat(1_000_000)}\n`),
  seed('three hundred thousand rows', () => `a,b\n${'1,x\n'.repeat(300_000)}`, {
    values: { query: 'select count(*)::int from public.s', expected: [[300_000]] },
  }),
  seed('a million empty lines', () => `a\n${'\n'.repeat(1_000_000)}1\n`, {
    values: { query: 'select count(*)::int, max(a) from public.s', expected: [[1_000_001, 1]] },
  }),
  valued(
    'values that COPY would read as its own',
    'id,v\n1,\\N\n2,\\.\n3,a\\tb\n4,"x\ty"\n5,"l\nm"\n6,"r\rs"\n',
    'select v from public.s order by id',
    [['\\N'], ['\\.'], ['a\\tb'], ['x\ty'], ['l\nm'], ['r\rs']],
  ),
  valued('line ends of Windows', 'id,v\r\n1,a\r\n2,"b\r\nc"\r\n', 'select v from public.s order by id', [
    ['a'],
    ['b\r\nc'],
  ]),
  valued('line ends of an old Macintosh', 'id,v\r1,a\r2,b\r', 'select v from public.s order by id', [['a'], ['b']]),
  valued('leading zeros', 'v\n007\n08\n', 'select v from public.s order by 1', [['007'], ['08']]),
  valued(
    'large numbers',
    'v\n9223372036854775808\n12345678901234567890123.4567890\n',
    'select v::text from public.s order by public.s.v',
    [['9223372036854775808'], ['12345678901234567890123.4567890']],
  ),
  valued(
    'texts of everything',
    `id,v\n1,😀é\u202e\n2,'; drop schema public; --\n3,%s $1 $$ {{ 1 }} {% if %}\n`,
    'select v from public.s order by id',
    [['😀é\u202e'], ["'; drop schema public; --"], ['%s $1 $$ {{ 1 }} {% if %}']],
  ),
  valued('NULL, blanks and null', 'id,v\n1,\n2,""\n3,  \n4,null\n5,nul\n', 'select v from public.s order by id', [
    [null],
    [null],
    [null],
    [null],
    ['nul'],
  ]),
  valued('names of columns', 'A b,select,é%é,😀\n1,2,3,4\n', 'select * from public.s', [
    ['1', '2', '3', '4'].map(Number),
  ]),
  {
    name: 'seed: a folder called like one',
    files: () => ({ 'models/m.sql': 'select 1 as a' }),
    words: ['build'],
    exit: 0,
    prepare: async (root) => void (await mkdir(join(root, 'seeds/s.csv'), { recursive: true })),
  },
  {
    name: 'seed: a link to a device',
    files: () => ({ 'models/m.sql': 'select 1 as a', 'seeds/t.csv': 'a\n1\n' }),
    words: ['build'],
    exit: 0,
    prepare: async (root) => symlink('/dev/zero', join(root, 'seeds/s.csv')).then(() => undefined),
  },
];

export const dataCases: readonly HostileCase[] = [...pageCases, ...foundCases, ...seedCases];

import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { spanOf } from '../../../src/diagnostics/text-file.ts';
import { comparePaths, listFiles } from '../../../src/ingest/list-files.ts';
import { parseLocation } from '../../../src/ingest/location.ts';
import { sourceColumns } from '../../../src/ingest/source-columns.ts';

function parse(value: string) {
  return parseLocation({ value, span: spanOf({ path: 'sources.yml', text: value }) });
}

function locationOf(value: string) {
  const parsed = parse(value);
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join('\n'));
  return parsed.value;
}

describe('a location', () => {
  test('has a fixed part, captures and the columns that they make', () => {
    const location = locationOf('./raw/{affiliate_id}/deposits/{day:yyyy/MM/dd}/page_{page}.json');
    expect(location.fixed).toBe('./raw');
    expect(location.captures).toEqual([
      { name: 'affiliate_id', type: 'text' },
      { name: 'day', type: 'date' },
      { name: 'page', type: 'text' },
    ]);
    expect(location.segments.map(({ literal }) => literal)).toEqual([null, 'deposits', null, null, null, null]);
    expect(sourceColumns(location.captures).map(({ name }) => name)).toEqual([
      'record',
      '_error',
      'affiliate_id',
      'day',
      'page',
      '_envelope',
      '_file',
      '_record_number',
      '_attempt',
      '_failed_at',
      '_loaded_at',
    ]);
  });

  test.each([
    ['raw/a.json', 'raw'],
    ['a.json', '.'],
    ['/a.json', '/'],
    ['/raw/x/{y}', '/raw/x'],
    ['{y}/a.json', '.'],
    ['../up/{y}', '../up'],
  ])('%s begins in %s', (text, fixed) => expect(locationOf(text).fixed).toBe(fixed));

  test.each([
    ['raw/*.json', 'the location has "*" outside a capture'],
    ['raw/{a', 'the location has "{" outside a capture'],
    ['raw/{a}{b}', 'nothing separates {b} from the capture before it'],
    ['raw/{a}/{a}', '{a} appears twice in the location'],
    ['raw/{_file}', '{_file} has the name of a column that every file source has'],
    ['raw/{a b}', '{a b} does not name a column'],
    ['raw/{day:yyyy-MM}', '{day:yyyy-MM} is not the format of a date'],
    ['raw/{day:yyyy/MM/dd HH}', '{day:yyyy/MM/dd HH} is not the format of a date'],
    ['raw/{a}/../b', 'the location has an empty, . or .. part where a file or folder name belongs'],
    ['raw/', 'the location has an empty, . or .. part where a file or folder name belongs'],
    ['', 'the location has an empty, . or .. part where a file or folder name belongs'],
  ])('%j is none', (text, message) => {
    const parsed = parse(text);
    expect(parsed.ok || parsed.problems.map(({ code, message: told }) => [code, told])).toEqual([
      ['FILES_LOCATION', message],
    ]);
  });
});

describe('the files of a location', () => {
  let root = '';
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'smelt-location-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  function make(...paths: readonly string[]): void {
    for (const path of paths) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), 'x');
    }
  }

  async function list(text: string) {
    const listed = await listFiles(locationOf(text), root);
    return listed.ok
      ? {
          files: listed.value.map(({ file, captures }) => [file, ...captures]),
          warnings: listed.warnings.map(({ code }) => code),
        }
      : { problems: listed.problems.map(({ code, message }) => [code, message.replace(root, '')]) };
  }

  test('match its parts and come in the order of bytes', async () => {
    make(
      'raw/b/x/2024/05/06/p_2.json',
      'raw/b/x/2024/05/06/p_10.json',
      'raw/a/x/2024/05/07/p_1.json',
      'raw/B/x/2024/05/06/p_1.json',
    );
    make(
      'raw/a/y/2024/05/07/p_1.json',
      'raw/a/x/24/05/07/p_1.json',
      'raw/a/x/2024/05/07/q_1.json',
      'raw/a/x/2024/05/07/p_1.json.bak',
      'raw/.h/x/2024/05/07/p_1.json',
    );
    mkdirSync(join(root, 'raw/a/x/2024/05/07/p_3.json'));
    expect(await list('raw/{who}/x/{day:yyyy/MM/dd}/p_{n}.json')).toEqual({
      files: [
        ['B/x/2024/05/06/p_1.json', 'B', '2024-05-06', '1'],
        ['a/x/2024/05/07/p_1.json', 'a', '2024-05-07', '1'],
        ['b/x/2024/05/06/p_10.json', 'b', '2024-05-06', '10'],
        ['b/x/2024/05/06/p_2.json', 'b', '2024-05-06', '2'],
      ],
      warnings: ['FILES_NOT_A_FILE'],
    });
  });

  test('what is named like a page and is no file is reported with its kind, together', async (context) => {
    if (process.platform === 'win32') context.skip('Windows has no named pipes in folders');
    make('raw/p_1.json');
    mkdirSync(join(root, 'raw/p_2.json'));
    execFileSync('mkfifo', [join(root, 'raw/p_3.json')]);
    symlinkSync('p_4.json', join(root, 'raw/p_4.json'));
    symlinkSync('nothing', join(root, 'raw/p_5.json'));
    symlinkSync('p_3.json', join(root, 'raw/p_6.json'));
    const socket = createServer().listen(join(root, 'raw/p_7.json'));
    await once(socket, 'listening');
    const location = parseLocation({ value: 'raw/p_{n}.json', span: spanOf({ path: 'sources.yml', text: '' }) });
    const listed = location.ok ? await listFiles(location.value, root) : location;
    socket.close();
    if (!listed.ok) throw new Error(JSON.stringify(listed.problems));
    expect(listed.value.map(({ file }) => file)).toEqual(['p_1.json']);
    const [warning] = listed.warnings;
    expect(warning?.message).toBe('6 things were left out that are named like pages, and are no files');
    expect(warning?.notes.map(({ message }) => message.replace(`${root}/raw/`, ''))).toEqual([
      'p_2.json is a folder',
      'p_3.json is a named pipe',
      'p_4.json is a link that leads nowhere',
      'p_5.json is a link that leads nowhere',
      'p_6.json is a named pipe',
      'p_7.json is a socket',
    ]);
  });

  test('a date may be in any order, also inside a name', async () => {
    make('raw/log-06.05.2024-a+b.txt', 'raw/log-31.04.2024-c.txt');
    expect(await list('raw/log-{day:dd.MM.yyyy}-{x}.txt')).toEqual({
      files: [['log-06.05.2024-a+b.txt', '2024-05-06', 'a+b']],
      warnings: ['FILES_NO_SUCH_DAY'],
    });
  });

  test('a location without captures is one file', async () => {
    make('raw/one.json', 'raw/two.json');
    expect(await list('raw/one.json')).toEqual({ files: [['one.json']], warnings: [] });
    expect(await list('raw/three.json')).toEqual({ files: [], warnings: ['FILES_NO_MATCH'] });
  });

  test('a name that is not UTF-8 is reported, and one with a replacement character of its own is not', async (context) => {
    if (process.platform !== 'linux') context.skip('only Linux lets such names be made');
    make('raw/a/1.json', 'raw/\ufffd/1.json');
    const latin1 = (...parts: readonly string[]) => Buffer.from(`${root}/raw/${parts.join('')}`, 'latin1');
    writeFileSync(latin1('a/caf\xe9.json'), 'x');
    mkdirSync(latin1('b\xfc'));
    writeFileSync(latin1('a/caf\xe9.txt'), 'x');
    expect(await list('raw/{x}/{y}.json')).toEqual({
      files: [
        ['a/1.json', 'a', '1'],
        ['\ufffd/1.json', '\ufffd', '1'],
      ],
      warnings: ['FILES_NAME_ENCODING', 'FILES_NAME_ENCODING'],
    });
  });

  test('links are followed inside the root and refused outside it', async () => {
    make('raw/a/1.json', 'elsewhere/2.json');
    symlinkSync(join(root, 'raw/a'), join(root, 'raw/b'));
    symlinkSync(join(root, 'elsewhere'), join(root, 'raw/c'));
    symlinkSync(join(root, 'elsewhere/2.json'), join(root, 'raw/a/3.json'));
    symlinkSync(join(root, 'nowhere'), join(root, 'raw/a/4.json'));
    expect(await list('raw/{x}/{y}.json')).toEqual({
      files: [
        ['a/1.json', 'a', '1'],
        ['b/1.json', 'b', '1'],
      ],
      warnings: ['FILES_OUTSIDE_ROOT', 'FILES_OUTSIDE_ROOT', 'FILES_OUTSIDE_ROOT', 'FILES_NOT_A_FILE'],
    });
  });

  test('a folder must be there, and may be empty', async () => {
    expect(await list('raw/{x}.json')).toEqual({ problems: [['FILES_FOLDER', 'the folder /raw does not exist']] });
    make('raw');
    expect(await list('raw/{x}.json')).toEqual({ problems: [['FILES_FOLDER', 'the folder /raw is not a folder']] });
    rmSync(join(root, 'raw'));
    mkdirSync(join(root, 'raw'));
    expect(await list('raw/{x}.json')).toEqual({ files: [], warnings: [] });
    make('raw/a.csv');
    expect(await list('raw/{x}.json')).toEqual({ files: [], warnings: ['FILES_NO_MATCH'] });
  });
});

test('paths are ordered as their UTF-8 bytes', () => {
  const paths = ['a', 'A', 'a/b', 'a.b', 'é', '\u{1f600}', '\uffee', '\ud7ff', '', 'a\u{1f600}', 'a\uffee'];
  const byBytes = [...paths].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  expect([...paths].sort(comparePaths)).toEqual(byBytes);
});

// The generator of raw pages, run as its users run it: the same options give the same bytes, the committed set is what it gives,
// and sound data is sound.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));
let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'raw-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function generate(name: string, ...options: readonly string[]): ReadonlyMap<string, string> {
  execFileSync(process.execPath, ['scripts/generate-raw.mjs', '--out', join(directory, name), ...options], {
    cwd: root,
  });
  return filesIn(join(directory, name));
}

function filesIn(path: string): ReadonlyMap<string, string> {
  const files = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const texts = files.map((file) => {
    const full = join(file.parentPath, file.name);
    return [full.slice(path.length + 1), readFileSync(full, 'utf8')] as const;
  });
  return new Map(texts.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

describe('the generator', () => {
  test('gives the committed set, with its late pages and the affiliates', () => {
    const late = join(directory, 'late');
    const csv = join(directory, 'affiliates.csv');
    const pages = generate('committed', '--faults', '--late-out', late, '--affiliates-csv', csv);
    expect(pages).toEqual(filesIn(join(root, 'data/raw')));
    expect(filesIn(late)).toEqual(filesIn(join(root, 'data/late')));
    expect(readFileSync(csv, 'utf8')).toBe(readFileSync(join(root, 'seeds/affiliates.csv'), 'utf8'));
  });

  test('gives other data for another seed', () => {
    expect(generate('one', '--days', '2', '--seed', 'one')).not.toEqual(
      generate('two', '--days', '2', '--seed', 'two'),
    );
  });

  test('without faults gives as many records as asked for, each in a page that is well', () => {
    const pages = generate(
      'sound',
      '--affiliates',
      '3',
      '--clients',
      '20',
      '--days',
      '6',
      '--page-size',
      '7',
      '--deposits-per-client',
      '5',
    );
    const records = [...pages].flatMap(([path, text]) => {
      const page: { code: string; data: Record<string, string>[] } = JSON.parse(text);
      expect(page.code).toBe('00000');
      expect(page.data.length).toBeLessThanOrEqual(7);
      return page.data.map((record) => ({ endpoint: path.split('/')[1], ...record }));
    });
    const of = (endpoint: string) => records.filter((record) => record.endpoint === endpoint);
    expect(of('customer_list')).toHaveLength(20);
    expect(of('deposits')).toHaveLength(100);
    const clients = new Set(of('customer_list').map((record) => ('uid' in record ? record.uid : undefined)));
    expect(of('deposits').filter((record) => !('uid' in record) || !clients.has(record.uid))).toEqual([]);
  });

  test('refuses what it does not understand, with its usage', () => {
    const run = () =>
      execFileSync(process.execPath, ['scripts/generate-raw.mjs', '--days', 'many'], { cwd: root, stdio: 'pipe' });
    expect(run).toThrow(/--days takes a whole number from 1[\s\S]*Usage:/);
  });
});

// Every line of the seed that lists something is either transcribed or has a stated reason for not being so; and the transcription
// stands at the right lines.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type CatalogRow, compareWithCatalog } from '../../affiliate/compare-with-catalog.ts';
import { listedReasons, type SeedEntry, seedEntries } from '../../affiliate/seed-schema.ts';

const lines = readFileSync(new URL('../../affiliate/fixtures/database-schema.md', import.meta.url), 'utf8').split('\n');
const bullets = lines.flatMap((text, index) => (/^\s*(?:-|[0-9]+\.)\s/.test(text) ? [{ line: index + 1, text }] : []));

function namesOf(entry: SeedEntry): readonly string[] {
  switch (entry.kind) {
    case 'table':
    case 'materialized view':
    case 'function':
      return [entry.name];
    case 'column':
    case 'index':
      return [entry.name];
    case 'primary key':
    case 'foreign key':
    case 'unique index':
      return entry.columns;
    case 'partition key':
      return [entry.column];
    case 'partitions':
      return [];
  }
}

describe('the transcription of the seed', () => {
  test('has an entry or a reason for each line that lists something', () => {
    const transcribed = new Set(seedEntries.map(({ line }) => line));
    const untold = bullets.filter(({ line }) => !transcribed.has(line) && !listedReasons.has(line));
    expect(untold).toEqual([]);
  });

  test('has no line with both, and none that lists nothing', () => {
    const listing = new Set(bullets.map(({ line }) => line));
    const told = [...seedEntries.map(({ line }) => line), ...listedReasons.keys()];
    expect(told.filter((line) => !listing.has(line))).toEqual([]);
    expect(seedEntries.filter(({ line }) => listedReasons.has(line))).toEqual([]);
  });

  test('names at each line every name that the line gives', () => {
    const missing = bullets.flatMap(({ line, text }) => {
      const names = seedEntries.filter((entry) => entry.line === line).flatMap(namesOf);
      const given = [...text.matchAll(/`([a-z_*]+)(?:\(\))?`/g)].map(([, name = '']) => name);
      const absent = given.filter(
        (name) => !names.some((each) => new RegExp(`^${name.replaceAll('*', '.+')}$`).test(each)),
      );
      return listedReasons.has(line) || absent.length === 0 ? [] : [{ line, absent }];
    });
    expect(missing).toEqual([]);
  });

  test('takes over NOT NULL and the defaults as the lines give them', () => {
    const wrong = seedEntries.flatMap((entry) => {
      const text = lines[entry.line - 1] ?? '';
      if (entry.kind !== 'column' || !text.includes(`\`${entry.name}\` (`)) return [];
      const preset = /DEFAULT ('[^']*'|[0-9]+)/.exec(text)?.[1];
      const agrees =
        entry.notNull === text.includes('NOT NULL') && (entry.default?.replace(/::.*/, '') ?? undefined) === preset;
      return agrees ? [] : [{ text, entry }];
    });
    expect(wrong).toEqual([]);
  });
});

describe('the comparison with a catalog', () => {
  const entries: readonly SeedEntry[] = [
    { line: 1, kind: 'table', name: 'one' },
    { line: 2, kind: 'column', table: 'one', name: 'id', type: 'text', notNull: true, default: null },
    { line: 3, kind: 'index', table: 'one', name: 'idx', columns: ['id'] },
    { line: 4, kind: 'partitions', table: 'one', granularity: 'month', offsets: [-1, 0] },
    { line: 5, kind: 'unique index', table: 'one', columns: ['id'] },
  ];
  const rows: readonly CatalogRow[] = [
    { kind: 'relation', relation: 'one', name: 'one', definition: 'p' },
    { kind: 'column', relation: 'one', name: 'id', definition: 'text not null' },
    { kind: 'index', relation: 'one', name: 'idx', definition: 'id, other' },
    { kind: 'partition', relation: 'one', name: 'one_1', definition: '2024-12-01' },
    { kind: 'partition', relation: 'one', name: 'one_2', definition: '2025-01-01' },
    { kind: 'unique index', relation: 'one', name: 'unique_idx', definition: 'id' },
  ];
  const january = new Date('2025-01-15T00:00:00Z');

  test('finds nothing to say about what is there', () => {
    expect(compareWithCatalog(entries, rows, january)).toEqual([]);
  });

  test('tells each thing that is missing or other', () => {
    const others = rows
      .filter(({ kind, name }) => kind !== 'index' && name !== 'one_1')
      .map((row) => (row.kind === 'column' ? { ...row, definition: 'text' } : row))
      .concat({ kind: 'unique index', relation: 'one', name: 'another', definition: 'other' });
    expect(compareWithCatalog(entries, others, january)).toEqual([
      'line 2: column one.id is "text", not "text not null"',
      'line 3: there is no index idx',
      'line 4: one has no partition from 2024-12-01',
      'line 5: unique indexes of one is "id; other", not "id"',
    ]);
  });
});

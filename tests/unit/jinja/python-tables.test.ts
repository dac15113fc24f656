// The engine's values against what Python 3.11 and Jinja2 3.1 answered (fixtures/make_python_tables.py).

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compare, type Table } from './python-table.ts';

function tablesOf(name: string): Table[] {
  return JSON.parse(readFileSync(new URL(`fixtures/python-${name}.json`, import.meta.url), 'utf8'));
}

describe.each([
  ['operators', 6500],
  ['methods', 8500],
  ['formats', 7500],
  ['filters', 10_000],
])('python %s', (name, least) => {
  const tables = tablesOf(name);
  it('covers enough', () => {
    expect(tables.reduce((count, table) => count + table.results.length, 0)).toBeGreaterThan(least);
  });
  it.each(Array.from(new Set(tables.map((table) => `${table.kind} ${table.name}`))))('%s', (title) => {
    const { differences } = compare(tables.filter((table) => `${table.kind} ${table.name}` === title));
    expect(differences).toEqual([]);
  });
});

// Protects that docs/packages.md has each key of an entry once, with the kinds of packages that take it.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { keysOf } from '../../../src/packages/read-specs.ts';

test('the table has the keys that are read, and what each is of', () => {
  const page = readFileSync(new URL('../../../docs/packages.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| `([\w-]+)` \| ([^|]+) \|/gm)].map(([, key, of]) => [key, of]);
  const kindsOf = new Map<string, string[]>();
  for (const [kind, keys] of Object.entries(keysOf))
    for (const key of keys) kindsOf.set(key, [...(kindsOf.get(key) ?? []), kind === 'package' ? 'hub' : kind]);
  const read = [...kindsOf].map(([key, kinds]) => [key, key === 'name' ? 'all' : kinds.join(', ')]);
  expect([...rows].sort()).toEqual(read.sort());
});

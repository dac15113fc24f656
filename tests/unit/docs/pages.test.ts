// Protects the pages that are made of tables in the code from saying something else than these.

import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { pages } from '../../../scripts/docs/pages.ts';

const docs = new URL('../../../docs/', import.meta.url);

test.each(Object.entries(pages))('docs/%s is what `npm run docs` makes', async (name, page) => {
  expect(await readFile(new URL(name, docs), 'utf8')).toBe(page());
});

test('every page that says it is made by `npm run docs` is', async () => {
  const names = (await readdir(docs)).filter((name) => name.endsWith('.md'));
  const texts = await Promise.all(names.map((name) => readFile(new URL(name, docs), 'utf8')));
  const made = names.filter((_, index) => texts[index]?.includes('<!-- Made by `npm run docs`'));
  expect(made.sort()).toEqual(Object.keys(pages).sort());
});

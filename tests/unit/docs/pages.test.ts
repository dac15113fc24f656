// Protects the pages that are made of tables in the code from saying something else than these.

import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { withMadePart } from '../../../scripts/docs/marked-part.ts';
import { pages } from '../../../scripts/docs/pages.ts';

const docs = new URL('../../../docs/', import.meta.url);

test.each(Object.entries(pages))('docs/%s is what `npm run docs` makes', async (name, make) => {
  const page = await readFile(new URL(name, docs), 'utf8');
  expect(page).toBe(make(page));
});

test('a part is made between its marks, and nothing else is changed', () => {
  const marks = ['<!-- Made by `npm run docs` from a: change the table there. -->', '<!-- End of what is made. -->'];
  const page = (made: string) => `# Title\n\n${marks.join(`\n\n${made}\n\n`)}\n\nThe end\n`;
  expect(withMadePart(page('old'), 'new')).toBe(page('new'));
  expect(() => withMadePart('# Title\n', 'new')).toThrow('a page without the marks');
});

test('every page that says it is made by `npm run docs` is', async () => {
  const names = (await readdir(docs)).filter((name) => name.endsWith('.md'));
  const texts = await Promise.all(names.map((name) => readFile(new URL(name, docs), 'utf8')));
  const made = names.filter((_, index) => texts[index]?.includes('<!-- Made by `npm run docs`'));
  expect(made.sort()).toEqual(Object.keys(pages).sort());
});

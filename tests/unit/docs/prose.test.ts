// Protects the pages for people from lines that are too wide to read in a terminal or in a change.

import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { wrapped } from '../../../scripts/docs/markdown.ts';

const root = new URL('../../../', import.meta.url);
const names = ['README.md', ...readdirSync(new URL('docs/', root)).map((name) => `docs/${name}`)];

/** Lines that are neither code, nor rows of a table, nor comments. */
function proseOf(page: string): readonly string[] {
  const parts = page.split(/^\s*```.*$/m).filter((_, index) => index % 2 === 0);
  return parts.flatMap((part) => part.split('\n')).filter((line) => !/^\s*(?:\||<!--)/.test(line));
}

test.each(names.filter((name) => name.endsWith('.md')))('the prose of %s is at most 100 columns wide', (name) => {
  const lines = proseOf(readFileSync(new URL(name, root), 'utf8'));
  expect(lines.length).toBeGreaterThan(5);
  expect(lines.filter((line) => line.length > 100)).toEqual([]);
});

test('prose is wrapped outside of code, and nothing else is', () => {
  const long = 'word '.repeat(18);
  expect(wrapped(`- ${long}\`a b c d\` e`)).toBe(`- ${long.trim()}\n  \`a b c d\` e`);
  for (const kept of [`| ${long}${long}|`, `\`\`\`\n${long}${long}\n\`\`\``]) expect(wrapped(kept)).toBe(kept);
});

// Protects columns from being counted otherwise than a terminal counts them: carets stand under what they mean, cells in their column.

import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { charactersOf, firstColumns, lastColumns, padColumns, textWidth } from '../../../src/diagnostics/text-width.ts';

const family = '👨‍👩‍👧‍👦';

test.each([
  ['', 0],
  ['plain', 5],
  ['Größe, жук — ω…', 15],
  ['e\u0301', 1],
  ['日本', 4],
  ['ﾊﾝ', 2],
  ['✅', 2],
  ['⚠', 1],
  ['⚠️', 2],
  ['👍🏽', 2],
  ['🇩🇪', 2],
  ['1️⃣', 2],
  [family, 2],
  [`${family}a✅`, 5],
  ['a\u200bb', 2],
  ['␛[31m', 5],
])('%j takes %i columns', (text, width) => {
  expect(textWidth(text)).toBe(width);
});

test('what is measured without the library is measured as by it, alone and beside its like', () => {
  const letters = Array.from({ length: 0xd800 }, (_, code) => String.fromCharCode(code))
    .concat(Array.from({ length: 0xf0 }, (_, index) => String.fromCharCode(0xff00 + index)))
    .filter((character) => !/\p{Cc}/u.test(character));
  expect(letters.filter((letter) => textWidth(letter) !== stringWidth(letter))).toEqual([]);
  const row = letters.filter((letter) => !/[\p{M}\p{Cf}]/u.test(letter));
  const differing = Array.from({ length: Math.ceil(row.length / 64) }, (_, index) =>
    row.slice(index * 64, (index + 1) * 64).join(''),
  ).filter((text) => textWidth(text) !== stringWidth(text));
  expect(differing).toEqual([]);
}, 60_000);

test('a character of several code points is never cut in two', () => {
  expect(charactersOf(`a${family}e\u0301`)).toEqual(['a', family, 'e\u0301']);
  expect(firstColumns(`ab${family}c`, 3)).toBe('ab');
  expect(firstColumns(`ab${family}c`, 4)).toBe(`ab${family}`);
  expect(firstColumns('abc', 5)).toBe('abc');
  expect(lastColumns(`a${family}bc`, 3)).toBe('bc');
  expect(lastColumns(`a${family}bc`, 4)).toBe(`${family}bc`);
  expect(lastColumns('abc', 2)).toBe('bc');
});

test('padding fills up to a width, and leaves what is wider as it is', () => {
  expect(padColumns('✅', 4)).toBe('✅  ');
  expect(padColumns('日本', 3)).toBe('日本');
});

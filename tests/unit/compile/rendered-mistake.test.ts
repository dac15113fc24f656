// Protects what is shown of SQL around a mistake: whole words, so that a URL is known for one when its password is masked.

import { expect, test } from 'vitest';
import { excerpt } from '../../../src/compile/rendered-mistake.ts';

test.each([
  ['select  1\n from  a', 8, 'select 1 from a'],
  [`select '${'u'.repeat(60)}'::int as a`, 62, `'${'u'.repeat(60)}'::int as a`],
  [`select ${'x'.repeat(300)} + 1 as a`, 308, '+ 1 as a'],
  [`select a, b${'x'.repeat(300)}`, 7, 'select'],
])('%s at %i', (sql, offset, expected) => {
  expect(excerpt(sql, offset)).toBe(expected);
});

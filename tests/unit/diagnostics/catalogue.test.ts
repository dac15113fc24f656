// Every code has an entry in docs/errors.md, and every entry a code.

import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { diagnosticCodes } from '../../../src/diagnostics/codes.ts';

test('docs/errors.md has an entry for each code, once, and for nothing else', async () => {
  const text = await readFile(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
  const entries = [...text.matchAll(/^### (\S+)$/gm)].map((found) => found[1]);
  expect([...entries].sort()).toEqual(Object.keys(diagnosticCodes).sort());
});

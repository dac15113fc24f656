// Protects docs/configs.md from saying something else than the table of config keys.

import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { configsPage } from '../../../../scripts/docs/configs-page.ts';

test('docs/configs.md is what `npm run docs` makes of the table', async () => {
  expect(await readFile(new URL('../../../../docs/configs.md', import.meta.url), 'utf8')).toBe(configsPage());
});

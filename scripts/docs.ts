// Writes the documents that follow from tables in the code: `npm run docs`. A test fails where one is not what its table gives.

import { writeFile } from 'node:fs/promises';
import { configsPage } from './docs/configs-page.ts';

await writeFile(new URL('../docs/configs.md', import.meta.url), configsPage());

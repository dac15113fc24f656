// Writes the documents that follow from tables in the code and from the schema of events: `npm run docs`. A test fails where one
// is not what it is made of gives.

import { writeFile } from 'node:fs/promises';
import { pages } from './docs/pages.ts';

for (const [name, page] of Object.entries(pages)) await writeFile(new URL(`../docs/${name}`, import.meta.url), page());

// Writes the documents that follow from tables in the code and from the schema of events: `npm run docs`. A test fails where one
// is not what it is made of gives.

import { readFile, writeFile } from 'node:fs/promises';
import { pages } from './docs/pages.ts';

for (const [name, make] of Object.entries(pages)) {
  const file = new URL(`../docs/${name}`, import.meta.url);
  await writeFile(file, make(await readFile(file, { encoding: 'utf8', flag: 'a+' })));
}

// Writes the documents that follow from tables in the code and from the schema of events: `npm run docs`. A test fails where one
// is not what it is made of gives.

import { readFile, writeFile } from 'node:fs/promises';
import { configsPage } from './docs/configs-page.ts';
import { eventsPage } from './docs/events-page.ts';

const at = (path: string) => new URL(`../${path}`, import.meta.url);

await writeFile(at('docs/configs.md'), configsPage());
await writeFile(at('docs/events.md'), eventsPage(JSON.parse(await readFile(at('schema/events.json'), 'utf8'))));

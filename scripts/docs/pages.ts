// The pages of docs/ that follow from tables in the code, or from the schema of events, by the names of their files: the whole of a page, or a part of it.

import { readFileSync } from 'node:fs';
import { fileKeys } from '../../src/project/file-keys.ts';
import { commandsPage } from './commands-page.ts';
import { configsPage } from './configs-page.ts';
import { eventsPage } from './events-page.ts';
import { wrapped } from './markdown.ts';
import { withMadePart } from './marked-part.ts';
import { projectKeyTables } from './project-keys.ts';
import { propertyTables } from './property-tables.ts';
import { settingTable } from './setting-table.ts';
import { targetKeyTable } from './target-keys.ts';
import { testsPage } from './tests-page.ts';

const eventsSchema = new URL('../../schema/events.json', import.meta.url);

/** Each gives the page, from the page as it stands. */
export const pages: Readonly<Record<string, (page: string) => string>> = {
  'commands.md': commandsPage,
  'configs.md': configsPage,
  'events.md': () => wrapped(eventsPage(JSON.parse(readFileSync(eventsSchema, 'utf8')))),
  'file-sources.md': (page) => withMadePart(page, settingTable(fileKeys)),
  'project-file.md': (page) => withMadePart(page, projectKeyTables()),
  'properties.md': (page) => withMadePart(page, wrapped(propertyTables())),
  'targets.md': (page) => withMadePart(page, targetKeyTable()),
  'tests.md': testsPage,
};

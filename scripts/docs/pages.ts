// The pages of docs/ that follow from tables in the code, by the names of their files: the whole of a page, or a part of it.

import { fileKeys } from '../../src/project/file-keys.ts';
import { commandsPage } from './commands-page.ts';
import { configsPage } from './configs-page.ts';
import { withMadePart } from './marked-part.ts';
import { projectKeyTables } from './project-keys.ts';
import { settingTable } from './setting-table.ts';
import { targetKeyTable } from './target-keys.ts';
import { testsPage } from './tests-page.ts';

/** Each gives the page, from the page as it stands. */
export const pages: Readonly<Record<string, (page: string) => string>> = {
  'commands.md': commandsPage,
  'configs.md': configsPage,
  'file-sources.md': (page) => withMadePart(page, settingTable(fileKeys)),
  'project-file.md': (page) => withMadePart(page, projectKeyTables()),
  'targets.md': (page) => withMadePart(page, targetKeyTable()),
  'tests.md': testsPage,
};

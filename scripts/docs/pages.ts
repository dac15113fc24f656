// The pages of docs/ that follow from tables in the code, by the names of their files.

import { commandsPage } from './commands-page.ts';
import { configsPage } from './configs-page.ts';
import { testsPage } from './tests-page.ts';

export const pages: Readonly<Record<string, () => string>> = {
  'commands.md': commandsPage,
  'configs.md': configsPage,
  'tests.md': testsPage,
};

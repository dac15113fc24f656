// Protects the advice of `show` where it cannot tell what to show; no database is touched.

import { expect, test } from 'vitest';
import { showCommand } from '../../../src/app/show-command.ts';
import { writeProject } from '../../support/project-files.ts';
import { noOptions, runApp } from '../../support/run-app.ts';

test.each([
  ['a name that nothing has', ['revenu'], "'revenu' names no node", 'Did you mean "revenue"?'],
  ['a table of a source by its bare name', ['events'], "'events' names no node", 'Did you mean "web.events"?'],
  ['a misspelt source', ['web.event'], "'web.event' names no node", 'Did you mean "web.events"?'],
  ['no name', [], 'nothing was named that could be shown', 'Name a model, seed or source'],
])('%s', async (_what, select, message, help) => {
  const root = await writeProject({
    'project.yml': 'name: shop\ntargets: { dev: { type: embedded } }\n',
    'models/revenue.sql': 'select 1 as id\n',
    'sources.yml': 'sources:\n  - name: web\n    tables: [{ name: events }]\n',
  });
  const { exitCode, output, errors } = await runApp(root, (io) =>
    showCommand({ ...noOptions, select, inline: undefined, limit: 5, output: 'table' }, io),
  );
  expect({ exitCode, output }).toEqual({ exitCode: 2, output: '' });
  expect(errors).toContain(message);
  expect(errors).toContain(`= help: ${help}`);
});

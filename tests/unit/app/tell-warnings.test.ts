// Protects what is said of warnings: that there are some, and with --warn-error why they end the command with 1.

import { expect, test } from 'vitest';
import { parseCommand } from '../../../src/app/parse-command.ts';
import { writeProject } from '../../support/project-files.ts';
import { noOptions, runApp } from '../../support/run-app.ts';

const files = (properties: string) => ({
  'project.yml': 'name: shop\ntargets: { dev: { type: embedded } }\n',
  'models/orders.sql': 'select 1 as id\n',
  'models/_models.yml': properties,
});

test('a project without mistakes is all well', async () => {
  const root = await writeProject(files('models:\n  - name: orders\n'));
  const ran = await runApp(root, (surroundings) => parseCommand({ ...noOptions, warnError: true }, surroundings));
  expect(ran).toEqual({ exitCode: 0, output: '1 model, 0 seeds, 0 tests: all well\n', errors: '' });
});

test('a warning is counted, and told as an error where --warn-error makes it one', async () => {
  const root = await writeProject(files('models:\n  - name: order\n'));
  const parse = (warnError: boolean) =>
    runApp(root, (surroundings) => parseCommand({ ...noOptions, warnError }, surroundings));

  const lenient = await parse(false);
  expect(lenient).toMatchObject({ exitCode: 0, output: '1 model, 0 seeds, 0 tests: 1 warning\n' });
  expect(lenient.errors).toMatch(/^warning\[PROPERTIES_UNUSED\]/);
  expect(lenient.errors).not.toContain('--warn-error');

  const strict = await parse(true);
  expect(strict).toMatchObject({ exitCode: 1, output: '1 model, 0 seeds, 0 tests: 1 warning\n' });
  expect(strict.errors).toMatch(/^error\[PROPERTIES_UNUSED\]/);
  expect(strict.errors).toContain('= note: --warn-error makes this warning an error\n');
});

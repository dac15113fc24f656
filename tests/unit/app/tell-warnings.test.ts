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
  const ran = await runApp(root, (io) => parseCommand({ ...noOptions, warnError: true }, io));
  expect(ran).toEqual({ exitCode: 0, output: '1 model, 0 seeds, 0 tests: all well\n', errors: '' });
});

test('of very many warnings of one kind the first are reported, and how many more', async () => {
  const unknown = Array.from({ length: 2000 }, (_, number) => `  - name: order_${number}\n`).join('');
  const root = await writeProject(files(`models:\n${unknown}`));
  const parse = (logFormat: 'text' | 'json') => runApp(root, (io) => parseCommand({ ...noOptions, logFormat }, io));
  const text = await parse('text');
  expect(text.errors.match(/^warning/gm)).toHaveLength(20);
  expect(text.errors).toContain('\n… and 1,980 more of PROPERTIES_UNUSED\n');
  expect(text.output).toBe('1 model, 0 seeds, 0 tests: 2,000 warnings\n');
  const json = await parse('json');
  const lines = json.output.split('\n').filter((line) => line.startsWith('{'));
  expect(lines).toHaveLength(21);
  expect(JSON.parse(lines[20] ?? '')).toEqual({
    kind: 'diagnosticsLeft',
    code: 'PROPERTIES_UNUSED',
    more: 1980,
    version: 1,
  });
});

test('a warning is counted, and reported as an error where --warn-error makes it one', async () => {
  const root = await writeProject(files('models:\n  - name: order\n'));
  const parse = (warnError: boolean) => runApp(root, (io) => parseCommand({ ...noOptions, warnError }, io));

  const lenient = await parse(false);
  expect(lenient).toMatchObject({ exitCode: 0, output: '1 model, 0 seeds, 0 tests: 1 warning\n' });
  expect(lenient.errors).toMatch(/^warning\[PROPERTIES_UNUSED\]/);
  expect(lenient.errors).not.toContain('--warn-error');

  const strict = await parse(true);
  expect(strict).toMatchObject({ exitCode: 1, output: '1 model, 0 seeds, 0 tests: 1 warning\n' });
  expect(strict.errors).toMatch(/^error\[PROPERTIES_UNUSED\]/);
  expect(strict.errors).toContain('= note: --warn-error makes this warning an error\n');
});

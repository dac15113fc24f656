// Protects the first project of the README, and links between the pages, from what is not there.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseCommand } from '../../../src/app/parse-command.ts';
import { filesIn } from '../../support/files-in-page.ts';
import { writeProject } from '../../support/project-files.ts';
import { noOptions, runApp } from '../../support/run-app.ts';

const root = new URL('../../../', import.meta.url);
const readme = readFileSync(new URL('README.md', root), 'utf8');

test('the first project of the README is one, without a warning', async () => {
  const files = filesIn(readme);
  expect(Object.keys(files)).toContain('models/visits.sql');
  const folder = await writeProject(files);
  const ran = await runApp(folder, (io) => parseCommand(noOptions, io));
  expect(ran).toEqual({ exitCode: 0, output: expect.stringContaining('all well'), errors: '' });
});

const pages = ['README.md', ...readdirSync(new URL('docs/', root)).map((name) => `docs/${name}`)];

test.each(pages.filter((name) => name.endsWith('.md')))('what %s links to is there', (name) => {
  const page = new URL(name, root);
  const links = [...readFileSync(page, 'utf8').matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, link = '']) => link);
  const files = links.filter((link) => !/^[a-z]+:/.test(link));
  expect(files.filter((link) => !existsSync(new URL(link, page)))).toEqual([]);
});

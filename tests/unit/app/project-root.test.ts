// Protects where a command looks for its project: the option, else DBT_PROJECT_DIR of the shell or of `.env`, else here.

import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { projectRoot } from '../../../src/app/open-project.ts';
import { writeProject } from '../../support/project-files.ts';
import { noOptions } from '../../support/run-app.ts';

it.each([
  ['the option', 'typed', { DBT_PROJECT_DIR: 'shell' }, 'typed'],
  ['the shell', undefined, { DBT_PROJECT_DIR: 'shell' }, 'shell'],
  ['.env', undefined, {}, 'file'],
  ['nothing', undefined, { DBT_PROJECT_DIR: '' }, '.'],
])('%s', async (_, projectDir, env, expected) => {
  const workingDirectory = await writeProject({});
  await writeFile(path.join(workingDirectory, '.env'), 'DBT_PROJECT_DIR=file\n');
  const io = { workingDirectory, env };
  expect(await projectRoot({ ...noOptions, projectDir }, io)).toBe(path.resolve(workingDirectory, expected));
});

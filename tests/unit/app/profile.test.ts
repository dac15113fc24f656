// Which profile a command takes, and what templates know of it.

import { expect, test } from 'vitest';
import { openProject } from '../../../src/app/open-project.ts';
import type { ProcessIo } from '../../../src/app/process-io.ts';
import { writeProject } from '../../support/project-files.ts';
import { noOptions } from '../../support/run-app.ts';

const profiles = ['one', 'other']
  .map((name) => `${name}: { outputs: { dev: { type: postgres, host: h, user: u, dbname: d, schema: of_${name} } } }\n`)
  .join('');
const targets = 'targets: { dev: { type: embedded, path: .smelt/database, schema: mine } }\n';

async function taken(project: string, { profile, env = {} }: { profile?: string; env?: Record<string, string> } = {}) {
  const root = await writeProject({ 'dbt_project.yml': `name: shop\n${project}`, 'profiles.yml': profiles });
  const io: ProcessIo = {
    workingDirectory: root,
    env,
    write: () => undefined,
    writeError: () => undefined,
    interactive: false,
    color: false,
    columns: () => 80,
    interrupted: new AbortController().signal,
  };
  const opened = await openProject({ ...noOptions, profile }, 'parse', io);
  if (!opened.ok) return opened.problems.map(({ message }) => message).join('; ');
  const { profileName, schema } = opened.value.project.targetFacts;
  return `${profileName} ${schema}`;
}

test('the profile is the one of --profile, else of DBT_PROFILE, else of the project', async () => {
  expect(await taken('profile: one\n')).toBe('one of_one');
  expect(await taken('profile: one\n', { profile: 'other' })).toBe('other of_other');
  expect(await taken('profile: one\n', { env: { DBT_PROFILE: 'other' } })).toBe('other of_other');
  expect(await taken('', { env: { DBT_PROFILE: 'one' }, profile: 'other' })).toBe('other of_other');
  expect(await taken('profile: "{{ env_var(\'P\') }}"\n', { env: { P: 'other' } })).toBe('other of_other');
  expect(await taken('profile: one\n', { profile: 'none' })).toContain('there is no profile "none" in profiles.yml');
});

test('targets of the project file stand before an environment variable, not before --profile', async () => {
  expect(await taken(targets)).toBe('shop mine');
  expect(await taken(`profile: one\n${targets}`)).toBe('one mine');
  expect(await taken(`profile: one\n${targets}`, { env: { DBT_PROFILE: 'other' } })).toBe('one mine');
  expect(await taken(`profile: one\n${targets}`, { profile: 'other' })).toBe('other of_other');
});

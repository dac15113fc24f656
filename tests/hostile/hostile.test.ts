// The small ones among the hostile inputs of which nothing but reading the project is asked, in this process. All of them, by the built
// command line, are `npm run hostile`.

import { expect, test } from 'vitest';
import { parseCommand } from '../../src/app/parse-command.ts';
import { writeProject } from '../support/project-files.ts';
import { noOptions, runApp } from '../support/run-app.ts';
import { hostileCases } from './cases.ts';
import { token } from './hostile-case.ts';
import { judge, writtenFiles } from './judge.ts';

const read = hostileCases.filter(({ words }) => words[0] === 'parse');

test('there are at least two hundred, each with a name of its own', () => {
  expect(hostileCases.length).toBeGreaterThan(200);
  expect(new Set(hostileCases.map(({ name }) => name)).size).toBe(hostileCases.length);
});

test.each(read.filter(({ small }) => small))('$name', async (hostile) => {
  const root = await writeProject({
    'project.yml': 'name: hostile\ntargets: { dev: { type: embedded } }\n',
    ...hostile.files(),
  });
  const started = performance.now();
  const ran = await runApp(root, (io) => parseCommand(noOptions, io), {
    DBT_ENV_SECRET_TOKEN: token,
  });
  const seconds = (performance.now() - started) / 1000;
  const outcome = { code: ran.exitCode, output: ran.output + ran.errors, seconds, peak: Number.NaN, values: null };
  expect(judge(hostile, { ...outcome, left: await writtenFiles(root) })).toEqual([]);
});

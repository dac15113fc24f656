// Protects `flags:` of the project file as far as they are options: read before the project is, and a mistake at its place when it is.

import { expect, test } from 'vitest';
import { parseCommand } from '../../../src/app/parse-command.ts';
import { findOptionFlags } from '../../../src/project/project-flags.ts';
import { writeProject } from '../../support/project-files.ts';
import { noOptions, runApp } from '../../support/run-app.ts';

const head = 'name: shop\ntargets: { dev: { type: embedded, schema: shop } }\n';

test.each(['project.yml', 'dbt_project.yml'])('of %s', async (name) => {
  const root = await writeProject({
    [name]: `${head}flags: { fail_fast: true, log_level: warn, printer_width: 60, use_colors: loud, state_modified_compare_vars: true }\n`,
  });
  const expected = [
    ['fail_fast', true],
    ['log_level', 'warn'],
    ['printer_width', 60],
  ];
  expect([...(await findOptionFlags(root))]).toEqual(expected);
});

test.each([{}, { 'project.yml': 'name: [' }, { 'project.yml': 'flags: none\n' }])('none of %j', async (files) => {
  expect([...(await findOptionFlags(await writeProject(files)))]).toEqual([]);
});

test('a value that an option does not take is reported where it is written', async () => {
  const root = await writeProject({
    'project.yml': `${head}flags:\n  fail_fast: maybe\n  indirect_selection: greedy\n`,
  });
  const { exitCode, errors } = await runApp(root, (io) => parseCommand(noOptions, io));
  expect(exitCode).toBe(2);
  expect(errors.match(/error\[\w+\].*|--> .*/g)).toEqual([
    'error[SETTING_TYPE]: "fail_fast" must be true or false, and is the text "maybe"',
    '--> project.yml:4:14',
    'error[SETTING_VALUE]: "greedy" is not a value of "indirect_selection"',
    '--> project.yml:5:23',
  ]);
});

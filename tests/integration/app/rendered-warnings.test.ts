// Protects the warnings of templates: whatever renders one says what it warns of, and says it once.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compileCommand } from '../../../src/app/compile-command.ts';
import type { ProcessIo } from '../../../src/app/process-io.ts';
import { showCommand } from '../../../src/app/show-command.ts';
import { createTestDatabase, type TestDatabase } from '../../support/databases.ts';
import { writeProject } from '../../support/project-files.ts';
import { execute, noOptions, type Ran, runApp } from '../../support/run-app.ts';

describe('a warning that a template raises', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase('embedded');
  });
  afterAll(() => database.drop());

  const project = () =>
    writeProject({
      'project.yml': `name: shop\ntargets: { dev: { type: embedded, path: ${database.target.kind === 'embedded' ? database.target.path : ''}, schema: public } }\n`,
      'models/always.sql': "{{ exceptions.warn('always') }}select 1 as n\n",
      'models/running.sql': "{% if execute %}{{ exceptions.warn('running') }}{% endif %}select 1 as n\n",
      'models/looping.sql':
        "{% for i in [1, 2, 3] %}{% if execute %}{% do exceptions.warn('looping') %}{% endif %}{% endfor %}select 1 as n\n",
      'models/within.sql':
        "{{ config(materialized='ephemeral') }}{% if execute %}{{ exceptions.warn('within') }}{% endif %}select 1 as n\n",
      'models/reader.sql': "select * from {{ ref('within') }}\n",
      'models/second_reader.sql': "select * from {{ ref('within') }}\n",
    });
  const inline = "select 1 as n{% if execute %}{{ exceptions.warn('typed') }}{% endif %}";
  const asked = (select: readonly string[], typed?: string) => ({ ...noOptions, select, inline: typed });
  const compile = (select: readonly string[], typed?: string) => (io: ProcessIo) =>
    compileCommand(asked(select, typed), io);
  const show = (select: readonly string[], typed?: string) => (io: ProcessIo) =>
    showCommand({ ...asked(select, typed), limit: 5, output: 'csv' }, io);

  /** The warnings in their order. */
  const warningsOf = ({ output, errors }: Ran) =>
    [...`${errors}${output}`.matchAll(/^warning\[JINJA_RAISED\]: (.*)$/gm)].map(([, message]) => message);

  test.each([
    ['compile of one model', compile(['running']), ['always', 'running']],
    ['compile of all', compile([]), ['always', 'looping', 'running', 'within']],
    ['compile --inline', compile([], inline), ['always', 'typed']],
    ['show', show(['running']), ['always', 'running']],
    ['show of the model that warns while it is parsed', show(['always']), ['always']],
    ['show --inline', show([], inline), ['always', 'typed']],
  ])('is reported once by %s', async (_, command, expected) => {
    const ran = await runApp(await project(), command);
    expect(ran.exitCode).toBe(0);
    expect([...warningsOf(ran)].sort()).toEqual(expected);
  });

  test.each(['text', 'json'] as const)('is reported once by a build whose log is %s', async (logFormat) => {
    const ran = await execute(await project(), 'build', { logFormat });
    expect(ran.exitCode).toBe(0);
    expect(`${ran.errors}${ran.output}`.match(/JINJA_RAISED/g)).toHaveLength(4);
  });
});

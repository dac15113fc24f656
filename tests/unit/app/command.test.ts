// Protects the life that all commands share, on commands that do nothing else. What each real one ends with is a table in
// tests/integration/app/command-life.test.ts.

import { describe, expect, test } from 'vitest';
import { answered, type Command, runCommand, stopped, unstarted } from '../../../src/app/command.ts';
import type { CommonOptions } from '../../../src/app/options.ts';
import { errorAt, warningAt } from '../../../src/diagnostics/diagnostic.ts';
import { type ProjectFiles, writeProject } from '../../support/project-files.ts';
import { noOptions, runApp } from '../../support/run-app.ts';

const warned: ProjectFiles = { 'models/_models.yml': 'models: [{ name: order }]\n' };
const mistaken: ProjectFiles = { 'models/lost.sql': "select * from {{ ref('nothing') }}\n" };
const careful = warningAt('SELECT_NOTHING', 'careful', { help: 'Look' });
const wrong = errorAt('SELECT_SYNTAX', 'wrong', { help: 'Mend it' });

interface Trial {
  readonly files?: ProjectFiles;
  readonly options?: Partial<CommonOptions>;
  /** Interrupts what is running. */
  readonly interrupt?: AbortController;
}

/** On a target at which nobody listens. */
async function life(
  command: Pick<Command<CommonOptions>, 'run' | 'about'>,
  { files = {}, options = {}, interrupt = new AbortController() }: Trial = {},
) {
  const root = await writeProject({
    'project.yml':
      'name: shop\ntargets: { dev: { type: postgres, url: "postgres://ada:s3cret-Zw9@127.0.0.1:1/none", schema: public, retries: 0 } }\n',
    'models/orders.sql': 'select 1 as id\n',
    ...files,
  });
  return runApp(
    root,
    (io) => runCommand({ name: 'trial', ...command }, { ...noOptions, ...options }, io),
    {},
    interrupt.signal,
  );
}

describe('the exit code', () => {
  test.each([
    ['nothing', answered(), 0],
    ['a warning', { ...answered(), diagnostics: [careful] }, 0],
    ['an error', { ...answered(), diagnostics: [careful, wrong] }, 1],
    ['a failure without words', stopped([]), 1],
    ['a failure with a warning', stopped([careful]), 1],
    ['what kept it from beginning', unstarted([wrong]), 2],
  ])('after %s', async (_, result, exitCode) => {
    expect(await life({ run: async () => result })).toMatchObject({ exitCode });
  });

  const late: Readonly<Record<string, Command<CommonOptions>['run']>> = {
    'at its end': async () => ({ ...answered(), diagnostics: [careful] }),
    'on the way': async ({ report }) => {
      report([careful]);
      return answered();
    },
  };

  test.each(Object.entries(late))('is 1 after a warning %s, with --warn-error', async (_, run) => {
    const ran = await life({ run }, { options: { warnError: true } });
    expect(ran).toMatchObject({ exitCode: 1, output: '' });
    expect(ran.errors).toMatch(/^error\[SELECT_NOTHING\]: careful\n {2}= note: --warn-error makes/);
  });
});

describe('a command does not begin', () => {
  const run = () => Promise.reject(new Error('it has begun'));

  test.each([
    ['on a project with mistakes', { files: { ...warned, ...mistaken } }, 2, ['warning', 'error']],
    ['on one with warnings, with --warn-error', { files: warned, options: { warnError: true } }, 1, ['error']],
  ])('%s, and says of the project what it has to say', async (_, trial, code, told) => {
    const about = ({ ok }: { readonly ok: boolean }) => `${ok ? 'warned' : 'mistaken'}\n`;
    const { exitCode, output, errors } = await life({ about, run }, trial);
    expect({ exitCode, output }).toEqual({ exitCode: code, output: told.length > 1 ? 'mistaken\n' : 'warned\n' });
    expect(errors.match(/^(error|warning)(?=\[)/gm)).toEqual(told);
  });

  test('once it is interrupted, and then says nothing', async () => {
    const interrupt = new AbortController();
    interrupt.abort();
    const trial = { files: mistaken, interrupt };
    expect(await life({ about: () => 'mistaken\n', run }, trial)).toEqual({ exitCode: 130, output: '', errors: '' });
  });
});

test('what an interrupt leaves undone is nobody’s mistake, and what was found until then is no answer', async () => {
  const interrupt = new AbortController();
  const run = async () => {
    interrupt.abort();
    return { diagnostics: [wrong], output: 'half of it\n', failed: true };
  };
  expect(await life({ run }, { interrupt })).toEqual({ exitCode: 130, output: '', errors: '' });
});

test('the answer comes first, then what is wrong with it, without secrets', async () => {
  const problem = errorAt('SQL_DATA', 'refused by postgres://ada:s3cret-Zw9@db', { help: 'Not s3cret-Zw9' });
  const result = { diagnostics: [problem, careful], output: 'rows\n', failed: false };
  const text = await life({ run: async () => result });
  expect(text).toMatchObject({ exitCode: 1, output: 'rows\n' });
  expect(text.errors).toContain('error[SQL_DATA]: refused by postgres://ada:*****@db\n  = help: Not *****\n');
  const json = await life({ run: async () => result }, { options: { logFormat: 'json' } });
  expect(json).toMatchObject({ exitCode: 1, errors: '' });
  expect(json.output).not.toContain('s3cret');
  expect(json.output.split('\n').map((line) => line.slice(0, 21))).toEqual([
    'rows',
    '{"kind":"diagnostic",',
    '{"kind":"diagnostic",',
    '',
  ]);
});

test('what nobody has foreseen is thrown', async () => {
  await expect(life({ run: () => Promise.reject(new Error('nobody has foreseen this')) })).rejects.toThrow('foreseen');
});

describe('the database', () => {
  const run: Command<CommonOptions>['run'] = ({ withDatabase }) => withDatabase(async () => answered('lent\n'));

  test('that cannot be had is an error', async () => {
    const { exitCode, output, errors } = await life({ run });
    expect({ exitCode, output }).toEqual({ exitCode: 2, output: '' });
    expect(errors).toMatch(/^error\[DATABASE_UNREACHABLE\]/);
  });

  test('is left alone once a warning is an error', async () => {
    const ran = await life(
      {
        run(context) {
          context.report([careful]);
          return run(context);
        },
      },
      { options: { warnError: true } },
    );
    expect(ran).toMatchObject({ exitCode: 1, output: '' });
    expect(ran.errors.match(/\w+\[\w+\]/g)).toEqual(['error[SELECT_NOTHING]']);
  });
});

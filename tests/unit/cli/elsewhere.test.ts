// Protects which value an option has: what is typed, else the environment variable, else the project file's flags, else the default.

import { expect, test } from 'vitest';
import { askedInVain } from '../../../src/cli/asked-in-vain.ts';
import { elsewhereIn, lookElsewhere } from '../../../src/cli/elsewhere.ts';
import { readGiven, UsageError } from '../../../src/cli/option.ts';
import { commonOptions, runOptions, selectionOptions } from '../../../src/cli/options.ts';
import { writeProject } from '../../support/project-files.ts';

const options = { ...commonOptions, ...selectionOptions, ...runOptions };

function given(
  parsed: Record<string, unknown>,
  env: Record<string, string>,
  flags: Record<string, boolean | string> = {},
) {
  return readGiven(options, parsed, elsewhereIn(env, new Map(Object.entries(flags))));
}

test.each([
  [{ 'fail-fast': false }, { DBT_FAIL_FAST: 'true' }, { fail_fast: true }, false],
  [{}, { DBT_FAIL_FAST: 'no' }, { fail_fast: true }, false],
  [{}, { DBT_FAIL_FAST: '1', DBT_ENGINE_FAIL_FAST: '0' }, {}, false],
  [{}, { DBT_FAIL_FAST: '' }, { fail_fast: true }, true],
  [{}, {}, { fail_fast: true }, true],
  [{}, {}, {}, false],
])('%j, %j, %j', (parsed, env, flags, failFast) => {
  expect(given(parsed, env, flags).failFast).toBe(failFast);
});

test('each kind of option is read from its variable', () => {
  const env = {
    DBT_INDIRECT_SELECTION: 'Cautious',
    DBT_RESOURCE_TYPES: 'model seed',
    DBT_PRINTER_WIDTH: '60',
    DBT_TARGET: 'prod',
    DBT_LOG_FORMAT: 'debug',
    DBT_USE_COLORS: 'f',
    DBT_NO_PRINT: 'true',
    DBT_PRINT: 'true',
  };
  expect(given({}, env)).toMatchObject({
    indirectSelection: 'cautious',
    resourceTypes: ['model', 'seed'],
    printerWidth: 60,
    target: 'prod',
    logFormat: 'text',
    useColors: false,
    print: false,
  });
  expect(given({}, {}, { indirect_selection: 'empty', log_format: 'default' })).toMatchObject({
    indirectSelection: 'empty',
    logFormat: 'text',
  });
});

test.each([
  [{ DBT_DEBUG: 'maybe' }, "DBT_DEBUG takes true or false, and is 'maybe'"],
  [{ DBT_LOG_LEVEL: 'loud' }, "DBT_LOG_LEVEL takes one of debug, info, warn, error, none, and is 'loud'"],
  [{ DBT_PRINTER_WIDTH: 'wide' }, "DBT_PRINTER_WIDTH takes a whole number of at least 1, and is 'wide'"],
])('%j is a mistake', (env, message) => {
  expect(() => given({}, env)).toThrow(new UsageError(message));
});

test('a project has its flags, and a .env its variables, where the command runs', async () => {
  const workingDirectory = await writeProject({
    '.env': 'DBT_QUIET=true\n',
    'shop/dbt_project.yml': 'name: shop\nflags: { fail_fast: true, debug: maybe }\n',
  });
  const elsewhere = await lookElsewhere('shop', { workingDirectory, env: {} });
  expect(readGiven(options, {}, elsewhere)).toMatchObject({ failFast: true, quiet: true, debug: false });
  const nowhere = await lookElsewhere(undefined, { workingDirectory, env: {} });
  expect(readGiven(options, {}, nowhere)).toMatchObject({ failFast: false, quiet: true });
});

const run = { name: 'run', options };

test('what has no effect is said in one line, with where it is asked for', () => {
  const elsewhere = elsewhereIn({ DBT_LOG_PATH: 'logs' }, new Map([['write_json', true]]));
  expect(askedInVain(run, { 'use-experimental-parser': true, r: 'x', 'record-timing-info': 'x' }, elsewhere)).toBe(
    'passed over: DBT_LOG_PATH (no log file is written), --record-timing-info (no timings of functions are recorded), ' +
      '--use-experimental-parser (there is one parser), flags: write_json (neither manifest.json nor run_results.json is written yet)',
  );
});

test('nothing is said of what Smelt does anyway, nor of what it acts on', () => {
  const flags = new Map([
    ['send_anonymous_usage_stats', false],
    ['fail_fast', true],
  ]);
  const elsewhere = elsewhereIn({ DBT_DEFER: 'false', DBT_TARGET: 'prod' }, flags);
  expect(askedInVain(run, { 'partial-parse': false }, elsewhere)).toBeUndefined();
});

test.each([
  [{ sample: '3 days' }, {}, '--sample is refused: references are not cut to a time yet'],
  [{}, { DBT_DEFER_TO_STATE: 'true' }, 'DBT_DEFER_TO_STATE is refused: what is not selected'],
  [{ 'event-time-start': '2026-01-01' }, {}, '--event-time-start is refused: models of the strategy microbatch'],
])('%j %j is refused', (parsed, env, message) => {
  expect(() => askedInVain(run, parsed, elsewhereIn(env, new Map()))).toThrow(message);
});

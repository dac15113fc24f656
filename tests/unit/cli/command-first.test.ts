// Protects command lines as dbt takes them: global options before the command, and `smelt dbt` for `smelt`.

import { expect, test } from 'vitest';
import { behindCommand, commandFirst, namedOptions, withoutDbt } from '../../../src/cli/command-first.ts';
import { commonOptions } from '../../../src/cli/options.ts';

const known = namedOptions(commonOptions);

test.each([
  ['run -s a', 'run -s a'],
  ['--target prod run -s a', 'run --target prod -s a'],
  ['--target=prod run', 'run --target=prod'],
  ['--quiet --no-use-colors run', 'run --quiet --no-use-colors'],
  ['-dt prod run', 'run -dt prod'],
  ['--log-format json --vars {a:1} build x', 'build --log-format json --vars {a:1} x'],
  ['--full-refresh run', '--full-refresh run'],
  ['--help', '--help'],
  ['', ''],
])('%s', (typed, expected) => {
  expect(commandFirst(typed === '' ? [] : typed.split(' '), known).join(' ')).toBe(expected);
});

test('dbt is left out where it comes first', () => {
  expect(withoutDbt(['dbt', 'build', '-s', 'dbt'])).toEqual(['build', '-s', 'dbt']);
  expect(withoutDbt(['show', 'dbt'])).toEqual(['show', 'dbt']);
});

test('an option of some commands belongs behind the command', () => {
  expect(behindCommand(['--full-refresh', 'run'], known)).toBe(
    '--full-refresh is no option of every command: write it behind the command',
  );
  expect(behindCommand(['run', '--full-refresh'], known)).toBeUndefined();
  expect(behindCommand(['--help', 'run'], known)).toBeUndefined();
});

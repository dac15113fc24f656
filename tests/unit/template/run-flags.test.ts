// Protects what templates know of the options of a run, and which of their words people see.

import { expect, test } from 'vitest';
import { render, run } from './render.ts';

const withFlags = (flags: Partial<typeof run.flags>) => ({ run: { flags: { ...run.flags, ...flags } } });

test('flags are what was asked for', () => {
  const text = '{{ flags.EMPTY }} {{ flags.FAIL_FAST }} {{ flags.WARN_ERROR }} {{ flags.QUIET }} {{ flags.LOG_LEVEL }}';
  expect(render(text).text).toBe('False False False False info');
  expect(render(text, withFlags({ empty: true, failFast: true, warnError: true, quiet: true })).text).toBe(
    'True True True True info',
  );
});

test.each([
  [{}, ['one', 'two', 'three']],
  [{ print: false }, ['one', 'two']],
])('print() says nothing with --no-print: %j', (flags, said) => {
  const text = "{{ log('one', info=true) }}{{ log('two') }}{{ print('three') }}";
  expect(render(text, withFlags(flags)).said).toEqual(said);
});

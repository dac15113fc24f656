// Protects what a command is given: the values of its options as the parser hands them over, and nothing that is none.

import { expect, test } from 'vitest';
import { type OptionTable, readGiven, UsageError } from '../../../src/cli/option.ts';

const options = {
  projectDir: { kind: 'text', value: 'folder', about: '' },
  limit: { kind: 'number', default: 5, takes: 'a whole number', accepts: Number.isSafeInteger, about: '' },
  output: { kind: 'choice', choices: ['table', 'csv'], default: 'table', about: '' },
  resourceTypes: { kind: 'list', flag: 'resource-type', value: 'types', about: '' },
  failFast: { kind: 'flag', about: '' },
} as const satisfies OptionTable;

test('a value stands at its property, whatever the option is called', () => {
  const parsed = { 'project-dir': 'a', limit: -1, output: 'csv', 'resource-type': ['model', 7], 'fail-fast': true };
  const given = { projectDir: 'a', limit: -1, output: 'csv', resourceTypes: ['model', '7'], failFast: true };
  expect(readGiven(options, parsed)).toEqual(given);
});

test('what was not given is nothing, the default, no list and off', () => {
  expect(readGiven(options, {})).toEqual({
    projectDir: undefined,
    limit: 5,
    output: 'table',
    resourceTypes: [],
    failFast: false,
  });
});

test.each([
  ['limit', Number.NaN, '--limit takes a whole number'],
  ['limit', 1.5, '--limit takes a whole number'],
  ['limit', Number.POSITIVE_INFINITY, '--limit takes a whole number'],
  ['limit', [1, 2], '--limit takes a whole number'],
  ['project-dir', ['a', 'b'], '--project-dir can be given once only'],
  ['output', ['csv', 'csv'], '--output can be given once only'],
  ['resource-type', [], '--resource-type needs a value'],
])('--%s %s is none', (flag, value, message) => {
  expect(() => readGiven(options, { [flag]: value })).toThrow(new UsageError(message));
});

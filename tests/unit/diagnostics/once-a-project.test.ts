import { expect, test } from 'vitest';
import { errorAt, warningAt } from '../../../src/diagnostics/diagnostic.ts';
import { onceAProject } from '../../../src/diagnostics/once-a-project.ts';
import { spanOf } from '../../../src/diagnostics/text-file.ts';

const at = (path: string) => ({ span: spanOf({ path, text: 'x' }), help: 'Remove it' });

test('warnings of settings are reported once, with where else they are; others, and errors, each', () => {
  const key = (path: string) => warningAt('SETTING_UNKNOWN', 'no key "bind"', at(path));
  const told = onceAProject([
    ...['a', 'b', 'c', 'd', 'e'].map(key),
    warningAt('SETTING_UNKNOWN', 'no key "transient"', at('a')),
    warningAt('SETTING_LATER', 'unit tests are not run yet', at('a')),
    warningAt('SETTING_LATER', 'unit tests are not run yet', at('b')),
    warningAt('CONFIG_CONFLICT', 'no effect', at('a')),
    warningAt('CONFIG_CONFLICT', 'no effect', at('b')),
    errorAt('SETTING_UNKNOWN', 'no key "wat"', at('a')),
    errorAt('SETTING_UNKNOWN', 'no key "wat"', at('b')),
  ]);
  expect(
    told.map(({ message, span, notes }) => [message, span?.file.path, ...notes.map((note) => note.message)]),
  ).toEqual([
    ['no key "bind"', 'a', 'the project has it 4 more times: b:1:1, c:1:1, 2 more'],
    ['no key "transient"', 'a'],
    ['unit tests are not run yet', 'a', 'the project has it once more: b:1:1'],
    ['no effect', 'a'],
    ['no effect', 'b'],
    ['no key "wat"', 'a'],
    ['no key "wat"', 'b'],
  ]);
});

// Protects what is said of warnings: that there are some, and with --warn-error why they end the command with 1.

import { expect, test } from 'vitest';
import { parseCommand } from '../../../src/app/parse-command.ts';
import { placeOf } from '../../../src/diagnostics/diagnostic.ts';
import { openFiles } from '../../support/opened-project.ts';
import { writeProject } from '../../support/project-files.ts';
import { noOptions, runApp } from '../../support/run-app.ts';

const files = (properties: string) => ({
  'project.yml': 'name: shop\ntargets: { dev: { type: embedded } }\n',
  'models/orders.sql': 'select 1 as id\n',
  'models/_models.yml': properties,
});

test('a project without mistakes is all well', async () => {
  const root = await writeProject(files('models:\n  - name: orders\n'));
  const ran = await runApp(root, (io) => parseCommand({ ...noOptions, warnError: true }, io));
  expect(ran).toEqual({ exitCode: 0, output: '1 model, 0 seeds, 0 tests: all well\n', errors: '' });
});

test('of very many warnings of one kind the first are reported, and how many more', async () => {
  const unknown = Array.from({ length: 2000 }, (_, number) => `  - name: order_${number}\n`).join('');
  const root = await writeProject(files(`models:\n${unknown}`));
  const parse = (logFormat: 'text' | 'json') => runApp(root, (io) => parseCommand({ ...noOptions, logFormat }, io));
  const text = await parse('text');
  expect(text.errors.match(/^warning/gm)).toHaveLength(20);
  expect(text.errors).toContain('\n… and 1,980 more of PROPERTIES_UNUSED\n');
  expect(text.output).toBe('1 model, 0 seeds, 0 tests: 2,000 warnings\n');
  const json = await parse('json');
  const lines = json.output.split('\n').filter((line) => line.startsWith('{'));
  expect(lines).toHaveLength(21);
  expect(JSON.parse(lines[20] ?? '')).toEqual({
    kind: 'diagnosticsLeft',
    code: 'PROPERTIES_UNUSED',
    more: 1980,
    version: 1,
  });
});

test('a warning is counted, and reported as an error where --warn-error makes it one', async () => {
  const root = await writeProject(files('models:\n  - name: order\n'));
  const parse = (warnError: boolean) => runApp(root, (io) => parseCommand({ ...noOptions, warnError }, io));

  const lenient = await parse(false);
  expect(lenient).toMatchObject({ exitCode: 0, output: '1 model, 0 seeds, 0 tests: 1 warning\n' });
  expect(lenient.errors).toMatch(/^warning\[PROPERTIES_UNUSED\]/);
  expect(lenient.errors).not.toContain('--warn-error');

  const strict = await parse(true);
  expect(strict).toMatchObject({ exitCode: 1, output: '1 model, 0 seeds, 0 tests: 1 warning\n' });
  expect(strict.errors).toMatch(/^error\[PROPERTIES_UNUSED\]/);
  expect(strict.errors).toContain('= note: --warn-error makes this warning an error\n');
});

test('what a template warns of has the place of its call, in each file that comes to it', async () => {
  const opened = await openFiles({
    'macros/careful.sql': `{% macro careful() %}\n  {% do exceptions.warn('careful') %}\n{% endmacro %}
{% macro through() %}{{ careful() }}{% endmacro %}
{% test own(model) %}\n{{ exceptions.warn('tested') }}select 1{% endtest %}\n`,
    'models/a.sql': "select 1 as n\n  {{ exceptions.warn('plain') }}\n",
    'models/b.sql': 'select 1 as n {{ careful() }}\n',
    'models/c.sql': '{{ through() }} select 1 as n\n',
    'models/_models.yml': 'models:\n  - name: a\n    data_tests: [own]\n',
  });
  const found = (opened.ok ? opened.warnings : opened.problems).map(({ message, span, notes }) => [
    message,
    span && placeOf(span),
    ...notes.map((note) => `${note.message} ${note.span ? placeOf(note.span) : ''}`),
  ]);
  expect(found).toEqual([
    ['tested', 'models/_models.yml:3:18', "the macro 'own' says so macros/careful.sql:6:4"],
    ['plain', 'models/a.sql:2:6'],
    ['careful', 'models/b.sql:1:18', "the macro 'careful' says so macros/careful.sql:2:9"],
    ['careful', 'models/c.sql:1:4', "the macro 'careful' says so macros/careful.sql:2:9"],
  ]);
});

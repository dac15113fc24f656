import { describe, expect, test } from 'vitest';
import { errorAt, sortDiagnostics, warningAt } from '../../../src/diagnostics/diagnostic.ts';
import { blotPasswords } from '../../../src/diagnostics/mask-secrets.ts';
import { didYouMean, nearestName } from '../../../src/diagnostics/nearest.ts';
import { renderDiagnostic, renderDiagnosticLine } from '../../../src/diagnostics/render-diagnostic.ts';
import { spanOf, type TextFile } from '../../../src/diagnostics/text-file.ts';
import { readYaml } from '../../../src/project/read-yaml.ts';

const plain = { color: false };

function at(file: TextFile, text: string) {
  const start = file.text.indexOf(text);
  return spanOf(file, start, start + text.length);
}

describe('renderDiagnostic', () => {
  test('shows the place, the line, the range, notes and help', () => {
    const source = { path: 'models/a.sql', text: 'select 1\nfrom {{ ref("ordres") }}\n' };
    const diagnostic = errorAt('GRAPH_UNKNOWN_REF', 'there is no such model', {
      span: at(source, 'ref("ordres")'),
      notes: [{ message: 'the first line', span: at(source, 'select') }, { message: 'no place' }],
      help: 'Did you mean "orders"?',
    });
    expect(renderDiagnostic(diagnostic, plain)).toBe(
      [
        'error[GRAPH_UNKNOWN_REF]: there is no such model',
        ' --> models/a.sql:2:9',
        '  |',
        '2 | from {{ ref("ordres") }}',
        '  |         ^^^^^^^^^^^^^',
        '  = note: the first line',
        ' --> models/a.sql:1:1',
        '  |',
        '1 | select 1',
        '  | ^^^^^^',
        '  = note: no place',
        '  = help: Did you mean "orders"?',
      ].join('\n'),
    );
  });

  test('colours are escape sequences around the same text', () => {
    const source = { path: 'a.yml', text: 'name: x' };
    const diagnostic = warningAt('SETTING_UNKNOWN', 'm', { span: at(source, 'x'), help: 'h' });
    const coloured = renderDiagnostic(diagnostic, { color: true });
    expect(coloured).toContain('\u001b[1;33m^\u001b[0m');
    expect(coloured.replace(/\u001b\[[0-9;]*m/g, '')).toBe(renderDiagnostic(diagnostic, plain));
  });

  test.each([
    ['a tab before the range', '\tx: [y]', '[y]', '1 |     x: [y]', '  |        ^^^'],
    ['a tab inside a column', 'ab\tcd', 'cd', '1 | ab  cd', '  |     ^^'],
    ['wide characters', 'a: "日本" b', 'b', '1 | a: "日本" b', '  |           ^'],
    ['an emoji of one code point', 'a: ✅ b', 'b', '1 | a: ✅ b', '  |       ^'],
    ['an emoji of several', 'a: 👨‍👩‍👧‍👦 b', 'b', '1 | a: 👨‍👩‍👧‍👦 b', '  |       ^'],
    ['a marked emoji', 'a: 👨‍👩‍👧‍👦 b', '👨‍👩‍👧‍👦', '1 | a: 👨‍👩‍👧‍👦 b', '  |    ^^'],
    ['a tab behind an emoji', '✅\tx', 'x', '1 | ✅  x', '  |     ^'],
    ['a combining mark', 'e\u0301x', 'x', '1 | e\u0301x', '  |  ^'],
    ['an escape sequence in the file', 'a\u001b[31mb', 'b', '1 | a␛[31mb', '  |       ^'],
    ['a range over several lines', 'one\ntwo\n', 'one\ntwo', '1 | one', '  | ^^^'],
    ['a carriage return', 'one\r\ntwo', 'one', '1 | one', '  | ^^^'],
  ])('%s', (_, text, marked, line, marks) => {
    const source = { path: 'f', text };
    const lines = renderDiagnostic(errorAt('YAML_SYNTAX', 'm', { span: at(source, marked), help: 'h' }), plain).split(
      '\n',
    );
    expect(lines.slice(3, 5)).toEqual([line, marks]);
  });

  test('the end of a file is a place', () => {
    const source = { path: 'f', text: 'one' };
    const lines = renderDiagnostic(errorAt('YAML_SYNTAX', 'm', { span: spanOf(source, 3), help: 'h' }), plain).split(
      '\n',
    );
    expect(lines.slice(3, 5)).toEqual(['1 | one', '  |    ^']);
  });

  test('a long line is cut around the range', () => {
    const source = { path: 'f', text: `${'a'.repeat(1000)}XY${'b'.repeat(1000)}` };
    const lines = renderDiagnostic(errorAt('YAML_SYNTAX', 'm', { span: at(source, 'XY'), help: 'h' }), plain).split(
      '\n',
    );
    const shown = lines[3] ?? '';
    const marks = lines[4] ?? '';
    expect(shown.length).toBeLessThan(175);
    expect(shown.slice(marks.indexOf('^'), marks.lastIndexOf('^') + 1)).toBe('XY');
    expect(shown).toMatch(/^1 \| …a+XYb+…$/);
  });

  test('of a line as long as a file what is near the range is looked at', () => {
    const source = { path: 'f', text: `${'✅'.repeat(400_000)}XY${'✅'.repeat(400_000)}` };
    const started = process.cpuUsage();
    const rendered = renderDiagnostic(errorAt('YAML_SYNTAX', 'm', { span: at(source, 'XY'), help: 'h' }), plain);
    const { user } = process.cpuUsage(started);
    const [, , , shown, marks] = rendered.split('\n');
    expect(shown).toBe(`1 | …${'✅'.repeat(30)}XY${'✅'.repeat(48)}…`);
    expect(marks).toBe(`  | ${' '.repeat(61)}^^`);
    expect(user).toBeLessThan(2_000_000);
  });

  test('a file whose text is not known has its path alone', () => {
    const diagnostic = errorAt('PROJECT_TWO_FILES', 'm', {
      span: spanOf({ path: 'project.yml', text: '' }),
      help: 'h',
    });
    expect(renderDiagnostic(diagnostic, plain)).toBe('error[PROJECT_TWO_FILES]: m\n --> project.yml\n  = help: h');
  });

  test('one line for logs', () => {
    const source = { path: 'a.yml', text: 'x\nname: y' };
    const diagnostic = errorAt('SETTING_VALUE', 'two\n  lines', { span: at(source, 'y'), help: 'help' });
    expect(renderDiagnosticLine(diagnostic)).toBe('a.yml:2:7: error[SETTING_VALUE]: two lines (help)');
  });
});

test('sortDiagnostics orders by file and place, and tells each once', () => {
  const a = { path: 'a', text: '0123456789' };
  const b = { path: 'b', text: '0123456789' };
  const make = (file: TextFile, start: number, message = 'm') =>
    errorAt('YAML_SYNTAX', message, { span: spanOf(file, start), help: 'h' });
  const nowhere = errorAt('YAML_SYNTAX', 'm', { help: 'h' });
  const sorted = sortDiagnostics([make(b, 1), make(a, 5), make(a, 2, 'other'), make(a, 2), nowhere, make(a, 5)]);
  expect(sorted.map(({ span, message }) => [span?.file.path, span?.start, message])).toEqual([
    [undefined, undefined, 'm'],
    ['a', 2, 'other'],
    ['a', 2, 'm'],
    ['a', 5, 'm'],
    ['b', 1, 'm'],
  ]);
});

describe('nearestName', () => {
  test.each([
    ['ordres', ['orders', 'order_items'], 'orders'],
    ['Orders', ['orders'], 'orders'],
    ['materialised', ['materialized', 'meta'], 'materialized'],
    ['x', ['orders'], undefined],
    ['customers', ['deposits', 'assets'], undefined],
    ['constructor', ['constructors'], 'constructors'],
  ])('%s in %j is %s', (written, names, expected) => {
    expect(nearestName(written, names)).toBe(expected);
  });

  test('didYouMean falls back', () => {
    expect(didYouMean('ordres', ['orders'], 'no')).toBe('Did you mean "orders"?');
    expect(didYouMean('zzz', ['orders'], 'no')).toBe('no');
  });
});

describe('blotPasswords', () => {
  test.each([
    ['  password: hunter2 # old', '  password: ******* * ***'],
    ['{ user: ada, password: "a, b}", port: x }', '{ user: ada, password: *** ***, port: x }'],
    ["pass: 'it''s', host: h", 'pass: *******, host: h'],
    ['password: "{{ env_var(\'PW\') }}"', 'password: "{{ env_var(\'PW\') }}"'],
    ['password: a#b, c', 'password: **** *'],
    ['url: "postgresql://ada:s3c/ret#x@host:5432/shop"', 'url: "postgresql://ada:*********@host:5432/shop"'],
    ['url: postgresql://ada:s3cr@t:@host/shop, a: [', 'url: postgresql://ada:*******@host/shop, a: ['],
    ['url: "postgresql://ada:s3cret', 'url: "postgresql://ada:******'],
    ['{ url: "http://localhost:8080/a", b: c@d }', '{ url: "http://localhost:8080/a", b: c@d }'],
    ['url: postgresql://ada:{{ env_var("PW") }}@host', 'url: postgresql://ada:{{ env_var("PW") }}@host'],
    ['git: https://ghp_0123456789abcdef@host/a.git', 'git: https://********************@host/a.git'],
    ['git: https://team@host/a.git', 'git: https://team@host/a.git'],
    ['git: https://{{ env_var("T") }}@host/a.git', 'git: https://{{ env_var("T") }}@host/a.git'],
    ['columns: [password, pass_rate]', 'columns: [password, pass_rate]'],
  ])('%s', (line, expected) => {
    expect(blotPasswords(line)).toBe(expected);
  });

  test('a line of a YAML file is shown without them, the marks where they were', () => {
    const text = 'server: { password: s3cret, prot: 1 }';
    const file = { path: 'project.yml', text };
    const span = { file, start: text.indexOf('prot'), end: text.indexOf('prot') + 4 };
    const shown = renderDiagnostic(errorAt('SETTING_UNKNOWN', 'no such key', { span, help: 'none' }), { color: false });
    expect(shown).toContain('1 | server: { password: ******, prot: 1 }');
    expect(shown).not.toContain('s3cret');
  });

  test('nor with the password of a URL that YAML cannot read', () => {
    const text = 'targets: { dev: { type: postgres, url: "postgresql://ada:s3 cr@t/x@host:5432/shop } }';
    const read = readYaml({ path: 'project.yml', text });
    const shown = read.ok ? '' : read.problems.map((problem) => renderDiagnostic(problem, { color: false })).join();
    expect(shown).toMatch(/error\[YAML_SYNTAX\][\s\S]*postgresql:\/\/ada:\*\* \*{6}@host/);
    expect(shown).not.toMatch(/s3|cr@t/);
  });
});

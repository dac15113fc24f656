import { describe, expect, test } from 'vitest';
import { parseArguments, parseVars } from '../../../src/project/map-option.ts';
import { readYaml } from '../../../src/project/read-yaml.ts';
import { dataOf, entryOf, jsonOf, spanOfEntry, YamlMoment } from '../../../src/project/yaml-value.ts';

function read(text: string) {
  const yaml = readYaml({ path: 'f.yml', text });
  if (!yaml.ok) throw new Error(yaml.problems.map((problem) => problem.message).join('; '));
  return yaml.value;
}

function mistakes(text: string) {
  const yaml = readYaml({ path: 'f.yml', text });
  return yaml.ok
    ? []
    : yaml.problems.map(({ code, message, span }) => [code, message, span && text.slice(span.start, span.end)]);
}

describe('scalars mean what PyYAML says', () => {
  test.each([
    ['yes', true],
    ['Off', false],
    ['y', 'y'],
    ['tRue', 'tRue'],
    ['~', null],
    ['', null],
    ['null', null],
    ['12', 12n],
    ['-1_000', -1000n],
    ['017', 15n],
    ['08', '08'],
    ['0o17', '0o17'],
    ['0x1F', 31n],
    ['0b101', 5n],
    ['1:30', 90n],
    ['12345678901234567890', 12345678901234567890n],
    ['1.0', 1],
    ['1.5e+3', 1500],
    ['1e5', '1e5'],
    ['1.5e3', '1.5e3'],
    ['.5', 0.5],
    ['.inf', Number.POSITIVE_INFINITY],
    ['-.inf', Number.NEGATIVE_INFINITY],
    ['.nan', Number.NaN],
    ['1.2.3', '1.2.3'],
    ['2024-01-01', new YamlMoment('2024-01-01')],
    ["'12'", '12'],
    ['"yes"', 'yes'],
    ['!!str 12', '12'],
    ['!!int "12"', 12n],
  ])('%s', (text, expected) => {
    expect(dataOf(read(`key: ${text}`))).toEqual({ key: expected });
  });

  test('a whole number and a float stay apart', () => {
    expect(dataOf(read('[1, 1.0]'))).toEqual([1n, 1]);
  });
});

describe('values and places', () => {
  test('every key and value knows where it stands', () => {
    const text = 'a:\n  b: "x y"\n  c: |\n    one\n    two\n';
    const map = read(text);
    const inner = map.kind === 'map' ? entryOf(map, 'a')?.value : undefined;
    const shown =
      inner?.kind === 'map'
        ? inner.entries.map((entry) => {
            const span = spanOfEntry(entry);
            return [
              text.slice(entry.keySpan.start, entry.keySpan.end),
              text.slice(entry.value.span.start, entry.value.span.end),
              text.slice(span.start, span.end),
            ];
          })
        : [];
    expect(shown).toEqual([
      ['b', '"x y"', 'b: "x y"'],
      ['c', '|\n    one\n    two\n', 'c: |\n    one\n    two\n'],
    ]);
  });

  test('anchors, aliases and merge keys', () => {
    expect(jsonOf(read('base: &b {x: 1, y: 2}\nother: {<<: *b, y: 3}\nlist: [*b]'))).toEqual({
      base: { x: 1, y: 2 },
      other: { x: 1, y: 3 },
      list: [{ x: 1, y: 2 }],
    });
    expect(jsonOf(read('a: &a {x: 1}\nb: &b {x: 2, y: 2}\nc: {<<: [*a, *b]}'))).toMatchObject({ c: { x: 1, y: 2 } });
  });

  test('keys that are names of Object stay keys', () => {
    const json = jsonOf(read('__proto__: 1\nconstructor: 2'));
    expect(Object.entries(json ?? {})).toEqual([
      ['__proto__', 1],
      ['constructor', 2],
    ]);
  });

  test('an empty file is null', () => {
    expect(jsonOf(read('# nothing\n'))).toBe(null);
  });
});

describe('mistakes', () => {
  test('a key given twice', () => {
    expect(mistakes('a: 1\nb: 2\na: 3\nb: 4')).toEqual([
      ['YAML_DUPLICATE_KEY', 'the key "a" is given twice in one map', 'a'],
      ['YAML_DUPLICATE_KEY', 'the key "b" is given twice in one map', 'b'],
    ]);
  });

  test.each([
    ['a: [1, 2', 'YAML_SYNTAX'],
    ['a:\n\t- 1', 'YAML_SYNTAX'],
    ['a: *b', 'YAML_SYNTAX'],
    ['a: &x [*x]', 'YAML_SYNTAX'],
    ['? [1]\n: 2', 'YAML_SYNTAX'],
    ['a: !python/object x', 'YAML_SYNTAX'],
    ['<<: 1', 'YAML_SYNTAX'],
    ['a: "x', 'YAML_SYNTAX'],
  ])('%j is refused', (text, code) => {
    expect(mistakes(text).map(([first]) => first)).toContain(code);
  });

  test('aliases of aliases do not grow without bound', () => {
    const levels = Array.from({ length: 30 }, (_, index) => `l${index + 1}: &l${index + 1} [*l${index}, *l${index}]`);
    expect(mistakes(['l0: &l0 [x, x]', ...levels].join('\n')).map(([, message]) => message)).toEqual([
      'this file grows too large or too deep',
    ]);
  });

  test('nesting has an end', () => {
    expect(mistakes(`${'['.repeat(300)}${']'.repeat(300)}`).map(([, message]) => message)).toEqual([
      'this file grows too large or too deep',
    ]);
  });
});

describe('--vars', () => {
  test.each([
    ['', {}],
    ['{a: 1, b: [x]}', { a: 1n, b: ['x'] }],
    ['a: 1.0', { a: 1 }],
    ['{"a": "1"}', { a: '1' }],
  ])('%s', (text, expected) => {
    expect(parseVars(text)).toEqual({ ok: true, value: expected, warnings: [] });
  });

  test.each(['[a]', 'least', '{a: ['])('must be a map, and else is a mistake in the command line: %s', (text) => {
    const parsed = parseVars(text);
    const problems = parsed.ok ? [] : parsed.problems;
    expect(new Set(problems.map(({ code }) => code))).toEqual(new Set(['VARS_OPTION']));
  });

  test('--args is read alike, and reported by its own name', () => {
    expect(parseArguments('{a: 1, b: [x]}')).toEqual({ ok: true, value: { a: 1n, b: ['x'] }, warnings: [] });
    const parsed = parseArguments('a');
    expect(parsed.ok ? [] : parsed.problems.map(({ code, message }) => [code, message])).toEqual([
      ['ARGS_OPTION', '--args takes a map of names to values'],
    ]);
  });
});

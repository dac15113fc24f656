import { describe, expect, test } from 'vitest';
import { mistakeOf, textOf } from './render.ts';

const re = (call: string) => textOf(`{{ (modules.re.${call}) | string }}`);

describe('modules.re as Python has it', () => {
  // Each second member was printed by Python 3.11.
  test.each([
    ["findall('(?:a|ab)(?:c|bcd)(d*)', 'abcd')", "['']"],
    ["match('(a)|(b)', 'b').groups('x')", "('x', 'b')"],
    ["match('(?P<y>\\\\d{4})-(?P<m>\\\\d\\\\d)', '2026-01').groupdict()", "{'y': '2026', 'm': '01'}"],
    ["search('^b$', 'a\\nb\\nc', flags=modules.re.M).start()", '2'],
    ["sub('(?i)A(.)', '<\\\\g<1>>', 'abAc')", '<b><c>'],
    ["subn('a', 'b', 'aaa', 2)", "('bba', 2)"],
    ["split('(-)|,', 'a-b,c')", "['a', '-', 'b', None, 'c']"],
    ["findall('a*?', 'aa')", "['', 'a', '', 'a', '']"],
    ["search('(?<=x)y(?!z)', 'xyzxy').span()", '(4, 5)'],
    ["match('[]a-c^-]+', 'a]-^d').group()", 'a]-^'],
    ["match('(a+)+?b', 'aaab').group(1)", 'aaa'],
    ["match('(ab)\\\\1', 'abab').end()", '4'],
    ["match('(?x) a  b # c', 'ab').group()", 'ab'],
    ["search('\\\\bfoo\\\\b', 'a foo b').span()", '(2, 5)'],
    ["findall('.', 'é𝒳')", "['é', '𝒳']"],
    ["match('x++x', 'xxx')", 'None'],
    ["match('(?>a|ab)c', 'abc')", 'None'],
  ])('%s', (call, printed) => expect(re(call)).toBe(printed));

  test('a function can make the replacement', () => {
    const macros = { probe: '{% macro up(m) %}{{ m.group() | upper }}{% endmacro %}' };
    expect(textOf("{{ modules.re.sub('[ab]', up, 'abc') }}", { macros })).toBe('ABc');
  });

  test('mistakes are reported', () => {
    expect(mistakeOf("{{ modules.re.match('(a', 'a') }}")).toMatch(/^JINJA_VALUE: missing \), unterminated subpattern/);
    expect(mistakeOf("{{ modules.re.match('*', 'a') }}")).toMatch(/^JINJA_VALUE: nothing to repeat/);
    expect(mistakeOf("{{ modules.re.match('[b-a]', 'a') }}")).toMatch(/^JINJA_VALUE: bad character range/);
    expect(mistakeOf("{{ modules.re.match('(?<=a*)b', 'b') }}")).toMatch(/look-behind requires fixed-width/);
  });

  test('an expression that would run for ever is stopped', () => {
    const limits = { steps: 100_000 };
    const stopped = /^JINJA_LIMIT: /;
    expect(mistakeOf("{{ modules.re.match('(a+)+$', 'a' * 60 ~ 'b') }}", { limits })).toMatch(stopped);
    expect(mistakeOf("{{ modules.re.match('(a|a)*$', 'a' * 9999 ~ 'b') }}", { limits })).toMatch(stopped);
    expect(mistakeOf(`{{ modules.re.compile('(' * 5000) }}`)).toMatch(/^JINJA_VALUE: .*nested too deeply/);
    expect(mistakeOf('{{ modules.itertools.count() | list }}', { limits })).toMatch(stopped);
    expect(mistakeOf("{{ modules.itertools.product('ab', repeat=200) | list }}", { limits })).toMatch(stopped);
  });
});

// Every piece of output knows the place in the template that made it.

import { describe, expect, it } from 'vitest';
import { positionOf } from '../../../src/diagnostics/text-file.ts';
import { renderedOf } from './support.ts';

/** Where the first occurrence of `piece` in the output comes from: `line:column`, the source text, the calls. */
function origin(template: string, piece: string) {
  const { text, map } = renderedOf(template);
  const offset = text.indexOf(piece);
  const found = offset < 0 ? undefined : map.originAt(offset);
  if (!found) return undefined;
  const { file, start, end } = found.span;
  const { line, column } = positionOf(file, start);
  const calls = found.calls.map((call) => `${call.name}@${positionOf(file, call.span.start).line}`);
  return { at: `${line}:${column}`, source: file.text.slice(start, end), calls, verbatim: found.verbatim };
}

describe('source map', () => {
  it('narrows the template’s own text to the point', () => {
    expect(origin('select 1\nfrom t', 'from')).toEqual({ at: '2:1', source: '', calls: [], verbatim: true });
    expect(origin('{% if true %}\n  abc{% endif %}', 'bc')).toMatchObject({ at: '2:4' });
  });

  it('knows the place of text before which whitespace was dropped', () => {
    expect(origin('a\n  {%- if true %}\n b{% endif %}', 'b')).toMatchObject({ at: '3:2' });
  });

  it('gives the expression of printed values', () => {
    expect(origin("a {{ 'x' ~ 1 }} b", 'x1')).toEqual({ at: '1:6', source: "'x' ~ 1", calls: [], verbatim: false });
  });

  it('leads through macros to the text inside them, with the chain of calls', () => {
    const template =
      '{% macro inner(c) %}sum({{ c }}){% endmacro %}\n{% macro outer() %}\n x, {{ inner("a") }}{% endmacro %}\nselect {{ outer() }}';
    expect(origin(template, 'sum(')).toEqual({ at: '1:21', source: '', calls: ['inner@3', 'outer@4'], verbatim: true });
    expect(origin(template, 'a)')).toMatchObject({ at: '1:28', source: 'c', calls: ['inner@3', 'outer@4'] });
    expect(origin(template, 'x,')).toMatchObject({ at: '3:2', calls: ['outer@4'] });
  });

  it('keeps places through variables, arguments, set blocks, callers and concatenation', () => {
    expect(origin('{% macro m() %}abc{% endmacro %}{% set v = m() %}\n{{ v }}', 'bc')).toMatchObject({ at: '1:17' });
    expect(origin('{% set v %}abc{% endset %}\n{{ v }}', 'bc')).toMatchObject({ at: '1:13', verbatim: true });
    expect(origin('{% macro w(x) %}<{{ x }}>{% endmacro %}{% set v %}abc{% endset %}{{ w(v) }}', 'abc')).toMatchObject({
      at: '1:51',
    });
    expect(origin('{% macro w() %}<{{ caller() }}>{% endmacro %}\n{% call w() %}abc{% endcall %}', 'bc')).toMatchObject(
      {
        at: '2:16',
        calls: ['caller@1', 'w@2'],
      },
    );
    expect(origin('{% macro m() %}abc{% endmacro %}\n{{ "x" ~ m() }}', 'abc')).toMatchObject({ at: '1:16' });
    expect(origin('{% macro m() %}abc{% endmacro %}\n{{ "x" ~ m() }}', 'x')).toMatchObject({
      at: '2:4',
      source: '"x" ~ m()',
    });
  });

  it('falls back to the expression where a filter has changed the text', () => {
    expect(origin('{% macro m() %}abc{% endmacro %}\n{{ m() | upper }}', 'BC')).toMatchObject({
      at: '2:4',
      source: 'm() | upper',
    });
  });

  it('counts offsets of files with CR LF as the file has them', () => {
    const template = 'select\r\n  1,\r\n  {{ 2 }}\r\n  ,3';
    expect(origin(template, '1,')).toMatchObject({ at: '2:3' });
    expect(origin(template, '2')).toMatchObject({ at: '3:6', source: '2' });
    expect(origin(template, ',3')).toMatchObject({ at: '4:3' });
  });

  it('is dense: each offset of the output has an origin, and none beyond', () => {
    const { text, map } = renderedOf(
      '{% macro m(x) %}[{{ x }}]{% endmacro %}a{% for i in [1, 2] %}{{ m(i) }}-{% endfor %}z',
    );
    expect(text).toBe('a[1]-[2]-z');
    for (let offset = 0; offset < text.length; offset++) expect(map.originAt(offset)).toBeDefined();
    expect(map.originAt(text.length)).toBeUndefined();
    expect(map.originAt(-1)).toBeUndefined();
  });
});

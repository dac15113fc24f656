// What templates do with other templates, with options, and with dbt's additions. The fixtures are what Jinja2 3.1 printed.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { callMacro, compileTemplate, render } from '../../../src/jinja/index.ts';
import { List, type Value } from '../../../src/jinja/value.ts';
import { compiled, diagnosticOf, noGlobals, renderedOf } from './support.ts';

function fixture<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), 'utf8')) as T;
}

describe('templates that use others', () => {
  const { files, out } = fixture<{ files: Record<string, string>; out: Record<string, string> }>('templates');
  const templates = new Map(Object.entries(files).map(([path, text]) => [path, compiled(text, path)]));
  it.each(Object.keys(files))('%s', (path) => {
    const template = templates.get(path);
    const result = template && render(template, noGlobals, { loader: (name) => templates.get(name) });
    expect(result?.ok ? result.value.text : result?.problems[0]?.message).toBe(out[path]);
  });

  it('say so where there is no loader', () => {
    expect(diagnosticOf("{% import 'x' as x %}")).toMatchObject({
      code: 'JINJA_VALUE',
      message: "there is no template 'x' to load",
      span: { start: 0 },
    });
  });
});

/** Templates, and what Jinja2 printed, or null where it refuses them. */
describe('the name `loop` in and around loops', () => {
  const library = compiled('{% macro loop() %}m{% endmacro %}{% macro x() %}x{% endmacro %}', 'm');
  it.each(fixture<[string, string | null][]>('loops'))('%s', (text, expected) => {
    const template = compileTemplate({ path: 't', text });
    if (!template.ok) {
      expect(template.problems).toMatchObject([{ code: 'JINJA_SYNTAX', span: { start: expect.any(Number) } }]);
      expect(expected).toBeNull();
      return;
    }
    const result = render(template.value, noGlobals, { loader: () => library });
    expect(result.ok ? result.value.text : result.problems).toBe(expected);
  });
});

describe('whitespace options', () => {
  it.each(fixture<[string, boolean, boolean, boolean, string][]>('whitespace'))(
    '%j trim %s lstrip %s keep %s',
    (text, trimBlocks, lstripBlocks, keepTrailingNewline, expected) => {
      const template = compileTemplate({ path: 't', text }, { trimBlocks, lstripBlocks, keepTrailingNewline });
      const result = template.ok ? render(template.value, noGlobals) : template;
      expect(result.ok && result.value.text).toBe(expected);
    },
  );
});

describe('errors while rendering', () => {
  it('show the place and the chain of calls', () => {
    const template =
      '{% macro inner(x) %}{{ x.y.z }}{% endmacro %}{% macro outer() %}{{ inner({}) }}{% endmacro %}\n{{ outer() }}';
    const { code, message, span, notes } = diagnosticOf(template);
    expect({ code, message }).toEqual({ code: 'JINJA_UNDEFINED', message: "'dict object' has no attribute 'y'" });
    expect(span && template.slice(span.start, span.end)).toBe('x.y.z');
    expect(notes.map((note) => [note.message, note.span && template.slice(note.span.start, note.span.end)])).toEqual([
      ["in the call of 'inner'", 'inner({})'],
      ["in the call of 'outer'", 'outer()'],
    ]);
  });

  it('shorten a long chain', () => {
    const { notes } = diagnosticOf('{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}');
    expect(notes).toHaveLength(21);
    expect(notes[10]?.message).toBe('… 380 more calls …');
  });

  it.each([
    ['{{ m(1, 2) }}{% macro m(a) %}{% endmacro %}', 'JINJA_UNDEFINED', "'m' is undefined"],
    ['{% macro m(a) %}{% endmacro %}{{ m(1, 2) }}', 'JINJA_TYPE', "macro 'm' takes not more than 1 argument"],
    ['{% macro m(a) %}{% endmacro %}{{ m(b=1) }}', 'JINJA_TYPE', "macro 'm' takes no keyword argument 'b'"],
    [
      '{% macro m(a) %}{% endmacro %}{% call m(1) %}{% endcall %}',
      'JINJA_TYPE',
      "macro 'm' does not use the body of a call block",
    ],
    ['{% set a, b = [1] %}', 'JINJA_VALUE', 'not enough values to unpack (expected 2, got 1)'],
    ['{% set d = {} %}{% set d.a = 1 %}', 'JINJA_TYPE', 'cannot assign attribute on non-namespace object'],
    ['{{ 1(2) }}', 'JINJA_TYPE', "'int' object is not callable"],
    ['{% for i in 5 %}{% endfor %}', 'JINJA_TYPE', "'int' object is not iterable"],
    ['{% for i in [1] %}{{ loop([]) }}{% endfor %}', 'JINJA_TYPE', "the loop must be 'recursive' to be called"],
  ])('%s', (template, code, message) => {
    expect(diagnosticOf(template)).toMatchObject({ code, message });
  });
});

it('what a macro takes is in the help of a call with too much', () => {
  expect(diagnosticOf('{% macro m(a, b) %}{% endmacro %}{{ m(1, 2, 3) }}').help).toBe('Its parameters are a, b');
});

describe('the undefined of parse mode', () => {
  it.each([
    ['{{ a.b.c }}|{{ a["x"][1] }}|{{ a(1).b() }}', '||'],
    ['{% for x in a.b %}x{% endfor %}{% if a.b() %}y{% endif %}', ''],
    ["{{ {}.x.y }}{{ a | default('d') }}{{ a.b is defined }}", 'dFalse'],
  ])('%s', (template, expected) => {
    expect(renderedOf(template, noGlobals, { undefined: 'lenient' }).text).toBe(expected);
  });
});

describe('native values', () => {
  const globals = new Map<string, Value>([
    ['n', 5n],
    ['l', new List([1n])],
    ['t', 'True'],
    ['s', '12'],
  ]);
  it.each<[string, Value]>([
    ['', ''],
    ['text', 'text'],
    ['{{ n }}', 5n],
    ['{{ n + 1 }}', 6n],
    ['{{ n }} ', '5 '],
    ['{{ n }}{{ n }}', '55'],
    ['{{ 1 }}', '1'],
    ['{{ s }}', '12'],
    ['{{ s | as_number }}', 12n],
    ['{{ t | as_bool }}', true],
    ['{{ s | as_native }}', 12n],
    ['{{ s | as_text }}', '12'],
    ['{{ none }}', 'None'],
    ['{{ nope }}', expect.objectContaining({ message: "'nope' is undefined" })],
  ])('%s', (template, expected) => {
    expect(renderedOf(template, globals, { native: true }).value).toEqual(expected);
  });

  it('refuses what is not of the type that a mark promises', () => {
    expect(diagnosticOf("{{ ('x' ~ n) | as_bool }}", globals, { native: true })).toMatchObject({ code: 'JINJA_VALUE' });
  });
});

describe('definitions', () => {
  const text = `{% macro a(x, y: Dict[str, int] = 2) %}{{ x }}{{ y }}{% endmacro %}
{% test unique(model) %}select{% endtest %}
{% materialization table, adapter='postgres', supported_languages=['sql', 'python'] -%}m{%- endmaterialization %}
{% materialization view, default %}v{% endmaterialization %}
{% snapshot orders %}select {{ 1 + 1 }}{% endsnapshot %}
{% docs note %}raw {{ text }} {% endraw {% enddocs %}`;
  const template = compiled(text);

  it('are listed with their parts', () => {
    const summary = template.definitions.map(({ kind, name, adapter, languages, parameters }) => [
      kind,
      name,
      adapter,
      languages,
      parameters.length,
    ]);
    expect(summary).toEqual([
      ['macro', 'a', undefined, [], 2],
      ['test', 'unique', undefined, [], 1],
      ['materialization', 'table', 'postgres', ['sql', 'python'], 1],
      ['materialization', 'view', 'default', [], 0],
      ['snapshot', 'orders', undefined, [], 0],
      ['docs', 'note', undefined, [], 0],
    ]);
    const [, , , , snapshot, docs] = template.definitions;
    expect(snapshot && text.slice(snapshot.bodySpan.start, snapshot.bodySpan.end)).toBe('select {{ 1 + 1 }}');
    expect(snapshot && text.slice(snapshot.span.start, snapshot.span.end)).toBe(
      '{% snapshot orders %}select {{ 1 + 1 }}{% endsnapshot %}',
    );
    expect(docs?.text).toBe('raw {{ text }} {% endraw ');
  });

  it('can be called', () => {
    const called = template.definitions.slice(0, 5).map((definition) => {
      const progress = callMacro(template.bind(definition, noGlobals), { positional: [], keywords: new Map() }).next();
      return progress.kind === 'done' ? progress.output.text : progress;
    });
    expect(called).toEqual(['2', 'select', 'm', 'v', 'select 2']);
  });
});

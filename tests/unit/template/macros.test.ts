import { describe, expect, test } from 'vitest';
import { mistakeOf, render, textOf } from './render.ts';

const packages = {
  probe: `{% macro own() %}root own{% endmacro %}
    {% macro default__greet() %}root greet{% endmacro %}
    {% macro find(items) %}{% for i in items %}{% if i > 2 %}{{ return(i) }}{% endif %}{% endfor %}{{ return(none) }}{% endmacro %}`,
  pk: `{% macro own() %}pk own{% endmacro %}
    {% macro greet() %}{{ return(adapter.dispatch('greet', 'pk')()) }}{% endmacro %}
    {% macro default__greet() %}pk greet{% endmacro %}
    {% macro only() %}pk only{% endmacro %}`,
};

describe('finding macros', () => {
  test("a plain name is the file's own package's, then the project's, never another package's", () => {
    expect(textOf('{{ own() }}', { macros: packages })).toBe('root own');
    expect(textOf('{{ own() }}', { macros: packages, vocabulary: { packageName: 'pk' } })).toBe('pk own');
    expect(textOf('{{ pk.only() }}', { macros: packages })).toBe('pk only');
    expect(mistakeOf('{{ only() }}', { macros: packages })).toBe("JINJA_UNDEFINED: 'only' is undefined");
  });

  test('return gives a value from within nested blocks', () => {
    expect(textOf('{{ find([1, 3, 4]) + 1 }} {{ find([]) is none }}', { macros: packages })).toBe('4 True');
  });

  test("a project's macro wins over dbt's function, which stays reachable as builtins", () => {
    const macros = { probe: "{% macro var(name) %}mine {{ builtins.var('v1') }}{% endmacro %}" };
    expect(textOf("{{ var('v1') }}", { macros })).toBe('mine 1');
    expect(textOf("{{ builtins.ref('a') }} {{ context['project_name'] }}")).toBe('"db"."public"."a" probe');
  });
});

describe('adapter.dispatch', () => {
  test('searches the project, then the package, PostgreSQL before default', () => {
    expect(textOf('{{ pk.greet() }}', { macros: packages })).toBe('root greet');
    const reversed = { dispatch: new Map([['pk', ['pk', 'probe']]]) };
    expect(textOf('{{ pk.greet() }}', { macros: packages, run: reversed })).toBe('pk greet');
    const postgres = { ...packages, pk: `${packages.pk}{% macro postgres__greet() %}pg greet{% endmacro %}` };
    expect(textOf('{{ pk.greet() }}', { macros: postgres, run: reversed })).toBe('pg greet');
  });

  test('a macro that dbt brings along is overridden where others use it, too', () => {
    const macros = { probe: '{% macro postgres__dateadd(part, n, d) %}add({{ part }},{{ n }},{{ d }}){% endmacro %}' };
    expect(textOf("{{ dbt.last_day('d', 'month') }}", { macros })).toBe(
      "cast(add(day,-1,add(month,1,date_trunc('month', d))) as date)",
    );
    expect(textOf("{{ dateadd('day', 1, 'd') }}", { macros })).toBe('add(day,1,d)');
  });

  test('tells where it searched', () => {
    const { problems } = render("{{ adapter.dispatch('nothing', 'pk')() }}", { macros: packages });
    expect(problems[0]?.help).toBe(
      'Define one of probe.postgres__nothing, probe.default__nothing, pk.postgres__nothing, pk.default__nothing',
    );
    expect(mistakeOf("{{ adapter.dispatch('pk.greet')() }}", { macros: packages })).toBe(
      "JINJA_RAISED: adapter.dispatch takes the name of a macro without its package, not 'pk.greet'",
    );
  });

  test('built-in macros take arguments as macros do', () => {
    expect(textOf("{{ dbt.split_part(part_number=2, string_text='a', delimiter_text='b') }}")).toBe(
      'split_part(a, b, 2)',
    );
    expect(mistakeOf("{{ dbt.length('a', 'b') }}")).toBe("JINJA_TYPE: macro 'length' takes not more than 1 argument");
    expect(mistakeOf("{{ dbt.length(nope='a') }}")).toBe("JINJA_TYPE: macro 'length' takes no keyword argument 'nope'");
    expect(mistakeOf("{{ dbt.datediff('a', 'b', 'fortnight') }}")).toBe(
      "JINJA_RAISED: datediff has no unit 'fortnight' on PostgreSQL",
    );
  });

  test('date_spine asks how many steps there are', () => {
    const { text, queries } = render("{{ dbt.date_spine('day', 'a', 'b') }}", {
      answers: { 'select ((b)::date': { columns: ['n'], rows: [[3n]] } },
    });
    expect(queries).toEqual(['select ((b)::date - (a)::date)']);
    expect(text).toContain('where generated_number <= 3');
    expect(text).toContain("select (a + ((interval '1 day') * (row_number() over (order by 1) - 1))) as date_day");
  });
});

test('names of one rendering come before all others, be their value None', () => {
  const given = new Map([['own', null]]);
  const vocabulary = { extra: (name: string) => given.get(name) };
  expect(textOf('{{ own is none }}', { macros: packages, vocabulary })).toBe('True');
});

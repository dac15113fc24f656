import { describe, expect, test } from 'vitest';
import type { QueryAnswer } from '../../../src/template/query-result.ts';
import { mistakeOf, render, textOf } from './render.ts';

const two: QueryAnswer = {
  columns: ['id', 'name'],
  rows: [
    [1n, 'a'],
    [2n, null],
  ],
};

describe('run_query', () => {
  test('is answered where it stands, and gives a table as agate has it', () => {
    const { text, queries } = render(
      `{% set t = run_query('select ' ~ 1) %}{{ t.columns[0].values() }} {{ t.columns['name'].values() }} {{ t.column_names }}
{% for row in t %}{{ row.id if false else row['id'] }}{{ row[1] }};{% endfor %} {{ t | length }} {{ t.rows[1]['id'] }}
{{ t.rows | map(attribute='name') | list }} {{ t.columns[1].values_without_nulls() }}`,
      { answers: { 'select 1': two } },
    );
    expect(queries).toEqual(['select 1']);
    expect(text).toBe("(1, 2) ('a', None) ('id', 'name')\n1a;2None; 2 2\n['a', None] ('a',)");
  });

  test('several questions come in order, one after the other', () => {
    const { queries } = render("{% for t in ['a', 'b'] %}{% do run_query('select ' ~ t) %}{% endfor %}");
    expect(queries).toEqual(['select a', 'select b']);
  });

  test('in parse mode nothing is asked, and what it gives is undefined', () => {
    const { text, queries } = render(
      "{% set t = run_query('select 1') %}[{{ t.columns[0].values() }}]{{ execute }}{{ t is defined }}" +
        "{{ adapter.get_relation('a', 'b', 'c') }}{{ adapter.get_columns_in_relation(this) }}",
      { vocabulary: { mode: 'parse' } },
    );
    expect(text).toBe('[]FalseFalseNone[]');
    expect(queries).toEqual([]);
  });
});

describe('statement', () => {
  const block = "{% call statement('q', fetch_result=True) %}select 1{% endcall %}";

  test('keeps its result for load_result, which gives it once', () => {
    const answers = { 'select 1': two };
    expect(
      textOf(
        `${block}{% set r = load_result('q') %}{{ r['data'] }} {{ r.table.rows | length }} {{ r.response }} {{ load_result('z') }}`,
        {
          answers,
        },
      ),
    ).toBe("[(1, 'a'), (2, None)] 2 SELECT 2 None");
    expect(mistakeOf(`${block}{% do load_result('q') %}{% do load_result('q') %}`, { answers })).toBe(
      "JINJA_RAISED: the result 'q' was loaded before, and each is loaded once",
    );
  });

  test('answers what the database says of it', () => {
    const insert: QueryAnswer = { columns: [], rows: [], tag: { command: 'INSERT', rows: 3 } };
    const text = `${block}{% set r = load_result('q').response %}{{ r }} {{ r.code }} {{ r.rows_affected }}`;
    expect(textOf(text, { answers: { 'select 1': insert } })).toBe('INSERT 0 3 INSERT 3');
    const created: QueryAnswer = { columns: [], rows: [], tag: { command: 'CREATE', rows: null } };
    expect(textOf(text, { answers: { 'select 1': created } })).toBe('CREATE CREATE -1');
  });

  test('without a name, or in parse mode, keeps nothing', () => {
    expect(textOf('{% call statement() %}select 1{% endcall %}x')).toBe('x');
    expect(textOf(`${block}{{ load_result('q') }}`, { vocabulary: { mode: 'parse' } })).toBe('None');
  });
});

describe('adapter', () => {
  test('answers from the catalog', () => {
    const relation: QueryAnswer = { columns: ['s', 'n', 't'], rows: [['public', 'x', 'view']] };
    const columns: QueryAnswer = {
      columns: ['a', 'b', 'c', 'd', 'e'],
      rows: [
        ['id', 'integer', null, 32n, 0n],
        ['name', 'character varying', 10n, null, null],
      ],
    };
    const answers = { "c.relname = 'x'": relation, "c.relname = 'y'": columns };
    expect(textOf("{% set r = adapter.get_relation('db', 'public', 'x') %}{{ r }} {{ r.is_view }}", { answers })).toBe(
      '"template_scratch"."public"."x" True',
    );
    expect(textOf("{{ adapter.get_relation('db', 'public', 'z') }}", { answers })).toBe('None');
    expect(
      textOf("{% for c in adapter.get_columns_in_relation(ref('y')) %}{{ c.name }} {{ c.data_type }};{% endfor %}", {
        answers,
      }),
    ).toBe('id integer;name character varying(10);');
    expect(
      textOf("{{ adapter.get_missing_columns(ref('y'), ref('none')) | map(attribute='name') | list }}", { answers }),
    ).toBe("['id', 'name']");
  });

  test('quotes what it asks for', () => {
    const { queries } = render(`{% do adapter.get_relation('db', "o'brien", 'x') %}`);
    expect(queries[0]).toContain("n.nspname = 'o''brien'");
  });

  test('refuses what only materializations in Jinja need, and writes nothing while parsing', () => {
    expect(mistakeOf("{% do adapter.add_query('select 1') %}")).toBe(
      'TEMPLATE_LATER: adapter.add_query() is for materializations written in Jinja, which are not there yet',
    );
    expect(mistakeOf('{{ dbt.create_indexes(this) }}')).toContain('TEMPLATE_LATER: create_indexes()');
    expect(mistakeOf("{% do adapter.drop_relation('me') %}")).toContain('JINJA_TYPE: a relation is needed here');
    const parsing = render('{{ adapter.drop_relation(this) }}', { vocabulary: { mode: 'parse' } });
    expect([parsing.text, parsing.queries]).toEqual(['None', []]);
  });

  test('drops what is there by its kind, and without CASCADE', () => {
    const found: QueryAnswer = { columns: ['s', 'k', 'r', 'm'], rows: [['public', 'view', false, true]] };
    const { queries } = render('{% do adapter.drop_relation(this) %}', { answers: { relkind: found } });
    expect(queries.at(-1)).toBe('drop view "public"."me"');
  });

  test('names temporary relations and writes statements as dbt does', () => {
    expect(textOf("{{ create_table_as(false, this, 'select 1') }}")).toBe(
      'create table "db"."public"."me"\nas (\nselect 1\n);',
    );
    expect(textOf('{{ make_temp_relation(this) }}')).toMatch(/^"me__dbt_tmp\d{12}"$/);
    expect(textOf("{{ make_backup_relation(this, 'view') }} {{ make_intermediate_relation(this).name }}")).toBe(
      '"db"."public"."me__dbt_backup" me__dbt_tmp',
    );
    const long = "api.Relation.create(identifier='x' * 63)";
    expect(textOf(`{{ make_intermediate_relation(${long}).name | length }}`)).toBe('63');
    expect(textOf("{{ dbt.get_or_create_relation('d', this.schema, this.name, 'table') }}")).toBe(
      '[False, <PostgresRelation "d"."public"."me">]',
    );
  });
});

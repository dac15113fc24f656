// Protects tables of templates against agate 1.9, which dbt-core 1.12 hands out: what is expected was printed by it.

import { describe, expect, test } from 'vitest';
import { Decimal } from '../../../src/jinja/python/decimal.ts';
import { dayNumberOf } from '../../../src/pylib/datetime/calendar.ts';
import { PyDate } from '../../../src/pylib/datetime/date.ts';
import type { QueryAnswer } from '../../../src/template/query-result.ts';
import { mistakeOf, render, textOf } from './render.ts';

const day = (year: number) => new PyDate(dayNumberOf({ year, month: 1, day: 2 }));
const decimal = (text: string) => Decimal.parse(text) ?? null;

const table: QueryAnswer = {
  columns: ['id', 'name', 'amount', 'tiny', 'on', 'ok', 'extra'],
  columnTypes: ['Integer', 'Text', 'Number', 'Number', 'Date', 'Boolean', 'Text'],
  rows: [
    [1n, 'a', decimal('1234.5'), decimal('0.00012345'), day(2020), true, 'x'],
    [22222n, 'a longer text than twenty characters', decimal('-1234567.255'), decimal('12.5'), null, null, 'y'],
    [null, null, null, null, day(2021), false, 'ü'],
  ],
};
const numbers = (...values: string[]): QueryAnswer => ({
  columns: ['n'],
  columnTypes: ['Number'],
  rows: values.map((value) => [decimal(value)]),
});

const answers = { 'from t': table };
const start = "{% set t = run_query('from t') %}";
const written = (expression: string) => textOf(`${start}{{ ${expression} }}`, { answers });
const printedBy = (expression: string, answer = table) =>
  render(`${start}{% do ${expression} %}`, { answers: { 'from t': answer } }).said.join('\n');

describe('a table prints itself', () => {
  test('as a grid, with rows, columns, texts and digits cut', () => {
    expect(
      printedBy('t.print_table()'),
    ).toBe(`|    id | name                 |         amount |    tiny |         on |    ok | ... |
| ----- | -------------------- | -------------- | ------- | ---------- | ----- | --- |
|     1 | a                    |      1,234.500 |  0.000… | 2020-01-02 |  True | ... |
| 22222 | a longer text tha... | -1,234,567.255 | 12.500… |            |       | ... |
|       |                      |                |         | 2021-01-02 | False | ... |`);
    expect(
      printedBy('t.print_table(max_columns=None, max_rows=1, max_precision=None)'),
    ).toBe(`| id | name |  amount |       tiny |         on |   ok | extra |
| -- | ---- | ------- | ---------- | ---------- | ---- | ----- |
|  1 | a    | 1,234.5 | 0.00012345 | 2020-01-02 | True | x     |
| ... | ...  |     ... |        ... |        ... |  ... | ...   |`);
    expect(
      printedBy('t.print_table(max_columns=3, max_column_width=8, max_precision=0)'),
    ).toBe(`|    id | name     |   amount | ... |
| ----- | -------- | -------- | --- |
|     1 | a        |   1,234… | ... |
| 22222 | a lon... | -1,23... | ... |
|       |          |          | ... |`);
  });

  test('with the digits of a column of numbers', () => {
    expect(printedBy('t.print_table()', numbers('100', '1E+3', '0.5'))).toBe(
      '|       n |\n| ------- |\n|   100.0 |\n| 1,000.0 |\n|     0.5 |',
    );
    expect(printedBy('t.print_table(max_precision=0)', numbers('2.5', '3.5', '-0.0'))).toBe(
      '|   n |\n| --- |\n|  2… |\n|  4… |\n| -0… |',
    );
    expect(printedBy('t.print_table()', numbers('Infinity', '1.50'))).toBe(
      '|        n |\n| -------- |\n| Infinity |\n|      1.5 |',
    );
  });

  test('as its structure, which is also its text', () => {
    const structure = `| column | data_type |
| ------ | --------- |
| id     | Integer   |
| name   | Text      |
| amount | Number    |
| tiny   | Number    |
| on     | Date      |
| ok     | Boolean   |
| extra  | Text      |`;
    expect(printedBy('t.print_structure()')).toBe(structure);
    expect(written('t')).toBe(`${structure}\n`);
    expect(printedBy('t.print_table()', { columns: [], rows: [] })).toBe('||\n|  |');
  });

  test('as CSV and as JSON', () => {
    expect(printedBy('t.print_csv()')).toBe(`id,name,amount,tiny,on,ok,extra
1,a,1234.5,0.00012345,2020-01-02,True,x
22222,a longer text than twenty characters,-1234567.255,12.5,,,y
,,,,2021-01-02,False,ü`);
    const third = '{"id": null, "name": null, "amount": null, "on": "2021-01-02", "ok": false, "extra": "ü"}';
    expect(printedBy("t.exclude('tiny').print_json(newline=true)").split('\n')[2]).toBe(third);
    expect(printedBy("t.select(['id', 'amount']).print_json(key='id', indent=2)")).toBe(`{
  "1": {
    "id": 1,
    "amount": 1234.5
  },
  "22222": {
    "id": 22222,
    "amount": -1234567.255
  },
  "None": {
    "id": null,
    "amount": null
  }
}`);
    const odd: QueryAnswer = { columns: ['a', 'b'], rows: [['x,"y"\r\nz', null]] };
    expect(printedBy('t.print_csv()', odd)).toBe('a,b\n"x,""y""\n\nz",');
    expect(printedBy('t.print_csv()', { columns: ['a'], rows: [[null]] })).toBe('a\n""');
  });
});

test.each([
  ["t.order_by('name').columns[1].values()", "('a', 'a longer text than twenty characters', None)"],
  ["t.order_by(['ok', 'id'], reverse=true).columns[0].values()", '(22222, 1, None)'],
  ["t.order_by('id', reverse=true).columns['id'].values()", '(None, 22222, 1)'],
  ["t.order_by(0).columns['id'].values()", '(1, 22222, None)'],
  ["t.select(['name', 'id']).columns.keys()", "('name', 'id')"],
  ["t.select('id').column_names", "('id',)"],
  ["t.select(['id', 'id']).column_names", "('id', 'id_2')"],
  ["t.exclude(['nope', 'on']).column_names", "('id', 'name', 'amount', 'tiny', 'ok', 'extra')"],
  ["t.distinct('ok').columns[0].values()", '(1, 22222, None)'],
  ['t.limit(1).columns[0].values()', '(1,)'],
  ['t.limit(1, 3).columns[0].values()', '(22222, None)'],
  ['t.limit(0, None, 2).columns[0].values()', '(1, None)'],
  ['t.limit(-1).columns[0].values()', '(1, 22222)'],
  ["t.rename({'id': 'ID'}).column_names[0]", 'ID'],
  ["t.rename(t.column_names | map('upper')).rows[0]['NAME']", 'a'],
  ["t.rename(column_names=t.column_names | map('upper') | list).columns['ID'].data_type.jsonify(1)", '1'],
  ['t.rows.keys()', 'None'],
  ["t.rows.get('x')", 'None'],
  ['t.rows[0].get(0)', 'None'],
  ["t.rows[0].get('nope', 'y')", 'y'],
  ["t.columns.get('id')", '<agate.Column: (1, 22222, None)>'],
  ['t.rows[0] == t.rows[0].values() | list', 'True'],
  ["t.rows[0:2] | map(attribute='id') | list", '[1, 22222]'],
  ['t.columns.index(t.columns[1])', '1'],
  ['t.rows[0].count(1)', '2'],
  ["t.select(['id', 'ok']).rows[1].items()", "(('id', 22222), ('ok', None))"],
  ['t.columns[0].values_sorted()', '[1, 22222, None]'],
  ['t.columns[0].values_without_nulls()', '(1, 22222)'],
  ["t.columns['amount'].data_type.jsonify(t[0].amount)", '1234.5'],
  ["t.columns['on'].data_type.jsonify(t[0].on)", '2020-01-02'],
  ["t.columns['ok'].data_type.csvify(true)", 'True'],
  ['t.column_types | length', '7'],
  ['t[0].amount.normalize().as_tuple()', '(0, (1, 2, 3, 4, 5), -1)'],
  ['t[0].amount.normalize().as_tuple().exponent', '-1'],
])('%s is %s', (expression, expected) => {
  expect(written(expression)).toBe(expected);
});

test('rows are chosen and ordered by macros', () => {
  const macros = {
    probe:
      '{% macro is_named(row) %}{{ return(row.name is not none) }}{% endmacro %}' +
      '{% macro size(row) %}{{ return(0 - (row.id or 0)) }}{% endmacro %}' +
      '{% macro one(row) %}{{ return(1) }}{% endmacro %}',
  };
  const text = `${start}{{ t.where(is_named) | length }} {{ t.find(is_named).id }} {{ t.order_by(size)[0].id }} {{ t.distinct(one) | length }}`;
  expect(textOf(text, { answers, macros })).toBe('2 1 22222 1');
});

test('a table without rows is false', () => {
  expect(textOf("{% set t = run_query('x') %}{{ 'rows' if t else 'none' }} {{ 'rows' if t.rows else 'none' }}")).toBe(
    'none none',
  );
});

test.each([
  ["t.pivot('a')", 'TEMPLATE_LATER: pivot() of an agate table is not there'],
  ["t.columns[0].data_type.cast('1')", 'TEMPLATE_LATER: cast() of a data type of agate is not there'],
  ['t.columns[0].data_type.null_values', 'TEMPLATE_LATER: null_values of a data type of agate is not there'],
  ["t.to_csv('x.csv')", 'JINJA_RAISED: to_csv() writes a file, and templates write none'],
  ["t.select('nope')", "JINJA_VALUE: the table has no column 'nope'"],
  ["t.order_by('nope')", "JINJA_VALUE: the table has no column 'nope'"],
  ["t.rename(['a'])", 'JINJA_VALUE: rename() needs 7 names of columns, one for each, not 1'],
  ['t.rows.items()', 'JINJA_TYPE: the items of this MappedSequence have no names'],
  ["t.print_table(locale='de_DE')", 'JINJA_TYPE: a table prints to the output, in one language'],
  ['t.where(1)', 'JINJA_TYPE: a macro that takes a row is needed here'],
])('%s is a mistake', (expression, message) => {
  expect(mistakeOf(`${start}{{ ${expression} }}`, { answers })).toContain(message);
});

test('what is not there is known as a method all the same', () => {
  expect(written('t.group_by is defined')).toBe('True');
  expect(written('t.nonsense is defined')).toBe('False');
});

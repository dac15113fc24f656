import { expect, test } from 'vitest';
import { readAssertions } from '../../../src/assertions/read-assertion.ts';
import { renderDiagnostic } from '../../../src/diagnostics/render-diagnostic.ts';
import { placeWritten } from '../../../src/sql/written.ts';
import { assertion, type Declared, read, resolved } from './declare.ts';

type Mistake = readonly [string, Declared, string];

test.each<Mistake>([
  ['TEST_UNKNOWN', { test: 'not_nul', column: 'id' }, 'there is no data test "not_nul" · Did you mean "not_null"?'],
  [
    'TEST_ARGUMENT',
    { test: 'not_null' },
    'the data test not_null has no column · Put it below a column, or give it "column_name"',
  ],
  [
    'TEST_ARGUMENT',
    { test: 'not_null', column: 'id', arguments: { value: 1 } },
    'the data test not_null has no argument "value" · It takes none',
  ],
  [
    'TEST_ARGUMENT',
    { test: 'accepted_values', column: 'id', arguments: { values: [1], quot: false } },
    'the data test accepted_values has no argument "quot" · Did you mean "quote"?',
  ],
  [
    'TEST_ARGUMENT',
    { test: 'accepted_values', column: 'id' },
    'the data test accepted_values has no "values" · Give it a list, below "arguments:"',
  ],
  [
    'TEST_ARGUMENT',
    { test: 'accepted_values', column: 'id', arguments: { values: 'a' } },
    '"values" of the data test accepted_values must be a list with values · Write it as [a, b]',
  ],
  [
    'TEST_ARGUMENT',
    { test: 'accepted_values', column: 'id', arguments: { values: [[1]] } },
    '"values" holds something that is not a single value · List texts, numbers, true or false',
  ],
  [
    'TEST_ARGUMENT',
    { test: 'accepted_values', column: 'id', arguments: { values: [1], quote: 'no' } },
    '"quote" of the data test accepted_values must be true or false · Write true or false, without quotes',
  ],
  [
    'TEST_ARGUMENT',
    { test: 'range', column: 'id' },
    'the data test range has neither "min_value" nor "max_value" · Give it one of them, or both',
  ],
  [
    'TEST_ARGUMENT',
    { test: 'matches', column: 'id', arguments: { regex: 7 } },
    '"regex" of the data test matches must be a text · Write it in quotes',
  ],
  [
    'TEST_ARGUMENT',
    { test: 'expression', arguments: { expression: '' } },
    '"expression" of the data test expression must be an SQL expression · Write it in quotes',
  ],
  [
    'TEST_ARGUMENT',
    { test: 'unique_combination', arguments: { columns: 'a, b' } },
    '"columns" of the data test unique_combination must be a list of columns · Write it as [a, b]',
  ],
  [
    'TEST_ARGUMENT',
    { test: 'unique_combination', arguments: { columns: ['a'], combination_of_columns: ['a'] } },
    '"columns" and "combination_of_columns" are two names of one argument, and both are given · Keep "columns"',
  ],
  [
    'TEST_ARGUMENT',
    { test: 'relationships', column: 'id', arguments: { to: 'clients', field: 'id' } },
    `"to" of the data test relationships is not a reference · Write it as ref('…') or source('…', '…')`,
  ],
  [
    'TEST_ARGUMENT',
    { test: 'recency', column: 'at', arguments: { datepart: 'fortnight', interval: 1 } },
    '"datepart" cannot be "fortnight" · Give it one of second, minute, hour, day, week, month, quarter, year',
  ],
  [
    'TEST_ARGUMENT',
    { test: 'recency', column: 'at', arguments: { datepart: 'day', interval: 'two' } },
    '"interval" of the data test recency must be a whole number · Write digits alone',
  ],
  ...['row_count', 'unique_combination'].map(
    (test): Mistake => [
      'TEST_ARGUMENT',
      { test, column: 'id', arguments: { min: 1 } },
      `the data test ${test} judges the relation as a whole, and is declared on a column · Declare it on the relation, under its own data_tests`,
    ],
  ),
  ['TEST_ARGUMENT', { test: 'row_count' }, 'the data test row_count has no bound · Give it "min", "max" or "equals"'],
  [
    'TEST_ARGUMENT',
    { test: 'row_count', arguments: { equals: 1, min: 0 } },
    'the data test row_count has "equals" beside "min" or "max" · Keep one of them',
  ],
  [
    'TEST_ARGUMENT',
    { test: 'row_count', arguments: { equals: 'two' } },
    '"equals" of the data test row_count must be a whole number · Write digits alone',
  ],
  [
    'TEST_THRESHOLD',
    { test: 'not_null', column: 'id', config: { errorIf: 'more than 10' } },
    '"error_if" of the data test not_null_id is not a comparison: "more than 10" · Write an operator and a number ("> 10", "!= 0"), "between 1 and 5" or "in (1, 2)"',
  ],
  [
    'TEST_DIMENSION',
    { test: 'not_null', column: 'id', config: { meta: { dimension: 'acuracy' } } },
    '"dimension" of the data test not_null_id is not a quality score · Did you mean "accuracy"?',
  ],
])('%s: %j', (code, declared, told) => {
  const checked = read(declared);
  const problems = checked.ok ? [] : checked.problems;
  expect(problems.map((problem) => [problem.code, problem.severity, `${problem.message} · ${problem.help}`])).toEqual([
    [code, 'error', told],
  ]);
});

test.each<readonly [string, Declared, string]>([
  [
    'TEST_ARGUMENT',
    { test: 'accepted_values', column: 'id', arguments: { values: ['a', null] } },
    'null in "values" has no effect: NULL always passes',
  ],
  [
    'TEST_DIMENSION',
    { test: null, sql: 'select 1', config: { meta: { dimension: 'accuracy' } } },
    'the singular test singular_deposits has a "dimension", but belongs to no relation',
  ],
])('%s is a warning: %j', (code, declared, told) => {
  const checked = read(declared);
  expect(checked.ok && checked.warnings.map((warning) => [warning.code, warning.severity, warning.message])).toEqual([
    [code, 'warning', told],
  ]);
});

test('`to` may be SQL, as in dbt', () => {
  const { check, phrase } = assertion({
    test: 'relationships',
    column: 'id',
    arguments: { to: '(select id from raw.clients) as c', field: 'id' },
  });
  expect(check.kind === 'relationships' && placeWritten(check.to).statement.text).toBe(
    '(select id from raw.clients) as c',
  );
  expect(phrase.one).toBe('has an id that is no id of (select id from raw.clients) as c');
});

test('a diagnostic stands at the argument, and all mistakes of all tests are reported', () => {
  const checked = readAssertions([
    resolved({ test: 'range', column: 'id', arguments: { min_value: [], max_vale: 3 } }),
    resolved({ test: 'not_nul' }),
  ]);
  const problems = checked.ok ? [] : checked.problems;
  expect(problems.map((problem) => renderDiagnostic(problem, { color: false })).join('\n\n')).toMatchInlineSnapshot(`
    "error[TEST_ARGUMENT]: the data test range has no argument "max_vale"
     --> models/_models.yml:1:2
      |
    1 | models:
      |  ^
      = help: Did you mean "max_value"?

    error[TEST_ARGUMENT]: "min_value" of the data test range must be an SQL expression
     --> models/_models.yml:1:1
      |
    1 | models:
      | ^
      = help: Write it in quotes

    error[TEST_UNKNOWN]: there is no data test "not_nul"
     --> models/_models.yml:2:3
      |
    2 |   - name: deposits
      |   ^^^^^^^^^^^^^^
      = help: Did you mean "not_null"?"
  `);
});

test('the dimension is that of the test unless meta moves it; a user-written test has none of its own', () => {
  const dimension = (declared: Declared) => assertion(declared).dimension;
  expect(dimension({ test: 'not_null', column: 'a' })).toBe('completeness');
  expect(dimension({ test: 'matches', column: 'a', arguments: { regex: 'x' } })).toBe('accuracy');
  expect(dimension({ test: 'unique', column: 'a' })).toBe('consistency');
  expect(dimension({ test: 'recency', column: 'a', arguments: { datepart: 'day', interval: 1 } })).toBe('timeliness');
  expect(dimension({ test: 'row_count', arguments: { min: 1 } })).toBeNull();
  expect(dimension({ test: 'not_null', column: 'a', config: { meta: { dimension: 'accuracy' } } })).toBe('accuracy');
  expect(dimension({ test: 'mine', sql: 'select 1' })).toBeNull();
  expect(dimension({ test: 'mine', sql: 'select 1', config: { meta: { dimension: 'timeliness' } } })).toBe(
    'timeliness',
  );
});

test("a project's test of a built-in's name wins, with whatever arguments it takes", () => {
  expect(assertion({ test: 'not_null', column: 'id', arguments: { any: 1 }, sql: 'select 1' }).check).toEqual({
    kind: 'custom',
    sql: 'select 1',
  });
});

// Protects that a model is one SELECT that only reads, and that what else its file holds is reported at its place in the template.

import { beforeAll, expect, test } from 'vitest';
import { checkModelSql } from '../../../src/compile/check-model.ts';
import type { SourceMap } from '../../../src/diagnostics/source-map.ts';
import { loadParser } from '../../../src/sql/parser.ts';

beforeAll(loadParser);

const file = { path: 'models/m.sql', text: "-- head\n{{ printed('x') }} tail" };
/** The SQL as the text of the file, from its second line on. */
const verbatim: SourceMap = {
  originAt: (offset) => ({ span: { file, start: offset + 8, end: offset + 9 }, verbatim: true, calls: [] }),
};
const printed: SourceMap = {
  originAt: () => ({
    span: { file, start: 8, end: 26 },
    verbatim: false,
    calls: [{ name: 'printed', span: { file, start: 11, end: 18 } }],
  }),
};

function told(sql: string, map = verbatim) {
  const checked = checkModelSql(sql, map, file);
  return checked.ok ? [] : checked.problems;
}

test.each([
  ['select 1 as a', []],
  ['with a as (select 1) select * from a', []],
  ['', ['MODEL_EMPTY']],
  ['-- nothing', ['MODEL_EMPTY']],
  ['select 1; select 2', ['MODEL_STATEMENT']],
  ['insert into t values (1)', ['MODEL_STATEMENT']],
  ['select 1 into t', ['MODEL_STATEMENT']],
  ['with gone as (delete from t returning *) select * from gone', ['MODEL_STATEMENT']],
  [`select 1 as ${'long'.repeat(16)}`, ['MODEL_STATEMENT']],
  ['select 1 frmo t t', ['SQL_SYNTAX']],
])('%s', (sql, codes) => {
  expect(told(sql).map(({ code }) => code)).toEqual(codes);
});

test('the place of a mistake is the whole word where the text is the file’s own', () => {
  const [problem] = told('select 1 into somewhere');
  expect(problem?.span).toMatchObject({ file, start: expect.any(Number), end: expect.any(Number) });
  const { start = 0, end = 0 } = problem?.span ?? {};
  expect('select 1 into somewhere'.slice(start - 8, end - 8)).toMatch(/^(into|somewhere)$/);
});

test('what an expression printed is shown with its SQL, and with the calls that led there', () => {
  const [problem] = told('select 1 frmo t t', printed);
  expect(problem?.span).toEqual({ file, start: 8, end: 26 });
  expect(problem?.notes.map(({ message }) => message)).toEqual([
    expect.stringContaining('rendered: select 1 frmo'),
    "in the macro 'printed', called here",
  ]);
});

import { beforeAll, expect, test } from 'vitest';
import { outputColumns } from '../../../src/sql/output-columns.ts';
import { loadParser, parseStatement } from '../../../src/sql/parser.ts';

beforeAll(loadParser);

function columns(text: string): readonly string[] | null {
  const parsed = parseStatement(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return outputColumns(parsed.value, ({ schema, name }) => (schema === 's' && name === 'known' ? ['k1', 'k2'] : null));
}

// Names as PostgreSQL 15's \gdesc gives them.
test.each([
  ['current_timestamp', 'current_timestamp'],
  ['localtimestamp(3)', 'localtimestamp'],
  ['session_user', 'session_user'],
  ['xmlelement(name a)', 'xmlelement'],
  ['greatest(1, 2)', 'greatest'],
  ['least(1, 2)', 'least'],
  ['extract(year from now())', 'extract'],
  ['1::int4', 'int4'],
  ["'x'::varchar(20)", 'varchar'],
  ["a at time zone 'UTC'", 'timezone'],
  ['case when true then 1 else b end', 'b'],
  ['case when true then 1 end', 'case'],
  ['trim(x)', 'btrim'],
  ['now()::date', 'now'],
  ['(select 1)', '?column?'],
  ['(select 1 as one)', 'one'],
  ['exists (select 1)', 'exists'],
  ['array(select 1)', 'array'],
  ['array[1]', 'array'],
  ['-b', '?column?'],
  ['cast(null as timestamp)', 'timestamp'],
  ["date '2020-01-01'", 'date'],
  ['true', '?column?'],
  ['nullif(a, b)', 'nullif'],
  ['t.a.b', 'b'],
  ['(r).f', 'f'],
  ['x collate "C"', 'x'],
  ['coalesce(a, b)', 'coalesce'],
])('select %s is named %s', (expression, name) => {
  expect(columns(`select ${expression} from t`)).toEqual([name]);
});

test('a star stands for what is known below it', () => {
  expect(columns('with c(q) as (values (1, 2)) select *, 1 as z from c')).toEqual(['q', 'column2', 'z']);
  expect(columns('select * from s.known as k(first)')).toEqual(['first', 'k2']);
  expect(columns('table s.known')).toEqual(['k1', 'k2']);
  expect(columns('select * from (select a, b from t) x join (select a, c from u) y using (a)')).toEqual([
    'a',
    'b',
    'c',
  ]);
  expect(columns('select y.* from (select a, b from t) x join (select a, c from u) y using (a)')).toEqual(['a', 'c']);
  expect(columns('select 1 as a union all select 2 as b')).toEqual(['a']);
});

test('a star over something unknown is unknown', () => {
  expect(columns('select * from elsewhere')).toBeNull();
  expect(columns('select * from s.known natural join s.known as k2')).toBeNull();
  expect(columns('select (r).* from t')).toBeNull();
  expect(columns('select * from generate_series(1, 2)')).toBeNull();
});

import { beforeAll, expect, test } from 'vitest';
import { mentionedColumns } from '../../../src/sql/mentioned-columns.ts';
import { loadParser, parseStatement } from '../../../src/sql/parser.ts';

beforeAll(loadParser);

function mentioned(sql: string): readonly string[] | null {
  const parsed = parseStatement(sql);
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join());
  const names = mentionedColumns(parsed.value);
  return names && [...names].sort();
}

test.each([
  ['select a, t.b from s.t where c > 1', ['a', 'b', 'c', 't']],
  ['select count(*) from s.t join s.u using (id)', ['id']],
  ['with c as (select x from s.t) select y from c where exists (select 1 from s.u where z = y)', ['x', 'y', 'z']],
  ['select s.t.a from s.t order by b', ['a', 'b', 's', 't']],
])('%s names its columns', (sql, names) => expect(mentioned(sql)).toEqual(names));

test.each([
  'select * from s.t',
  'select x.* from s.t as x',
  'select a from s.t natural join s.u',
  'select to_jsonb(t) from s.t',
  'select to_jsonb(x) from s.t as x',
  'select s.t from s.t',
  'select a from s.t as x (a, b)',
  'select (t).a from s.t',
  'select a(t) from s.t',
  'table s.t',
])('%s sees all of them', (sql) => expect(mentioned(sql)).toBe(null));

import { beforeAll, describe, expect, test } from 'vitest';
import { checkSelect } from '../../../src/sql/check-select.ts';
import { fingerprintStatement } from '../../../src/sql/fingerprint.ts';
import { loadParser, parseStatement, splitStatements, withoutFinalSemicolon } from '../../../src/sql/parser.ts';
import { prependCtes } from '../../../src/sql/prepend-ctes.ts';
import { referencedRelations } from '../../../src/sql/referenced-relations.ts';

beforeAll(loadParser);

function parsed(text: string) {
  const statement = parseStatement(text);
  if (!statement.ok) throw new Error(JSON.stringify(statement.problems));
  return statement.value;
}

function findings(text: string): readonly [kind: string, rest: string][] {
  const checked = checkSelect(text);
  return checked.ok ? [] : checked.problems.map(({ kind, offset }) => [kind, text.slice(offset)]);
}

describe('a model is one SELECT', () => {
  test.each([
    'select 1',
    'values (1)',
    'table x',
    'with a as (select 1) select * from a',
    '(select 1) union (select 2);',
    'select 1 -- done',
    'select 1 for update',
  ])('%s', (text) => {
    expect(findings(text)).toEqual([]);
  });

  test.each([
    ["select 'é𝄞' from from x", 'syntax', 'from x'],
    ['select 1 into foo', 'into', 'foo'],
    ['select 1 from a union select 2 into foo from b', 'into', 'foo from b'],
    [
      '/* é */ with d as (delete from t returning *) select * from d',
      'modifying cte',
      'd as (delete from t returning *) select * from d',
    ],
    ['-- first\ninsert into t values (1)', 'not a select', 'insert into t values (1)'],
    ['select 1;\n select 2', 'several', 'select 2'],
    ['select 1 \0 + 1', 'nul', '\0 + 1'],
    ['  ', 'empty', '  '],
    ['-- only a comment', 'empty', '-- only a comment'],
    [';', 'empty', ';'],
    [`select é, ${'é'.repeat(32)} from t`, 'long identifier', `${'é'.repeat(32)} from t`],
    [`select 1 as "${'"'.repeat(128)}"`, 'long identifier', `"${'"'.repeat(128)}"`],
  ])('not %j', (text, kind, rest) => {
    expect(findings(text)).toEqual([[kind, rest]]);
  });

  test('a long string, comment or 63 bytes of name are no mistake', () => {
    expect(findings(`select '${'x'.repeat(200)}' as ${'n'.repeat(63)} -- ${'c'.repeat(100)}`)).toEqual([]);
  });

  test('all findings are reported at once', () => {
    const text =
      'with a as (insert into t values (1) returning *), b as (update t set x = 1 returning *) select 1 into c';
    expect(findings(text).map(([kind]) => kind)).toEqual(['modifying cte', 'modifying cte', 'into']);
  });
});

describe('the statements of a text', () => {
  test('stand at their places, whatever semicolons they hold', () => {
    const text = "select 'ü;'; do $$ begin null; end $$ ;\n-- ;\nselect 2;";
    const found = splitStatements(text);
    expect(found.map((statement) => statement.text.trim())).toEqual([
      "select 'ü;'",
      'do $$ begin null; end $$',
      'select 2',
    ]);
    for (const statement of found) expect(text.slice(statement.offset).startsWith(statement.text)).toBe(true);
  });

  test('are none in a text of blanks and comments; one where the parser does not understand it', () => {
    for (const text of ['', ' \n', ' -- nothing\n;']) expect(splitStatements(text)).toEqual([]);
    expect(splitStatements('selec 1; select 2')).toEqual([{ text: 'selec 1; select 2', offset: 0 }]);
  });
});

describe('referenced relations', () => {
  const names = (text: string) =>
    referencedRelations(parsed(text)).map(({ schema, name, offset }) => [schema, name, text.slice(offset).slice(0, 4)]);

  test('in order, with places, CTEs left out', () => {
    expect(
      names('/* é */ with a as (select * from "s"."t") select * from a join b on true where exists (select 1 from c)'),
    ).toEqual([
      ['s', 't', '"s".'],
      [null, 'b', 'b on'],
      [null, 'c', 'c)'],
    ]);
  });

  test('a CTE sees those before it, and itself only when recursive', () => {
    expect(names('with a as (select * from b), b as (select * from a) select * from b')).toEqual([[null, 'b', 'b), ']]);
    expect(names('with a as (select * from a) select * from a')).toEqual([[null, 'a', 'a) s']]);
    expect(
      names('with recursive a as (select 1 union select * from a), c as (select * from d) select * from a'),
    ).toEqual([[null, 'd', 'd) s']]);
  });

  test('a CTE ends with the query that it belongs to; a schema names a relation', () => {
    expect(names('select * from (with a as (select 1) select * from a) x, a')).toEqual([[null, 'a', 'a']]);
    expect(names('with a as (select 1) select * from s.a')).toEqual([['s', 'a', 's.a']]);
  });
});

describe('fingerprints', () => {
  const print = (text: string) => fingerprintStatement(parsed(text));

  test('white space, comments, case of keywords and places do not matter', () => {
    expect(print('SELECT  a, 1 FROM t -- c')).toBe(print('select /* é */ a,\n1 from t;'));
    expect(print('select a from t where x in (1, 2)')).toBe(print('select a from t where x in (\n1,\n2)'));
  });

  test.each([
    ['select 1', 'select 2'],
    ["select 'a'", "select 'b'"],
    ['select a from t', 'select a from s.t'],
    ['select a', 'select "A"'],
    ['select 0', 'select 00.0'],
  ])('%s is not %s', (one, other) => {
    expect(print(one)).not.toBe(print(other));
  });
});

describe('CTEs put in front', () => {
  const queries = [
    { name: '__dbt__cte__x', text: 'select 1 as one -- é' },
    { name: '__dbt__cte__y', text: 'select * from __dbt__cte__x' },
  ];

  test.each([
    '-- note\nselect * from __dbt__cte__y',
    '/* é */ with a as (select 1) select * from a, __dbt__cte__y',
    'with recursive a as (select 1 union select * from a) select * from a, __dbt__cte__y',
    '(select * from __dbt__cte__y) union (select 2)',
    'values (1)',
  ])('of %j', (text) => {
    const splice = prependCtes(parsed(text), queries);
    expect(referencedRelations(parsed(splice.text))).toEqual([]);
    expect(splice.text.slice(0, splice.at) + splice.text.slice(splice.at + splice.length)).toBe(text);
    queries.forEach((query, index) => {
      const at = splice.queryOffsets[index] ?? -1;
      expect(splice.text.slice(at, at + query.text.length)).toBe(query.text);
    });
  });

  test('none changes nothing', () => {
    expect(prependCtes(parsed('select 1'), [])).toEqual({ text: 'select 1', at: 0, length: 0, queryOffsets: [] });
  });
});

test('a statement that is nested too deeply is reported, whatever overflows, and the next one is read', () => {
  const chain = (length: number) => `select ${'1 + '.repeat(length)}1`;
  expect(parseStatement(chain(500)).ok).toBe(true);
  for (const length of [1500, 20_000]) {
    const told = parseStatement(chain(length));
    expect(told.ok ? [] : told.problems).toEqual([
      { kind: 'syntax', message: 'the statement is nested too deeply to be read', offset: 0 },
    ]);
  }
  // What walks a tree bears one that is nearly as deep as may be.
  expect(findings(chain(700))).toEqual([]);
  expect(fingerprintStatement(parsed(chain(700)))).not.toBe('');
  expect(parseStatement('select 1').ok).toBe(true);
});

describe('the semicolon at the end', () => {
  test.each([
    ['select 1; -- x', 'select 1'],
    ["select 'é;' ; /* ; */ ; -- y\n", "select 'é;'"],
    ['select 1 as ";" ;', 'select 1 as ";"'],
    ['select 1 -- a; b', 'select 1 -- a; b'],
    ["select '; -- x'", "select '; -- x'"],
    ['select $$;$$ /* ; */', 'select $$;$$ /* ; */'],
    ['select 1; select 2', 'select 1; select 2'],
    ["select 'open; -- x", "select 'open; -- x"],
    ['; -- nothing', ''],
  ])('%j', (text, rest) => {
    expect(withoutFinalSemicolon(text)).toBe(rest);
  });
});

// `failures` is exactly dbt's number: each generic test beside dbt's own query for it, written by hand, over rows with NULLs,
// NaN, duplicates and orphans. `failing of checked` is what the sentence and the scores say.

import { expect, test } from 'vitest';
import { builtins } from '../../../src/assertions/builtins.ts';
import { examplesOf } from '../../../src/assertions/failing-rows.ts';
import { planAssertions } from '../../../src/assertions/plan-assertions.ts';
import { readAnswer } from '../../../src/assertions/statement.ts';
import type { QueryResult } from '../../../src/database/database.ts';
import { userText } from '../../../src/sql/sql.ts';
import { describeOnBoth } from '../../support/databases.ts';
import { assertion, type Declared, deposits } from '../../unit/assertions/declare.ts';

const clients = { schema: 'public', name: 'clients' };

const rows = `create table public.deposits as
select * from (values
  (1, 'a', 'valid', 10.5::numeric, 'C1', '2024-01-01'::timestamp, 'x y'),
  (2, 'a', 'valid', -1, 'C2', '2024-01-02', 'x'),
  (2, 'b', 'lost', 'NaN', 'D3', '2024-01-03', null),
  (3, 'b', 'lost', null, null, '2024-01-04', '7'),
  (3, 'z', 'stolen', 0, 'C4', null, '8'),
  (3, 'z', null, 10, 'c5', '2024-01-05', '9'),
  (null, null, 'valid', 1e12, '', '2024-01-06', '10'),
  (null, 'a', 'it''s', 99.99, 'C6', '2024-01-07', 'x')
) as r (id, client_id, status, amount, code, loaded_at, label)`;

interface Case {
  readonly declared: Declared;
  /** dbt's test query, to be wrapped as dbt wraps it. */
  readonly dbt: string;
  /** Failing of checked rows. */
  readonly rows: readonly [bigint, bigint];
}

const where = "status = 'lost'";
const lost = `(select * from public.deposits where ${where}) dbt_subquery`;
const values = ['valid', "it's"];
const listed = `('valid', 'it''s')`;
const valuesQuery = (from: string, list: string) =>
  `with all_values as (select status as value_field, count(*) as n_records from ${from} group by status) select * from all_values where value_field not in ${list}`;
const uniqueQuery = (from: string, column: string) =>
  `select ${column} as unique_field, count(*) as n_records from ${from} where ${column} is not null group by ${column} having count(*) > 1`;
const childrenQuery = (from: string) =>
  `with child as (select client_id as from_field from ${from} where client_id is not null), parent as (select id as to_field from public.clients) select from_field from child left join parent on child.from_field = parent.to_field where parent.to_field is null`;
const numbers = `label::int >= 8`;

const cases: readonly Case[] = [
  {
    declared: { test: 'not_null', column: 'id' },
    dbt: 'select id from public.deposits where id is null',
    rows: [2n, 8n],
  },
  {
    declared: { test: 'not_null', column: 'code', config: { where } },
    dbt: `select code from ${lost} where code is null`,
    rows: [1n, 2n],
  },
  {
    declared: { test: 'not_null', column: 'id', id: 'limited', config: { limit: 1 } },
    dbt: 'select id from public.deposits where id is null limit 1',
    rows: [2n, 8n],
  },
  {
    declared: { test: 'accepted_values', column: 'status', arguments: { values } },
    dbt: valuesQuery('public.deposits', listed),
    rows: [3n, 8n],
  },
  {
    declared: { test: 'accepted_values', column: 'status', arguments: { values }, id: 'where', config: { where } },
    dbt: valuesQuery(lost, listed),
    rows: [2n, 2n],
  },
  {
    declared: { test: 'accepted_values', column: 'status', arguments: { values: ["'valid'", "'lost'"], quote: false } },
    dbt: valuesQuery('public.deposits', `('valid', 'lost')`),
    rows: [2n, 8n],
  },
  {
    declared: {
      test: 'accepted_values',
      column: 'status',
      arguments: { values: ["it''s", 'valid'] },
      config: { limit: 5, failCalc: 'sum(n_records)' },
    },
    dbt: `${valuesQuery('public.deposits', listed)} limit 5`,
    rows: [3n, 8n],
  },
  { declared: { test: 'unique', column: 'id' }, dbt: uniqueQuery('public.deposits', 'id'), rows: [5n, 8n] },
  { declared: { test: 'unique', column: 'amount' }, dbt: uniqueQuery('public.deposits', 'amount'), rows: [0n, 8n] },
  {
    declared: { test: 'unique', column: 'id', id: 'where', config: { where } },
    dbt: uniqueQuery(lost, 'id'),
    rows: [0n, 2n],
  },
  {
    declared: { test: 'unique', column: 'id', id: 'limited', config: { limit: 1 } },
    dbt: `${uniqueQuery('public.deposits', 'id')} limit 1`,
    rows: [5n, 8n],
  },
  {
    declared: { test: 'unique', column: "coalesce(client_id, '') || status" },
    dbt: uniqueQuery('public.deposits', `(coalesce(client_id, '') || status)`),
    rows: [4n, 8n],
  },
  {
    declared: { test: 'unique_combination', arguments: { columns: ['id', 'status is null'] } },
    dbt: 'select id, status is null from public.deposits group by id, status is null having count(*) > 1',
    rows: [6n, 8n],
  },
  {
    declared: { test: 'unique_combination', arguments: { combination_of_columns: ['id'] } },
    dbt: 'select id from public.deposits group by id having count(*) > 1',
    rows: [7n, 8n],
  },
  {
    declared: {
      test: 'relationships',
      column: 'client_id',
      arguments: { to: "ref('clients')", field: 'id' },
      to: clients,
    },
    dbt: childrenQuery('public.deposits'),
    rows: [2n, 8n],
  },
  {
    declared: {
      test: 'relationships',
      column: 'client_id',
      arguments: { to: "ref('clients')", field: 'id' },
      to: clients,
      id: 'where',
      config: { where },
    },
    dbt: childrenQuery(lost),
    rows: [0n, 2n],
  },
  {
    declared: { test: 'range', column: 'amount', arguments: { min_value: 0, max_value: 100 } },
    dbt: 'select * from public.deposits where 1 = 2 or not amount >= 0 or not amount <= 100',
    rows: [3n, 8n],
  },
  {
    declared: { test: 'range', column: 'amount', arguments: { min_value: 0, inclusive: false } },
    dbt: 'select * from public.deposits where 1 = 2 or not amount > 0',
    rows: [2n, 8n],
  },
  {
    declared: { test: 'expression', arguments: { expression: 'amount > 0 -- positive' } },
    dbt: 'select 1 from public.deposits where not(amount > 0)',
    rows: [2n, 8n],
  },
  {
    declared: { test: 'expression', column: 'amount', arguments: { expression: '< 100' } },
    dbt: 'select 1 from public.deposits where not(amount < 100)',
    rows: [2n, 8n],
  },
  {
    // The cast would fail on other rows: the CASE asks `where` first.
    declared: { test: 'expression', arguments: { expression: numbers }, config: { where: "label ~ '^[0-9]+$'" } },
    dbt: `select 1 from (select * from public.deposits where case when label ~ '^[0-9]+$' then not (${numbers}) end) dbt_subquery`,
    rows: [1n, 4n],
  },
  {
    declared: { test: 'matches', column: 'code', arguments: { regex: '^C\\d$' } },
    dbt: `select * from public.deposits where code !~ '^C\\d$'`,
    rows: [3n, 8n],
  },
  {
    declared: {
      test: 'recency',
      column: 'loaded_at',
      arguments: { datepart: 'day', interval: 3, as_of: '2024-01-09' },
    },
    dbt: `select * from (select max(loaded_at) as most_recent from public.deposits) r where most_recent < timestamp '2024-01-09' - interval '3 day'`,
    rows: [0n, 1n],
  },
  {
    declared: {
      test: 'recency',
      arguments: { field: 'loaded_at', datepart: 'DAYS', interval: 3, as_of: '2024-01-09T00:00:00Z' },
      config: { where },
    },
    dbt: `select * from (select max(loaded_at) as most_recent from ${lost}) r where most_recent < timestamp '2024-01-09' - interval '3 day'`,
    rows: [1n, 1n],
  },
  {
    declared: { test: 'row_count', arguments: { min: 9 } },
    dbt: 'select count(*) from public.deposits having count(*) < 9',
    rows: [1n, 1n],
  },
  {
    declared: { test: 'row_count', arguments: { equals: 2 }, config: { where } },
    dbt: `select count(*) from ${lost} having count(*) <> 2`,
    rows: [0n, 1n],
  },
];

/** As dbt-core's macro get_test_sql wraps a test. */
function wrapped(query: string, failCalc: string): string {
  return `select cast(${failCalc} as bigint) from (${query}) dbt_internal_test`;
}

describeOnBoth('data tests', (rig) => {
  const ask = (text: string) => rig.database.withSession((session) => session.query(userText(text)));

  test('every built-in gives the number of failures that dbt gives', async () => {
    await ask(rows);
    await ask(`create table public.clients as select unnest(array['a', 'b', null]) as id`);
    const assertions = cases.map(({ declared }) => assertion({ ...declared, id: JSON.stringify(declared) }));
    const found: [string, unknown][] = [];
    const expected: [string, unknown][] = [];
    for (const statement of planAssertions({ relation: deposits, assertions, facts: null })) {
      const [row = []] = (await rig.database.withSession((session) => session.query(statement.statement))).rows;
      const { counts, unreadable, records } = readAnswer(statement, row);
      expect(unreadable).toEqual(new Map());
      if (statement.records) expect(records).toEqual({ total: 8n, invalid: 7n });
      for (const [id, { failures, failingRows, checkedRows }] of counts)
        found.push([id, { failures, failingRows, checkedRows }]);
    }
    for (const [index, { declared, dbt, rows: given }] of cases.entries()) {
      const [[failures] = []] = (await ask(wrapped(dbt, declared.config?.failCalc ?? 'count(*)'))).rows;
      const [failingRows, checkedRows] = given;
      expected.push([assertions[index]?.id ?? '', { failures, failingRows, checkedRows }]);
    }
    expect(new Map(found)).toEqual(new Map(expected));
  });

  test('fail_calc sees the columns that docs/tests.md names', async () => {
    const namesOf = ({ fields }: QueryResult) => fields.map((field) => field.name);
    const relation = namesOf(await ask('select * from public.deposits limit 0'));
    for (const [name, { sees }] of builtins) {
      const found = cases.find(({ declared }) => declared.test === name);
      if (!found) throw new Error(`no case of ${name}`);
      const query = examplesOf(assertion(found.declared), deposits, 1).statement;
      const columns = namesOf(await rig.database.withSession((session) => session.query(query)));
      const named = [...sees.matchAll(/`([^`]*)`/g)].map(([, column]) => column).filter((one) => one !== 'key_1');
      const keys = [found.declared.arguments?.columns ?? []].flat();
      const ofKeys = keys.map((key, index) => (/^\w+$/.test(String(key)) ? key : `key_${index + 1}`));
      const expected = sees.includes('of the relation') ? relation : [...ofKeys, ...named];
      expect([name, columns]).toEqual([name, expected]);
    }
  });

  test('invalid records are rows that fail at least one row assertion, each once', async () => {
    const declared: readonly Declared[] = [
      { test: 'not_null', column: 'code' },
      { test: 'not_null', column: 'amount' },
      { test: 'range', column: 'amount', arguments: { min_value: 0 } },
      { test: 'unique', column: 'id' },
    ];
    const [scan] = planAssertions({ relation: deposits, assertions: declared.map(assertion), facts: null });
    if (!scan) throw new Error('there is a scan');
    const [row = []] = (await rig.database.withSession((session) => session.query(scan.statement))).rows;
    expect(readAnswer(scan, row).records).toEqual({ total: 8n, invalid: 2n });
  });

  test("a project's own test counts the rows that it returns", async () => {
    const sql = "select * from public.deposits where status = 'valid' -- three rows";
    const declared: readonly Declared[] = [
      { test: 'mine', id: 'plain', sql },
      { test: 'mine', id: 'limited', sql, config: { limit: 2 } },
      { test: 'mine', id: 'scored', sql, config: { limit: 2, meta: { dimension: 'accuracy' } } },
      { test: 'mine', id: 'calculated', sql, config: { failCalc: 'max(amount) - max(amount) + 7.0' } },
      { test: 'mine', id: 'fraction', sql, config: { failCalc: 'avg(id)' } },
      {
        test: 'mine',
        id: 'nothing',
        sql: `${sql}\nand false`.replace(' -- three rows', ''),
        config: { failCalc: 'sum(id)' },
      },
    ];
    const answers: Record<string, unknown> = {};
    for (const statement of planAssertions({ relation: deposits, assertions: declared.map(assertion), facts: null })) {
      const [row = []] = (await rig.database.withSession((session) => session.query(statement.statement))).rows;
      const { counts, unreadable } = readAnswer(statement, row);
      for (const [id, { failures, failingRows, checkedRows }] of counts)
        answers[id] = [failures, failingRows, checkedRows];
      for (const [id, reason] of unreadable) answers[id] = reason;
    }
    expect(answers).toEqual({
      'test.affiliate.plain': [3n, null, null],
      'test.affiliate.limited': [2n, null, null],
      'test.affiliate.scored': [2n, 3n, 8n],
      'test.affiliate.calculated': [7n, null, null],
      'test.affiliate.fraction': 'fail_calc of mine_deposits gives 1.5000000000000000, not a whole number',
      'test.affiliate.nothing': 'fail_calc of mine_deposits gives NULL, not a whole number',
    });
  });

  test('examples are rows, values or keys that fail', async () => {
    const examples = async (declared: Declared): Promise<unknown> => {
      const { statement } = examplesOf(assertion(declared), deposits, 2);
      const { rows: found, fields } = await rig.database.withSession((session) => session.query(statement));
      return [fields.map((field) => field.name), found.length];
    };
    expect(await examples({ test: 'not_null', column: 'amount' })).toEqual([
      ['id', 'client_id', 'status', 'amount', 'code', 'loaded_at', 'label'],
      1,
    ]);
    expect(await examples({ test: 'unique', column: 'id' })).toEqual([['unique_field', 'n_records'], 2]);
    expect(await examples({ test: 'accepted_values', column: 'status', arguments: { values: ['lost'] } })).toEqual([
      ['value_field', 'n_records'],
      2,
    ]);
    expect(await examples({ test: 'mine', sql: 'select 1 as one where false' })).toEqual([['one'], 0]);
  });
});

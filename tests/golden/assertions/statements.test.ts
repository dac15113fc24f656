// The statements that ask a relation's assertions, as reviewed text.

import { expect, test } from 'vitest';
import { planAssertions } from '../../../src/assertions/plan-assertions.ts';
import { scriptOf } from '../../../src/sql/sql.ts';
import { assertion, type Declared, deposits } from '../../unit/assertions/declare.ts';

const clients = { schema: 'public', name: 'clients' };

async function golden(file: string, ...declared: readonly Declared[]): Promise<void> {
  const statements = planAssertions({ relation: deposits, assertions: declared.map(assertion), facts: null });
  const text = scriptOf(statements.map(({ statement }) => statement));
  await expect(`${text}\n`).toMatchFileSnapshot(`${file}.sql`);
}

test('row assertions share one scan', () =>
  golden(
    'row-checks',
    { test: 'not_null', column: 'client_id' },
    { test: 'accepted_values', column: 'status', arguments: { values: ['valid', "it's"] } },
    { test: 'range', column: 'amount', arguments: { min_value: 0, max_value: 'maximum', inclusive: false } },
    { test: 'matches', column: 'code', arguments: { regex: '^C\\d+$' } },
    { test: 'expression', arguments: { expression: 'updated_at >= created_at' } },
  ));

test('where guards the condition, and is counted once for all that share it', () =>
  golden(
    'where',
    { test: 'not_null', column: 'client_id', config: { where: "status = 'valid' -- only these" } },
    {
      test: 'expression',
      column: 'amount',
      arguments: { expression: '>= 0' },
      config: { where: "status = 'valid' -- only these" },
    },
    {
      test: 'accepted_values',
      column: 'coin',
      arguments: { values: [1, 2], quote: false },
      config: { where: 'amount > 0' },
    },
  ));

test('judgements of the whole relation are read from the same scan', () =>
  golden(
    'relation-checks',
    { test: 'recency', column: 'loaded_at', arguments: { datepart: 'day', interval: 3, as_of: '2024-01-31' } },
    { test: 'recency', arguments: { field: 'day', datepart: 'quarter', interval: 1 }, config: { where: 'paid' } },
    { test: 'row_count', arguments: { min: 1, max: 100 } },
    { test: 'row_count', arguments: { equals: 3 }, config: { where: 'paid' } },
  ));

test('fail_calc and limit judge what dbt would select', () =>
  golden(
    'fail-calc',
    { test: 'not_null', column: 'client_id', config: { failCalc: 'count(distinct affiliate_id)', limit: 10 } },
    { test: 'unique', column: 'id', config: { failCalc: 'coalesce(sum(n_records), 0)', limit: 10 } },
    {
      test: 'relationships',
      column: 'client_id',
      arguments: { to: "ref('clients')", field: 'id' },
      to: clients,
      config: { failCalc: 'count(distinct from_field)' },
    },
  ));

test('keys have statements of their own, beside the count of the records', () =>
  golden(
    'keys',
    { test: 'unique', column: 'id', config: { where: "status = 'valid'" } },
    { test: 'unique_combination', arguments: { columns: ['affiliate_id', 'lower(code)'] } },
    {
      test: 'relationships',
      column: 'client_id',
      arguments: { to: "ref('clients')", field: 'id' },
      to: clients,
      config: { where: 'paid' },
    },
  ));

test("a project's own test is wrapped as dbt wraps it, and counted whole where it counts for a score", () =>
  golden(
    'custom',
    { test: 'mine', sql: 'select 1 -- nothing', config: { limit: 3, failCalc: 'max(n)' } },
    {
      test: 'mine',
      id: 'scored',
      sql: 'select * from deposits',
      config: { limit: 3, meta: { dimension: 'accuracy' }, where: 'paid' },
    },
  ));

// Assertions that need a statement of their own: uniqueness, relationships, and the tests that a project wrote.

import { type RelationName, type Sql, sql } from '../sql/sql.ts';
import type { Assertion, Check } from './assertion.ts';
import { calculated, failingRows, judgedRows, limitOf } from './failing-rows.ts';
import { type AssertionStatement, type CountColumns, columnList, nothing, statementOf } from './statement.ts';

/**
 * For a single column `count(x) - count(distinct x)` is asked first: over unique values it is a third of the price of
 * grouping them. Grouping, which gives the exact figures, is left to the case that it is not zero.
 */
export function uniqueStatement(
  assertion: Assertion,
  check: Extract<Check, { kind: 'unique' }>,
  relation: RelationName,
): AssertionStatement {
  const judged = judgedRows(assertion, relation);
  const [key] = check.keys;
  const first = key && check.nulls === 'pass' ? key.expression : null;
  const rows = sql`(select coalesce(pg_catalog.sum(n_records), 0)::bigint from smelt_duplicates)`;
  const keys = sql`(select pg_catalog.count(*) from smelt_duplicates)`;
  const lazily = (count: Sql): Sql => (first ? sql`case surplus when 0 then 0 else ${count} end` : count);
  const looked = first
    ? sql`pg_catalog.count(*) as checked, pg_catalog.count(${first}) - pg_catalog.count(distinct ${first}) as surplus`
    : sql`pg_catalog.count(*) as checked`;
  const template = sql`with smelt_looked as materialized (
  select ${looked} from ${judged}
),
smelt_duplicates as materialized (
  ${failingRows(assertion, relation)}
)
select
  ${columnList({
    checked: sql`checked`,
    failing: lazily(rows),
    failures: failuresOf(assertion, sql`select * from smelt_duplicates`, lazily(keys)),
    measured: nothing,
  })}
from smelt_looked`;
  return own('unique', assertion, relation, template);
}

export function relationshipsStatement(assertion: Assertion, relation: RelationName): AssertionStatement {
  const rows = failingRows(assertion, relation);
  const failures = failuresOf(assertion, rows, sql`failing`);
  const template = sql`select
  ${columnList({ checked: sql`checked`, failing: sql`failing`, failures, measured: nothing })}
from (
  select
    (select pg_catalog.count(*) from ${judgedRows(assertion, relation)}) as checked,
    (select pg_catalog.count(*) from (${rows}) as dbt_internal_test) as failing
  offset 0
) as smelt_counted`;
  return own('relationships', assertion, relation, template);
}

/** Rows are counted whole where they are asked for: always without a `limit`, and for the score where the test has one. */
export function customStatement(assertion: Assertion, relation: RelationName | null): AssertionStatement {
  const cut = sql`select * from dbt_rows${limitOf(assertion)}`;
  const counted = assertion.dimension !== null && relation !== null;
  const whole = sql`(select pg_catalog.count(*) from dbt_rows)`;
  const limited = sql`(select pg_catalog.count(*) from (${cut}) as dbt_internal_test)`;
  const columns: CountColumns = {
    checked: counted ? sql`(select pg_catalog.count(*) from ${judgedRows(assertion, relation)})` : nothing,
    failing: counted ? whole : nothing,
    failures: failuresOf(assertion, sql`select * from dbt_rows`, limited),
    measured: nothing,
  };
  const template = sql`with dbt_rows as (
  ${failingRows(assertion, relation)}
)
select
  ${columnList(columns)}`;
  return own('custom', assertion, relation, template);
}

function failuresOf(assertion: Assertion, rows: Sql, plain: Sql): Sql {
  return assertion.failCalc === null ? plain : calculated(assertion, assertion.failCalc, rows);
}

function own(
  kind: AssertionStatement['kind'],
  assertion: Assertion,
  relation: RelationName | null,
  template: Sql,
): AssertionStatement {
  return statementOf(template, { kind, relation, assertions: [assertion], records: false });
}

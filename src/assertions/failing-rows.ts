// What dbt would select for each data test: the rows (or keys, or values) that fail. Examples come from it, and so does
// `failures` wherever a fused count is not dbt's number.

import { assertNever } from '../base/assert-never.ts';
import { InternalError } from '../base/internal-error.ts';
import {
  empty,
  identifier,
  inUserWords,
  join,
  literal,
  qualified,
  type RelationName,
  type Sql,
  sql,
} from '../sql/sql.ts';
import { textOf } from '../sql/text-of.ts';
import { placeWritten, type WrittenStatement, written } from '../sql/written.ts';
import type { Assertion, Check } from './assertion.ts';

/** A few failing rows, keys or values, as dbt's query of the test gives them; in no order. */
export function examplesOf(assertion: Assertion, relation: RelationName | null, limit: number): WrittenStatement {
  const rows = sql`select *
from (
  ${failingRows(assertion, relation)}
) as dbt_internal_test
limit ${literal(limit)}`;
  return placeWritten(inUserWords(withInlined(rows, [assertion])));
}

/** The query with the ephemeral models of its assertions ahead of it: what is in a WITH is seen by all below. */
export function withInlined(query: Sql, assertions: readonly Assertion[]): Sql {
  const queries = new Map(
    assertions.flatMap(({ id, inlined }) =>
      inlined.map(({ name, text }) => [name, written(text, { owner: id, key: name })]),
    ),
  );
  if (queries.size === 0) return query;
  const ctes = [...queries].map(([name, text]) => sql`${identifier(name)} as (\n${text}\n)`);
  return sql`with ${join(ctes, ', ')}\nselect * from (\n${query}\n) as smelt_answer`;
}

/** The query of dbt's test. `relation` is where its rows are now; null for a singular test. */
export function failingRows(assertion: Assertion, relation: RelationName | null): Sql {
  const { check } = assertion;
  if (check.kind === 'custom') {
    // As a subquery, so that nothing but a SELECT can be there.
    return sql`select * from (\n${written(check.sql, { owner: assertion.id, key: 'sql' })}\n) as dbt_test`;
  }
  if (relation === null) throw new InternalError(`the built-in test ${assertion.name} is declared on no relation`);
  if (check.kind === 'row') return rowsThatFail(assertion, check, relation);
  return relationRows(check, judgedRows(assertion, relation));
}

/** The rows in the assertion's `where`, as something to select from. */
export function judgedRows(assertion: Assertion, relation: RelationName): Sql {
  const where = whereOf(assertion);
  return where ? sql`(select * from ${qualified(relation)} where ${where}) as dbt_subquery` : qualified(relation);
}

export function whereOf(assertion: Assertion): Sql | null {
  if (assertion.where === null) return null;
  return sql`(${written(assertion.where, { owner: assertion.id, key: 'where' })})`;
}

/** Whether a row fails, with `where` asked first: PostgreSQL may reorder conditions, but not a CASE. */
export function failsWithin(assertion: Assertion, fails: Sql): Sql {
  const where = whereOf(assertion);
  return where ? sql`case when ${where} then ${fails} end` : fails;
}

/** `failures` where `fail_calc` is not `count(*)`: the aggregate as text over the failing rows, cut to `limit`. */
export function calculated(assertion: Assertion, failCalc: string, rows: Sql): Sql {
  const aggregate = written(failCalc, { owner: assertion.id, key: 'fail_calc' });
  return sql`(select ${textOf(sql`calculated`)} from (select (${aggregate}) as calculated from (${rows}${limitOf(assertion)}) as dbt_internal_test) as smelt_calculated)`;
}

export function limitOf(assertion: Assertion): Sql {
  return assertion.limit === null ? empty : sql` limit ${literal(assertion.limit)}`;
}

function relationRows(check: Exclude<Check, { kind: 'custom' | 'row' }>, judged: Sql): Sql {
  switch (check.kind) {
    case 'unique':
      return duplicates(check, judged);
    case 'relationships':
      return sql`select child.from_field from (select ${check.column} as from_field from ${judged}) as child
  where child.from_field is not null and not exists (
    select from (select ${check.field} as to_field from ${check.to}) as parent where parent.to_field = child.from_field
  )`;
    case 'recency':
      return sql`select most_recent, threshold
  from (select pg_catalog.max(${check.field}) as most_recent, ${check.threshold} as threshold from ${judged}) as recency
  where most_recent < threshold`;
    case 'row_count':
      return sql`select row_count from (select pg_catalog.count(*) as row_count from ${judged}) as counted where ${outside(sql`row_count`, check)}`;
    default:
      return assertNever(check);
  }
}

function rowsThatFail(assertion: Assertion, check: Extract<Check, { kind: 'row' }>, relation: RelationName): Sql {
  const failing = sql`${qualified(relation)} where ${failsWithin(assertion, check.fails)}`;
  if (!check.values) return sql`select * from ${failing}`;
  return sql`select ${check.values} as value_field, pg_catalog.count(*) as n_records from ${failing} group by ${check.values}`;
}

/** Keys that occur more than once, with the number of their rows. */
function duplicates(check: Extract<Check, { kind: 'unique' }>, judged: Sql): Sql {
  const selected = check.keys.map((key, index) =>
    check.nulls === 'equal' && key.column !== null
      ? key.expression
      : sql`${key.expression} as ${identifier(check.nulls === 'pass' ? 'unique_field' : `key_${index + 1}`)}`,
  );
  const present =
    check.nulls === 'pass'
      ? sql` where ${join(
          check.keys.map((key) => sql`${key.expression} is not null`),
          ' and ',
        )}`
      : empty;
  const keys = join(
    check.keys.map((key) => key.expression),
    ', ',
  );
  return sql`select ${join(selected, ', ')}, pg_catalog.count(*) as n_records from ${judged}${present} group by ${keys} having pg_catalog.count(*) > 1`;
}

/** True of a number of rows that is out of the bounds. */
export function outside(count: Sql, check: Extract<Check, { kind: 'row_count' }>): Sql {
  const bounds = [
    ...(check.min === null ? [] : [sql`${count} < ${literal(check.min)}`]),
    ...(check.max === null ? [] : [sql`${count} > ${literal(check.max)}`]),
  ];
  return join(bounds, ' or ');
}

// Many assertions of one relation in one scan. Each aggregate is `count(*) filter (…)`, which PostgreSQL computes in
// parallel; what costs more (distinct values, the rows that fail anything) is computed only where a count is not zero.

import { InternalError } from '../base/internal-error.ts';
import { identifier, join, qualified, type RelationName, type Sql, sql } from '../sql/sql.ts';
import { textOf } from '../sql/text-of.ts';
import type { Assertion } from './assertion.ts';
import { calculated, failingRows, failsWithin, outside, whereOf } from './failing-rows.ts';
import { type AssertionStatement, type CountColumns, columnList, nothing, statementOf } from './statement.ts';

/** A statement has at most this many: two for a member (the rows in its `where`, its failures), two for the records. */
export const maximumAggregates = 500;
export const maximumMembers = (maximumAggregates - 2) / 2;

interface Member {
  readonly aggregates: readonly Sql[];
  readonly columns: CountColumns;
}

/**
 * Members are row checks, recency, row_count, and uniqueness that an index has already answered. `invalidOf` are the
 * relation's row checks, where this statement answers for its records; else null.
 */
export function fusedStatement(
  relation: RelationName,
  assertions: readonly Assertion[],
  invalidOf: readonly Assertion[] | null,
): AssertionStatement {
  const checked = new Map<string, Sql>();
  const members = assertions.map((assertion, index) => fusedMember(assertion, relation, index + 1, checked));
  const invalid = invalidOf && invalidRecords(relation, assertions, invalidOf);
  const aggregates = [
    sql`pg_catalog.count(*) as total_records`,
    ...(invalid ? invalid.aggregates : []),
    ...members.flatMap((member) => member.aggregates),
  ];
  const columns = [
    ...(invalid ? [sql`total_records`, invalid.column] : []),
    ...members.map((member) => columnList(member.columns)),
  ];
  const template = sql`with smelt_counted as materialized (
  select
    ${join(aggregates, ',\n    ')}
  from ${qualified(relation)}
)
select
  ${join(columns, ',\n  ')}
from smelt_counted`;
  return statementOf(template, { kind: 'fused', relation, assertions, records: invalid !== null });
}

function fusedMember(assertion: Assertion, relation: RelationName, number: number, checked: Map<string, Sql>): Member {
  const { check } = assertion;
  const aggregates: Sql[] = [];
  const where = whereOf(assertion);
  const rows = checkedRows(assertion, number, checked, aggregates);
  const calculation =
    assertion.failCalc === null ? null : calculated(assertion, assertion.failCalc, failingRows(assertion, relation));
  const member = (columns: Omit<CountColumns, 'failures'>, failures: Sql): Member => ({
    aggregates,
    columns: { ...columns, failures: calculation ?? failures },
  });
  switch (check.kind) {
    case 'row': {
      const failing = identifier(`failing_${number}`);
      aggregates.push(sql`pg_catalog.count(*) filter (where ${failsWithin(assertion, check.fails)}) as ${failing}`);
      const failures = check.values
        ? sql`case ${failing} when 0 then 0 else (select pg_catalog.count(*) from (${failingRows(assertion, relation)}) as dbt_internal_test) end`
        : failing;
      return member({ checked: rows, failing, measured: nothing }, failures);
    }
    case 'unique':
      return member({ checked: rows, failing: sql`0`, measured: nothing }, sql`0`);
    case 'recency': {
      const newest = identifier(`newest_${number}`);
      aggregates.push(sql`pg_catalog.max(${check.field})${where ? sql` filter (where ${where})` : sql``} as ${newest}`);
      const failing = sql`case when ${newest} < ${check.threshold} then 1 else 0 end`;
      return member({ checked: sql`1`, failing, measured: textOf(newest) }, failing);
    }
    case 'row_count': {
      const failing = sql`case when ${outside(rows, check)} then 1 else 0 end`;
      return member({ checked: sql`1`, failing, measured: sql`cast(${rows} as pg_catalog.text)` }, failing);
    }
    default:
      throw new InternalError(`a test of kind ${check.kind} cannot be fused`);
  }
}

/** The rows in the assertion's `where`: counted once for all that share it. */
function checkedRows(assertion: Assertion, number: number, known: Map<string, Sql>, aggregates: Sql[]): Sql {
  const where = whereOf(assertion);
  if (where === null || assertion.where === null) return sql`total_records`;
  const shared = known.get(assertion.where);
  if (shared) return shared;
  const name = identifier(`checked_${number}`);
  aggregates.push(sql`pg_catalog.count(*) filter (where ${where}) as ${name}`);
  known.set(assertion.where, name);
  return name;
}

/**
 * Where all row checks are members, the rows that fail any of them are looked for only when one has failed: asking in the
 * scan itself would evaluate every condition twice. Otherwise (a relation with very many) the scan has to ask.
 */
function invalidRecords(
  relation: RelationName,
  members: readonly Assertion[],
  rowChecks: readonly Assertion[],
): { readonly aggregates: readonly Sql[]; readonly column: Sql } {
  const conditions = rowChecks.flatMap((assertion) =>
    assertion.check.kind === 'row' ? [failsWithin(assertion, assertion.check.fails)] : [],
  );
  if (conditions.length === 0) return { aggregates: [], column: sql`0` };
  const any = join(conditions, '\n    or ');
  const numbers = rowChecks.map((assertion) => members.indexOf(assertion) + 1);
  if (numbers.includes(0)) {
    return {
      aggregates: [sql`pg_catalog.count(*) filter (where ${any}) as invalid_records`],
      column: sql`invalid_records`,
    };
  }
  const failing = numbers.map((number) => identifier(`failing_${number}`));
  const [only, ...others] = failing;
  if (only && others.length === 0) return { aggregates: [], column: only };
  const column = sql`case greatest(${join(failing, ', ')}) when 0 then 0 else (
    select pg_catalog.count(*) from ${qualified(relation)} where ${any}
  ) end`;
  return { aggregates: [], column };
}

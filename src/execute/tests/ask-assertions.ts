// Asks the database a relation's assertions inside the caller's transaction. A statement that errs is undone to its
// savepoint and asked again in halves, so that only the guilty assertion has no answer.

import type { Assertion, Counts } from '../../assertions/assertion.ts';
import { examplesOf } from '../../assertions/failing-rows.ts';
import { halve } from '../../assertions/plan-assertions.ts';
import { type AssertionStatement, type RecordCounts, readAnswer } from '../../assertions/statement.ts';
import { DatabaseError, ResultTooLarge, type Session } from '../../database/database.ts';
import { type Diagnostic, errorAt } from '../../diagnostics/diagnostic.ts';
import type { SourceMap } from '../../diagnostics/source-map.ts';
import type { NodeId } from '../../graph/node.ts';
import { defaultLimits } from '../../jinja/limits.ts';
import { type RelationName, sql } from '../../sql/sql.ts';
import { textOffsets } from '../../sql/text-offsets.ts';
import { placeAt, type WrittenStatement } from '../../sql/written.ts';
import type { ExampleRow } from '../event.ts';
import { statementDiagnostic, templateOrigin } from '../statement-diagnostic.ts';

export interface AssertionAnswers {
  readonly counts: ReadonlyMap<NodeId, Counts>;
  readonly errors: ReadonlyMap<NodeId, Diagnostic>;
  readonly milliseconds: ReadonlyMap<NodeId, number>;
  /** Of the relation, where the scan of its row assertions ran whole. */
  readonly records: RecordCounts | null;
}

/** The rendered SQL of tests that somebody wrote, with the way back to their templates. */
export type WrittenTests = ReadonlyMap<NodeId, { readonly sql: string; readonly map: SourceMap }>;

export async function askAssertions(
  session: Session,
  statements: readonly AssertionStatement[],
  written: WrittenTests,
): Promise<AssertionAnswers> {
  const counts = new Map<NodeId, Counts>();
  const errors = new Map<NodeId, Diagnostic>();
  const milliseconds = new Map<NodeId, number>();
  let records: RecordCounts | null = null;
  const queue = [...statements];
  for (let statement = queue.shift(); statement; statement = queue.shift()) {
    const started = performance.now();
    const answer = await tryStatement(session, statement);
    const time = (performance.now() - started) / Math.max(1, statement.assertions.length);
    for (const { id } of statement.assertions) milliseconds.set(id, (milliseconds.get(id) ?? 0) + time);
    if (answer instanceof DatabaseError) {
      const halves = halve(statement);
      queue.unshift(...halves);
      if (halves.length === 0) {
        for (const assertion of statement.assertions)
          errors.set(assertion.id, guilt(answer, statement, assertion, written));
      }
      continue;
    }
    for (const [id, found] of answer.counts) counts.set(id, found);
    for (const assertion of statement.assertions) {
      const reason = answer.unreadable.get(assertion.id);
      if (reason !== undefined) {
        errors.set(
          assertion.id,
          errorAt('TEST_FAIL_CALC', reason, {
            span: assertion.span,
            help: 'Write a fail_calc that gives a whole number for every result',
          }),
        );
      }
    }
    records ??= answer.records;
  }
  return { counts, errors, milliseconds, records };
}

async function tryStatement(session: Session, statement: AssertionStatement) {
  await session.query(sql`SAVEPOINT smelt_test`);
  try {
    const { rows } = await session.query(statement.statement);
    await session.query(sql`RELEASE SAVEPOINT smelt_test`);
    return readAnswer(statement, rows[0] ?? []);
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.kind !== 'statement') throw error;
    await session.query(sql`ROLLBACK TO SAVEPOINT smelt_test`);
    return error;
  }
}

/** Whose text the error is about: the written test's template, the key of the properties file, else the declaration. */
function guilt(
  error: DatabaseError,
  statement: WrittenStatement,
  assertion: Assertion,
  written: WrittenTests,
): Diagnostic {
  const place = error.position === undefined ? undefined : placeAt(statement, error.position);
  const plain = statementDiagnostic(error, undefined, undefined, assertion.span);
  if (!place || error.position === undefined) return plain;
  const own = written.get(assertion.id);
  if (own && place.origin.key === 'sql') {
    const offset = textOffsets(statement.statement.text).fromCodePoints(error.position - 1) - place.start;
    const origin = templateOrigin(own, offset);
    if (origin) return { ...plain, span: origin.span, notes: [...plain.notes, ...origin.notes] };
  }
  return {
    ...plain,
    notes: [...plain.notes, { message: `in ${place.origin.key} of the data test ${assertion.name}` }],
  };
}

/** A few failing rows; none where fetching them fails, since the verdict needs none of them. */
export async function fetchExamples(
  session: Session,
  assertion: Assertion,
  relation: RelationName | null,
  limit: number,
): Promise<readonly ExampleRow[]> {
  await session.query(sql`SAVEPOINT smelt_examples`);
  try {
    const { statement } = examplesOf(assertion, relation, limit);
    const { fields, rows } = await session.queryText(statement, defaultLimits.read);
    await session.query(sql`RELEASE SAVEPOINT smelt_examples`);
    return rows.map((row) => fields.map(({ name }, index) => [name, row[index] ?? null]));
  } catch (error) {
    const failed = error instanceof ResultTooLarge || (error instanceof DatabaseError && error.kind === 'statement');
    if (!failed) throw error;
    await session.query(sql`ROLLBACK TO SAVEPOINT smelt_examples`);
    return [];
  }
}

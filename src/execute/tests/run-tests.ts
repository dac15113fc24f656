// Runs the data tests that are ready together on one relation: few statements on one snapshot, then each test's outcome,
// its history, and the row of the day of a relation whose quality is known.

import type { Assertion } from '../../assertions/assertion.ts';
import { describeOutcome } from '../../assertions/describe-outcome.ts';
import { planAssertions } from '../../assertions/plan-assertions.ts';
import { readAssertion } from '../../assertions/read-assertion.ts';
import { reportedCounts } from '../../assertions/reported-counts.ts';
import { verdictOf } from '../../assertions/verdict.ts';
import { compileTest } from '../../compile/compile-test.ts';
import { withFacts } from '../../compile/node-facts.ts';
import { DatabaseError, type Session } from '../../database/database.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { SourceMap } from '../../diagnostics/source-map.ts';
import { spanOf } from '../../diagnostics/text-file.ts';
import { isTest, type NodeId, type TestNode } from '../../graph/node.ts';
import { readCatalog, scopeOf } from '../../postgres/introspect.ts';
import { historyRow } from '../../quality/history-row.ts';
import type { TestAnswers } from '../../quality/quality-after.ts';
import { type RelationName, relationKey, sql } from '../../sql/sql.ts';
import { holdRun } from '../../state/locks.ts';
import { type QualityRow, upsertQualityRow } from '../../state/quality-metrics.ts';
import type { StateSchema } from '../../state/state-schema.ts';
import { recordTestResults, type TestResultRow } from '../../state/test-results.ts';
import { type Asking, askAgain } from '../ask-again.ts';
import { askDatabase } from '../ask-database.ts';
import type { TestOutcome } from '../event.ts';
import { previewFiles } from '../load/load-files.ts';
import { NodeFailure } from '../node-failure.ts';
import type { Run } from '../run.ts';
import { statementDiagnostic } from '../statement-diagnostic.ts';
import { takeNodeLocks } from '../take-locks.ts';
import { type AssertionAnswers, askAssertions, fetchExamples } from './ask-assertions.ts';

export interface TestGroup {
  readonly subject: NodeId | null;
  readonly tests: readonly NodeId[];
}

/** What became of one test; the assertion is absent where its declaration is wrong. */
interface Ended {
  readonly test: TestNode;
  readonly outcome: TestOutcome;
  readonly milliseconds: number;
  readonly history: TestResultRow | null;
}

/** What became of a group. */
export interface GroupResult {
  readonly group: TestGroup;
  readonly answers: TestAnswers;
  /** For the history. */
  readonly rows: readonly TestResultRow[];
  /** The first test that failed or could not run, which holds back what is downstream; null where none did. */
  readonly bad: NodeId | null;
}

interface Asked {
  readonly ended: readonly Ended[];
  readonly answers: Omit<TestAnswers, 'tests'>;
}

const examplesFetched = 3;

/** Asks them, and reports each one's outcome; what is kept of it is keepResults'. */
export async function runTests(group: TestGroup, run: Run): Promise<GroupResult> {
  const tests = group.tests.flatMap((id) => {
    const node = run.graph.nodes.get(id);
    return isTest(node) ? [node] : [];
  });
  const { ended, answers } = await endAll(group, tests, run);
  for (const { test, outcome, milliseconds } of ended) {
    run.emit({ kind: 'testFinished', nodeId: test.id, label: test.name, outcome, milliseconds });
  }
  const bad = ended.find(({ outcome }) => outcome.status !== 'pass' && outcome.status !== 'warn');
  return {
    group,
    answers: { tests: group.tests, ...answers },
    rows: ended.flatMap(({ history }) => history ?? []),
    bad: bad?.test.id ?? null,
  };
}

async function endAll(group: TestGroup, tests: readonly TestNode[], run: Run): Promise<Asked> {
  const all = (outcome: TestOutcome): Asked => ({
    ended: tests.map((test) => ({ test, outcome, milliseconds: 0, history: null })),
    answers: { assertions: [], counts: new Map(), records: null },
  });
  try {
    return await askAgain(askingOf(group, run), (session) =>
      // Not repeatable read: such a snapshot is taken before anything is locked, and what is replaced after that has no rows in it.
      session.transaction({}, () => askGroup(session, tests, run)),
    );
  } catch (error) {
    if (error instanceof NodeFailure) return all({ status: 'error', diagnostics: error.diagnostics });
    if (!(error instanceof DatabaseError)) throw error;
    if (error.kind === 'cancelled') return all({ status: 'cancelled' });
    return all({ status: 'error', diagnostics: [statementDiagnostic(error, undefined, undefined, tests[0]?.span)] });
  }
}

/** The answers, and then what is kept of them, are asked for again when the connection breaks. */
function askingOf({ subject, tests }: TestGroup, { database, cancelled, emit }: Run): Asking {
  const nodeId = subject ?? tests[0];
  const again = (attempt: number, reason: string) => {
    if (nodeId !== undefined) emit({ kind: 'retried', nodeId, attempt, reason });
  };
  return { database, cancelled, again };
}

async function askGroup(session: Session, tests: readonly TestNode[], run: Run): Promise<Asked> {
  // Compiling a fused statement just in time costs more than it saves.
  await session.query(sql`select pg_catalog.set_config('jit', 'off', true)`);
  await takeNodeLocks(session, [holdRun(run.id)]);
  const compile = withFacts(run.compile, null);
  const assertions: AskedTest[] = [];
  const written = new Map<NodeId, { readonly sql: string; readonly map: SourceMap }>();
  const loaded = new Set<string>();
  const wrong: Ended[] = [];
  let relation: RelationName | null = null;
  for (const test of tests) {
    const compiled = await compileTest(test, compile, (request) =>
      askDatabase(session, request, spanOf(test.file), []),
    );
    const assertion = compiled.ok ? readAssertion(compiled.value) : compiled;
    if (!compiled.ok || !assertion.ok) {
      const diagnostics = assertion.ok ? [] : assertion.problems;
      wrong.push({ test, outcome: { status: 'error', diagnostics }, milliseconds: 0, history: null });
      continue;
    }
    relation ??= compiled.value.rows;
    const { sql: text, map, fileRelations } = compiled.value;
    if (text !== null && map !== null) written.set(test.id, { sql: text, map });
    for (const files of fileRelations) {
      const key = relationKey(files.relation);
      if (!loaded.has(key)) await previewFiles(session, files, run, null);
      loaded.add(key);
    }
    assertions.push({ test, assertion: assertion.value });
  }
  const facts =
    relation === null || relation.schema === 'pg_temp' || relation.schema === ''
      ? null
      : (await readCatalog(session, scopeOf([relation]))).relations.get(relationKey(relation));
  const statements = planAssertions({
    relation,
    assertions: assertions.map(({ assertion }) => assertion),
    facts: facts ?? null,
  });
  const executedAt = new Date();
  const answers = await askAssertions(session, statements, written);
  const ended: Ended[] = [];
  for (const one of assertions) ended.push(await judge(session, one, { relation, answers, executedAt }));
  const { counts, records } = answers;
  return {
    ended: [...ended, ...wrong],
    answers: { assertions: assertions.map(({ assertion }) => assertion), counts, records },
  };
}

interface AskedTest {
  readonly test: TestNode;
  readonly assertion: Assertion;
}

interface Answered {
  readonly relation: RelationName | null;
  readonly answers: AssertionAnswers;
  readonly executedAt: Date;
}

async function judge(
  session: Session,
  { test, assertion }: AskedTest,
  { relation, answers, executedAt }: Answered,
): Promise<Ended> {
  const milliseconds = answers.milliseconds.get(assertion.id) ?? 0;
  const timing = { executedAt, milliseconds };
  const counts = answers.counts.get(assertion.id);
  if (!counts) {
    const problem = answers.errors.get(assertion.id);
    const diagnostics: readonly Diagnostic[] = problem ? [problem] : [];
    const history = historyRow(assertion, { kind: 'error', message: problem?.message ?? 'no answer' }, timing);
    return { test, outcome: { status: 'error', diagnostics }, milliseconds, history };
  }
  const verdict = verdictOf(assertion, counts);
  const sentence = describeOutcome(assertion, counts);
  const history = historyRow(assertion, { kind: 'answered', counts }, timing);
  const reported = { counts: reportedCounts(assertion, counts), sentence };
  if (verdict === 'pass') return { test, outcome: { status: 'pass', ...reported }, milliseconds, history };
  const examples = await fetchExamples(session, assertion, relation, examplesFetched);
  return { test, outcome: { status: verdict, ...reported, examples }, milliseconds, history };
}

/**
 * The history of a group and, where its relation has one now, the row of its day; in a transaction of its own, after the reading one.
 * Scores are reported when they are written; where they cannot be, that is an error: those that exist are of another day or run.
 */
export async function keepResults(
  { group, rows: answered }: GroupResult,
  day: QualityRow | null,
  run: Run,
): Promise<void> {
  const { database, emit } = run;
  const metrics = run.tables.get('data_quality_metrics');
  if (!run.recorded) return;
  const lostBefore = database.gone;
  const masked = (message: string | null) => (message === null ? null : run.mask(message));
  const rows = answered.map((row) => ({ ...row, message: masked(row.message) }));
  const statements = [
    ...(rows.length > 0 ? [(state: StateSchema) => recordTestResults(state, run.id, rows)] : []),
    ...(day !== null && metrics ? [() => upsertQualityRow(metrics, day)] : []),
  ];
  try {
    if (statements.length > 0) {
      await askAgain(askingOf(group, run), (session) =>
        session.transaction({}, async () => {
          for (const statement of statements) await session.query(statement(session.state));
        }),
      );
    }
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    // The loss of the database was reported by the statement that met it, and an interrupt needs no reporting.
    if (error.kind === 'cancelled' || lostBefore) return;
    emit({ kind: 'diagnostic', diagnostic: unrecorded(error, group) });
    return;
  }
  if (day !== null) emit({ kind: 'qualityMeasured', table: day.tableName, scores: day });
}

function unrecorded(error: DatabaseError, { subject, tests }: TestGroup): Diagnostic {
  const diagnostic = statementDiagnostic(error, undefined, undefined);
  const message = `the test results of ${subject ?? tests.join(', ')} could not be recorded: ${diagnostic.message}`;
  return { ...diagnostic, message };
}

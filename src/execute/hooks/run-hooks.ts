// on-run-start and on-run-end: statements of the project and its packages around a run, each hook in a transaction of its own, each
// pair `begin … commit` too, and what is before and behind a `commit`. What a broken connection undid is run again, unless it has
// committed all the same.

import { failed, passed } from '../../base/checked.ts';
import { type RunHookPlace, type RunMoment, renderRunHook } from '../../compile/hook.ts';
import { withFacts } from '../../compile/node-facts.ts';
import { DatabaseError, recordsOf, type Session } from '../../database/database.ts';
import { type Checked, type Diagnostic, errorAt } from '../../diagnostics/diagnostic.ts';
import type { Value } from '../../jinja/value.ts';
import type { RunHook } from '../../project/project.ts';
import { commits } from '../../sql/ends-transaction.ts';
import { sql } from '../../sql/sql.ts';
import type { AdvisoryLock } from '../../state/advisory-lock.ts';
import { holdRun, lockRunHook } from '../../state/locks.ts';
import { isCommitted, markCommit } from '../../state/runs.ts';
import { askAgain } from '../ask-again.ts';
import { askFreely } from '../ask-database.ts';
import { NodeFailure } from '../node-failure.ts';
import type { Run } from '../run.ts';
import { statementDiagnostic } from '../statement-diagnostic.ts';
import { takeNodeLocks } from '../take-locks.ts';
import { type HookStatement, type RenderedHook, renderStatements, sendStatements } from './perform-hook.ts';

/** One after the other, up to the first that fails; what came before it stays. `names` are those that only these hooks have. */
export async function runHooks(
  run: Run,
  moment: RunMoment,
  hooks: readonly RunHook[],
  names: ReadonlyMap<string, Value>,
): Promise<Checked<void>> {
  const warnings: Diagnostic[] = [];
  for (const hook of hooks) {
    const done = await runHook(run, hook, { moment, names });
    if (!done.ok) return failed([...warnings, ...done.problems]);
    warnings.push(...done.warnings);
  }
  return passed(undefined, warnings);
}

async function runHook(run: Run, hook: RunHook, place: RunHookPlace): Promise<Checked<void>> {
  const id = `${hook.packageName}.${place.moment}-${hook.index}`;
  const progress = { committed: false };
  try {
    const first = await inTransaction(run, id, (session, isDone) =>
      begin(run, { hook, place, id, isDone, progress }, session),
    );
    for (const [at, rest] of first.later.entries()) {
      await inTransaction(run, `${id}+${at + 1}`, async (session, isDone) => {
        if (!isDone) await sendStatements(hook, rest, session);
      });
    }
    return passed(undefined, first.warnings);
  } catch (error) {
    if (error instanceof NodeFailure) return failed(error.diagnostics);
    if (!(error instanceof DatabaseError) || error.kind === 'cancelled') throw error;
    return failed([statementDiagnostic(error, undefined, undefined, hook.span)]);
  }
}

/** Its mark comes before what it does: afterwards it may be another role that writes. A retry sees by it that it has committed. */
function inTransaction<T>(run: Run, id: string, work: (session: Session, isDone: boolean) => Promise<T>): Promise<T> {
  return askAgain(run, (session, attempt) =>
    session.transaction({}, async () => {
      await takeNodeLocks(session, locksOf(run, id));
      const isDone = run.recorded && attempt > 1 && (await hasCommitted(run, id, session));
      if (run.recorded && !isDone) await session.query(markCommit(session.state, run.id, id, attempt));
      return work(session, isDone);
    }),
  );
}

function locksOf(run: Run, id: string): readonly AdvisoryLock[] {
  return [lockRunHook(run.id, id), holdRun(run.id)];
}

async function hasCommitted(run: Run, id: string, session: Session): Promise<boolean> {
  return recordsOf(await session.query(isCommitted(session.state, run.id, id)))[0]?.committed === true;
}

/** Whether the template of a hook has ended a transaction itself: it cannot be rendered once more then. */
interface Progress {
  committed: boolean;
}

interface Begun {
  readonly warnings: readonly Diagnostic[];
  /** What is left for transactions of their own. */
  readonly later: readonly RenderedHook[];
}

interface Beginning {
  readonly hook: RunHook;
  readonly place: RunHookPlace;
  readonly id: string;
  readonly isDone: boolean;
  readonly progress: Progress;
}

/** Renders the hook, and sends what belongs to its first transaction. One that has committed is rendered anew only for what is left. */
async function begin(run: Run, { hook, place, id, isDone, progress }: Beginning, session: Session): Promise<Begun> {
  if (progress.committed) throw new NodeFailure([cannotGoOn(hook)]);
  const goesOn = `${id}+`;
  if (isDone && !(await hasCommitted(run, goesOn, session))) return { warnings: [], later: [] };
  const environment = withFacts(run.compile, null);
  const answer = answeringOn(locksOf(run, id), progress);
  const rendered = await renderStatements(
    hook,
    session,
    (_, ask) => renderRunHook(hook, place, environment, ask),
    answer,
  );
  const [first, ...later] = transactionsOf(rendered.statements).map((statements) => ({ ...rendered, statements }));
  const begun = { warnings: rendered.warnings, later };
  if (isDone) return begun;
  if (run.recorded && later.length > 0) await session.query(markCommit(session.state, run.id, goesOn, 1));
  if (first) await sendStatements(hook, first, session);
  return begun;
}

/** The transaction is the template's own to end: the next one begins behind it, under the same locks. */
function answeringOn(locks: readonly AdvisoryLock[], progress: Progress): typeof askFreely {
  return async (session, ...question) => {
    const answer = await askFreely(session, ...question);
    if (session.inTransaction) return answer;
    progress.committed = true;
    await session.query(sql`BEGIN`);
    await takeNodeLocks(session, locks);
    return answer;
  };
}

function cannotGoOn({ span }: RunHook): Diagnostic {
  return errorAt('HOOK_AFTER_COMMIT', 'this hook was interrupted after a `commit` of its template', {
    span,
    help: 'Look at what it has committed, and run again',
  });
}

/** Each pair `begin … commit` is one, and so is what is before, between and behind them; a `commit` without `begin` ends one, too. */
function transactionsOf(statements: readonly HookStatement[]): readonly (readonly HookStatement[])[] {
  const transactions: HookStatement[][] = [];
  let current: HookStatement[] | null = null;
  for (const statement of statements) {
    if (statement.edge === null && commits(statement.text)) {
      current = null;
      continue;
    }
    if (current === null || statement.edge === 'begin') {
      current = [];
      transactions.push(current);
    }
    current.push(statement);
    if (statement.edge !== null && statement.edge !== 'begin') current = null;
  }
  return transactions;
}

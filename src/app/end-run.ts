// The end of a run: what it leaves in order in the database, and its own last word there. Each is tried again on a new session
// where the connection breaks; what cannot be had all the same is an error.

import { passed } from '../base/checked.ts';
import { DatabaseError, type Session } from '../database/database.ts';
import { type Checked, type Diagnostic, warningAt } from '../diagnostics/diagnostic.ts';
import { type Asking, askAgain } from '../execute/ask-again.ts';
import type { NodeRecorder } from '../execute/node/record-node.ts';
import { lackForeignFunctions } from '../execute/run/ensure-product-table.ts';
import { statementDiagnostic } from '../execute/statement-diagnostic.ts';
import { takeLocks } from '../execute/take-locks.ts';
import { relationKey } from '../sql/sql.ts';
import { lockSchema } from '../state/locks.ts';
import { createRefreshFunction, findOtherFunction, refreshFunction, standingViews } from '../state/refresh-function.ts';
import { type RunEnd, recordRunEnd } from '../state/runs.ts';
import type { FollowedRun } from './follow-run.ts';
import type { OpenProject } from './open-project.ts';
import { tidyRetiredVersions } from './retired-versions.ts';

export interface EndingRun extends Asking {
  readonly runId: string;
  readonly opened: OpenProject;
  readonly followed: FollowedRun;
}

/** Throws where an interrupt ends it. */
export async function leaveInOrder(run: EndingRun): Promise<void> {
  const { followed, opened } = run;
  await tell(run, 'retired versions of replaced relations could not be looked after', () =>
    askAgain(run, async (session) => {
      for (const diagnostic of await tidyRetiredVersions(session, opened.graph))
        followed.emit({ kind: 'diagnostic', diagnostic });
    }),
  );
  await tell(run, 'refresh_all_materialized_views() could not be brought up to date', () =>
    askAgain(run, async (session) => {
      const updated = await updateRefreshFunction(session, opened);
      for (const diagnostic of updated.ok ? updated.warnings : updated.problems)
        followed.emit({ kind: 'diagnostic', diagnostic });
    }),
  );
}

/** The run's last word, also after an interrupt, be it one that comes only now; `told` where its events do not tell it. Throws only for bugs. */
export async function recordEnd(run: EndingRun, recorder: NodeRecorder, told?: RunEnd): Promise<void> {
  const { runId, opened, followed, database } = run;
  const status = (): RunEnd => told ?? (run.cancelled() ? 'cancelled' : followed.failed ? 'failed' : 'success');
  const record = () =>
    askAgain({ database, cancelled: () => false }, (session) =>
      session.transaction({}, async () => {
        await recorder.left(session, followed.left(opened.graph));
        await session.query(recordRunEnd(session.state, runId, status()));
      }),
    );
  const interruptible = () =>
    record().catch((error: unknown) => {
      if (error instanceof DatabaseError && error.kind === 'cancelled') return record();
      throw error;
    });
  await tell(run, 'the end of the run could not be recorded', interruptible);
}

async function tell({ followed, database }: EndingRun, what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.kind === 'cancelled') throw error;
    if (error.kind === 'connection' && (followed.lossTold || (database.gone && followed.bad))) return;
    followed.emit({ kind: 'diagnostic', diagnostic: undone(what, error) });
  }
}

function undone(what: string, error: DatabaseError): Diagnostic {
  const diagnostic = statementDiagnostic(error, undefined, undefined);
  return { ...diagnostic, message: `${what}: ${diagnostic.message}` };
}

/**
 * Every run leaves the function refreshing exactly the materialized views of the project that stand. STATE_FUNCTION_FOREIGN, LOCK_NOT_GRANTED. Under the lock of the engine's schema,
 * because of two sessions replacing one function the second fails.
 */
async function updateRefreshFunction(session: Session, opened: OpenProject): Promise<Checked<void>> {
  const views = opened.graph.order.flatMap((id) => {
    const node = opened.graph.nodes.get(id);
    return node?.resourceType === 'model' && node.config.materialized === 'materialized_view' ? [node.relation] : [];
  });
  if (views.length === 0) return passed(undefined);
  const { schema } = opened.run.target;
  return session.transaction({}, async () => {
    const taken = await takeLocks(session, [lockSchema()]);
    if (!taken.ok) return taken;
    const ours = await lackForeignFunctions(session, schema, [refreshFunction(schema).name]);
    if (!ours.ok) return ours;
    if ((await session.query(findOtherFunction(schema))).rows.length > 0)
      return passed(undefined, [keptFunction(schema)]);
    const { rows } = await session.query(standingViews(session.state));
    const found = new Set(rows.map(([schema, name]) => relationKey({ schema: String(schema), name: String(name) })));
    const standing = views.filter((view) => found.has(relationKey(view)));
    for (const statement of createRefreshFunction(session.state, schema, standing)) await session.query(statement);
    return passed(undefined);
  });
}

function keptFunction(schema: string): Diagnostic {
  const name = relationKey(refreshFunction(schema));
  return warningAt('REFRESH_FUNCTION_KEPT', `the function ${name}() is none of Smelt's and stays as it is`, {
    help: 'Give it another name, and the next run makes the one that refreshes the materialized views of the project',
  });
}

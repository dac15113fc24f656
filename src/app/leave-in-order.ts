// What a run leaves in order in the database once its last node has ended: no retired versions that nobody reads, and the function that
// refreshes its materialized views.

import { passed } from '../base/checked.ts';
import type { Session } from '../database/database.ts';
import { type Checked, type Diagnostic, warningAt } from '../diagnostics/diagnostic.ts';
import { askAgain } from '../execute/ask-again.ts';
import { lackForeignFunctions } from '../execute/run/ensure-product-table.ts';
import type { Run } from '../execute/run.ts';
import { takeLocks } from '../execute/take-locks.ts';
import { isModel } from '../graph/node.ts';
import { relationKey } from '../sql/sql.ts';
import { lockSchema } from '../state/locks.ts';
import { createRefreshFunction, existingViews, findOtherFunction, refreshFunction } from '../state/refresh-function.ts';
import type { FollowedRun } from './follow-run.ts';
import { tryAtEnd } from './record-run.ts';
import { tidyRetiredVersions } from './retired-versions.ts';

/** Throws where an interrupt ends it. */
export async function leaveInOrder(run: Run, followed: FollowedRun): Promise<void> {
  await tryAtEnd(run, followed, 'retired versions of replaced relations could not be looked after', () =>
    askAgain(run, async (session) => {
      for (const diagnostic of await tidyRetiredVersions(session, run.graph))
        run.emit({ kind: 'diagnostic', diagnostic });
    }),
  );
  await tryAtEnd(run, followed, 'refresh_all_materialized_views() could not be brought up to date', () =>
    askAgain(run, async (session) => {
      const updated = await updateRefreshFunction(session, run);
      for (const diagnostic of updated.ok ? updated.warnings : updated.problems)
        run.emit({ kind: 'diagnostic', diagnostic });
    }),
  );
}

/**
 * Every run leaves the function refreshing exactly the materialized views of the project that exist. STATE_FUNCTION_FOREIGN, LOCK_NOT_GRANTED. Under the lock of the engine's schema,
 * because of two sessions replacing one function the second fails.
 */
async function updateRefreshFunction(session: Session, { graph, target }: Run): Promise<Checked<void>> {
  const views = graph.order.flatMap((id) => {
    const node = graph.nodes.get(id);
    return isModel(node) && node.config.materialized === 'materialized_view' ? [node.relation] : [];
  });
  if (views.length === 0) return passed(undefined);
  const { schema } = target;
  return session.transaction({}, async () => {
    const taken = await takeLocks(session, [lockSchema()]);
    if (!taken.ok) return taken;
    const ours = await lackForeignFunctions(session, schema, [refreshFunction(schema).name]);
    if (!ours.ok) return ours;
    if ((await session.query(findOtherFunction(schema))).rows.length > 0)
      return passed(undefined, [keptFunction(schema)]);
    const { rows } = await session.query(existingViews(session.state));
    const found = new Set(rows.map(([schema, name]) => relationKey({ schema: String(schema), name: String(name) })));
    const existing = views.filter((view) => found.has(relationKey(view)));
    for (const statement of createRefreshFunction(session.state, schema, existing)) await session.query(statement);
    return passed(undefined);
  });
}

function keptFunction(schema: string): Diagnostic {
  const name = relationKey(refreshFunction(schema));
  return warningAt('REFRESH_FUNCTION_KEPT', `the function ${name}() is none of Smelt's and stays as it is`, {
    help: 'Give it another name, and the next run makes the one that refreshes the materialized views of the project',
  });
}

// `smelt clean --orphans`: lists the relations of Smelt's that no model claims, and with `--drop` drops them, without CASCADE. One that
// anything else hangs on stays, and is reported.

import type { CatalogRelation } from '../catalog/relation.ts';
import { type Database, DatabaseError, type Session } from '../database/database.ts';
import { type Diagnostic, errorAt } from '../diagnostics/diagnostic.ts';
import { askAgain } from '../execute/ask-again.ts';
import { NodeFailure } from '../execute/node-failure.ts';
import { statementDiagnostic } from '../execute/statement-diagnostic.ts';
import { takeNodeLocks } from '../execute/take-locks.ts';
import { dependentsOf } from '../plan/shape/dependents.ts';
import { attachedByHand } from '../plan/shape/partitions.ts';
import { readCatalog, scopeOf } from '../postgres/introspect.ts';
import { relationKey } from '../sql/sql.ts';
import { lockTarget } from '../state/locks.ts';
import { dropOwn } from '../state/orphans.ts';
import { answered, type CommandContext, type CommandResult } from './command.ts';
import { findOrphans, type Orphan, orphanLine } from './orphans.ts';

type Context = Pick<CommandContext<unknown>, 'opened' | 'io'>;

export async function cleanOrphans(
  database: Database,
  { opened, io }: Context,
  { drop }: { readonly drop: boolean },
): Promise<CommandResult> {
  const orphans = await database.withSession((session) => findOrphans(session, opened));
  if (orphans.length === 0) return answered("every relation of Smelt's belongs to a model\n");
  if (!drop) return answered(`${orphans.map(orphanLine).join('\n')}\nWith --drop they are dropped, with their rows\n`);
  const kept = await dropAll(orphans, async (orphan) => {
    const problem = await dropOne({ database, cancelled: () => io.interrupted.aborted }, orphan);
    if (problem === null) io.write(`dropped ${orphan.kind} ${relationKey(orphan.relation)}\n`);
    return problem;
  });
  return { diagnostics: kept, output: '', failed: kept.length > 0 };
}

/** What reads another one goes first: all that are left are tried again as long as one of them went. */
async function dropAll(
  orphans: readonly Orphan[],
  dropOf: (orphan: Orphan) => Promise<Diagnostic | null>,
): Promise<readonly Diagnostic[]> {
  for (let left = orphans; ; ) {
    const kept: { readonly orphan: Orphan; readonly problem: Diagnostic }[] = [];
    for (const orphan of left) {
      const problem = await dropOf(orphan);
      if (problem !== null) kept.push({ orphan, problem });
    }
    if (kept.length === 0 || kept.length === left.length) return kept.map(({ problem }) => problem);
    left = kept.map(({ orphan }) => orphan);
  }
}

/** Null: it is gone. Throws where the database is. */
async function dropOne(asking: Parameters<typeof askAgain>[0], orphan: Orphan): Promise<Diagnostic | null> {
  try {
    return await askAgain(asking, (session) => session.transaction({}, () => dropIfFree(session, orphan)));
  } catch (error) {
    if (error instanceof NodeFailure) return error.diagnostics[0] ?? null;
    if (!(error instanceof DatabaseError) || error.kind !== 'statement') throw error;
    return statementDiagnostic(error, undefined, undefined);
  }
}

async function dropIfFree(session: Session, { relation, kind, nodeId }: Orphan): Promise<Diagnostic | null> {
  await takeNodeLocks(session, [lockTarget(relation)]);
  const catalog = await readCatalog(session, scopeOf([relation]));
  const actual = catalog.relations.get(relationKey(relation));
  // Somebody else has dropped it meanwhile, or made another of its name.
  if (actual?.ownership?.nodeId !== nodeId) return null;
  const { others, ownViews, ownMaterializedViews } = dependentsOf(actual, catalog);
  const uses = [
    ...others.map(({ description }) => description),
    ...[...ownViews, ...ownMaterializedViews].map(nameOf),
    ...attachedByHand(relation, actual.partitions).map((name) => `partition ${relationKey(name)}`),
  ];
  if (uses.length > 0) return keptOrphan(relationKey(relation), uses);
  for (const statement of dropOwn(session.state, relation, kind)) await session.query(statement);
  return null;
}

function nameOf({ kind, name }: CatalogRelation): string {
  return `${kind.replace('_', ' ')} ${relationKey(name)}`;
}

function keptOrphan(name: string, uses: readonly string[]): Diagnostic {
  return errorAt('ORPHAN_KEPT', `${name} is not dropped: other things hang on it`, {
    notes: uses.map((message) => ({ message })),
    help: 'Take these away first, if nobody needs them; Smelt drops only what is its own',
  });
}

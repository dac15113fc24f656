// The target's database for the time of a command's work: an interrupt cancels what runs, and what the database refuses outside any
// node is reported instead of thrown.

import { failed, passed } from '../base/checked.ts';
import { type Database, DatabaseError } from '../database/database.ts';
import type { Checked, Diagnostic } from '../diagnostics/diagnostic.ts';
import { NodeFailure } from '../execute/node-failure.ts';
import { statementDiagnostic } from '../execute/statement-diagnostic.ts';
import { openDatabase } from '../postgres/open-database.ts';
import type { OpenProject } from './open-project.ts';

/** What `work` answers; it is given the warnings of the opening. Fails with no problem at all where an interrupt has ended it. Throws for bugs. */
export async function lendDatabase<T>(
  { project, run }: OpenProject,
  interrupted: AbortSignal,
  work: (database: Database, warnings: readonly Diagnostic[]) => Promise<T>,
): Promise<Checked<T>> {
  // A node needs a session: `--threads` says how many there may be, whatever the target says.
  const database = await openDatabase({ ...project.target, threads: run.threads });
  if (!database.ok) return database;
  const cancel = () => void database.value.cancel();
  interrupted.addEventListener('abort', cancel);
  try {
    if (interrupted.aborted) return failed([]);
    return passed(await work(database.value, database.warnings));
  } catch (error) {
    if (interrupted.aborted) return failed([]);
    const problems = problemsOf(error);
    if (!problems) throw error;
    return failed(problems);
  } finally {
    interrupted.removeEventListener('abort', cancel);
    await database.value.close();
  }
}

/** Undefined for what is neither the database's nor a node's: a bug. */
function problemsOf(error: unknown): readonly Diagnostic[] | undefined {
  if (error instanceof NodeFailure) return error.diagnostics;
  return error instanceof DatabaseError ? [statementDiagnostic(error, undefined, undefined)] : undefined;
}

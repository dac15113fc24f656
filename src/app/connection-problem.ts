// A database that failed outside any node (before the run, between nodes) as what the user is told.

import { DatabaseError } from '../database/database.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { statementDiagnostic } from '../execute/statement-diagnostic.ts';

/** Undefined for anything that is not the database's: a bug. */
export function connectionProblem(error: unknown): Diagnostic | undefined {
  return error instanceof DatabaseError ? statementDiagnostic(error, undefined, undefined) : undefined;
}

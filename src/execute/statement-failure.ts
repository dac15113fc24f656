// What a statement's failure is to whoever runs it.

import { DatabaseError } from '../database/database.ts';
import type { Span } from '../diagnostics/text-file.ts';
import type { ModelText } from '../plan/step.ts';
import type { Sql } from '../sql/sql.ts';
import { NodeFailure } from './node-failure.ts';
import { mayPass } from './retry.ts';
import { statementDiagnostic } from './statement-diagnostic.ts';

/** What to throw for a statement's error: the error itself where another attempt may succeed, else what its user must know. */
export function statementFailure(
  error: unknown,
  statement: Sql | undefined,
  model: ModelText | undefined,
  span: Span | undefined,
): unknown {
  if (!(error instanceof DatabaseError) || error.kind !== 'statement' || mayPass(error)) return error;
  return new NodeFailure([statementDiagnostic(error, statement, model, span)], error);
}

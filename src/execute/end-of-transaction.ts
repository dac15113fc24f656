// What users write runs in transactions of Smelt's, with locks and records of its own: a statement of theirs that would end
// one is refused before it is sent. In a hook outside the transaction it is theirs to use.

import type { Session } from '../database/database.ts';
import { type Diagnostic, errorAt } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/text-file.ts';
import { endsTransaction } from '../sql/ends-transaction.ts';

/** Undefined for every other statement, and where no transaction is open. `loadParser` must have finished. */
export function endOfTransaction(text: string, session: Session, span: Span): Diagnostic | undefined {
  if (!session.inTransaction || !endsTransaction(text)) return undefined;
  return errorAt('TRANSACTION_ENDED', "this statement would end Smelt's transaction in the middle", {
    span,
    help: 'Leave it out: Smelt commits when all has succeeded; a hook of a node with `transaction: false` runs outside',
  });
}

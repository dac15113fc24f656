// How a node stops with what its user must know.

import { DatabaseError } from '../database/database.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';

/** The transaction is rolled back on the way out. */
export class NodeFailure extends Error {
  override readonly name = 'NodeFailure';
  readonly diagnostics: readonly Diagnostic[];
  /** `cause`: the database's own error, where there is one. */
  constructor(diagnostics: readonly Diagnostic[], cause?: DatabaseError) {
    super(diagnostics[0]?.message ?? 'failed', { cause });
    this.diagnostics = diagnostics;
  }

  /** The same failure, each diagnostic reported otherwise. */
  map(otherwise: (diagnostic: Diagnostic) => Diagnostic): NodeFailure {
    const { cause } = this;
    return new NodeFailure(this.diagnostics.map(otherwise), cause instanceof DatabaseError ? cause : undefined);
  }
}

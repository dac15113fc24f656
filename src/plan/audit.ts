// `audit: true`: every change of a row is logged by triggers. They are put on when the rows of the first load are in or before,
// as the log's own rules say (state/), and such a relation is never swapped.

import { failed, passed } from '../base/checked.ts';
import { InternalError } from '../base/internal-error.ts';
import { type Checked, errorAt } from '../diagnostics/diagnostic.ts';
import type { Sql } from '../sql/sql.ts';
import { auditTriggers } from '../state/audit-log.ts';
import type { DeclaredTable } from './declared-table.ts';
import { type PlanContext, spanOfConfig } from './input.ts';

/** The statements that put the triggers on a table that was just made and is still empty; none without `audit: true`. */
export function auditStatements(context: PlanContext, declared: DeclaredTable | null): Checked<readonly Sql[]> {
  const { node, target, options } = context;
  if (!node.config.audit) return passed([]);
  const span = spanOfConfig(node, 'audit');
  if (!declared || declared.primaryKey.length === 0) {
    return failed([
      errorAt(
        'AUDIT_PRIMARY_KEY',
        `"${node.name}" has audit: true, but no primary key by which the log could name its rows`,
        {
          span,
          help: 'Add a primary_key constraint and `contract: {enforced: true}` to its properties',
        },
      ),
    ]);
  }
  if (options.auditTable === null) throw new InternalError('a node is audited, and no audit_log was given to plan it');
  return passed(auditTriggers(target, declared.primaryKey, options.auditTable));
}

// `audit: true`: every change of a row is logged by triggers. They are put on when the rows of the first load are in or before,
// as the log's own rules say (state/), and such a relation is never swapped.

import { failed, passed } from '../../base/checked.ts';
import { InternalError } from '../../base/internal-error.ts';
import { type Checked, errorAt } from '../../diagnostics/diagnostic.ts';
import type { BuiltNode } from '../../graph/node.ts';
import type { Sql } from '../../sql/sql.ts';
import { auditTriggers } from '../../state/audit-log.ts';
import { auditPartitions } from '../../state/audit-partitions.ts';
import { run } from '../common-actions.ts';
import { type PlanContext, spanOfConfig } from '../input.ts';
import { isStep, type NodePlan } from '../step.ts';
import type { DeclaredTable } from './declared-table.ts';

/** The columns by which the log names the rows of an audited node. */
export function auditKey(node: BuiltNode, declared: DeclaredTable | null): Checked<readonly string[]> {
  if (declared && declared.primaryKey.length > 0) return passed(declared.primaryKey);
  return failed([
    errorAt(
      'AUDIT_PRIMARY_KEY',
      `"${node.name}" has audit: true, but no primary key by which the log could name its rows`,
      {
        span: spanOfConfig(node, 'audit'),
        help: 'Add a primary_key constraint and `contract: {enforced: true}` to its properties',
      },
    ),
  ]);
}

/** The statements that put the triggers on a table that was just made and is still empty; none without `audit: true`. */
export function auditStatements(context: PlanContext, declared: DeclaredTable | null): Checked<readonly Sql[]> {
  const { node, target, options } = context;
  if (!node.config.audit) return passed([]);
  const key = auditKey(node, declared);
  if (!key.ok) return key;
  if (options.auditTable === null) throw new InternalError('a node is audited, and no audit_log was given to plan it');
  return passed(auditTriggers(target, key.value, options.auditTable));
}

/**
 * The plan, with triggers on the partitions too: before its rows on those that exist, while it holds nothing that their writers could wait
 * for, and after them on those that it made, which nobody else has seen.
 */
export function auditingPartitions(context: PlanContext, planned: Checked<NodePlan>): Checked<NodePlan> {
  const { node, actual, target } = context;
  if (!planned.ok || !node.config.audit || node.config.partitionBy === null) return planned;
  const copy = run(auditPartitions(target));
  const steps = planned.value.steps.map((step) =>
    isStep(step) && step.kind !== 'alter'
      ? { ...step, actions: [...(actual?.kind === 'partitioned' ? [copy] : []), ...step.actions, copy] }
      : step,
  );
  return { ...planned, value: { ...planned.value, steps } };
}

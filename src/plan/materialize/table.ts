// Tables: made whole by every run. The first time at their final name; afterwards a rebuild beside what exists, or in place.

import type { Checked } from '../../diagnostics/diagnostic.ts';
import { loadFiles, recordOwnership } from '../common-actions.ts';
import { tableFingerprint } from '../fingerprint.ts';
import type { ModelSubject, PlanContext } from '../input.ts';
import { nameOf, oneStep } from '../node-plan.ts';
import { auditStatements } from '../shape/audit.ts';
import { contractOf } from '../shape/declared-table.ts';
import { declaredIndexes } from '../shape/indexes.ts';
import type { NodePlan } from '../step.ts';
import { buildTable } from '../write/build-table.ts';
import { rebuildTable } from '../write/rebuild-table.ts';

type Context = PlanContext<ModelSubject>;

export function planTable(context: Context): Checked<NodePlan> {
  return context.actual === null ? createTable(context) : rebuildTable(context, context.actual);
}

/** Nothing is there: one transaction makes the table at its final name. Incremental models begin so too. */
export function createTable(context: Context): Checked<NodePlan> {
  const { node, target, options, project } = context;
  const declared = contractOf(node, project);
  if (!declared.ok) return declared;
  const audit = auditStatements(context, declared.value);
  if (!audit.ok) return audit;
  const fingerprint = tableFingerprint(declared.value, node.config.partitionBy);
  return oneStep(context, {
    kind: 'create',
    summary: 'create',
    title: `create ${nameOf(context)}`,
    actions: [
      ...loadFiles(context, options.newGeneration, false),
      ...buildTable(context, {
        relation: target,
        declared: declared.value,
        indexes: declaredIndexes(node),
        triggers: audit.value,
        unlogged: node.config.unlogged,
      }),
      recordOwnership(context, { generation: options.newGeneration, fingerprint }),
    ],
  });
}

// A table that stands is made anew: built beside and swapped in where nothing hangs on it that a new table would lose, else in
// place, by the rows that differ. What fits neither way is refused before anything is changed.

import { failed, passed } from '../base/checked.ts';
import type { CatalogRelation } from '../catalog/relation.ts';
import { type Checked, type Diagnostic, errorAt } from '../diagnostics/diagnostic.ts';
import { auditStatements } from './audit.ts';
import { contractOf, type DeclaredTable } from './declared-table.ts';
import { dependentsOf } from './dependents.ts';
import { tableFingerprint } from './fingerprint.ts';
import { type ModelSubject, type PlanContext, spanOfConfig } from './input.ts';
import { nameOf, oneStep } from './node-plan.ts';
import { rewriteModel } from './rewrite-table.ts';
import type { Action, NodePlan } from './step.ts';
import { loadFiles, recordOwnership } from './surroundings.ts';
import { swapTable } from './swap-table.ts';

type Context = PlanContext<ModelSubject>;

/** The rows get a new generation: none of those that stood before is taken for one of them. */
export function rebuildTable(context: Context, actual: CatalogRelation): Checked<NodePlan> {
  const { node, options, project } = context;
  const declared = contractOf(node, project);
  if (!declared.ok) return declared;
  const audit = auditStatements(context, declared.value);
  if (!audit.ok) return audit;
  const hindrances = swapHindrances(context, actual, declared.value);
  const { publish } = node.config;
  const isTable = actual.kind === 'table' || actual.kind === 'partitioned';
  if ((publish === 'swap' || !isTable) && hindrances.length > 0) return failed([refusedSwap(context, hindrances)]);
  const inPlace = isTable && (publish === 'in_place' || hindrances.length > 0);
  const published: Checked<readonly Action[]> = inPlace
    ? rewriteModel(context, actual, declared.value)
    : passed(swapTable(context, actual, declared.value));
  if (!published.ok) return withHindrances(published.problems, hindrances);
  const fingerprint = tableFingerprint(declared.value, node.config.partitionBy);
  return oneStep(context, {
    kind: inPlace ? 'rewrite' : 'swap',
    summary: inPlace ? 'rewrite' : 'swap',
    title: `${inPlace ? 'rewrite' : 'replace'} ${nameOf(context)}`,
    actions: [
      ...loadFiles(context, options.newGeneration, options.fullRefresh),
      ...published.value,
      recordOwnership(context, { generation: options.newGeneration, fingerprint }),
    ],
  });
}

/** Why the table cannot be replaced by another: each a clause for people. */
export function swapHindrances(
  context: PlanContext,
  actual: CatalogRelation,
  declared: DeclaredTable | null,
): readonly string[] {
  const { others } = dependentsOf(actual, context.catalog);
  return [
    ...(context.node.config.audit ? ['its changes are logged (audit: true)'] : []),
    ...(declared?.constraints.some(({ kind }) => kind === 'foreign_key') ? ['it has foreign keys'] : []),
    ...actual.triggers.map((trigger) => `trigger ${trigger}`),
    ...others.map((dependent) => dependent.description),
  ];
}

function refusedSwap(context: Context, hindrances: readonly string[]): Diagnostic {
  return errorAt(
    'PUBLISH_REFUSED',
    `"${context.node.name}" cannot be replaced: a new table would lose what hangs on what stands there`,
    {
      span: spanOfConfig(context.node, 'publish'),
      notes: hindrances.map((message) => ({ message })),
      help: 'Remove what hangs on it, or set `publish: in_place`, which keeps a table and changes its rows',
    },
  );
}

/** Says, beside why the table cannot be changed in place, why it was not replaced instead. */
function withHindrances(problems: readonly Diagnostic[], hindrances: readonly string[]): Checked<never> {
  const notes = hindrances.map((what) => ({ message: `it cannot be replaced by a new table either: ${what}` }));
  return failed(problems.map((problem) => ({ ...problem, notes: [...problem.notes, ...notes] })));
}

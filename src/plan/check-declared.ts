// What is wrong with a node and needs no database to be seen: its contract, the key of its log, its indexes. A plan
// judges the same; here it is found before a run begins, of nodes too that the run would not have come to.

import { passed } from '../base/checked.ts';
import type { Checked, Diagnostic } from '../diagnostics/diagnostic.ts';
import { type BuiltNode, isEphemeral, isModel } from '../graph/node.ts';
import type { ProjectRelations } from './input.ts';
import { auditKey } from './shape/audit.ts';
import { contractOf, type DeclaredTable } from './shape/declared-table.ts';
import { strategyOf } from './shape/incremental-strategy.ts';
import { checkIndexes } from './shape/indexes.ts';
import { columnsContract } from './write/check-contract.ts';

/** None of what is ephemeral, which has no plan. `loadParser` must have finished. */
export function wrongDeclarations(node: BuiltNode, project: ProjectRelations): readonly Diagnostic[] {
  if (isEphemeral(node)) return [];
  const contract = contractAsPlanned(node, project);
  const key: Checked<unknown> = contract.ok && node.config.audit ? auditKey(node, contract.value) : passed(null);
  const isIncremental = isModel(node) && node.config.materialized === 'incremental';
  const strategy: Checked<unknown> = isIncremental ? strategyOf(node) : passed(null);
  const problems = [contract, key, strategy, checkIndexes(node)].flatMap((one) => (one.ok ? [] : one.problems));
  // A strategy that Smelt does not have is the plan's to refuse, so that the rest of the project is built.
  return problems.filter(({ code }) => code !== 'INCREMENTAL_STRATEGY');
}

/** A view has the columns alone. */
function contractAsPlanned(node: BuiltNode, project: ProjectRelations): Checked<DeclaredTable | null> {
  const { materialized } = node.config;
  const isView = materialized === 'view' || materialized === 'materialized_view';
  return isModel(node) && isView ? columnsContract({ node, project }) : contractOf(node, project);
}

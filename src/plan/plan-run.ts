// The plan of a whole run before it: each node is planned on the catalog as the plans before it leave it. What cannot be
// foreseen is reported as deferred; the run plans every node again at its turn.

import { failed, passed } from '../base/checked.ts';
import type { Catalog, CatalogRelation, RelationKind } from '../catalog/relation.ts';
import type { Checked, Diagnostic } from '../diagnostics/diagnostic.ts';
import { relationKey } from '../sql/sql.ts';
import type { PlanInput, Subject } from './input.ts';
import { planNode } from './plan-node.ts';
import { contractOf, type DeclaredTable } from './shape/declared-table.ts';
import { outputNames } from './shape/output-shape.ts';
import { dependsOnShape } from './shape/query-shape.ts';
import type { NodePlan, Plan } from './step.ts';

/** Nodes in the order of the run. All diagnostics of all nodes are reported. */
export function planRun(
  nodes: readonly Pick<PlanInput, 'subject' | 'shape' | 'options'>[],
  catalog: Catalog,
  project: PlanInput['project'],
): Checked<Plan> {
  const plans: NodePlan[] = [];
  const warnings: Diagnostic[] = [];
  const problems: Diagnostic[] = [];
  let foreseen = catalog;
  for (const node of nodes) {
    const input = { ...node, project, catalog: foreseen };
    const planned = planNode(input);
    if (!planned.ok) {
      problems.push(...planned.problems);
      continue;
    }
    warnings.push(...planned.warnings);
    plans.push({ ...planned.value, deferred: deferral(input) });
    foreseen = applyPlan(input, planned.value);
  }
  return problems.length > 0 ? failed([...warnings, ...problems]) : passed({ nodes: plans }, warnings);
}

/** Why the plan may be another one at the node's turn; null where nothing is open. */
function deferral({ subject, catalog, shape, options }: PlanInput): string | null {
  if (subject.kind === 'seed') return null;
  const existing = catalog.relations.get(relationKey(subject.node.relation)) ?? null;
  if (shape === null && dependsOnShape(subject.node, existing, options.fullRefresh))
    return 'the types of its columns are not known yet';
  return outputNames(subject.compiled, catalog) === null
    ? 'its columns come from a `*` over something that is not known yet'
    : null;
}

/** The catalog with the node's relation as its plan leaves it, as far as is known before: new ones have the OID 0. */
export function applyPlan(input: PlanInput, plan: NodePlan): Catalog {
  const { subject, catalog } = input;
  if (plan.steps.every((step) => step.kind === 'leave')) return catalog;
  const key = relationKey(subject.node.relation);
  const before = catalog.relations.get(key);
  const makesNew = before === undefined || plan.steps.some((step) => step.kind === 'swap');
  const relation = makesNew ? newRelation(input, before) : before;
  return { ...catalog, relations: new Map([...catalog.relations, [key, relation]]) };
}

function newRelation(input: PlanInput, before: CatalogRelation | undefined): CatalogRelation {
  const { subject, options, project, catalog } = input;
  const contract = contractOf(subject.node, project);
  const declared: DeclaredTable | null = contract.ok ? contract.value : null;
  const names = subject.kind === 'model' ? outputNames(subject.compiled, catalog) : subject.content.columns;
  // What the server alone knows is taken to stay: the types of columns that were there before.
  const typeOf = (name: string) => before?.columns.find((column) => column.name === name)?.type ?? '';
  const columns =
    declared?.columns ?? (names ?? []).map((name) => ({ name, type: typeOf(name), default: null, notNull: false }));
  return {
    oid: 0,
    name: subject.node.relation,
    kind: kindOf(subject),
    owner: before?.owner ?? catalog.user,
    persistence: 'permanent',
    columns: columns.map(({ name, type, default: value, notNull }) => ({
      name,
      type,
      notNull,
      default: value,
      identity: null,
      generated: false,
    })),
    indexes: [],
    constraints: [],
    rule: subject.kind === 'model' && kindOf(subject) !== 'table' ? 'planned' : null,
    partitionKey: null,
    partitions: [],
    // Materialized views keep reading what was replaced.
    dependents: before?.dependents.filter(({ kind }) => kind !== 'materialized_view') ?? [],
    populated: true,
    readsRetired: false,
    refusesChanges: false,
    comment: null,
    triggers: [],
    ownership: {
      nodeId: subject.node.id,
      generation: options.newGeneration,
      fingerprint: '',
      contentFingerprint: null,
      seed: null,
      made: null,
    },
  };
}

function kindOf(subject: Subject): RelationKind {
  const { materialized, partitionBy } = subject.node.config;
  if (materialized === 'view' || materialized === 'materialized_view') return materialized;
  return partitionBy ? 'partitioned' : 'table';
}

// What the next run does to relations that are adopted: the planner's answer where all of them are Smelt's. One whose node it refuses, or
// that would lose columns by it, is not adopted, and the others are planned once more without it. Pure.

import type { Catalog, CatalogRelation, Ownership } from '../catalog/relation.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Adoption } from '../execute/node/adopt-relation.ts';
import type { Comparison } from '../execute/node/compare-relation.ts';
import { planOptions } from '../execute/node/prepare-node.ts';
import type { Planning } from '../execute/run.ts';
import { type BuiltNode, isSeed } from '../graph/node.ts';
import { keptParts, notAdopted, replacesRelation, withNewNames } from '../plan/adoption.ts';
import type { PlanInput, Subject } from '../plan/input.ts';
import { planNode } from '../plan/plan-node.ts';
import { applyPlan } from '../plan/plan-run.ts';
import { dependsOnShape } from '../plan/shape/query-shape.ts';
import type { NodePlan } from '../plan/step.ts';
import { identifiers, qualified, relationKey } from '../sql/sql.ts';

export type Compared = Adoption & { readonly comparison: Comparison };

/** A relation that can be adopted. */
export interface Adoptable extends Compared {
  /** What is on it that the config does not ask for, and stays. */
  readonly kept: readonly string[];
  /** What the next run does. */
  readonly plan: NodePlan;
}

interface Planned {
  readonly adoptable: readonly Adoptable[];
  readonly refused: readonly Diagnostic[];
}

/** In the order given, which is that of the graph. */
export function planAdoptions(compared: readonly Compared[], catalog: Catalog, planning: Planning): Planned {
  const refused: Diagnostic[] = [];
  for (let left = compared; ; ) {
    const round = planTogether(left, catalog, planning);
    refused.push(...round.refused);
    if (round.refused.length === 0) return { adoptable: round.adoptable, refused };
    left = round.adoptable;
  }
}

function planTogether(compared: readonly Compared[], catalog: Catalog, planning: Planning): Planned {
  const refused: Diagnostic[] = [];
  const adoptable: Adoptable[] = [];
  let foreseen = ownedIn({ catalog, planning }, compared, ({ comparison }) => comparison.ownership);
  for (const one of compared) {
    const input = inputOf(one, foreseen, planning);
    const plan = planNode(input);
    const problems = plan.ok ? lossesOf(one, plan.value) : plan.problems.map(withReason);
    if (problems.length > 0 || !plan.ok) {
      refused.push(...problems);
      continue;
    }
    adoptable.push({
      ...one,
      plan: plan.value,
      kept: keptParts(one.node, adopted(one, planning), input),
    });
    foreseen = applyPlan(input, plan.value);
  }
  return { adoptable, refused };
}

function adopted({ node, actual, comparison }: Compared, { relations }: Planning): CatalogRelation {
  return { ...withNewNames(node, actual, relations), ownership: comparison.ownership };
}

function inputOf({ node, actual, comparison }: Compared, catalog: Catalog, planning: Planning): PlanInput {
  const { subject, shape, ownership } = comparison;
  const asked = dependsOnShape(node, { ...actual, ownership }, false);
  const relations = new Map([...comparison.catalog.relations, ...catalog.relations]);
  return {
    subject: asRecorded(subject, comparison),
    shape: asked ? shape : null,
    catalog: { ...catalog, relations },
    project: planning.relations,
    options: planOptions(node, planning),
  };
}

/** A seed whose rows were compared is one whose file has not changed since. */
function asRecorded(subject: Subject, { rows }: Comparison): Subject {
  if (subject.kind !== 'seed') return subject;
  return { ...subject, content: { ...subject.content, unchanged: rows !== null } };
}

function withReason(problem: Diagnostic): Diagnostic {
  const message = 'it is not adopted, because no run could go on with it';
  return { ...problem, notes: [...problem.notes, { message }] };
}

function lossesOf({ node, comparison }: Compared, plan: NodePlan): readonly Diagnostic[] {
  const { lost } = comparison;
  if (lost.length === 0 || (isSeed(node) && !replacesRelation(plan))) return [];
  const drops = lost.map((name) => `drop column ${identifiers([name]).sql}`).join(', ');
  return [
    notAdopted(node, `has columns that "${node.name}" does not give, and the next run would lose: ${lost.join(', ')}`, {
      help: `Let the model give them, or take them away by hand: alter table ${qualified(node.relation).sql} ${drops}`,
    }),
  ];
}

/** The catalog in which the relations are Smelt's. */
export function ownedIn<One extends { readonly node: BuiltNode; readonly actual: CatalogRelation }>(
  { catalog, planning }: { readonly catalog: Catalog; readonly planning: Planning },
  those: readonly One[],
  ownershipOf: (one: One) => Ownership,
): Catalog {
  const owned = those.map((one): readonly [string, CatalogRelation] => [
    relationKey(one.node.relation),
    { ...withNewNames(one.node, one.actual, planning.relations), ownership: ownershipOf(one) },
  ]);
  return { ...catalog, relations: new Map([...catalog.relations, ...owned]) };
}

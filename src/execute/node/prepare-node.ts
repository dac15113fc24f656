// A node's plan at its turn: facts read, template rendered, steps made. On the session whose transaction holds its lock.

import { randomUUID } from 'node:crypto';
import type { Catalog } from '../../catalog/relation.ts';
import { compileModel } from '../../compile/compile-model.ts';
import { renderNodeHook } from '../../compile/hook.ts';
import { factsFrom, nodeFacts } from '../../compile/node-facts.ts';
import type { CompileEnvironment } from '../../compile/render-node.ts';
import type { Session } from '../../database/database.ts';
import type { Checked, Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { ModelNode, SeedNode } from '../../graph/node.ts';
import { unknownRelations } from '../../plan/fingerprint.ts';
import type { PlanOptions, ProjectRelations, Subject } from '../../plan/input.ts';
import { planNode } from '../../plan/plan-node.ts';
import { stillStanding } from '../../plan/shape/judge-parts.ts';
import { dependsOnShape, type QueryShape } from '../../plan/shape/query-shape.ts';
import type { NodePlan } from '../../plan/step.ts';
import { type RelationName, relationKey } from '../../sql/sql.ts';
import { askDatabase } from '../ask-database.ts';
import { seedContent } from '../load/seed-content.ts';
import { NodeFailure } from '../node-failure.ts';
import { performHook, type RenderHook } from '../run-hook.ts';
import { lookAtQuery } from './look-at-query.ts';
import { standing } from './remember-parts.ts';

/** What preparing a node needs beyond its session; the same for all nodes of a run. */
export interface PrepareEnvironment {
  /** The project's folder, absolute. */
  readonly root: string;
  /** Without the facts of one node: those are added from its catalog. */
  readonly compile: Omit<CompileEnvironment, 'facts'>;
  readonly project: ProjectRelations;
  /** The relations that a node's plan looks at: its own and its parents'. */
  readonly relationsOf: (node: ModelNode | SeedNode) => readonly RelationName[];
  readonly fullRefresh: boolean;
  readonly auditTable: RelationName | null;
  readonly readCatalog: (session: Session, relations: readonly RelationName[]) => Promise<Catalog>;
}

export interface PreparedNode {
  readonly plan: NodePlan;
  /** The same node, as it is compiled, planned on what is there now. Throws NodeFailure where that is refused. */
  readonly planAgain: () => Promise<NodePlan>;
  readonly warnings: readonly Diagnostic[];
  /** With the facts that the plan stands on: `is_incremental()` says in a hook what it said in the node's template. */
  readonly renderHook: RenderHook;
}

/** Throws NodeFailure with the node's diagnostics, or a DatabaseError of the connection. */
export async function prepareNode(
  node: ModelNode | SeedNode,
  session: Session,
  environment: PrepareEnvironment,
): Promise<PreparedNode> {
  const look = async () =>
    withMadeAsItStands(session, node.relation, await environment.readCatalog(session, environment.relationsOf(node)));
  const known = await look();
  const subject = await subjectOf(node, session, known, environment);
  if (!subject.ok) throw new NodeFailure(subject.problems);
  const factsFor = (facts: Catalog) => withNamedRelations(subject.value, session, facts, environment);
  const catalog = await factsFor(known);
  const renderHook = hookRenderer(node, known, environment);
  const shape = await shapeOf(subject.value, session, catalog, environment, renderHook);
  const options = planOptions(node, environment);
  const planOn = (facts: Catalog) => {
    const plan = planNode({ subject: subject.value, catalog: facts, shape, project: environment.project, options });
    if (!plan.ok) throw new NodeFailure(plan.problems);
    return plan;
  };
  const plan = planOn(catalog);
  return {
    plan: plan.value,
    planAgain: async () => planOn(await factsFor(await look())).value,
    warnings: [...subject.warnings, ...plan.warnings],
    renderHook,
  };
}

/** What people have changed since of what is remembered is not Smelt's any more; the catalog does not tell it of all kinds of parts. */
async function withMadeAsItStands(session: Session, relation: RelationName, catalog: Catalog): Promise<Catalog> {
  const key = relationKey(relation);
  const actual = catalog.relations.get(key);
  if (!actual?.ownership?.made?.length) return catalog;
  const parts = (await standing(session, { relation }))?.parts ?? [];
  const ownership = { ...actual.ownership, made: stillStanding(actual.ownership.made, parts) };
  return { ...catalog, relations: new Map([...catalog.relations, [key, { ...actual, ownership }]]) };
}

/** The catalog with what a view's text names without `ref()` or `source()`. */
export async function withNamedRelations(
  subject: Subject,
  session: Session,
  catalog: Catalog,
  { readCatalog }: Pick<PrepareEnvironment, 'readCatalog'>,
): Promise<Catalog> {
  const unknown = subject.kind === 'model' ? unknownRelations(subject.compiled, catalog) : [];
  if (unknown.length === 0) return catalog;
  const named = await readCatalog(session, unknown);
  return { ...catalog, relations: new Map([...named.relations, ...catalog.relations]) };
}

/** What the node's query gives, where its plan depends on that. In a transaction, which is left as it was. */
export async function shapeOf(
  subject: Subject,
  session: Session,
  catalog: Catalog,
  environment: PrepareEnvironment,
  renderHook: RenderHook | null,
): Promise<QueryShape | null> {
  const { node } = subject;
  const actual = catalog.relations.get(relationKey(node.relation)) ?? null;
  if (
    subject.kind === 'seed' ||
    !dependsOnShape(node, actual, nodeFacts(node, actual, environment.fullRefresh).fullRefresh)
  )
    return null;
  const hooks = node.config.preHooks.filter(({ transaction }) => transaction);
  const prepareSession = async (render: RenderHook) => {
    for (const hook of hooks) await performHook(hook, session, render);
  };
  const prepared = renderHook === null || hooks.length === 0 ? null : () => prepareSession(renderHook);
  return lookAtQuery(session, subject.compiled, prepared);
}

/** For hooks outside the transaction, where no plan is made. */
export async function prepareHooks(
  node: ModelNode | SeedNode,
  session: Session,
  environment: PrepareEnvironment,
): Promise<RenderHook> {
  const catalog = await session.transaction({ isolation: 'repeatable read', readOnly: true }, () =>
    environment.readCatalog(session, [node.relation]),
  );
  return hookRenderer(node, catalog, environment);
}

function hookRenderer(node: ModelNode | SeedNode, catalog: Catalog, environment: PrepareEnvironment): RenderHook {
  const facts = compileEnvironment(catalog, environment);
  return (hook, ask) => renderNodeHook(hook, node, facts, ask);
}

export function planOptions(node: ModelNode | SeedNode, environment: PrepareEnvironment): PlanOptions {
  return {
    fullRefresh: nodeFacts(node, null, environment.fullRefresh).fullRefresh,
    newGeneration: randomUUID(),
    auditTable: environment.auditTable,
  };
}

/** What is planned: the node with its compiled text, or with what its file is and what of it stands. */
export async function subjectOf(
  node: ModelNode | SeedNode,
  session: Session,
  catalog: Catalog,
  environment: PrepareEnvironment,
): Promise<Checked<Subject>> {
  if (node.resourceType === 'seed') {
    const content = await seedContent(node, session, catalog, environment.root);
    return content.ok ? { ...content, value: { kind: 'seed', node, content: content.value } } : content;
  }
  const compiled = await compileModel(node, compileEnvironment(catalog, environment), (...question) =>
    askDatabase(session, ...question),
  );
  return compiled.ok ? { ...compiled, value: { kind: 'model', node, compiled: compiled.value } } : compiled;
}

function compileEnvironment(catalog: Catalog, { compile, fullRefresh }: PrepareEnvironment): CompileEnvironment {
  return { ...compile, facts: factsFrom(catalog, fullRefresh) };
}

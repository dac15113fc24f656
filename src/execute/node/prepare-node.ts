// A node's plan at its turn: facts read, template rendered, steps made. On the session whose transaction holds its lock.

import { randomUUID } from 'node:crypto';
import type { Catalog } from '../../catalog/relation.ts';
import { compileModel } from '../../compile/compile-model.ts';
import { renderNodeHook } from '../../compile/hook.ts';
import { nodeFacts, withFacts } from '../../compile/node-facts.ts';
import type { CompileEnvironment } from '../../compile/render-node.ts';
import type { Session } from '../../database/database.ts';
import type { Checked, Diagnostic } from '../../diagnostics/diagnostic.ts';
import { type BuiltNode, isSeed } from '../../graph/node.ts';
import { unknownRelations } from '../../plan/fingerprint.ts';
import type { PlanOptions, Subject } from '../../plan/input.ts';
import { planNode } from '../../plan/plan-node.ts';
import { stillPresent } from '../../plan/shape/judge-parts.ts';
import { dependsOnShape, type QueryShape } from '../../plan/shape/query-shape.ts';
import type { NodePlan } from '../../plan/step.ts';
import { readCatalog, scopeOf } from '../../postgres/introspect.ts';
import { type RelationName, relationKey } from '../../sql/sql.ts';
import { askDatabase } from '../ask-database.ts';
import { performHook, type RenderHook } from '../hooks/perform-hook.ts';
import { currentParts } from '../hooks/remember-parts.ts';
import { seedContent } from '../load/seed-content.ts';
import { NodeFailure } from '../node-failure.ts';
import type { Planning } from '../run.ts';
import { lookAtQuery } from './look-at-query.ts';

export interface PreparedNode {
  readonly plan: NodePlan;
  /** The same node, as it is compiled, planned on what is there now. Throws NodeFailure where that is refused. */
  readonly planAgain: () => Promise<NodePlan>;
  readonly warnings: readonly Diagnostic[];
  /** With the facts that the plan rests on: `is_incremental()` says in a hook what it said in the node's template. */
  readonly renderHook: RenderHook;
}

/** Throws NodeFailure with the node's diagnostics, or a DatabaseError of the connection. */
export async function prepareNode(node: BuiltNode, session: Session, planning: Planning): Promise<PreparedNode> {
  const read = (relations: readonly RelationName[]) => readCatalog(session, scopeOf(relations));
  const look = async () => withMadeAsItStands(session, node.relation, await read(planning.relationsOf(node)));
  const known = await look();
  const subject = await subjectOf(node, session, known, planning);
  if (!subject.ok) throw new NodeFailure(subject.problems);
  const factsFor = (facts: Catalog) => withNamedRelations(subject.value, facts, read);
  const catalog = await factsFor(known);
  const renderHook = hookRenderer(node, known, planning);
  const shape = await shapeOf(subject.value, session, { catalog, asked: planning.compile.run.fullRefresh, renderHook });
  const options = planOptions(node, planning);
  const planOn = (facts: Catalog) => {
    const plan = planNode({ subject: subject.value, catalog: facts, shape, project: planning.relations, options });
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

/** What people have changed since of what is remembered is not Smelt's any more; the catalog does not show it for all kinds of parts. */
async function withMadeAsItStands(session: Session, relation: RelationName, catalog: Catalog): Promise<Catalog> {
  const key = relationKey(relation);
  const actual = catalog.relations.get(key);
  if (!actual?.ownership?.made?.length) return catalog;
  const parts = (await currentParts(session, { relation }))?.parts ?? [];
  const ownership = { ...actual.ownership, made: stillPresent(actual.ownership.made, parts) };
  return { ...catalog, relations: new Map([...catalog.relations, [key, { ...actual, ownership }]]) };
}

/** The catalog with what a view's text names without `ref()` or `source()`. */
export async function withNamedRelations(
  subject: Subject,
  catalog: Catalog,
  read: (relations: readonly RelationName[]) => Promise<Catalog>,
): Promise<Catalog> {
  const unknown = subject.kind === 'model' ? unknownRelations(subject.compiled, catalog) : [];
  if (unknown.length === 0) return catalog;
  const named = await read(unknown);
  return { ...catalog, relations: new Map([...named.relations, ...catalog.relations]) };
}

/** What the node's query gives, where its plan depends on that. In a transaction, which is left as it was. `asked`: `--full-refresh`. */
export async function shapeOf(
  subject: Subject,
  session: Session,
  facts: { readonly catalog: Catalog; readonly asked: boolean; readonly renderHook: RenderHook | null },
): Promise<QueryShape | null> {
  const { node } = subject;
  const { catalog, asked, renderHook } = facts;
  const actual = catalog.relations.get(relationKey(node.relation)) ?? null;
  const { fullRefresh } = nodeFacts(node, actual, asked);
  if (subject.kind === 'seed' || !dependsOnShape(node, actual, fullRefresh)) return null;
  const hooks = node.config.preHooks.filter(({ transaction }) => transaction);
  const prepareSession = async (render: RenderHook) => {
    for (const hook of hooks) await performHook(hook, session, render);
  };
  const prepared = renderHook === null || hooks.length === 0 ? null : () => prepareSession(renderHook);
  return lookAtQuery(session, subject.compiled, prepared);
}

/** For hooks outside the transaction, where no plan is made. */
export async function prepareHooks(node: BuiltNode, session: Session, planning: Planning): Promise<RenderHook> {
  const catalog = await session.transaction({ isolation: 'repeatable read', readOnly: true }, () =>
    readCatalog(session, scopeOf([node.relation])),
  );
  return hookRenderer(node, catalog, planning);
}

function hookRenderer(node: BuiltNode, catalog: Catalog, planning: Planning): RenderHook {
  const environment = compileEnvironment(catalog, planning);
  return (hook, ask) => renderNodeHook(hook, node, environment, ask);
}

export function planOptions(node: BuiltNode, { compile, tables }: Planning): PlanOptions {
  return {
    fullRefresh: nodeFacts(node, null, compile.run.fullRefresh).fullRefresh,
    newGeneration: randomUUID(),
    auditTable: tables.get('audit_log') ?? null,
  };
}

/** What is planned: the node with its compiled text, or with what its file is and what of it is. */
export async function subjectOf(
  node: BuiltNode,
  session: Session,
  catalog: Catalog,
  planning: Planning,
): Promise<Checked<Subject>> {
  if (isSeed(node)) {
    const { empty } = planning.compile.run.flags;
    const content = await seedContent(node, session, catalog, { root: planning.root, empty });
    return content.ok ? { ...content, value: { kind: 'seed', node, content: content.value } } : content;
  }
  const compiled = await compileModel(node, compileEnvironment(catalog, planning), (...question) =>
    askDatabase(session, ...question),
  );
  return compiled.ok ? { ...compiled, value: { kind: 'model', node, compiled: compiled.value } } : compiled;
}

function compileEnvironment(catalog: Catalog, { compile }: Planning): CompileEnvironment {
  return withFacts(compile, catalog);
}

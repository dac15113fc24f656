// Plans a node against a database and carries the plan out there, as a run does at the node's turn, without a project around it.

import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { passed } from '../../src/base/checked.ts';
import type { Database, Session } from '../../src/execute/database.ts';
import { recordsOf } from '../../src/execute/database.ts';
import type { RowCounts } from '../../src/execute/event.ts';
import { performActions } from '../../src/execute/perform-actions.ts';
import { performHook, type RenderHook } from '../../src/execute/run-hook.ts';
import type { ModelNode, NodeId, SeedNode } from '../../src/graph/node.ts';
import { premisesHold } from '../../src/plan/facts.ts';
import type { PlanInput, SeedContent } from '../../src/plan/input.ts';
import { planNode } from '../../src/plan/plan-node.ts';
import type { NodePlan } from '../../src/plan/step.ts';
import { readCatalog } from '../../src/postgres/introspect.ts';
import { loadParser } from '../../src/sql/parser.ts';
import { type RelationName, raw } from '../../src/sql/sql.ts';
import { migrations } from '../../src/state/migrations.ts';
import { type InputParts, modelInput, seedInput } from './plan-inputs.ts';

export interface Ran {
  readonly plan: NodePlan;
  readonly counts: RowCounts;
}

export class NodeRig {
  readonly #database: () => Database;
  readonly #relations = new Map<NodeId, RelationName>();

  constructor(database: () => Database) {
    this.#database = database;
  }

  /** Schema smelt as the migrations make it. */
  async prepare(): Promise<void> {
    await loadParser();
    await this.#database().withSession(async (session) => {
      for (const { statements } of migrations) for (const statement of statements) await session.query(statement);
    });
  }

  /** Throws NodeFailure when planning refuses or a statement fails. */
  async model(node: ModelNode, sql: string, parts: Omit<InputParts, 'catalog'> = {}): Promise<Ran> {
    this.#relations.set(node.id, node.relation);
    return this.#run((catalog) => modelInput(node, sql, { ...this.#common(parts), catalog }));
  }

  async seed(node: SeedNode, content: SeedContent, parts: Omit<InputParts, 'catalog'> = {}): Promise<Ran> {
    this.#relations.set(node.id, node.relation);
    return this.#run((catalog) => seedInput(node, content, { ...this.#common(parts), catalog }));
  }

  /** Rows as records, in the order of the query. */
  async rows(text: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    return this.#database().withSession(async (session) => recordsOf(await session.query(raw(text))));
  }

  async execute(...statements: readonly string[]): Promise<void> {
    await this.#database().withSession(async (session) => {
      for (const statement of statements) await session.query(raw(statement));
    });
  }

  #common(parts: Omit<InputParts, 'catalog'>): InputParts {
    return { generation: randomUUID(), relations: this.#relations, ...parts };
  }

  /** As a run does: after a step that is not the last one the node is planned again, on what that left. */
  async #run(inputOf: (catalog: PlanInput['catalog']) => PlanInput): Promise<Ran> {
    return this.#database().withSession(async (session) => {
      const turn = () =>
        session.transaction({}, async () => {
          const catalog = await readCatalog(session, { schemas: ['public', 'smelt'] });
          const plan = planNode(inputOf(catalog));
          if (!plan.ok) throw new Error(plan.problems.map(({ code, message }) => `${code}: ${message}`).join('\n'));
          const counts = await perform(session, plan.value);
          return { plan: plan.value, counts };
        });
      const first = await turn();
      if (first.plan.steps.length === 1) return first;
      const { plan, counts } = await turn();
      expect(plan.steps).toHaveLength(1);
      return { plan: first.plan, counts };
    });
  }
}

/** The hooks of these nodes are statements without Jinja. */
const asWritten: RenderHook = async ({ sql, span }) =>
  passed({ sql, source: span.source, map: { originAt: () => undefined } });

async function perform(session: Session, plan: NodePlan): Promise<RowCounts> {
  const counts = { inserted: 0, updated: 0, deleted: 0 };
  for (const step of plan.steps.slice(0, 1)) {
    const result = await performActions(step.actions, {
      session,
      nodeId: plan.nodeId,
      emit: () => {},
      cancelled: () => false,
      span: undefined,
      holds: async (premises) => premisesHold(premises, await readCatalog(session, { schemas: ['public', 'smelt'] })),
      planAgain: () => {
        throw new Error('this rig is alone');
      },
      performHook: async (hook) => void (await performHook(hook, session, asWritten)),
      loadFiles: () => {
        throw new Error('this rig has no files');
      },
    });
    counts.inserted += result.counts.inserted;
    counts.updated += result.counts.updated;
    counts.deleted += result.counts.deleted;
  }
  return counts;
}

// Plans a node against a database and carries the plan out there, as a run does at the node's turn, without a project around it.

import { randomUUID } from 'node:crypto';
import { passed } from '../../src/base/checked.ts';
import type { Database, Session } from '../../src/database/database.ts';
import { recordsOf } from '../../src/database/database.ts';
import type { RowCounts } from '../../src/execute/event.ts';
import { performHook, type RenderHook } from '../../src/execute/hooks/perform-hook.ts';
import { lookAtQuery } from '../../src/execute/node/look-at-query.ts';
import { performActions } from '../../src/execute/node/perform-actions.ts';
import { NodeFailure } from '../../src/execute/node-failure.ts';
import type { ModelNode, NodeId, SeedNode } from '../../src/graph/node.ts';
import { premisesHold } from '../../src/plan/facts.ts';
import type { PlanInput } from '../../src/plan/input.ts';
import { planNode } from '../../src/plan/plan-node.ts';
import { dependsOnShape } from '../../src/plan/shape/query-shape.ts';
import { isStep, type NodePlan } from '../../src/plan/step.ts';
import { readCatalog } from '../../src/postgres/introspect.ts';
import { loadParser } from '../../src/sql/parser.ts';
import { type RelationName, relationKey, sql, userText } from '../../src/sql/sql.ts';
import { createCarryOver } from '../../src/state/carry-over-function.ts';
import { migrations } from '../../src/state/migrations.ts';
import { type InputParts, modelInput, type SeedCells, seedInput } from './plan-inputs.ts';

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

  /** The state as a run makes it; without the function that swaps call, they send its text as a block. */
  async prepare({ carryOver = true }: { readonly carryOver?: boolean } = {}): Promise<void> {
    await loadParser();
    await this.#database().withSession(async (session) => {
      await session.query(sql`create schema smelt`);
      for (const { statements } of migrations('smelt'))
        for (const statement of statements) await session.query(statement);
      if (carryOver) for (const statement of createCarryOver('smelt')) await session.query(statement);
    });
  }

  /** Throws NodeFailure when planning refuses or a statement fails. */
  async model(node: ModelNode, sql: string, parts: Omit<InputParts, 'catalog'> = {}): Promise<Ran> {
    this.#relations.set(node.id, node.relation);
    return this.#run((catalog) => modelInput(node, sql, { ...this.#common(parts), catalog }));
  }

  async seed(node: SeedNode, content: SeedCells, parts: Omit<InputParts, 'catalog'> = {}): Promise<Ran> {
    this.#relations.set(node.id, node.relation);
    return this.#run((catalog) => seedInput(node, content, { ...this.#common(parts), catalog }));
  }

  /** The same, in a transaction of the caller's on the rig's database. */
  async modelIn(session: Session, node: ModelNode, sql: string, parts: Omit<InputParts, 'catalog'> = {}): Promise<Ran> {
    return this.#runIn(session, (catalog) => modelInput(node, sql, { ...this.#common(parts), catalog }));
  }

  async seedIn(session: Session, node: SeedNode, content: SeedCells): Promise<Ran> {
    return this.#runIn(session, (catalog) => seedInput(node, content, { ...this.#common({}), catalog }));
  }

  /** Rows as records, in the order of the query. */
  async rows(text: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    return this.#database().withSession(async (session) => recordsOf(await session.query(userText(text))));
  }

  async execute(...statements: readonly string[]): Promise<void> {
    await this.#database().withSession(async (session) => {
      for (const statement of statements) await session.query(userText(statement));
    });
  }

  #common(parts: Omit<InputParts, 'catalog'>): InputParts {
    return { generation: randomUUID(), relations: this.#relations, ...parts };
  }

  /** As a run does, where a plan has no step behind its first but those behind looking again. Answers the first plan. */
  async #run(inputOf: (catalog: PlanInput['catalog']) => PlanInput): Promise<Ran> {
    return this.#database().withSession(async (session) => {
      for (let first: NodePlan | undefined; ; ) {
        const ran = await session.transaction({}, () => this.#runIn(session, inputOf));
        first ??= ran.plan;
        if (ran.plan.steps.every(isStep)) return { ...ran, plan: first };
      }
    });
  }

  async #runIn(session: Session, inputOf: (catalog: PlanInput['catalog']) => PlanInput): Promise<Ran> {
    const input = await withShape(session, inputOf(await readCatalog(session, scope)));
    const plan = planNode(input);
    if (!plan.ok) {
      const message = plan.problems.map(({ code, message }) => `${code}: ${message}`).join('\n');
      throw Object.assign(new NodeFailure(plan.problems), { message });
    }
    return { plan: plan.value, counts: await perform(session, input.subject.node.id, plan.value) };
  }
}

const scope = { schemas: ['public', 'smelt'] };

async function withShape(session: Session, input: PlanInput): Promise<PlanInput> {
  const { subject, catalog, options } = input;
  const actual = catalog.relations.get(relationKey(subject.node.relation)) ?? null;
  const looks = subject.kind === 'model' && dependsOnShape(subject.node, actual, options.fullRefresh);
  return looks ? { ...input, shape: await lookAtQuery(session, subject.compiled, null) } : input;
}

/** The hooks of these nodes are statements without Jinja. */
const asWritten: RenderHook = async ({ sql, span }) =>
  passed({ sql, file: span.file, map: { originAt: () => undefined } });

async function perform(session: Session, nodeId: NodeId, plan: NodePlan): Promise<RowCounts> {
  const counts = { inserted: 0, updated: 0, deleted: 0 };
  for (const step of plan.steps.filter(isStep).slice(0, 1)) {
    const result = await performActions(step.actions, {
      session,
      nodeId,
      emit: () => {},
      cancelled: () => false,
      span: undefined,
      holds: async (premises) => premisesHold(premises, await readCatalog(session, scope)),
      planAgain: () => {
        throw new Error('this rig is alone');
      },
      warn: () => {},
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

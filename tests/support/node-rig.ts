// Plans a node against a database and has the plan carried out there by what a run calls at the node's turn, without a project around it.

import { randomUUID } from 'node:crypto';
import { passed } from '../../src/base/checked.ts';
import type { Catalog } from '../../src/catalog/relation.ts';
import type { Database, Session } from '../../src/database/database.ts';
import { recordsOf } from '../../src/database/database.ts';
import type { RowCounts } from '../../src/execute/event.ts';
import type { RenderHook } from '../../src/execute/hooks/perform-hook.ts';
import { carryOut } from '../../src/execute/node/carry-out-plan.ts';
import { noProgress } from '../../src/execute/node/node-turn.ts';
import { type PreparedNode, shapeOf } from '../../src/execute/node/prepare-node.ts';
import { NodeFailure } from '../../src/execute/node-failure.ts';
import { stateFunctions } from '../../src/execute/run/engine-schema.ts';
import type { ModelNode, NodeId, SeedNode } from '../../src/graph/node.ts';
import type { PlanInput } from '../../src/plan/input.ts';
import { planNode } from '../../src/plan/plan-node.ts';
import type { NodePlan } from '../../src/plan/step.ts';
import { readCatalog } from '../../src/postgres/introspect.ts';
import { loadParser } from '../../src/sql/parser.ts';
import { type RelationName, sql, userText } from '../../src/sql/sql.ts';
import { migrations } from '../../src/state/migrations.ts';
import { createStateFunction } from '../../src/state/state-function.ts';
import { aroundSession } from './around-transactions.ts';
import { nodeRun } from './node-run.ts';
import { catalogOf, type InputParts, modelInput, type SeedCells, seedInput } from './plan-inputs.ts';

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

  /** The state as a run makes it; without its functions, the texts of these are sent. */
  async prepare({ functions = true }: { readonly functions?: boolean } = {}): Promise<void> {
    await loadParser();
    await this.#database().withSession(async (session) => {
      await session.query(sql`create schema smelt`);
      for (const { statements } of migrations('smelt'))
        for (const statement of statements) await session.query(statement);
      const made = functions ? stateFunctions('smelt').flatMap(createStateFunction) : [];
      for (const statement of made) await session.query(statement);
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

  #run(inputOf: InputOf): Promise<Ran> {
    return this.#database().withSession((session) => this.#carryOut(session, inputOf));
  }

  /** The caller's transaction stands for all of the node's. */
  #runIn(session: Session, inputOf: InputOf): Promise<Ran> {
    return this.#carryOut(
      aroundSession(session, (_, __, work) => work()),
      inputOf,
    );
  }

  /** One attempt at the node's turn, by what a run carries it out by. Answers the first plan. */
  async #carryOut(session: Session, inputOf: InputOf): Promise<Ran> {
    const { node } = inputOf(catalogOf()).subject;
    const plans: NodePlan[] = [];
    const prepare = async (): Promise<PreparedNode> => {
      const prepared = await preparedNode(session, inputOf);
      plans.push(prepared.plan);
      return prepared;
    };
    const { plan, effect } = await carryOut({
      number: 1,
      session,
      work: { node, span: undefined, prepare, prepareHooks: async () => asWritten },
      run: nodeRun(randomUUID(), this.#database()),
      startedAt: new Date(),
      progress: noProgress(),
    });
    return { plan: plans[0] ?? plan, counts: effect.counts };
  }
}

type InputOf = (catalog: Catalog) => PlanInput;

const scope = { schemas: ['public', 'smelt'] };

/** As prepareNode makes it of a node of a project. */
async function preparedNode(session: Session, inputOf: InputOf): Promise<PreparedNode> {
  const input = inputOf(await readCatalog(session, scope));
  const { subject, catalog, options } = input;
  const shape = await shapeOf(subject, session, { catalog, asked: options.fullRefresh, renderHook: asWritten });
  const planOn = (facts: Catalog): NodePlan => {
    const plan = planNode({ ...input, catalog: facts, shape: shape ?? input.shape });
    if (plan.ok) return plan.value;
    const message = plan.problems.map((problem) => `${problem.code}: ${problem.message}`).join('\n');
    throw Object.assign(new NodeFailure(plan.problems), { message });
  };
  return {
    plan: planOn(catalog),
    planAgain: async () => planOn(await readCatalog(session, scope)),
    warnings: [],
    renderHook: asWritten,
  };
}

/** The hooks of these nodes are statements without Jinja. */
const asWritten: RenderHook = async ({ sql, span }) =>
  passed({ sql, file: span.file, map: { originAt: () => undefined } });

// A plan of a hundred steps is carried out in order, each step a transaction of its own. What has committed stays, and is not done twice.

import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { type Database, DatabaseError, type Session } from '../../../src/database/database.ts';
import type { NodeOutcome } from '../../../src/execute/event.ts';
import { runNode } from '../../../src/execute/node/run-node.ts';
import type { ModelNode } from '../../../src/graph/node.ts';
import { recordOwnership } from '../../../src/plan/common-actions.ts';
import { type StepParts, stepsInOrder } from '../../../src/plan/node-plan.ts';
import type { NodePlan } from '../../../src/plan/step.ts';
import { readCatalog } from '../../../src/postgres/introspect.ts';
import { qualified, relationKey, sql, userText } from '../../../src/sql/sql.ts';
import { recordRunStart } from '../../../src/state/runs.ts';
import { aroundTransactions } from '../../support/around-transactions.ts';
import { describeOn } from '../../support/databases.ts';
import { NodeRig } from '../../support/node-rig.ts';
import { nodeRun } from '../../support/node-run.ts';
import { compiledModel, modelNode, newGeneration } from '../../support/plan-inputs.ts';
import { kindsTried } from '../../support/whole.ts';

const batches = Array.from({ length: 100 }, (_, index) => index + 1);

/** One batch is one row, `id`; the first makes the table. Batch `broken` divides by zero. */
async function planOf(node: ModelNode, session: Session, broken?: number): Promise<NodePlan> {
  const catalog = await catalogOf(session);
  const context = {
    subject: { kind: 'model', node, compiled: compiledModel(node, 'select 1 as id') } as const,
    node,
    target: node.relation,
    actual: catalog.relations.get(relationKey(node.relation)) ?? null,
    catalog,
    shape: null,
    project: { relations: new Map(), foreignKeyTargets: new Map() },
    options: { fullRefresh: false, newGeneration, auditTable: null },
  };
  const table = qualified(node.relation);
  const steps = batches.map((id): StepParts => {
    const row = userText(`select ${id} as id, 1 / ${id === broken ? 0 : 1} as one`);
    const statement = id === 1 ? sql`create table ${table} as ${row}` : sql`insert into ${table} ${row}`;
    const record = recordOwnership(context, { generation: newGeneration, fingerprint: '' });
    return {
      kind: 'append',
      title: `batch ${id}`,
      mark: `batch ${id}`,
      actions: [{ kind: 'run', statement, counts: 'inserted' }, ...(id === 1 ? [record] : [])],
    };
  });
  const plan = stepsInOrder(context, { summary: 'batches', steps });
  if (!plan.ok) throw new Error(plan.problems[0]?.message);
  return plan.value;
}

const catalogOf = (session: Session) => readCatalog(session, { schemas: ['public', 'smelt'] });

/** What happens at the end of transactions, numbered from 1: before COMMIT, and after it. */
interface Mishaps {
  readonly before?: Readonly<Record<number, (session: Session) => Promise<void>>>;
  readonly after?: Readonly<Record<number, (session: Session) => Promise<void>>>;
}

const lost = async () => {
  throw new DatabaseError('connection', 'the connection was lost');
};

function meeting(database: Database, { before = {}, after = {} }: Mishaps): Database {
  let transactions = 0;
  return aroundTransactions(database, async (session, options, work) => {
    transactions += 1;
    const number = transactions;
    const value = await session.transaction(options, async () => {
      const done = await work();
      await before[number]?.(session);
      return done;
    });
    await after[number]?.(session);
    return value;
  });
}

for (const kind of kindsTried)
  describeOn(kind, 'a plan of a hundred steps', (given) => {
    const rig = new NodeRig(() => given.database);
    beforeAll(() => rig.prepare());

    async function ran(name: string, mishaps: Mishaps, broken?: number) {
      const node = modelNode(name, { config: { materialized: 'table' } });
      const runId = randomUUID();
      const start = { runId, command: 'run', target: 't', smeltVersion: '0', startedAt: new Date(), process: 'here' };
      await given.database.withSession((session) => session.query(recordRunStart('smelt', start)));
      const run = nodeRun(runId, meeting(given.database, mishaps));
      const outcome: NodeOutcome = await runNode(
        {
          node,
          span: undefined,
          prepare: async (session) => {
            const plan = await planOf(node, session, broken);
            const planAgain = () => planOf(node, session, broken);
            return { plan, planAgain, warnings: [], renderHook: noHook };
          },
          prepareHooks: async () => noHook,
        },
        run,
      );
      const [marked] = await rig.rows(
        `select count(*)::int as steps, count(*) filter (where node_id = '${node.id}')::int as nodes from smelt.commits where run_id = '${runId}'`,
      );
      const results = await rig.rows(`select status, rows from smelt.node_results where run_id = '${runId}'`);
      const rows = await rig.rows(`select id, xmin::text as written_by from public.${name} order by ctid`);
      const retried = run.events.flatMap((event) => (event.kind === 'retried' ? [event.reason] : []));
      return { outcome, marked, results, retried, ids: rows.map(({ id }) => id), rows };
    }

    test('is carried out in order, each step in a transaction of its own', async () => {
      const { outcome, rows, ids, marked, results, retried } = await ran('in_order', {});
      expect(outcome).toMatchObject({ status: 'success', summary: 'batches', counts: { inserted: 100 } });
      expect(ids).toEqual(batches);
      expect(new Set(rows.map((row) => row.written_by)).size).toBe(100);
      expect(marked).toEqual({ steps: 100, nodes: 1 });
      expect(results).toEqual([{ status: 'success', rows: 100n }]);
      expect(retried).toEqual([]);
    });

    test('leaves what came before a step that fails, and has failed', async () => {
      const { outcome, ids, marked, results } = await ran('broken', {}, 50);
      expect(outcome).toMatchObject({
        status: 'failed',
        diagnostics: [{ code: 'SQL_DATA', notes: [{ message: '49 of its steps had been committed, and stay' }] }],
      });
      expect(ids).toEqual(batches.slice(0, 49));
      expect(marked).toEqual({ steps: 49, nodes: 0 });
      expect(results).toEqual([{ status: 'failed', rows: null }]);
    });

    test('goes on where it was when answers are lost, whether or not the step had committed', async () => {
      const mishaps = { after: { 1: lost, 30: lost }, before: { 60: lost, 61: lost, 62: lost, 100: lost } };
      const { outcome, ids, marked, results, retried } = await ran('lost', mishaps);
      expect(outcome).toMatchObject({ status: 'success', summary: 'batches', counts: { inserted: 100 } });
      expect(ids).toEqual(batches);
      expect(marked).toEqual({ steps: 100, nodes: 1 });
      expect(results).toEqual([{ status: 'success', rows: 100n }]);
      // More than one statement is tried for: each step has its own tries.
      expect(retried).toHaveLength(6);
    });

    test('knows of the last one as well that it has committed', async () => {
      const { outcome, ids, marked } = await ran('last', { after: { 100: lost } });
      expect(outcome).toMatchObject({ status: 'success', summary: 'committed by an earlier attempt' });
      expect(ids).toEqual(batches);
      expect(marked).toEqual({ steps: 100, nodes: 1 });
    });

    test('is planned anew where somebody changes the relation between two steps', async () => {
      const change = async (session: Session) =>
        void (await session.query(userText('create index on public.changed (id)')));
      const { outcome, ids, retried } = await ran('changed', { after: { 40: change } });
      expect(outcome).toMatchObject({ status: 'success', counts: { inserted: 100 } });
      expect(ids).toEqual(batches);
      expect(retried).toEqual(['the catalog changed between two steps of the node']);
    });
  });

/** There are none. */
const noHook = () => {
  throw new Error('no hook is asked for');
};

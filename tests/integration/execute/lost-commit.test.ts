// A COMMIT that comes through while its answer is lost: the node is tried again, finds its mark, and does nothing twice.

import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { type Database, DatabaseError, type Session } from '../../../src/database/database.ts';
import type { RenderHook } from '../../../src/execute/hooks/perform-hook.ts';
import { runNode } from '../../../src/execute/node/run-node.ts';
import { planNode } from '../../../src/plan/plan-node.ts';
import { readCatalog } from '../../../src/postgres/introspect.ts';
import { userText } from '../../../src/sql/sql.ts';
import { recordRunStart } from '../../../src/state/runs.ts';
import { aroundTransactions } from '../../support/around-transactions.ts';
import { describeOnBoth } from '../../support/databases.ts';
import { NodeRig } from '../../support/node-rig.ts';
import { nodeRun } from '../../support/node-run.ts';
import { modelInput, modelNode } from '../../support/plan-inputs.ts';

/** The same database, but the answer to the first COMMIT of a transaction that wrote the table `m` is lost. */
function losingOneAnswer(database: Database): Database {
  let lost = false;
  return aroundTransactions(database, async (session, options, work) => {
    const value = await session.transaction(options, work);
    const { rows } = await session.query(userText("select to_regclass('public.m') is not null"));
    if (lost || rows[0]?.[0] !== true) return value;
    lost = true;
    throw new DatabaseError('connection', 'the connection was lost');
  });
}

/** Hooks that hold no template. */
const asWritten: RenderHook = async ({ sql, span }) => ({
  ok: true,
  value: { sql, map: { originAt: () => undefined }, file: span.file },
  warnings: [],
});

describeOnBoth('a lost answer', (given) => {
  test('hooks before and in the transaction are not repeated, those after the commit run then', async () => {
    const rig = new NodeRig(() => given.database);
    await rig.prepare();
    await rig.execute('create table log (at int generated always as identity, said text)');
    const says = (said: string) => `insert into log (said) values ('${said}')`;
    const node = modelNode('m', {
      config: {
        materialized: 'table',
        pre_hook: [{ sql: says('before'), transaction: false }, says('inside')],
        post_hook: [{ sql: says('after'), transaction: false }],
      },
    });
    const runId = randomUUID();
    await given.database.withSession((session) =>
      session.query(
        recordRunStart('smelt', {
          runId,
          command: 'run',
          target: 't',
          smeltVersion: '0',
          startedAt: new Date(),
          process: 'here',
        }),
      ),
    );
    const run = nodeRun(runId, losingOneAnswer(given.database));
    const catalogOf = (session: Session) => readCatalog(session, { schemas: ['public', 'smelt'] });
    const outcome = await runNode(
      {
        node,
        span: undefined,
        prepare: async (session) => {
          const plan = planNode(modelInput(node, 'select 1 as id', { catalog: await catalogOf(session) }));
          if (!plan.ok) throw new Error(plan.problems[0]?.message);
          return { plan: plan.value, planAgain: async () => plan.value, warnings: [], renderHook: asWritten };
        },
        prepareHooks: async () => asWritten,
      },
      run,
    );
    expect(outcome).toMatchObject({ status: 'success', summary: 'committed by an earlier attempt' });
    expect(run.events).toMatchObject([{ kind: 'retried', attempt: 2 }]);
    expect(await rig.rows('select said from log order by at')).toEqual([
      { said: 'before' },
      { said: 'inside' },
      { said: 'after' },
    ]);
  });
});

// By which signs a run is taken for lost, and that it takes that back: on rows of runs that never were, with sessions that are.

import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import type { Session } from '../../../src/database/database.ts';
import { updateEngineSchema } from '../../../src/execute/run/engine-schema.ts';
import { startHeartbeat } from '../../../src/execute/run/keep-alive.ts';
import { type Sql, sql } from '../../../src/sql/sql.ts';
import { takeInOrder } from '../../../src/state/advisory-lock.ts';
import { holdRun } from '../../../src/state/locks.ts';
import {
  endLostRuns,
  recordHeartbeat,
  recordNodeStart,
  recordRunEnd,
  recordRunStart,
} from '../../../src/state/runs.ts';
import { describeOn, describeOnBoth, openTarget } from '../../support/databases.ts';

async function begin(session: Session): Promise<string> {
  const runId = randomUUID();
  const run = { command: 'run', target: 't', smeltVersion: '0', startedAt: new Date(), process: 'here 1' };
  await session.query(recordRunStart('smelt', { ...run, runId }));
  await session.query(recordNodeStart('smelt', runId, 'model.shop.m', { flushed: true }));
  return runId;
}

/** As a minute and a half later, with nothing left of the process. */
const killed = (runId: string): Sql => sql`update smelt.runs set backend = 0, backend_start = null,
  heartbeat_at = heartbeat_at - interval '90 seconds' where run_id = ${runId}::uuid`;

const told = (runId: string): Sql => sql`select r.status, n.status, n.message from smelt.runs r
  join smelt.node_results n using (run_id) where run_id = ${runId}::uuid`;

const word = 'its run ended without a word';
const lives = ['running', 'running', null];
const isLost = ['lost', 'lost', word];

describeOnBoth('a run that was taken for lost', (rig) => {
  beforeAll(() => rig.database.withSession(async (session) => void (await updateEngineSchema(session))));

  test('is running again with its next heartbeat, and ends as it says itself', async () => {
    await rig.database.withSession(async (session) => {
      const [runId, other] = [await begin(session), await begin(session)];
      await session.query(killed(runId));
      await session.query(endLostRuns('smelt', other, { shared: false, seconds: 60 }));
      expect((await session.query(told(runId))).rows).toEqual([isLost]);
      expect((await session.query(told(other))).rows).toEqual([lives]);
      await session.query(recordHeartbeat('smelt', runId));
      expect((await session.query(told(runId))).rows).toEqual([lives]);
      await session.query(endLostRuns('smelt', other, { shared: false, seconds: 60 }));
      await session.query(recordRunEnd('smelt', runId, 'cancelled'));
      expect((await session.query(told(runId))).rows).toEqual([['cancelled', 'cancelled', 'the run was interrupted']]);
      await session.query(recordHeartbeat('smelt', runId));
      await session.query(endLostRuns('smelt', other, { shared: false, seconds: 60 }));
      expect((await session.query(told(runId))).rows[0]?.[0]).toBe('cancelled');
    });
  });
});

describeOn('server', 'the signs of a run', (rig) => {
  beforeAll(() => rig.database.withSession(async (session) => void (await updateEngineSchema(session))));
  beforeEach(() =>
    rig.database.withSession(async (session) => void (await session.query(sql`delete from smelt.runs`))),
  );

  const look = (runId: string) =>
    rig.database.withSession(async (session) => {
      await session.query(endLostRuns('smelt', randomUUID(), { shared: true, seconds: 60 }));
      return (await session.query(told(runId))).rows[0];
    });

  test('a heartbeat that is not old', async () => {
    const runId = await rig.database.withSession(begin);
    expect(await look(runId)).toEqual(lives);
    await rig.database.withSession((session) => session.query(killed(runId)));
    expect(await look(runId)).toEqual(isLost);
  });

  test('an open transaction of it, whatever session that is of', async () => {
    const runId = await rig.database.withSession(begin);
    await rig.database.withSession(async (session) => {
      await session.query(killed(runId));
      await session.transaction({}, async () => {
        await session.query(takeInOrder([holdRun(runId)]));
        expect(await look(runId)).toEqual(lives);
      });
    });
    expect(await look(runId)).toEqual(isLost);
  });

  test('the session that its heartbeat came from, unless that is the one that asks', async () => {
    const beside = await openTarget(rig.target);
    const runId = await beside.withSession(begin);
    const old = sql`update smelt.runs set heartbeat_at = heartbeat_at - interval '90 seconds'`;
    await rig.database.withSession((session) => session.query(old));
    expect(await look(runId)).toEqual(lives);
    await rig.database.withSession((session) =>
      session.query(sql`update smelt.runs set backend_start = backend_start - interval '1 second'`),
    );
    expect(await look(runId)).toEqual(isLost);
    await beside.close();
    const pooled = await rig.database.withSession(begin);
    await rig.database.withSession((session) => session.query(old));
    expect(await look(pooled)).toEqual(isLost);
  });

  test('nothing, for one that an older version began: it gets a day', async () => {
    const runId = await rig.database.withSession(begin);
    await rig.database.withSession((session) =>
      session.query(sql`update smelt.runs set heartbeat_at = null, backend = null, backend_start = null`),
    );
    expect(await look(runId)).toEqual(lives);
    await rig.database.withSession((session) =>
      session.query(sql`update smelt.runs set started_at = started_at - interval '25 hours'`),
    );
    expect(await look(runId)).toEqual(isLost);
  });

  test('the heartbeat comes while all sessions are busy, and on a new session when its own was ended', async () => {
    const runId = await rig.database.withSession(begin);
    const beside = await openTarget({ ...rig.target, kind: 'server', threads: 1 });
    const heartbeat = startHeartbeat(beside, runId, 0.02);
    const beats = () =>
      rig.database.withSession(async (session) => {
        const asked = sql`select heartbeat_at::text, backend from smelt.runs where run_id = ${runId}::uuid`;
        return (await session.query(asked)).rows[0] ?? [];
      });
    const beatAfter = async ([time]: readonly unknown[]) => {
      for (;;) {
        const beat = await beats();
        if (beat[0] !== time) return beat;
      }
    };
    await beside.withSession(async () => {
      const first = await beatAfter(await beats());
      const ended = sql`select pg_catalog.pg_terminate_backend(${first[1]}::pg_catalog.int4)`;
      await rig.database.withSession((session) => session.query(ended));
      let next = await beatAfter(first);
      while (next[1] === first[1]) next = await beatAfter(next);
    });
    await heartbeat.stop();
    const last = await beats();
    expect(await beats()).toEqual(last);
    await beside.close();
  });
});

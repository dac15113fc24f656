import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { recordsOf, type Session } from '../../../src/database/database.ts';
import { ensureSchema, updateEngineSchema } from '../../../src/execute/run/engine-schema.ts';
import { ensureProductTable } from '../../../src/execute/run/ensure-product-table.ts';
import { literal, type Sql, userText } from '../../../src/sql/sql.ts';
import { takeInOrder } from '../../../src/state/advisory-lock.ts';
import { auditTriggers } from '../../../src/state/audit-log.ts';
import { lockSchema } from '../../../src/state/locks.ts';
import { upsertEtlStatus } from '../../../src/state/product-tables.ts';
import { createRefreshFunction } from '../../../src/state/refresh-function.ts';
import { recordRelation } from '../../../src/state/relations.ts';
import {
  forgetOldCommits,
  isCommitted,
  markCommit,
  recordNodeResult,
  recordRunEnd,
  recordRunStart,
} from '../../../src/state/runs.ts';
import { recordTestResults } from '../../../src/state/test-results.ts';
import { createTestDatabase, describeOn, describeOnBoth, openTarget } from '../../support/databases.ts';
import { sql } from '../../support/user-sql.ts';

async function rows(session: Session, statement: Sql): Promise<readonly (readonly unknown[])[]> {
  return (await session.query(statement)).rows;
}

/** Until somebody waits for a lock of this session. */
async function someoneWaits(session: Session): Promise<void> {
  const waiting = sql`select from pg_catalog.pg_locks
    where not granted and pg_catalog.pg_backend_pid() = any(pg_catalog.pg_blocking_pids(pid))`;
  while ((await rows(session, waiting)).length === 0) await new Promise((resolve) => setImmediate(resolve));
}

async function codesOf(checked: ReturnType<typeof updateEngineSchema>): Promise<readonly string[]> {
  const result = await checked;
  return result.ok ? [] : result.problems.map((problem) => problem.code);
}

describeOn('server', 'making the schema', () => {
  test('four processes at once make it once, and a later one finds it', async () => {
    const created = await createTestDatabase('server');
    const databases = await Promise.all([1, 2, 3, 4].map(() => openTarget(created.target)));
    try {
      const results = await Promise.all(
        databases.map((database) => database.withSession((session) => updateEngineSchema(session))),
      );
      expect(results.map((result) => result.ok)).toEqual([true, true, true, true]);
      await databases[0]?.withSession(async (session) => {
        expect(await rows(session, sql`select version from smelt.migrations order by 1`)).toEqual([[1], [2], [3], [4]]);
      });
    } finally {
      for (const database of databases) await database.close();
      await created.drop();
    }
  });

  test('a schema that another makes while one waits is found, whatever the session has cached', async () => {
    const created = await createTestDatabase('server');
    const [first, second] = await Promise.all([openTarget(created.target), openTarget(created.target)]);
    try {
      await second.withSession(async (waiting) => {
        // Its first DDL brings a session's cache up to date, so that one comes before.
        await ensureSchema(waiting, 'warm');
        const done = await first.withSession((holding) =>
          holding.transaction({}, async () => {
            await holding.query(takeInOrder([lockSchema()]));
            const running = ensureSchema(waiting, 'marts');
            await someoneWaits(holding);
            await holding.query(sql`create schema marts`);
            return { running };
          }),
        );
        await done.running;
        expect(await rows(waiting, sql`select nspname from pg_namespace where nspname = 'marts'`)).toEqual([['marts']]);
      });
    } finally {
      await first.close();
      await second.close();
      await created.drop();
    }
  });

  test('whatever the default privileges are, nobody else may use it', async () => {
    const created = await createTestDatabase('server');
    const database = await openTarget(created.target);
    try {
      await database.withSession(async (session) => {
        await session.query(sql`alter default privileges grant select on tables to public`);
        await session.query(sql`alter default privileges grant usage on schemas to public`);
        expect(await codesOf(updateEngineSchema(session))).toEqual([]);
        expect(
          await rows(
            session,
            sql`select relname from pg_class, aclexplode(relacl) acl where relnamespace = 'smelt'::regnamespace and acl.grantee <> relowner
            union all select nspname from pg_namespace, aclexplode(nspacl) acl where nspname = 'smelt' and acl.grantee <> nspowner
            union all select proname from pg_proc, aclexplode(coalesce(proacl, acldefault('f', proowner))) acl
              where pronamespace = 'smelt'::regnamespace and acl.grantee <> proowner`,
          ),
        ).toEqual([]);
      });
    } finally {
      await database.close();
      await created.drop();
    }
  });
});

describeOnBoth('the schema of the state', (rig) => {
  test('is made, left alone, and refused when it is newer or foreign', async () => {
    await rig.database.withSession(async (session) => {
      await session.query(sql`create schema smelt`);
      await session.query(sql`create domain smelt.theirs as text`);
      expect(await codesOf(updateEngineSchema(session))).toEqual(['STATE_FOREIGN']);
      await session.query(sql`drop domain smelt.theirs`);
      expect(await codesOf(updateEngineSchema(session))).toEqual([]);
      expect(await codesOf(updateEngineSchema(session))).toEqual([]);
      await session.query(sql`insert into smelt.migrations (version, smelt_version) values (1000, '99')`);
      expect(await codesOf(updateEngineSchema(session))).toEqual(['STATE_NEWER']);
      await session.query(sql`delete from smelt.migrations where version = 1000`);
    });
  });

  test('a relation is recorded with what stands under its name', async () => {
    await rig.database.withSession(async (session) => {
      await session.query(sql`create view "odd ""name" as select 1 as one`);
      const record = (fingerprint: string) =>
        recordRelation('smelt', {
          nodeId: 'model.p.v',
          relation: { schema: 'public', name: 'odd "name' },
          generation: '00000000-0000-4000-8000-000000000001',
          fingerprint,
          contentFingerprint: null,
          made: sql`'[]'::jsonb`,
        });
      await session.query(record('a'));
      await session.query(record('b'));
      expect(
        await rows(
          session,
          sql`select fingerprint, oid = '"odd ""name"'::regclass as same, definition, server_major > 14 as major from smelt.relations`,
        ),
      ).toEqual([['b', true, null, true]]);
    });
  });

  test('runs, commits and results are recorded', async () => {
    const runId = '00000000-0000-4000-8000-0000000000aa';
    const at = new Date('2024-05-06T07:08:09.123Z');
    await rig.database.withSession(async (session) => {
      await session.query(
        recordRunStart('smelt', {
          runId,
          command: 'build',
          target: 't',
          smeltVersion: '1',
          startedAt: at,
          process: 'here',
        }),
      );
      expect(await rows(session, isCommitted('smelt', runId, 'n'))).toEqual([[false]]);
      await session.query(markCommit('smelt', runId, 'n', 1));
      expect(await rows(session, isCommitted('smelt', runId, 'n'))).toEqual([[true]]);
      await session.query(
        sql`insert into smelt.commits values (gen_random_uuid(), 'old', 1, now() - interval '25 hours')`,
      );
      await session.query(forgetOldCommits('smelt'));
      expect(await rows(session, sql`select node_id from smelt.commits`)).toEqual([['n']]);
      const node = { runId, nodeId: 'n', attempt: 1, startedAt: at, milliseconds: 1.5, message: null };
      await session.query(recordNodeResult('smelt', { ...node, status: 'running', rows: null }));
      await session.query(recordNodeResult('smelt', { ...node, status: 'success', rows: 2n ** 40n }));
      expect(await rows(session, sql`select status, rows, duration::text from smelt.node_results`)).toEqual([
        ['success', 2n ** 40n, '00:00:00.0015'],
      ]);
      const result = {
        testId: 't',
        relation: { schema: 's', name: 'r' },
        status: 'fail',
        severity: 'warn',
        dimension: null,
        failures: 3n,
        failingRows: 4n,
        checkedRows: null,
        executedAt: at,
        milliseconds: 2,
        message: "it's",
        examples: [{ a: 1 }],
      } as const;
      await session.query(recordTestResults('smelt', runId, [result]));
      await session.query(
        recordTestResults('smelt', runId, [{ ...result, relation: null, failures: 5n, examples: null }]),
      );
      expect(
        await rows(
          session,
          sql`select relation_name, failures, checked_rows, message, examples from smelt.test_results`,
        ),
      ).toEqual([['r', 5n, null, "it's", null]]);
      await session.query(recordRunEnd('smelt', runId, 'failed'));
      expect(
        await rows(
          session,
          sql`select status, finished_at > started_at, started_at = '2024-05-06 07:08:09.123Z' from smelt.runs`,
        ),
      ).toEqual([['failed', true, true]]);
    });
  });

  test('etl_status: a try without changed content leaves what the last load wrote', async () => {
    const table = { schema: 'public', name: 'etl_status' };
    await rig.database.withSession(async (session) => {
      expect((await ensureProductTable(session, 'etl_status', table)).ok).toBe(true);
      expect((await ensureProductTable(session, 'etl_status', table)).ok).toBe(true);
      const status = { tableName: 't', loadStatus: 'success', errorMessage: null } as const;
      await session.query(
        upsertEtlStatus(table, { ...status, loaded: { records: 5_000_000_000n, milliseconds: 1500 } }),
      );
      const processed = async () => (await rows(session, sql`select records_processed from etl_status`))[0]?.[0];
      expect(await processed()).toBe(2147483647);
      await session.query(upsertEtlStatus(table, { ...status, loaded: { records: 7n, milliseconds: 1500 } }));
      await wait(5); // the embedded database's clock counts whole milliseconds
      await session.query(
        upsertEtlStatus(table, { ...status, loadStatus: 'failed', errorMessage: 'no', loaded: null }),
      );
      expect(
        await rows(
          session,
          sql`select load_status, error_message, records_processed, processing_time::text as t,
          last_attempted_load > last_successful_load as later, updated_at > created_at as touched from etl_status`,
        ),
      ).toEqual([['failed', 'no', 7, '00:00:01.5', true, true]]);
    });
  });

  test('a relation that has the name of an engine table is refused', async () => {
    await rig.database.withSession(async (session) => {
      await session.query(sql`create table data_quality_metrics (mine int)`);
      const result = await ensureProductTable(session, 'data_quality_metrics', {
        schema: 'public',
        name: 'data_quality_metrics',
      });
      expect(result.ok || result.problems.map(({ code }) => code)).toEqual(['STATE_TABLE_FOREIGN']);
    });
  });

  test('audit triggers log what really changed, and nothing else writes the log', async () => {
    const log = { schema: 'public', name: 'audit_log' };
    await rig.database.withSession(async (session) => {
      expect((await ensureProductTable(session, 'audit_log', log)).ok).toBe(true);
      await session.query(sql`create table "o%ne" ("i%d'" text primary key, o int)`);
      await session.query(sql`create table pair (a int, b timestamp, v text, primary key (a, b))`);
      for (const statement of auditTriggers({ schema: 'public', name: 'o%ne' }, ["i%d'"], log))
        await session.query(statement);
      for (const statement of auditTriggers({ schema: 'public', name: 'pair' }, ['a', 'b'], log))
        await session.query(statement);
      await session.query(sql`insert into "o%ne" values ('x', 1), ('y', 2)`);
      await session.query(sql`update "o%ne" set o = case when o = 1 then 10 else o end`);
      await session.query(sql`update "o%ne" set "i%d'" = 'z' where o = 2`);
      await session.query(sql`delete from "o%ne" where o = 10`);
      await session.query(sql`select set_config('smelt.actor', 'ann', false)`);
      await session.query(sql`insert into pair values (1, '2024-05-06 07:08:09', null)`);
      await session.query(sql`select set_config('smelt.actor', '', false)`);
      await session.query(sql`truncate "o%ne"`);
      expect(
        await rows(
          session,
          sql`select table_name, record_id, action, old_values, new_values, changed_by = session_user as me, changed_by = 'ann' as ann
          from audit_log order by changed_at, audit_id`,
        ),
      ).toEqual([
        ['o%ne', 'x', 'INSERT', null, { "i%d'": 'x', o: 1 }, true, false],
        ['o%ne', 'y', 'INSERT', null, { "i%d'": 'y', o: 2 }, true, false],
        ['o%ne', 'x', 'UPDATE', { "i%d'": 'x', o: 1 }, { "i%d'": 'x', o: 10 }, true, false],
        ...[
          ['o%ne', 'y', 'DELETE', { "i%d'": 'y', o: 2 }, null, true, false],
          ['o%ne', 'z', 'INSERT', null, { "i%d'": 'z', o: 2 }, true, false],
        ],
        ['o%ne', 'x', 'DELETE', { "i%d'": 'x', o: 10 }, null, true, false],
        [
          'pair',
          '[1, "2024-05-06T07:08:09"]',
          'INSERT',
          null,
          { a: 1, b: '2024-05-06T07:08:09', v: null },
          false,
          true,
        ],
        ['o%ne', 'z', 'DELETE', { "i%d'": 'z', o: 2 }, null, true, false],
      ]);
      for (const statement of [
        sql`insert into audit_log (table_name, record_id, action, changed_by, changed_at) values ('t', '1', 'INSERT', 'me', now())`,
        sql`update audit_log set changed_by = 'me'`,
        sql`delete from audit_log`,
        sql`truncate audit_log`,
      ]) {
        await expect(session.query(statement)).rejects.toMatchObject({ code: '42501' });
      }
    });
  });

  test('refresh_all_materialized_views() refreshes in order, concurrently where that is possible', async () => {
    await rig.database.withSession(async (session) => {
      await session.query(sql`create table fact (id int)`);
      await session.query(sql`create materialized view "first view" as select id from fact`);
      await session.query(sql`create unique index on "first view" (id)`);
      await session.query(
        sql`create materialized view second as select count(*)::int as n from "first view" with no data`,
      );
      const views = ['first view', 'second'].map((name) => ({ schema: 'public', name }));
      for (const statement of createRefreshFunction('smelt', 'public', views)) await session.query(statement);
      await session.query(sql`insert into fact values (1), (2)`);
      const before = await rows(session, sql`select relfilenode from pg_class where relname = 'first view'`);
      await session.query(sql`select public.refresh_all_materialized_views()`);
      expect(await rows(session, sql`select n from second`)).toEqual([[2]]);
      // CONCURRENTLY changes the rows of the view; a plain refresh gives it a new file.
      expect(await rows(session, sql`select relfilenode from pg_class where relname = 'first view'`)).toEqual(before);
      const [facts] = recordsOf(
        await session.query(
          sql`select prosecdef as definer, proconfig as config, proacl::text as acl from pg_proc where proname = 'refresh_all_materialized_views'`,
        ),
      );
      expect(facts).toMatchObject({ definer: true, config: ['search_path=pg_catalog, pg_temp'] });
      expect(facts?.acl).not.toMatch(/[{,]=/);
      for (const statement of createRefreshFunction('smelt', 'public', [])) await session.query(statement);
      await session.query(sql`select public.refresh_all_materialized_views()`);
    });
  });
});

describeOn('server', 'the audit log and other roles', (rig) => {
  test('one who may insert into it writes it by no trigger of their own, and nobody has its function work for their table', async () => {
    const log = { schema: 'logs', name: 'kept_log' };
    const role = `smelt_forger_${process.pid}`;
    const run = async (session: Session, ...texts: readonly string[]) => {
      for (const text of texts) await session.query(userText(text));
    };
    await rig.database.withSession(async (session) => {
      await updateEngineSchema(session);
      await run(session, 'create schema logs', `create role ${role}`, `grant usage on schema logs to ${role}`);
      await ensureProductTable(session, 'audit_log', log);
      try {
        await run(
          session,
          `grant insert on logs.kept_log to ${role}`,
          `create schema forged authorization ${role}`,
          `grant usage on schema smelt to ${role}`,
          `grant execute on function smelt.write_audit_log() to ${role}`,
          `set session authorization ${role}`,
          'create table forged.own (id int primary key)',
          `create function forged.forge() returns trigger language plpgsql as $$ begin
            insert into logs.kept_log (table_name, record_id, action, changed_by, changed_at)
              values ('deposits', '1', 'DELETE', 'the director', now());
            return null; end $$`,
          'create trigger forge after insert on forged.own for each statement execute function forged.forge()',
        );
        await expect(run(session, 'insert into forged.own values (1)')).rejects.toMatchObject({ code: '42501' });
        await run(
          session,
          'drop trigger forge on forged.own',
          `create trigger borrowed after insert on forged.own referencing new table as new_rows
            for each statement execute function smelt.write_audit_log('logs', 'kept_log', 'id')`,
        );
        await expect(run(session, 'insert into forged.own values (1)')).rejects.toMatchObject({ code: '42501' });
        await run(session, 'reset session authorization');
        expect(await rows(session, sql`select table_name from logs.kept_log`)).toEqual([]);
      } finally {
        await run(session, 'reset session authorization', `drop owned by ${role}`, `drop role ${role}`);
      }
    });
  });

  test('one who is not the owner is logged by name, believed in nothing, and cannot read or write the log', async () => {
    const log = { schema: 'public', name: 'audit_log' };
    const role = `smelt_clerk_${process.pid}`;
    await rig.database.withSession(async (session) => {
      await updateEngineSchema(session);
      await ensureProductTable(session, 'audit_log', log);
      await session.query(sql`create table things (id int primary key)`);
      for (const statement of auditTriggers({ schema: 'public', name: 'things' }, ['id'], log))
        await session.query(statement);
      await session.query(sql`create role ${userText(role)}`);
      try {
        await session.query(sql`grant insert on things to ${userText(role)}`);
        await session.query(sql`set session authorization ${userText(role)}`);
        await session.query(sql`select set_config('smelt.actor', 'someone else', false)`);
        await session.query(sql`insert into things values (1)`);
        await expect(session.query(sql`select * from audit_log`)).rejects.toMatchObject({ code: '42501' });
        await session.query(sql`reset session authorization`);
        expect(await rows(session, sql`select changed_by from audit_log`)).toEqual([[role]]);
      } finally {
        await session.query(sql`reset session authorization`);
        await session.query(sql`drop owned by ${userText(role)}`);
        await session.query(sql`drop role ${userText(role)}`);
        await session.query(sql`select set_config('smelt.actor', ${literal('')}, false)`);
      }
    });
  });
});

// Protects runs from waiting for ever, without a word, for a lock that any role of the database can hold.

import { Client } from 'pg';
import { describe, expect, onTestFinished, test } from 'vitest';
import { updateEngineSchema } from '../../../src/execute/run/engine-schema.ts';
import { takeLocks } from '../../../src/execute/take-locks.ts';
import { tryInOrder } from '../../../src/state/advisory-lock.ts';
import { lockSchema, lockSchemaShared, lockTarget } from '../../../src/state/locks.ts';
import { describeOnBoth, openTarget } from '../../support/databases.ts';
import { writeProject } from '../../support/project-files.ts';
import { createRolesDatabase } from '../../support/roles.ts';
import { execute } from '../../support/run-app.ts';
import { sql } from '../../support/user-sql.ts';
import { whole } from '../../support/whole.ts';

/** A session that goes on until the test ends. */
async function sessionOf(url: string, ...statements: readonly string[]) {
  const client = new Client({ connectionString: url });
  await client.connect();
  let open = true;
  const end = async () => {
    if (open) await client.end();
    open = false;
  };
  onTestFinished(end);
  for (const statement of statements) await client.query(statement);
  return { end };
}

const relation = { schema: 'marts', name: 'orders' };
const holdsOrders = `select pg_advisory_lock(hashtextextended('smelt:"marts"."orders"', 0))`;
const holdsSchema = 'select pg_advisory_lock(1936549228, 1)';

async function twoRoles() {
  const database = await createRolesDatabase();
  const [alice, eve] = [await database.role('alice'), await database.role('eve')];
  await database.admin(
    `create schema smelt authorization ${alice.name}`,
    `create schema marts authorization ${alice.name}`,
  );
  const root = await writeProject({
    'project.yml': `name: shop
targets: { dev: { type: postgres, url: "{{ env_var('DATABASE_URL') }}", schema: marts } }
`,
    'models/orders.sql': "{{ config(materialized='table') }} select 1 as id",
    'models/sums.sql': "{{ config(materialized='materialized_view') }} select id from {{ ref('orders') }}",
  });
  const build = () => execute(root, 'build', {}, { DATABASE_URL: alice.url });
  return { database, alice, eve, build };
}

describeOnBoth('locks', (rig) => {
  test('that are free are had in one statement, until the transaction ends', async () => {
    await rig.database.withSession(async (session) => {
      const held = async () =>
        (
          await session.query(
            sql`select count(*)::int from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()`,
          )
        ).rows[0]?.[0];
      await session.transaction({}, async () => {
        expect((await takeLocks(session, [lockSchema(), lockTarget(relation)])).ok).toBe(true);
        expect((await takeLocks(session, [lockSchemaShared()])).ok).toBe(true);
        expect(await held()).toBe(3);
      });
      expect(await held()).toBe(0);
    });
  });
});

describe('a lock of Smelt that is held', () => {
  test('by somebody else ends the wait with the holder’s name, and leaves the transaction as it was', async () => {
    const { database, alice, eve } = await twoRoles();
    await sessionOf(eve.url, "set application_name = 'smelt'", holdsOrders);
    const url = alice.url;
    const own = await openTarget({ kind: 'server', name: 'dev', schema: 'marts', threads: 1, url, retries: 0 });
    try {
      await own.withSession(async (session) => {
        expect((await updateEngineSchema(session)).ok).toBe(true);
        await session.transaction({}, async () => {
          await session.query(sql`set local lock_timeout = '7s'`);
          const taken = await takeLocks(session, [lockTarget(relation)], 1);
          expect(taken.ok || taken.problems).toMatchObject([
            {
              code: 'LOCK_NOT_GRANTED',
              message: expect.stringMatching(
                new RegExp(`is held by the role "${eve.name}" \\(pid \\d+, application "smelt"\\)$`),
              ),
              help: expect.stringMatching(/select pg_terminate_backend\(\d+\)$/),
            },
          ]);
          expect((await session.query(sql`show lock_timeout`)).rows).toEqual([['7s']]);
        });
      });
      // Whoever may record a run is believed to be at work, and waited for.
      const worker = await sessionOf(
        database.url,
        "set application_name = 'smelt'",
        'select pg_advisory_lock(hashtextextended(\'smelt:"marts"."sums"\', 0))',
      );
      await own.withSession((session) =>
        session.transaction({}, async () => {
          const waiting = takeLocks(session, [lockTarget({ schema: 'marts', name: 'sums' })], 1);
          await new Promise((resolve) => setTimeout(resolve, 2500));
          await worker.end();
          expect((await waiting).ok).toBe(true);
          expect((await session.query(tryInOrder([lockTarget(relation)]))).rows).toEqual([[null]]);
        }),
      );
    } finally {
      await own.close();
    }
  });

  // Half a minute of waiting; the moments themselves are above.
  test.runIf(whole)('does not hold up a run for ever, at its beginning or at a node, nor a refresh', async () => {
    const atStart = async () => {
      const { eve, build } = await twoRoles();
      const holder = await sessionOf(eve.url, holdsSchema);
      const refused = await build();
      await holder.end();
      expect(refused.exitCode).toBe(1);
      expect(refused.errors).toContain('error[LOCK_NOT_GRANTED]');
      expect(refused.errors).toContain(`held by the role "${eve.name}"`);
      expect(await build()).toMatchObject({ exitCode: 0, errors: '' });
    };
    const atNode = async () => {
      const { eve, build } = await twoRoles();
      const holder = await sessionOf(eve.url, "set application_name = 'smelt'", holdsOrders);
      const refused = await build();
      await holder.end();
      expect(refused.exitCode).toBe(1);
      expect(refused.output).toContain('LOCK_NOT_GRANTED');
      expect(refused.output).toContain(`held by the role "${eve.name}"`);
      expect(await build()).toMatchObject({ exitCode: 0, errors: '' });
    };
    const atRefresh = async () => {
      const { alice, eve, build } = await twoRoles();
      expect(await build()).toMatchObject({ exitCode: 0, errors: '' });
      const holder = await sessionOf(eve.url, 'select pg_advisory_lock(1936549228, 2)');
      const refresh = 'select marts.refresh_all_materialized_views()';
      await expect(alice.execute(refresh)).rejects.toThrow(
        `the lock of refresh_all_materialized_views() is held by the role ${eve.name}`,
      );
      await holder.end();
      await alice.execute(refresh);
      // Another refresh is waited for, unless the caller has set how long.
      const other = await sessionOf(alice.url, 'begin', refresh);
      await expect(alice.execute("set lock_timeout = '100ms'", refresh)).rejects.toThrow('lock timeout');
      const waiting = alice.execute(refresh);
      await other.end();
      await waiting;
    };
    await Promise.all([atStart(), atNode(), atRefresh()]);
  });
});

// Protects the role that builds from what another has made, in a schema where both may create, under a name that is Smelt's: its
// triggers and functions would run as the one that builds.

import { describe, expect, test } from 'vitest';
import type { Session } from '../../../src/database/database.ts';
import { updateEngineSchema } from '../../../src/execute/run/engine-schema.ts';
import { ensureProductTable } from '../../../src/execute/run/ensure-product-table.ts';
import { lacksProductTable } from '../../../src/execute/run/product-rights.ts';
import { userText } from '../../../src/sql/sql.ts';
import { auditFunction, auditWriter } from '../../../src/state/audit-log.ts';
import type { ProductTable } from '../../../src/state/product-tables.ts';
import { createRefreshFunction } from '../../../src/state/refresh-function.ts';
import { describeOnBoth } from '../../support/databases.ts';
import { writeProject } from '../../support/project-files.ts';
import { createRolesDatabase } from '../../support/roles.ts';
import { execute } from '../../support/run-app.ts';

const kinds: readonly ProductTable[] = ['etl_status', 'data_quality_metrics', 'audit_log'];

describeOnBoth('in a schema where another role may create', (rig) => {
  const eve = `smelt_eve_${process.pid}_${Math.random().toString(36).slice(2, 8)}`;
  const run = async (session: Session, ...texts: readonly string[]) => {
    for (const text of texts) await session.query(userText(text));
  };
  /** With a schema `place` for each test, and what eve makes there. */
  const planting = (place: string, planted: readonly string[], work: (session: Session) => Promise<void>) =>
    rig.database.withSession(async (session) => {
      await updateEngineSchema(session);
      await run(
        session,
        `create role ${eve}`,
        `create schema ${place}`,
        `grant usage, create on schema ${place} to ${eve}`,
      );
      try {
        await run(session, `set role ${eve}`, ...planted, 'reset role');
        await work(session);
      } finally {
        await run(session, 'reset role', `drop owned by ${eve} cascade`, `drop role ${eve}`);
      }
    });
  const problemsOf = async (session: Session, kind: ProductTable, schema: string) => {
    const made = await ensureProductTable(session, kind, { schema, name: kind });
    return made.ok ? [] : made.problems.map(({ code, message }) => `${code}: ${message}`);
  };

  for (const kind of kinds) {
    test(`a table of hers with the mark of ${kind} is not taken for Smelt's`, async () => {
      const place = `tables_${kind}`;
      await planting(
        place,
        [
          `create table ${place}.${kind} (table_name text primary key, load_status text)`,
          `comment on table ${place}.${kind} is 'Written by Smelt: ${kind}'`,
        ],
        async (session) => {
          const [problem] = await problemsOf(session, kind, place);
          expect(problem).toContain(`STATE_TABLE_FOREIGN: "${place}"."${kind}" belongs to "${eve}"`);
          // `debug` asks without making anything, and says the same.
          const looked = await lacksProductTable(session, kind, { schema: place, name: kind });
          expect(looked && `${looked.code}: ${looked.message}`).toBe(problem);
          // Given to the one who builds, it is taken, but for what she has put on it.
          await run(
            session,
            `create function ${place}.plant() returns trigger language plpgsql as 'begin return new; end'`,
            `create trigger planted before insert on ${place}.${kind} for each row execute function ${place}.plant()`,
            `alter table ${place}.${kind} owner to current_user`,
            `alter function ${place}.plant() owner to ${eve}`,
          );
          expect((await problemsOf(session, kind, place))[0]).toContain(
            `the trigger planted on table ${place}.${kind} runs a function of "${eve}"`,
          );
          // People's own are theirs to put there.
          await run(session, `alter function ${place}.plant() owner to current_user`);
          expect(await problemsOf(session, kind, place)).toEqual([]);
        },
      );
    });
  }

  test('nor is a view, whoever has made it', async () => {
    await planting('views', [], async (session) => {
      await run(
        session,
        'create view views.etl_status as select 1 as one',
        "comment on view views.etl_status is 'Written by Smelt: etl_status'",
      );
      expect(await problemsOf(session, 'etl_status', 'views')).toEqual([
        'STATE_TABLE_FOREIGN: "views"."etl_status" exists, and is not the etl_status of Smelt',
      ]);
    });
  });

  test('the tables that Smelt makes have nothing on them that it does not know', async () => {
    await planting('own', [], async (session) => {
      for (const kind of kinds) for (const _ of [1, 2]) expect(await problemsOf(session, kind, 'own')).toEqual([]);
    });
  });

  for (const name of ['smelt_guard_audit_log', 'smelt_write_audit_log']) {
    test(`a function of hers named ${name} is refused, and not replaced`, async () => {
      const place = name.slice(6, 11);
      await planting(
        place,
        [`create function ${place}.${name}() returns trigger language plpgsql as 'begin return null; end'`],
        async (session) => {
          const [problem] = await problemsOf(session, 'audit_log', place);
          expect(problem).toContain(`STATE_FUNCTION_FOREIGN: the function "${place}"."${name}"() belongs to "${eve}"`);
          await run(session, `drop function ${place}.${name}()`);
          expect(await problemsOf(session, 'audit_log', place)).toEqual([]);
        },
      );
    });
  }

  test('what replaces a function asks in the same transaction whose it is', async () => {
    const planted = [
      "create function between.smelt_write_audit_log() returns trigger language plpgsql as 'begin return null; end'",
      "create function between.refresh_all_materialized_views() returns void language sql as 'select'",
    ];
    await planting('between', planted, async (session) => {
      for (const statements of [
        auditFunction('smelt', auditWriter({ schema: 'between', name: 'audit_log' })),
        createRefreshFunction('smelt', 'between', []),
      ]) {
        const replaced = session.transaction({}, async () => {
          for (const statement of statements) await session.query(statement);
        });
        await expect(replaced).rejects.toMatchObject({ code: '42501' });
      }
    });
  });

  test('a log whose trigger went with the function of another gets it again', async () => {
    await planting('again', [], async (session) => {
      await problemsOf(session, 'audit_log', 'again');
      await run(
        session,
        'drop function again.smelt_guard_audit_log() cascade',
        'drop function again.smelt_write_audit_log()',
      );
      expect(await problemsOf(session, 'audit_log', 'again')).toEqual([]);
      await expect(run(session, 'delete from again.audit_log')).rejects.toMatchObject({ code: '42501' });
    });
  });
});

describe('a role that builds where another may create', () => {
  const projectFiles = {
    'project.yml': `name: shop
targets: { dev: { type: postgres, url: "{{ env_var('DATABASE_URL') }}", schema: marts } }
engine_tables: [etl_status]
`,
    'models/mv.sql': "{{ config(materialized='materialized_view') }} select 1 as one",
    'models/other.sql': "{{ config(materialized='materialized_view') }} select 2 as two",
  };
  async function twoRoles() {
    const database = await createRolesDatabase();
    const [alice, eve] = [await database.role('alice'), await database.role('eve')];
    await database.admin(
      `create schema smelt authorization ${alice.name}`,
      `create schema marts authorization ${alice.name}`,
      `grant usage, create on schema marts to ${eve.name}`,
    );
    const root = await writeProject(projectFiles);
    const build = () => execute(root, 'build', {}, { DATABASE_URL: alice.url });
    return { database, alice, eve, build };
  }
  const tellsWho = `create function marts.tell() returns int language plpgsql immutable as $$ begin
    if current_user <> session_user then raise 'it ran as %', current_user; end if; return 1; end $$`;

  test('does not run the trigger of a planted table', async () => {
    const { database, eve, build } = await twoRoles();
    await eve.execute(
      `create table marts.etl_status (table_name text primary key, last_successful_load timestamp, last_attempted_load timestamp, load_status text,
        error_message text, records_processed int, processing_time interval, created_at timestamp default now(), updated_at timestamp)`,
      "comment on table marts.etl_status is 'Written by Smelt: etl_status'",
      'create table marts.seen (who text)',
      'grant all on marts.etl_status, marts.seen to public',
      "create function marts.look() returns trigger language plpgsql as 'begin insert into marts.seen select current_user; return new; end'",
      'create trigger look before insert on marts.etl_status for each row execute function marts.look()',
    );
    const refused = await build();
    expect(refused.exitCode).toBe(2);
    expect(refused.errors).toContain('error[STATE_TABLE_FOREIGN]');
    expect(await database.admin('select * from marts.seen')).toEqual([]);
    await eve.execute('drop table marts.etl_status');
    expect(await build()).toMatchObject({ exitCode: 0, errors: '' });
  });

  test('does not give its refresh function another’s view, nor refresh one that took the place of its own', async () => {
    const { database, alice, eve, build } = await twoRoles();
    await eve.execute(
      tellsWho,
      'create materialized view marts.mv as select marts.tell() as one',
      'grant all on marts.mv to public',
    );
    const refused = await build();
    expect(refused.output).toContain('error[RELATION_NOT_OWNED]');
    await alice.execute('select marts.refresh_all_materialized_views()');
    const body = "select prosrc from pg_proc where proname = 'refresh_all_materialized_views'";
    expect(String((await database.admin(body))[0]?.prosrc)).toContain('"other"');
    expect(String((await database.admin(body))[0]?.prosrc)).not.toContain('"mv"');
    await eve.execute('drop materialized view marts.mv');
    expect(await build()).toMatchObject({ exitCode: 0, errors: '' });
    await alice.execute('select marts.refresh_all_materialized_views()', 'drop materialized view marts.mv');
    await eve.execute('create materialized view marts.mv as select marts.tell() as one');
    await expect(alice.execute('select marts.refresh_all_materialized_views()')).rejects.toThrow(
      'marts.mv is not a materialized view of Smelt',
    );
  });

  test('leaves a refresh function of its own role alone that Smelt has not made, and says so', async () => {
    const { alice, build } = await twoRoles();
    await alice.execute(
      "create function marts.refresh_all_materialized_views() returns int language sql as 'select 1'",
    );
    const kept = await build();
    expect(kept).toMatchObject({ exitCode: 0 });
    expect(kept.output).toContain('warning[REFRESH_FUNCTION_KEPT]');
    await alice.execute('alter function marts.refresh_all_materialized_views() rename to mine');
    expect((await build()).output).not.toContain('REFRESH_FUNCTION_KEPT');
    await alice.execute('select marts.refresh_all_materialized_views(), marts.mine()');
    expect((await build()).output).not.toContain('REFRESH_FUNCTION_KEPT');
  });

  test('is told of a refresh function that is another’s', async () => {
    const { eve, build } = await twoRoles();
    await eve.execute("create function marts.refresh_all_materialized_views() returns void language sql as 'select'");
    const refused = await build();
    expect(refused.exitCode).toBe(1);
    expect(refused.output).toContain('error[STATE_FUNCTION_FOREIGN]');
    expect(refused.output).toContain('drop function "marts"."refresh_all_materialized_views"()');
    await eve.execute('drop function marts.refresh_all_materialized_views()');
    expect(await build()).toMatchObject({ exitCode: 0, errors: '' });
  });

  test('takes what a superuser or a role that may act as it has made', async () => {
    const { database, alice, build } = await twoRoles();
    expect((await build()).exitCode).toBe(0);
    const clerk = await database.role('clerk');
    await database.admin(`grant ${alice.name} to ${clerk.name}`);
    for (const owner of [clerk.name, 'current_user']) {
      await database.admin(
        `alter table marts.etl_status owner to ${owner}`,
        `grant all on marts.etl_status to ${alice.name}`,
      );
      expect(await build()).toMatchObject({ exitCode: 0, errors: '' });
    }
  });

  test('builds into one schema with others as a role of theirs all, and not beside them', async () => {
    const { database, alice } = await twoRoles();
    const [bob, team] = [await database.role('bob'), await database.role('team')];
    const [{ name } = {}] = await database.admin('select current_database() as name');
    await database.admin(
      `grant ${team.name} to ${alice.name}, ${bob.name}`,
      `grant create on database ${name} to ${team.name}`,
      'drop schema smelt, marts',
    );
    const files = (role: string) => ({
      'project.yml': `name: shop
targets: { dev: { type: postgres, url: "{{ env_var('DATABASE_URL') }}", schema: marts${role} } }
engine_tables: [etl_status]
`,
      'models/mv.sql': "{{ config(materialized='materialized_view') }} select 1 as one",
    });
    const root = await writeProject(files(`, role: ${team.name}`));
    for (const { url } of [alice, bob, alice])
      expect(await execute(root, 'build', {}, { DATABASE_URL: url })).toMatchObject({ exitCode: 0, errors: '' });
    // Beside her, as himself: what the team owns is not his.
    await database.admin(`alter schema smelt owner to ${bob.name}`, `grant all on schema marts to ${bob.name}`);
    await database.admin(`reassign owned by ${team.name} to ${alice.name}`);
    await database.admin(
      `alter table smelt.migrations owner to ${bob.name}`,
      ...['runs', 'commits', 'node_results', 'test_results', 'relations', 'files', 'file_failures'].map(
        (table) => `alter table smelt.${table} owner to ${bob.name}`,
      ),
    );
    const alone = await execute(await writeProject(files('')), 'build', {}, { DATABASE_URL: bob.url });
    expect(alone.errors).toContain(
      `error[STATE_TABLE_RIGHTS]: the role "${bob.name}" may not write to "marts"."etl_status", which belongs to "${alice.name}"`,
    );
    await database.admin(`grant select, insert, update on marts.etl_status to ${bob.name}`);
    const granted = await execute(await writeProject(files('')), 'build', {}, { DATABASE_URL: bob.url });
    expect(granted.errors).toContain(`error[STATE_TABLE_FOREIGN]: "marts"."etl_status" belongs to "${alice.name}"`);
    expect(granted.errors).toContain(`alter table "marts"."etl_status" owner to "${bob.name}"`);
  });
});

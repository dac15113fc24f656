// The functions that swaps and looks at the catalog call are made where they are missing, and called only as Smelt has made them: whoever
// may create in the schema of the state could plant one of such a name, and would have Smelt's role run it.

import { describe, expect, test } from 'vitest';
import type { Session } from '../../../src/database/database.ts';
import { updateEngineSchema } from '../../../src/execute/run/engine-schema.ts';
import { catalogFunction } from '../../../src/postgres/catalog-function.ts';
import { introspect } from '../../../src/postgres/introspect.ts';
import { inlineParameters, raw, userText } from '../../../src/sql/sql.ts';
import { carryOver } from '../../../src/state/carry-over.ts';
import { carryOverFunction } from '../../../src/state/carry-over-function.ts';
import { createStateFunction } from '../../../src/state/state-function.ts';
import { describeOnBoth } from '../../support/databases.ts';
import { type ProjectFiles, writeProject } from '../../support/project-files.ts';
import { createRolesDatabase } from '../../support/roles.ts';
import { execute } from '../../support/run-app.ts';

const { name } = carryOverFunction('smelt').name;
const signature = `smelt.${name}(regclass, regclass, text[], text[], text[])`;

async function run(session: Session, ...texts: readonly string[]): Promise<void> {
  for (const text of texts) await session.query(userText(text));
}

async function isCalled(session: Session): Promise<boolean> {
  return (await introspect(session, { schemas: [] })).state.carriesOver;
}

describeOnBoth('the function of swaps', (rig) => {
  const eve = `smelt_eve_${process.pid}_${Math.random().toString(36).slice(2, 8)}`;

  test('is made with the state, and for one that stands without it; the version of the state stays', async () => {
    await rig.database.withSession(async (session) => {
      expect(await isCalled(session)).toBe(false);
      expect((await updateEngineSchema(session)).ok).toBe(true);
      expect(await isCalled(session)).toBe(true);
      const version = async () => (await session.query(raw('select max(version) from smelt.migrations'))).rows;
      const before = await version();
      await run(session, `drop function ${signature}`);
      expect(await isCalled(session)).toBe(false);
      expect((await updateEngineSchema(session)).ok).toBe(true);
      expect(await isCalled(session)).toBe(true);
      expect(await version()).toEqual(before);
    });
  });

  const create = createStateFunction(carryOverFunction('smelt')).map(inlineParameters);
  const changed: readonly (readonly [string, readonly string[]])[] = [
    [
      'another text',
      [`create or replace ${create[0]?.slice('create'.length).replace('old_table constant', 'old_table  constant')}`],
    ],
    ['the rights of its owner', [`alter function ${signature} security definer`]],
    ['no right to execute it', ['set role eve']],
    ['another owner', [`alter function ${signature} owner to eve`]],
  ];
  test.each(changed)('is not called with %s', async (_, changes) => {
    await rig.database.withSession(async (session) => {
      await run(session, `drop schema if exists smelt cascade`);
      await updateEngineSchema(session);
      await run(session, `create role ${eve}`, `grant usage, create on schema smelt to ${eve}`);
      try {
        await run(session, ...changes.map((text) => text.replaceAll(/\beve\b/g, eve)));
        expect(await isCalled(session)).toBe(false);
      } finally {
        await run(session, 'reset role', `drop owned by ${eve} cascade`, `drop role ${eve}`);
      }
    });
  });

  test('is not another one of its name, whatever others overload it with', async () => {
    await rig.database.withSession(async (session) => {
      await run(session, `drop schema if exists smelt cascade`);
      await updateEngineSchema(session);
      await run(
        session,
        'create table public.old as select 1 as a',
        'create table public.new as select 1 as a',
        ...['anyelement, anyelement', 'oid, oid', 'text, text'].map(
          (types) =>
            `create function smelt.${name}(${types}, anyarray, anyarray, anyarray) returns void language plpgsql as 'begin raise exception ''planted''; end'`,
        ),
        `comment on table public.old is 'kept'`,
      );
      const parts = { from: { schema: 'public', name: 'old' }, to: { schema: 'public', name: 'new' }, indexes: [] };
      for (const again of [null, [], ['grant SELECT nobody']]) {
        await session.query(carryOver('smelt', true, { ...parts, again }));
      }
      const { rows } = await session.query(raw(`select pg_catalog.obj_description('public.new'::regclass)`));
      expect(rows).toEqual([['kept']]);
    });
  });

  test('says the same as the block of its text, of what would be lost too', async () => {
    await rig.database.withSession(async (session) => {
      await run(
        session,
        'create table public.losing as select 1 as a',
        `create function public.noted() returns trigger language plpgsql as 'begin return new; end'`,
        'create trigger noted before insert on public.losing for each row execute function public.noted()',
        'create table public.taking as select 1 as a',
      );
      const parts = { from: { schema: 'public', name: 'losing' }, indexes: [], again: [] };
      for (const callable of [true, false]) {
        for (const to of [null, { schema: 'public', name: 'taking' }]) {
          const lost = session.query(carryOver('smelt', callable, { ...parts, to }));
          await expect(lost).rejects.toMatchObject({
            code: 'SM001',
            message: 'replacing public.losing would lose: trigger noted',
          });
        }
      }
    });
  });
});

describeOnBoth('the function of the catalog', (rig) => {
  const { name } = catalogFunction('smelt').name;
  const signature = `smelt.${name}(text[], text[])`;
  const planted = `create or replace function smelt.${name}(asked_schemas text[], asked_names text[]) returns json language plpgsql as 'begin raise exception ''planted''; end'`;

  test.each([
    ['another text', [planted]],
    ['the rights of its owner', [`alter function ${signature} security definer`, planted]],
  ])('is not called with %s', async (_, changes) => {
    await rig.database.withSession(async (session) => {
      await run(session, `drop schema if exists smelt cascade`);
      await updateEngineSchema(session);
      await run(session, ...changes);
    });
    await rig.database.withSession(async (session) => {
      const { relations } = await introspect(session, { schemas: ['smelt'] });
      expect(relations.has('"smelt"."runs"')).toBe(true);
    });
  });

  test('is called no more by who has called it, once it is another one', async () => {
    await rig.database.withSession(async (session) => {
      await run(session, `drop schema if exists smelt cascade`);
      await updateEngineSchema(session);
      const look = () => introspect(session, { schemas: ['smelt'] });
      expect((await look()).relations.has('"smelt"."runs"')).toBe(true);
      await run(session, planted);
      expect((await look()).relations.has('"smelt"."runs"')).toBe(true);
    });
  });

  test('that is lost, with the state or the rights to it, is missed by nobody', async () => {
    await rig.database.withSession(async (session) => {
      await updateEngineSchema(session);
      const look = () => introspect(session, { schemas: ['smelt'] });
      expect((await look()).relations.size).toBeGreaterThan(0);
      await run(session, 'drop schema smelt cascade');
      expect((await look()).relations.size).toBe(0);
    });
  });
});

describe('a team', () => {
  const files: ProjectFiles = {
    'project.yml': `name: shop
targets: { dev: { type: postgres, url: "{{ env_var('DATABASE_URL') }}", schema: "{{ env_var('TARGET_SCHEMA') }}" } }
`,
    'models/m.sql': "{{ config(materialized='table') }} select 1 as id",
  };

  test('a member who may not call it swaps all the same; who keeps the state has it made for them', async () => {
    const database = await createRolesDatabase();
    const [owner, member] = [await database.role('alice'), await database.role('bob')];
    const [{ name: base } = {}] = await database.admin('select current_database() as name');
    await database.admin(`grant create on database ${base} to ${owner.name}, ${member.name}`);
    const root = await writeProject(files);
    const build = (role: typeof owner) =>
      execute(root, 'build', {}, { DATABASE_URL: role.url, TARGET_SCHEMA: `of_${role.name}` });
    expect(await build(owner)).toMatchObject({ exitCode: 0, errors: '' });
    await owner.execute(
      `grant usage on schema smelt to ${member.name}`,
      `grant select, insert, update, delete on all tables in schema smelt to ${member.name}`,
    );
    const swapped = async () => {
      expect(await build(member)).toMatchObject({ exitCode: 0, errors: '' });
      await member.execute(`comment on table of_${member.name}.m is 'kept'`);
      expect(await build(member)).toMatchObject({ exitCode: 0, errors: '' });
      const found = `select pg_catalog.obj_description('of_${member.name}.m'::regclass) as comment,
        has_function_privilege('${signature}', 'execute') as called`;
      return (await member.execute(found))[0];
    };
    expect(await swapped()).toEqual({ comment: 'kept', called: false });
    await owner.execute(`drop function ${signature}`);
    expect(await build(owner)).toMatchObject({ exitCode: 0, errors: '' });
    expect(await swapped()).toEqual({ comment: 'kept', called: true });
  });
});
